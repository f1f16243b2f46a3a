"""GraphQL over HTTP: requests answered as the specification's audits ask."""

from collections.abc import Mapping
from typing import Any, Final

import anyio
import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import TokenRefused
from lif_plugin.schema import Api, Reply
from lif_plugin.schema.examples import examples
from lif_plugin.store.meter import Meter
from lif_plugin.tracing import within
from lif_plugin.web.graphql_pace import counted
from lif_plugin.web.graphql_request import JSON, Asked, BadRequest, asked_in
from lif_plugin.web.graphql_sse import EVENTS, events
from lif_plugin.web.guard import QUERY_PAGE_POLICY
from lif_plugin.web.pace import TooMany
from lif_plugin.web.pages import page
from lif_plugin.web.session import services_of, viewer_of
from lif_plugin.web.threads import in_thread

NEW: Final = "application/graphql-response+json"
OLD: Final = JSON


async def graphql(request: Request) -> Response:
    """Answer a query or mutation; a browser without a query gets the page to write one on."""
    kind = _answered_as(request)
    if (
        request.method == "GET"
        and "query" not in request.query_params
        and kind != NEW
        and _is_browser(request)
    ):
        response = page(request, "graphql.html", examples=examples())
        response.headers["Content-Security-Policy"] = QUERY_PAGE_POLICY
        return response
    streams = request.method == "POST" and EVENTS in request.headers.get("accept", "")
    if kind is None and not streams:
        return _failed(BadRequest(f"Answers are {NEW} or {OLD}.", 406), NEW)
    kind = kind or NEW
    try:
        viewer = viewer_of(request)
        left = counted(request, viewer)
        media, charset, _ = _media(request.headers.get("content-type", ""))
        asked = await asked_in(request, media, charset)
        if streams:
            return events(request, viewer, asked.query, asked.variables, asked.operation_name)
    except (TokenRefused, BadRequest, TooMany) as error:
        return _failed(error, kind)
    answer = _answer(await _run(request, viewer, asked), kind, draft_codes=services_of(request).draft_codes)
    answer.headers.update(left)
    return answer


async def _run(request: Request, viewer: Viewer, asked: Asked) -> Reply:
    """Run an operation as long as somebody waits for it, and no longer than one may take."""
    api: Api = request.app.state.api
    meter = Meter.within(services_of(request).allowed.seconds)
    async with anyio.create_task_group() as group:
        group.start_soon(_leave_with, request, meter)
        with within(request.headers.get("traceparent")):
            reply = await in_thread(
                request,
                api.run,
                viewer,
                asked.query,
                asked.variables,
                asked.operation_name,
                read_only=request.method == "GET",
                takes_text=True,
                meter=meter,
            )
        group.cancel_scope.cancel()
    return reply


async def _leave_with(request: Request, meter: Meter) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    # In a thread of its own: all others may be at work for those who wait.
    await anyio.to_thread.run_sync(meter.leave, limiter=anyio.CapacityLimiter(1))


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _answered_as(request: Request) -> str | None:
    """Choose the media type of the answer: the new one only for those who name it; None: neither will do."""
    accept = request.headers.get("accept", "*/*")
    asked = [_media(part) for part in accept.split(",")]
    named = {media for media, charset, quality in asked if quality > 0 and charset in {None, "utf-8", "utf8"}}
    if NEW in named:
        return NEW
    return OLD if named & {OLD, "application/*", "*/*"} else None


def _media(part: str) -> tuple[str, str | None, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    given = dict(parameter.partition("=")[::2] for parameter in parameters)
    try:
        quality = float(given.get("q", "1"))
    except ValueError:
        quality = 0.0
    return media, given.get("charset", "").strip('"') or None, quality


def _answer(reply: Reply, kind: str, *, draft_codes: bool) -> Response:
    body = reply.body()
    if reply.is_read_only_refusal:
        return _json(body, kind, 405, {"Allow": "POST"})
    return _json(body, kind, _status(reply, kind, draft_codes=draft_codes))


def _status(reply: Reply, kind: str, *, draft_codes: bool) -> int:
    """Old clients take anything but 200 for a broken server; the new media type says more."""
    if kind == OLD:
        return 200
    if not reply.began:
        return 422 if draft_codes else 400
    return 294 if draft_codes and reply.errors else 200


def _failed(error: TokenRefused | BadRequest | TooMany, kind: str) -> Response:
    body = {"errors": [{"message": error.message, "extensions": {"code": error.code, "hint": error.hint}}]}
    if isinstance(error, TokenRefused):
        return _json(body, kind, 401, {"WWW-Authenticate": "Bearer"})
    if isinstance(error, TooMany):
        return _json(body, kind, 429, error.headers)
    return _json(body, kind, error.status)


def _json(body: dict[str, Any], kind: str, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type=f"{kind}; charset=utf-8")
