"""Sending: tells lif_plugin which patients moved, as Standard Webhooks, again and again until it is heard."""

import base64
import hashlib
import hmac
import json
import logging
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.error import HTTPError

from trytond.pool import Pool
from trytond.transaction import Transaction

from .settings import Settings

PAUSES: Final = (1, 5, 30, 120, 600, 1800, 3600)
"""Seconds before a next try; the last one goes on for ever: nothing is given up."""
KEPT: Final = timedelta(days=30)
_TIMEOUT: Final = 10.0
_BATCH: Final = 200
_log = logging.getLogger(__name__)


class NotHeard(Exception):
    """lif_plugin did not take a message; its text names no patient."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is signed for one address goes to no other."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Follow nothing."""


_opener: Final = urllib.request.build_opener(_NoRedirect)


def signed(secret: str, key: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a Standard Webhook, signed with a shared secret (whsec_…)."""
    content = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(content, f"{key}.{seconds}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def body_of(message: dict[str, Any]) -> bytes:
    """A message as it travels: what was saved, when, of which patient's number, and nothing besides."""
    at = message["made_at"].replace(tzinfo=UTC, microsecond=0).isoformat()
    content = {"type": message["about"], "timestamp": at, "data": {"case": str(message["patient"])}}
    return json.dumps(content).encode()


def post(settings: Settings, message: dict[str, Any]) -> None:
    """Send one message. Raises `NotHeard`."""
    body = body_of(message)
    try:
        headers = {
            **signed(settings.secret(), message["key"], int(time.time()), body),
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(settings.hook, body, headers, method="POST")  # noqa: S310 - the administrator's own
        with _opener.open(request, timeout=_TIMEOUT) as answer:
            answer.read()
    except HTTPError as refused:
        raise NotHeard(f"answered {refused.code}") from None
    except (OSError, ValueError) as fault:
        raise NotHeard(type(fault).__name__) from None


def send_due(database: str, settings: Settings) -> int:
    """Send what is due, the oldest first, once for a patient; gives how many messages were heard.

    Nothing of the database is held while the network is waited for.
    """
    heard = 0
    for message in _due(database):
        try:
            post(settings, message)
        except NotHeard as fault:
            _put_off(database, message, str(fault))
            # Whoever does not hear one does not hear the next; all wait for their turn.
            return heard
        heard += _sent(database, message)
    return heard


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _due(database: str) -> Iterator[dict[str, Any]]:
    """The newest message of each patient of whom something is due; those before it are told with it."""
    with Transaction().start(database, 0, readonly=True):
        rows = (
            Pool()
            .get("lif.message")
            .search(
                [("state", "=", "waiting"), ("due_at", "<=", _now())], order=[("id", "ASC")], limit=_BATCH
            )
        )
        newest = {
            row.patient: {"id": row.id, "key": row.key, "about": row.about, "patient": row.patient, "tries": row.tries,
                          "made_at": row.create_date}
            for row in rows
        }  # fmt: skip
    yield from newest.values()


def _put_off(database: str, message: dict[str, Any], trouble: str) -> None:
    pause = PAUSES[min(message["tries"], len(PAUSES) - 1)]
    _log.warning("lif_plugin did not hear (%s); next try in %d s", trouble, pause)
    with Transaction().start(database, 0):
        messages = Pool().get("lif.message")
        waiting = messages.search([("state", "=", "waiting")])
        messages.write(waiting, {"due_at": _now() + timedelta(seconds=pause)})
        mine = messages.search(
            [("state", "=", "waiting"), ("patient", "=", message["patient"]), ("id", "<=", message["id"])]
        )
        messages.write(mine, {"tries": message["tries"] + 1, "trouble": trouble[:200]})


def _sent(database: str, message: dict[str, Any]) -> int:
    with Transaction().start(database, 0):
        messages = Pool().get("lif.message")
        mine = messages.search(
            [("state", "=", "waiting"), ("patient", "=", message["patient"]), ("id", "<=", message["id"])]
        )
        messages.write(mine, {"state": "sent", "sent_at": _now(), "trouble": None})
        return len(mine)


def forget_old(database: str) -> None:
    """Delete what was told long ago."""
    with Transaction().start(database, 0):
        messages = Pool().get("lif.message")
        messages.delete(messages.search([("state", "=", "sent"), ("sent_at", "<", _now() - KEPT)]))
