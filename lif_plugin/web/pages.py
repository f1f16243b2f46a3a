"""Renders pages: the templates, what each is given, and errors in plain words."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from lif_plugin.domain.cloud_event import EventForm, EventTooLarge
from lif_plugin.errors import LifError, NotAllowed, NotFound, TokenRefused
from lif_plugin.flow.signing import WebhookRefused
from lif_plugin.web.cds_words import DataNotHad
from lif_plugin.web.guard import ANCESTORS, POLICY
from lif_plugin.web.launch_links import LaunchRefused
from lif_plugin.web.note_asked import NoteRefused
from lif_plugin.web.pace import TooMany
from lif_plugin.web.session import FIELD, FRAME, FormExpired, form_token, in_frame, keep_form_cookie, token_of

WAY: Final = "lif_way"
"""The cookie that says where somebody was going when they had to sign in."""

HERE: Final = Path(__file__).parent
_templates: Final = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_STATUS: Final[dict[type[LifError], int]] = {
    TokenRefused: HTTPStatus.UNAUTHORIZED,
    NotAllowed: HTTPStatus.FORBIDDEN,
    LaunchRefused: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    FormExpired: HTTPStatus.BAD_REQUEST,
    NoteRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    EventTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    EventForm: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    WebhookRefused: HTTPStatus.UNAUTHORIZED,
    DataNotHad: HTTPStatus.PRECONDITION_FAILED,
}
_SAID: Final = {
    HTTPStatus.NOT_FOUND: (
        "There is no such page",
        "Check the address. If you followed a link, it may be old.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ("This page cannot be used like that", "Go back and try again."),
}


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """Render a page, with the token its forms need."""
    given = {
        "signed_in": token_of(request) is not None,
        "form_field": FIELD,
        "form_token": form_token(request),
        "framed": in_frame(request),
        "here": FRAME if in_frame(request) else "",
        **values,
    }
    response = HTMLResponse(_templates.get_template(template).render(given), status)
    keep_form_cookie(request, response)
    origin = getattr(request.state, "frame_origin", None)
    if origin is not None:
        response.headers["Content-Security-Policy"] = POLICY.replace(ANCESTORS, f"frame-ancestors {origin}")
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def wants_page(request: Request) -> bool:
    """Say whether the caller is a browser that shows pages."""
    return "text/html" in request.headers.get("accept", "")


def refused(request: Request, error: Exception) -> Response:
    """Answer an error of ours: browsers without a sign-in are sent there, others get words or JSON."""
    if not isinstance(error, LifError):
        raise error
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)
    if isinstance(error, TokenRefused):
        return _unknown(request, error)
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else {}
    if not wants_page(request):
        body = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
        return JSONResponse(body, status, headers)
    response = page(request, "error.html", status, title=error.message, hint=error.hint)
    response.headers.update(headers)
    return response


def _unknown(request: Request, error: TokenRefused) -> Response:
    if in_frame(request):
        # Nobody signs in within somebody else's page. Without an origin that may hold it, a frame stays empty.
        return page(
            request, "error.html", HTTPStatus.UNAUTHORIZED, title="Open it again in your case system", hint=""
        )
    if wants_page(request) and request.method == "GET":
        if request.headers.get("sec-fetch-site") == "cross-site":
            # A link from another system brings no strict cookie; the page's own reload does.
            return page(request, "go_on.html")
        return _to_sign_in(request)
    if wants_page(request):
        return page(request, "error.html", HTTPStatus.UNAUTHORIZED, title="Sign in again", hint=error.hint)
    body = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    return JSONResponse(body, HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Bearer"})


def _to_sign_in(request: Request) -> Response:
    """Go to the sign-in; where from stands in a cookie, since an address is kept in logs and histories."""
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    secure = request.url.scheme == "https"
    response.set_cookie(
        WAY,
        quote(request.url.path),
        max_age=600,
        path="/sign-in",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return response


def missing(request: Request, error: Exception) -> Response:
    """Answer an address or method that does not exist."""
    if not isinstance(error, HTTPException):
        raise error
    title, hint = _SAID.get(HTTPStatus(error.status_code), (error.detail, "Go back and try again."))
    if not wants_page(request):
        body = {"error": {"code": "http", "message": title, "hint": hint}}
        return JSONResponse(body, error.status_code, error.headers)
    response = page(request, "error.html", error.status_code, title=title, hint=hint)
    response.headers.update(error.headers or {})
    return response
