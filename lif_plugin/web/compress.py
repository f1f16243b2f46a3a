"""Answers of GraphQL and static files made smaller, as the client can take them: zstd, br or gzip.

Pages are sent as they are: they hold a form's token, and the length of what is compressed could tell it to somebody who
gets words of their own onto the page (BREACH). An answer of GraphQL holds no secret of the server's, and cannot be
fetched by another site. Streams of events are sent as they come.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

_SMALLEST: Final = 1_000
"""Bytes under which it is not worth while."""
_PATHS: Final = ("/graphql", "/static/")
_NEVER: Final = ("text/event-stream", "text/html")

add_compress_type("application/graphql-response+json")
for _kind in _NEVER:
    remove_compress_type(_kind)


class Compress:
    """Wraps the application: compresses where that gives nothing away."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._small = CompressMiddleware(app, minimum_size=_SMALLEST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        wanted = (
            scope["type"] == "http"
            and scope["path"].startswith(_PATHS)
            and _NEVER[0] not in Headers(scope=scope).get("accept", "")
        )
        await (self._small if wanted else self._plain)(scope, receive, send)
