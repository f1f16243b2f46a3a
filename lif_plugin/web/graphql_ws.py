"""Subscriptions over WebSocket, by the protocol graphql-transport-ws."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

import anyio.to_thread
import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, TokenRefused
from lif_plugin.schema import Api, Reply
from lif_plugin.web.arriving import fetch_key
from lif_plugin.web.feed import SEND_SECONDS, Feed, TooManyConnections
from lif_plugin.web.graphql_pace import counted
from lif_plugin.web.graphql_request import Asked, BadRequest, checked
from lif_plugin.web.origins import OriginRefused, is_foreign, may_call
from lif_plugin.web.pace import TooMany
from lif_plugin.web.services import Services
from lif_plugin.web.tokens import Verifier

PROTOCOL: Final = "graphql-transport-ws"
INIT_SECONDS: Final = 10.0
OPERATIONS: Final = 10
"""Subscriptions on one connection."""

BAD_REQUEST: Final = 4400
UNAUTHORIZED: Final = 4401
FORBIDDEN: Final = 4403
NO_PROTOCOL: Final = 4406
NO_INIT: Final = 4408
SAME_ID: Final = 4409
INIT_AGAIN: Final = 4429
TRY_AGAIN: Final = 1013


class Closing(Exception):
    """The connection is to be closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


async def graphql_ws(socket: WebSocket) -> None:
    """Serve one connection until either side closes it, or the token ends."""
    if PROTOCOL not in socket.scope["subprotocols"]:
        await socket.accept()
        await socket.close(NO_PROTOCOL, "Subprotocol not acceptable")
        return
    await socket.accept(PROTOCOL)
    try:
        await Connected(socket).serve()
    except* Closing as closing:
        first = closing.exceptions[0]
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        await socket.close(first.code, first.reason)
    except* (WebSocketDisconnect, RuntimeError):
        # The other side has gone, perhaps while something was being sent.
        pass


@dataclass(slots=True)
class Connected:
    """One connection: who it is, and the subscriptions on it by their ids."""

    socket: WebSocket
    token: str = ""
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    sending: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def serve(self) -> None:
        """Let somebody in and answer them. Raises `Closing` and `WebSocketDisconnect`, in groups too."""
        viewer, ends = await self._let_in()
        feed: Feed = self.socket.app.state.feed
        try:
            with feed.client(viewer):
                await self._send({"type": "connection_ack"})
                await self._answer(viewer, ends)
        except TooManyConnections as error:
            raise Closing(TRY_AGAIN, error.message) from error

    async def _let_in(self) -> tuple[Viewer, float]:
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await self._receive()
        except TimeoutError as error:
            raise Closing(NO_INIT, "Connection initialisation timeout") from error
        if message["type"] != "connection_init":
            raise Closing(UNAUTHORIZED, "Unauthorized")
        verifier = self._verifier
        self.token = _token(message.get("payload"))
        await fetch_key(verifier, self.token)
        viewer = self._viewer()
        self._check(viewer)
        return viewer, verifier.expires(self.token)

    def _check(self, viewer: Viewer) -> None:
        """Count the connection, and let no page of another site in that may not call. Raises `Closing`."""
        services: Services = self.socket.app.state.services
        if is_foreign(self.socket) and not may_call(services, viewer, self.socket.headers["origin"]):
            raise Closing(FORBIDDEN, OriginRefused().message)
        try:
            counted(self.socket, viewer)
        except TooMany as error:
            raise Closing(TRY_AGAIN, error.message) from error

    @property
    def _verifier(self) -> Verifier:
        services: Services = self.socket.app.state.services
        return services.verifier

    def _viewer(self) -> Viewer:
        """Who the token is for, while it is good: whom we trust may have changed since. Raises `Closing`."""
        try:
            return self._verifier.viewer(self.token)
        except TokenRefused as error:
            raise Closing(FORBIDDEN, error.message) from error

    async def _answer(self, viewer: Viewer, ends: float) -> None:
        async with asyncio.TaskGroup() as group:
            try:
                async with asyncio.timeout(ends - time.time()):
                    while True:
                        await self._take(group, viewer, await self._receive())
            except TimeoutError as error:
                raise Closing(FORBIDDEN, "The token has expired.") from error

    async def _take(self, group: asyncio.TaskGroup, viewer: Viewer, message: dict[str, Any]) -> None:
        kind, number = message["type"], message.get("id")
        if kind == "ping":
            await self._send({"type": "pong"})
        elif kind == "connection_init":
            raise Closing(INIT_AGAIN, "Too many initialisation requests")
        elif kind == "complete" and isinstance(number, str):
            if number in self.running:
                self.running.pop(number).cancel()
        elif kind == "subscribe" and isinstance(number, str):
            await self._subscribe(group, viewer, number, message.get("payload"))
        elif kind != "pong":
            raise Closing(BAD_REQUEST, "Unknown message")

    async def _subscribe(self, group: asyncio.TaskGroup, viewer: Viewer, number: str, payload: Any) -> None:
        if number in self.running:
            raise Closing(SAME_ID, f"Subscriber for {number[:40]} already exists")
        try:
            asked = checked(payload)
        except BadRequest as error:
            raise Closing(BAD_REQUEST, error.message) from error
        try:
            counted(self.socket, viewer)
        except TooMany as error:
            await self._error(number, Reply.failed(error))
            return
        if len(self.running) >= OPERATIONS:
            said = f"One connection has at most {OPERATIONS} subscriptions."
            await self._error(number, Reply.refused(said))
            return
        self.running[number] = group.create_task(self._follow(viewer, number, asked))

    async def _follow(self, viewer: Viewer, number: str, asked: Asked) -> None:
        state = self.socket.app.state
        api: Api = state.api
        feed: Feed = state.feed
        try:
            begun = await anyio.to_thread.run_sync(
                api.follow, viewer, asked.query, asked.variables, asked.operation_name, limiter=state.limiter
            )
            if isinstance(begun, Reply):
                await self._error(number, begun)
                return
            async with aclosing(feed.told(begun)) as told:
                async for reply in told:
                    self._viewer()
                    if reply is not None:
                        await self._send({"id": number, "type": "next", "payload": reply.body()})
        except LifError as error:
            await self._error(number, Reply.failed(error))
        finally:
            if self.running.get(number) is asyncio.current_task():
                del self.running[number]

    async def _error(self, number: str, reply: Reply) -> None:
        await self._send({"id": number, "type": "error", "payload": reply.errors})

    async def _send(self, message: dict[str, Any]) -> None:
        async with self.sending:
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self.socket.send_text(orjson.dumps(message).decode())
            except TimeoutError as error:
                raise Closing(TRY_AGAIN, "Messages are not taken; go on from your cursor.") from error

    async def _receive(self) -> dict[str, Any]:
        try:
            message = orjson.loads(await self.socket.receive_text())
        except (orjson.JSONDecodeError, KeyError) as error:
            raise Closing(BAD_REQUEST, "What should be JSON is not.") from error
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Closing(BAD_REQUEST, "A message is an object with a type.")
        return message


def _token(payload: Any) -> str:
    """The token in the payload of `connection_init`: as a header would carry it. Cookies are never looked at."""
    given = payload if isinstance(payload, dict) else {}
    value = given.get("Authorization") or given.get("authorization")
    scheme, _, token = str(value or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
