"""Who asks: a token in the header or the cookie; and the token that keeps forms from being forged."""

import hashlib
import hmac
import secrets
import time
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, TokenRefused
from lif_plugin.web.services import Services

SESSION: Final = "lif_session"
FORM: Final = "lif_form"
FIELD: Final = "form_token"
FRAME: Final = "/embed"
"""Where pages stand that are shown in a frame; they have cookies of their own, which only that frame's page has."""


class FormExpired(LifError):
    """The page was open too long, or the form did not come from it."""

    code = "form_expired"
    hint = "Go back, load the page again and send the form once more."


def services_of(request: Request) -> Services:
    """Return the application's services."""
    services: Services = request.app.state.services
    return services


def header_token(request: Request) -> str | None:
    """Return the token that a program sends in the header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def in_frame(request: Request) -> bool:
    """Say whether a page is one that is shown in a frame."""
    return request.url.path.startswith(f"{FRAME}/")


def _cookie(request: Request, name: str) -> str:
    return f"{name}_frame" if in_frame(request) else name


def token_of(request: Request) -> str | None:
    """Return the token a request carries: the header's, else the cookie's."""
    return header_token(request) or request.cookies.get(_cookie(request, SESSION))


def viewer_of(request: Request, *, by_header: bool = False) -> Viewer:
    """Return who asks; ``by_header`` takes no cookie. Raises `TokenRefused`."""
    token = header_token(request) if by_header else token_of(request)
    if not token:
        raise TokenRefused("This needs a token.")
    viewer = services_of(request).verifier.viewer(token)
    opened: frozenset[str] = getattr(request.state, "opened", frozenset())
    return replace(viewer, opened=opened) if opened else viewer


def sign_in(request: Request, response: Response, token: str) -> None:
    """Keep a verified token in a cookie that no script reads and no other site sends."""
    seconds = services_of(request).verifier.expires(token) - int(time.time())
    _keep(request, response, SESSION, token, max(seconds, 1))


def sign_out(response: Response) -> None:
    """Forget the token."""
    response.delete_cookie(SESSION, path="/")
    response.delete_cookie(FORM, path="/")


def _keep(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    if in_frame(request):
        age = f"; Max-Age={seconds}" if seconds is not None else ""
        # Another site's page holds the frame: the cookie has to come along there, and only there (Partitioned).
        kept = f"{_cookie(request, name)}={value}{age}; Path={FRAME}; Secure; HttpOnly; SameSite=None; Partitioned"
        response.headers.append("set-cookie", kept)
        return
    secure = request.url.scheme == "https"
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict"
    )


def form_token(request: Request) -> str:
    """Return the token for the forms of this page, bound to the reader's cookies."""
    return _bound(_nonce(request), request)


def keep_form_cookie(request: Request, response: Response) -> None:
    """Give the reader the cookie that their forms' tokens are bound to."""
    if _cookie(request, FORM) not in request.cookies:
        _keep(request, response, FORM, _nonce(request), None)


def check_form(request: Request, form: FormData) -> None:
    """Raise `FormExpired` unless the form came from a page of ours that this reader was given."""
    given = form.get(FIELD)
    known = request.cookies.get(_cookie(request, FORM))
    origin = request.headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    # A page that sends no referrer may send the origin as "null".
    if foreign and origin != "null":
        raise FormExpired
    if known is None or not isinstance(given, str) or not hmac.compare_digest(given, _bound(known, request)):
        raise FormExpired


def _nonce(request: Request) -> str:
    nonce: str = (
        request.cookies.get(_cookie(request, FORM))
        or getattr(request.state, "nonce", "")
        or secrets.token_urlsafe(24)
    )
    request.state.nonce = nonce
    return nonce


def _bound(nonce: str, request: Request) -> str:
    session = request.cookies.get(_cookie(request, SESSION), "")
    return hmac.new(nonce.encode(), session.encode(), hashlib.sha256).hexdigest()


def local_path(path: str | None) -> str:
    """Return a path of this server to go on to; anything else becomes the start page."""
    if (
        not path
        or not path.startswith("/")
        or path.startswith("//")
        or "\\" in path
        or not path.isprintable()
    ):
        return "/"
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else "/"
