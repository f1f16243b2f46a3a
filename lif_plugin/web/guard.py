"""What every request passes: security headers, a log without addresses, and the last catch for faults."""

import logging
import time
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log: Final = logging.getLogger(__name__)

ANCESTORS: Final = "frame-ancestors 'none'"
"""No page is shown in a frame, unless its own answer says in whose."""
POLICY: Final = f"default-src 'self'; base-uri 'none'; form-action 'self'; {ANCESTORS}; object-src 'none'"
QUERY_PAGE_POLICY: Final = (
    f"{POLICY}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"
)
"""GraphiQL writes styles into the page and draws with data addresses; no script may."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # What holds a case must not stay on the machine; static files say otherwise for themselves.
    "Cache-Control": "no-store",
}


class Guard:
    """Wraps the application: headers on every answer, one line in the log, no fault let out.

    The line holds the route, never the address: a panel's address may hold a case's reference. A fault is
    logged by its kind and place; its text may quote a record (a database error quotes its values).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001  nothing may reach the server's own log
            _log.error("a page failed: %s", _place(error))
            if not status:
                await PlainTextResponse("Something went wrong on our side. Try again.", 500)(
                    scope, receive, sending
                )
        finally:
            route = getattr(scope.get("route"), "path", "(none)")
            took = (time.perf_counter() - begun) * 1000
            _log.info("%s %s %d %.0f ms", scope["method"], route, status, took)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name}" if trace else ""
    return f"{type(error).__name__}{where}"
