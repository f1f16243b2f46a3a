"""Signing in to Primero: with name and password on every request, by session, or with a provider's token.

Basic is the service account's way: no CSRF token and not throttled. A session is for servers that close it.
"""

from collections.abc import Generator
from typing import Final, final
from urllib.parse import unquote

import httpx

from lif_adapter_primero.clock import Clock

_RENEWED_MS: Final = 50 * 60_000
"""A session ends after 60 minutes; it is renewed before, so that a 401 always means "refused"."""


@final
class Secret:
    """A text that nobody gets to see by printing, logging or comparing."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written down.")


class BySession(httpx.Auth):
    """Signs in once and keeps the session's cookies; every write carries the CSRF token.

    A second sign-in of the same user ends the first session: one process per account.
    """

    requires_response_body = True

    def __init__(self, base_url: str, user_name: str, password: Secret, clock: Clock) -> None:
        self._api = base_url
        self._user_name = user_name
        self._password = password
        self._clock = clock
        self._cookies: dict[str, str] = {}
        self._since = 0

    def __repr__(self) -> str:
        return f"BySession({self._user_name!r})"

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign in if there is no session or an old one, then send the request with it."""
        if "_app_session" not in self._cookies or self._clock.now() - self._since > _RENEWED_MS:
            self._cookies = {}
            self._keep((yield httpx.Request("GET", f"{self._api}identity_providers")))
            answer = yield self._log_in()
            if not answer.is_success:
                # The caller gets this answer as if the request itself had been refused: nothing is tried twice.
                return
            self._keep(answer)
            self._since = self._clock.now()
        self._dress(request)
        self._keep((yield request))

    def _log_in(self) -> httpx.Request:
        user = {"user_name": self._user_name, "password": self._password.reveal()}
        request = httpx.Request("POST", f"{self._api}tokens", json={"user": user})
        self._dress(request)
        return request

    def _dress(self, request: httpx.Request) -> None:
        if self._cookies:
            request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if request.method != "GET" and (token := self._cookies.get("CSRF-TOKEN")):
            request.headers["X-CSRF-Token"] = unquote(token)

    def _keep(self, answer: httpx.Response) -> None:
        for header in answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            if name in {"_app_session", "CSRF-TOKEN"}:
                self._cookies[name] = value


class ByToken(httpx.Auth):
    """Sends the token of the server's external identity provider."""

    def __init__(self, token: Secret) -> None:
        self._token = token

    def __repr__(self) -> str:
        return "ByToken(…)"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token to the request."""
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        yield request


class ByPassword(httpx.Auth):
    """Sends name and password with every request (HTTP Basic)."""

    def __init__(self, user_name: str, password: Secret) -> None:
        self._user_name = user_name
        self._password = password

    def __repr__(self) -> str:
        return f"ByPassword({self._user_name!r})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header that httpx's own Basic scheme makes."""
        return httpx.BasicAuth(self._user_name, self._password.reveal()).auth_flow(request)
