"""Serves the application over HTTP."""

import uvicorn
from starlette.types import ASGIApp


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until told to stop.

    The server's own access log stays off: it would write addresses, and a panel's may hold a case's
    reference. `guard.Guard` logs routes in its place.
    """
    uvicorn.run(app, host=host, port=port, access_log=False, log_config=None, server_header=False)
