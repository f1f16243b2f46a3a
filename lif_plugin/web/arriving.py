"""Arriving: before a request is read, what its reader's rights need from elsewhere is fetched in a thread.

That is the key of their token, where nobody has it yet, and the cases that they opened outside their own.
"""

from typing import Final

import anyio
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from lif_plugin.errors import TokenRefused
from lif_plugin.flow.opening import may_have_opened, with_opened
from lif_plugin.store.work import now_ms
from lif_plugin.web.services import Services
from lif_plugin.web.session import services_of, token_of
from lif_plugin.web.threads import in_thread
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
                services = services_of(request)
                await fetch_key(services.verifier, token, self._waiting)
                await _look_for_opened(request, services, token)
        await self.app(scope, receive, send)


async def _look_for_opened(request: Request, services: Services, token: str) -> None:
    try:
        viewer = services.verifier.viewer(token)
    except TokenRefused:
        return
    if may_have_opened(viewer):
        found = await in_thread(request, with_opened, services.store, viewer, now_ms())
        request.state.opened = found.opened


async def fetch_key(verifier: Verifier, token: str, limiter: anyio.CapacityLimiter | None = None) -> None:
    """Fetch the key of a token if it may be had; whether the token is right is for `Verifier.viewer` to say."""
    try:
        if verifier.lacks_key(token):
            await anyio.to_thread.run_sync(verifier.fetch, token, limiter=limiter)
    except TokenRefused:
        # Whoever needs a token refuses it; a page that needs none is shown all the same.
        return
