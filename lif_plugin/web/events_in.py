"""Takes facts from systems that can send them: CloudEvents by token, Standard Webhooks by signature."""

import json
import time
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.cloud_event import AT_MOST, EventRefused, EventTooLarge, read_event
from lif_plugin.domain.viewer import Right
from lif_plugin.errors import NotAllowed
from lif_plugin.flow.signing import WebhookRefused, verify
from lif_plugin.flow.stating import Sender, Statement
from lif_plugin.flow.webhook_keys import WebhookKeys
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread


async def cloud_event(request: Request) -> Response:
    """Take one CloudEvent; 202 once it is committed, also if it was before."""
    viewer = viewer_of(request, by_header=True)
    viewer.require(Right.SEND_FACTS)
    if viewer.source is None:
        raise NotAllowed("The token names no source.", hint="Make one with `lif token --source SOURCE`.")
    event = read_event(_headers(request), await _body(request))
    sender = Sender(viewer.agency, viewer.source, viewer.case_refs)
    return await _take(request, sender, Statement(event.source, event.id, event.type, event.data))


async def webhook(request: Request) -> Response:
    """Take one Standard Webhook from a sender that is expected; 202 once it is committed, also if it was before."""
    key = WebhookKeys(services_of(request).keys).find(request.path_params["sender"])
    body = await _body(request)
    # Whoever signs with nothing that is known here does not learn which senders there are.
    now = time.time_ns() // 1_000_000
    keys = key.valid(now) if key is not None and key.source is not None else ()
    message_id = verify(keys, _headers(request), body, now // 1000)
    if key is None or key.source is None:
        raise WebhookRefused
    content = _content(body)
    said = Statement(f"webhook:{key.name}", message_id, str(content["type"]), content["data"])
    return await _take(request, Sender(key.agency, key.source), said)


async def _take(request: Request, sender: Sender, said: Statement) -> Response:
    await in_thread(request, services_of(request).take_statement, sender, said)
    return Response(status_code=HTTPStatus.ACCEPTED)


def _headers(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


async def _body(request: Request) -> bytes:
    """The body, of which no more is read than an event may hold."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > AT_MOST:
            raise EventTooLarge
    return b"".join(parts)


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise EventRefused("The webhook is not JSON in UTF-8.") from None
    if not isinstance(content, dict) or not content.keys() >= {"type", "data"}:
        raise EventRefused("A webhook holds type, timestamp and data.")
    return content
