"""Arriving: before a request is read, the key of its token is fetched where nobody has it yet, in a thread."""

from typing import Final

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from lif_plugin.errors import TokenRefused
from lif_plugin.web.session import services_of, token_of
from lif_plugin.web.tokens import Verifier

_AT_ONCE: Final = 4
"""How many wait for identity providers at once: they take no thread from those who need the database."""


class Arriving:
    """Wraps the application, so that its pages verify tokens without ever waiting for another server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._waiting = anyio.CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http":
            request = Request(scope)
            token = token_of(request)
            if token:
                await fetch_key(services_of(request).verifier, token, self._waiting)
        await self.app(scope, receive, send)


async def fetch_key(verifier: Verifier, token: str, limiter: anyio.CapacityLimiter | None = None) -> None:
    """Fetch the key of a token if it may be had; whether the token is right is for `Verifier.viewer` to say."""
    try:
        if verifier.lacks_key(token):
            await anyio.to_thread.run_sync(verifier.fetch, token, limiter=limiter)
    except TokenRefused:
        # Whoever needs a token refuses it; a page that needs none is shown all the same.
        return
