"""Webhooks: what waits for other systems is sent to them, at least once, with pauses that grow; each try is kept."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.calling import Answer
from lif_plugin.flow.signing import headers_of
from lif_plugin.flow.webhook_keys import WebhookKeys
from lif_plugin.store import pauses, webhooks
from lif_plugin.store.work import Store, hold_agency, now_ms
from lif_plugin.tracing import Kind, span

Row = dict[str, Any]
Call = Callable[[str, Mapping[str, str], bytes], Answer]
_S, _M, _H = 1000, 60_000, 3_600_000
PAUSES: Final = (0, 5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
"""How long before each try, in milliseconds, as Standard Webhooks recommends; after the last it is given up."""
JITTER: Final = 0.1
"""By how much a pause may be longer, so that what failed together does not come back together."""
LONGEST_WAIT: Final = 24 * _H
"""No receiver can ask for a longer pause."""
LEASE_MS: Final = 2 * _M
TICK_SECONDS: Final = 0.5
LANES: Final = 8
AT_ONCE: Final = 100
"""Messages to an endpoint before others have their turn."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """What sending needs. ``jitter`` gives a number from 0 to 1."""

    store: Store
    keys: WebhookKeys
    call: Call
    clock: Callable[[], int] = now_ms
    jitter: Callable[[], float] = field(default=random.random)


class Webhooks:
    """Sends to the endpoints of all agencies; a slow one holds up no other."""

    def __init__(self, parts: WebhookParts, agencies: Callable[[], Iterable[str]]) -> None:
        self._parts = parts
        self._agencies = agencies
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="webhooks")
        self._busy: set[str] = set()
        self._guard = threading.Lock()

    def tick(self) -> None:
        """Begin to send what is due to every endpoint that is not being sent to; several processes may."""
        for agency in self._agencies():
            for endpoint_id in due(self._parts, agency):
                self._begin(agency, endpoint_id)

    def _begin(self, agency: str, endpoint_id: str) -> None:
        with self._guard:
            if endpoint_id in self._busy:
                return
            self._busy.add(endpoint_id)
        self._pool.submit(self._send, agency, endpoint_id)

    def _send(self, agency: str, endpoint_id: str) -> None:
        try:
            send_due(self._parts, agency, endpoint_id)
        except Exception as fault:  # noqa: BLE001 - whatever it was, the next turn comes
            _log.error("webhook %s: %s; its next turn comes", endpoint_id, type(fault).__name__)
        finally:
            with self._guard:
                self._busy.discard(endpoint_id)

    def close(self) -> None:
        """Let what is under way finish."""
        self._pool.shutdown()


def due(parts: WebhookParts, agency: str) -> list[str]:
    """The endpoints for which something is due."""
    with parts.store.read(_viewer(agency)) as connection:
        if pauses.paused(connection, agency) is not None:
            return []
        return webhooks.due_endpoints(connection, agency, parts.clock())


def send_due(parts: WebhookParts, agency: str, endpoint_id: str) -> Counter[str]:
    """Send what is due to an endpoint; gives how many messages came to which state."""
    done: Counter[str] = Counter()
    for _ in range(AT_ONCE):
        with parts.store.write(_viewer(agency)) as connection:
            hold_agency(connection, agency)
            if pauses.paused(connection, agency) is not None:
                break
            row = webhooks.claim(connection, agency, endpoint_id, parts.clock(), LEASE_MS)
        if row is None:
            break
        with span("deliver webhook", Kind.PRODUCER, agency=agency) as delivery:
            state = _send_one(parts, row)
            delivery.note("lif.state", state)
        done[state] += 1
    return done


def _viewer(agency: str) -> Viewer:
    return Viewer.system("webhooks", agency)


def _send_one(parts: WebhookParts, row: Row) -> str:
    """Send one message and write what came of it; gives its state."""
    now = parts.clock()
    key = parts.keys.find(row["endpoint_id"])
    begun = time.perf_counter()
    if key is None:
        answer = Answer(None, "no_key")
    else:
        body = row["body"].encode()
        signed = headers_of(key.valid(now), row["id"], now // 1000, body)
        headers = {**signed, "Content-Type": "application/json", "User-Agent": "lif_plugin"}
        answer = parts.call(row["url"], headers, body)
    took = round((time.perf_counter() - begun) * 1000)
    values = _came_to(parts, row, answer)
    with parts.store.write(_viewer(row["agency_id"])) as connection:
        reason = answer.reason or (None if values["state"] == "done" else f"status_{answer.status}")
        webhooks.add_try(connection, row, now, answer.status, reason, took)
        webhooks.finish(connection, row, **values)
        if answer.status == HTTPStatus.GONE:
            webhooks.set_state(
                connection, row["agency_id"], row["endpoint_id"], webhooks.DISABLED, "gone", now
            )
    return str(values["state"])


def _came_to(parts: WebhookParts, row: Row, answer: Answer) -> dict[str, Any]:
    now, tries = parts.clock(), row["tries"] + 1
    if answer.status is not None and HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return {"state": "done", "tries": tries, "done_at": now}
    if answer.status == HTTPStatus.GONE:
        # The endpoint is disabled by it; should somebody let it run again, this goes out first.
        return {"state": "waiting", "tries": tries, "due_at": now}
    if tries >= len(PAUSES):
        return {"state": "dead", "tries": tries, "done_at": now}
    pause = int(PAUSES[tries] * (1 + JITTER * parts.jitter()))
    return {"state": "waiting", "tries": tries, "due_at": now + max(pause, asked_pause(answer, now))}


def asked_pause(answer: Answer, now: int) -> int:
    """How long a receiver asks to be left alone (Retry-After: seconds or a date), in milliseconds."""
    asked = (answer.retry_after or "").strip()
    if asked.isascii() and asked.isdigit():
        wanted = int(asked[:9]) * _S
    else:
        try:
            until = parsedate_to_datetime(asked)
        except ValueError:
            return 0
        zoned = until if until.tzinfo else until.replace(tzinfo=UTC)
        wanted = int((zoned - datetime.fromtimestamp(now / 1000, UTC)).total_seconds() * _S)
    return min(max(wanted, 0), LONGEST_WAIT)
