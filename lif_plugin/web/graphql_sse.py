"""Operations answered as server-sent events, by the distinct connections mode of GraphQL over SSE."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError
from lif_plugin.schema import Api, Reply
from lif_plugin.web.feed import SEND_SECONDS, Feed
from lif_plugin.web.session import viewer_of
from lif_plugin.web.threads import in_thread

EVENTS: Final = "text/event-stream"
_COMPLETE: Final = b"event: complete\ndata: \n\n"
_KEEP: Final = b":\n\n"


class Events(StreamingResponse):
    """A stream that lets go of a client that does not take it."""

    async def stream_response(self, send: Send) -> None:
        """Send what comes."""

        async def in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)

        try:
            await super().stream_response(in_time)
        except TimeoutError:
            # Its last event's cursor says where to go on.
            return


def events(
    request: Request, viewer: Viewer, query: str, variables: dict[str, object] | None, name: str | None
) -> Events:
    """Answer an operation by events."""
    stream = _stream(request, viewer, query, variables, name)
    return Events(stream, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})


async def _stream(
    request: Request,
    viewer: Viewer,
    query: str,
    variables: dict[str, object] | None,
    name: str | None,
) -> AsyncIterator[bytes]:
    api: Api = request.app.state.api
    feed: Feed = request.app.state.feed
    # What is said first lets the client know that it is connected.
    yield _KEEP
    try:
        with feed.client(viewer):
            begun = await in_thread(request, api.follow, viewer, query, variables, name)
            if isinstance(begun, Reply):
                yield _next(begun)
            else:
                async with aclosing(feed.told(begun)) as told:
                    async for reply in told:
                        # The token may have ended, or whom we trust may have changed.
                        viewer_of(request)
                        yield _KEEP if reply is None else _next(reply)
    except LifError as error:
        yield _next(Reply.failed(error))
    yield _COMPLETE


def _next(reply: Reply) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(reply.body()) + b"\n\n"
