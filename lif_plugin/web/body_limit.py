"""How much a request may send: little, but where a file of evidence may come."""

from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from lif_plugin.cycle.evidence import AT_MOST

MAX_BODY: Final = 1_000_000
"""The largest body taken, in bytes."""
MAX_UPLOAD: Final = AT_MOST + 100_000
"""The largest body with a file of evidence, with what stands around the file."""


class BodyLimit:
    """Refuses a body that is too large before it is read, with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._small = RequestBodyLimitMiddleware(app, MAX_BODY)
        self._large = RequestBodyLimitMiddleware(app, MAX_UPLOAD)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        await (self._large if _takes_file(scope) else self._small)(scope, receive, send)


def _takes_file(scope: Scope) -> bool:
    """Whether a request may bring a file: to an action, or with a GraphQL operation, which says so by its type."""
    path = scope.get("path", "")
    if path == "/graphql":
        return Headers(scope=scope).get("content-type", "").lower().startswith("multipart/form-data")
    return bool(path.startswith("/actions/") and path.endswith("/evidence"))
