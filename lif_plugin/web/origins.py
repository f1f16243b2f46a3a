"""Which pages of other sites may call GraphQL: none, but for the origins that an agency or a client was given.

A request that a browser sends for a page of another origin is refused unless it carries a token in its header and that
token's client or agency has the origin. So a cookie never works from elsewhere, whatever a browser does with it.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, TokenRefused
from lif_plugin.web.api_clients import clients_in
from lif_plugin.web.launch_keys import checked_origin
from lif_plugin.web.services import Services
from lif_plugin.web.session import header_token

PATH: Final = "/graphql"
_ANY_AGENCY: Final = ""
_CLIENT: Final = "client:"
_SECONDS: Final = "600"
_METHODS: Final = "GET, POST"
_HEADERS: Final = "accept, authorization, content-type"
_EXPOSED: Final = "RateLimit, RateLimit-Policy, Retry-After"


class OriginRefused(LifError):
    """A page of this origin may not call here."""

    code = "origin_refused"
    hint = "Whoever runs the server allows an origin by `LIF_ORIGINS`, or for one client by `lif clients add --origin`."


def origins_of(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read `LIF_ORIGINS`: origins for every agency, and AGENCY=ORIGIN for one. Raises `BadSetting`."""
    found: dict[str, tuple[str, ...]] = {}
    for part in text.replace(",", " ").split():
        agency, _, origin = part.rpartition("=")
        found[agency] = (*found.get(agency, ()), checked_origin(origin))
    return found


def is_foreign(connection: HTTPConnection) -> bool:
    """Whether a browser says that a page of another origin than ours sent it.

    Ours is the host that was called, and where a proxy stands before us the address that people reach us at (`LIF_URL`).
    """
    origin = connection.headers.get("origin")
    services: Services = connection.app.state.services
    ours = {connection.headers.get("host"), urlsplit(services.address).netloc}
    return origin is not None and urlsplit(origin).netloc not in ours


def may_call(services: Services, viewer: Viewer, origin: str) -> bool:
    """Whether pages of an origin may call for somebody."""
    if viewer.subject.startswith(_CLIENT):
        name = viewer.subject.removeprefix(_CLIENT)
        own = [one.origins for one in clients_in(services.keys).all() if one.id == name]
        return any(origin in one for one in own)
    given = services.origins
    return origin in given.get(_ANY_AGENCY, ()) or origin in given.get(viewer.agency, ())


def _is_known(services: Services, origin: str) -> bool:
    given = [*services.origins.values(), *(one.origins for one in clients_in(services.keys).all())]
    return any(origin in one for one in given)


class Origins:
    """Wraps the application: answers what a browser asks beforehand, refuses other sites, names who may read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if not is_foreign(request):
            await self.app(scope, receive, _varying(send))
            return
        origin = request.headers["origin"]
        services: Services = scope["app"].state.services
        if scope["method"] == "OPTIONS":
            await _beforehand(request.headers, _is_known(services, origin))(scope, receive, send)
        elif _is_allowed(request, services, origin):
            await self.app(scope, receive, _varying(send, origin))
        else:
            await _refusal()(scope, receive, send)


def _is_allowed(request: Request, services: Services, origin: str) -> bool:
    token = header_token(request)
    if not token:
        return False
    try:
        return may_call(services, services.verifier.viewer(token), origin)
    except TokenRefused:
        # That their token has ended, pages that may call are to read; who they are is said beforehand.
        return _is_known(services, origin)


def _beforehand(headers: Headers, known: bool) -> Response:
    vary = {"Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"}
    if not known:
        return Response(status_code=403, headers=vary)
    allowed = {
        "Access-Control-Allow-Origin": headers["origin"],
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": _HEADERS,
        "Access-Control-Max-Age": _SECONDS,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(status_code=204, headers=vary | allowed)


def _refusal() -> Response:
    error = OriginRefused()
    said = f'{{"errors":[{{"message":"{error.message}","extensions":{{"code":"{error.code}","hint":"{error.hint}"}}}}]}}'
    return Response(said, 403, {"Vary": "Origin"}, media_type="application/json; charset=utf-8")


def _varying(send: Send, origin: str | None = None) -> Send:
    """Say on every answer that it depends on the origin, and who may read it; never that cookies may be sent along."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Origin")
            if origin is not None:
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = _EXPOSED
                headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        await send(message)

    return sending
