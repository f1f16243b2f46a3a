"""Clients that follow changes over WebSocket and come back from their cursor whenever a connection is lost."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

PATIENCE = 120
QUERY = "subscription ($since: String) { changed(since: $since, kinds: [PROMPT], what: [RAISED]) { cursor nodeId node { id } } }"


@dataclass
class Follower:
    """One client: where it may connect, what it was told, in order, and when it heard the last of it."""

    ports: Sequence[int]
    token: str
    cursor: str
    told: list[str] = field(default_factory=list)
    connections: int = 0
    dropped: int | None = None
    """After so many it drops the connection by itself, once."""
    ended_at: float = 0.0
    let_in: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, last: asyncio.Future[str]) -> None:
        """Follow until the last change has come, from whichever server answers."""
        for port in cycle(self.ports):
            try:
                async with connect(
                    f"ws://127.0.0.1:{port}/graphql",
                    subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
                ) as socket:
                    self.connections += 1
                    if await self._listen(socket, last):
                        self.ended_at = time.monotonic()
                        return
            except (ConnectionClosed, InvalidHandshake, OSError):
                await asyncio.sleep(0.05)

    async def _listen(self, socket: ClientConnection, last: asyncio.Future[str]) -> bool:
        await self._say(socket, type="connection_init", payload={"Authorization": f"Bearer {self.token}"})
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        self.let_in.set()
        payload = {"query": QUERY, "variables": {"since": self.cursor}}
        await self._say(socket, type="subscribe", id="1", payload=payload)
        async with asyncio.timeout(PATIENCE):
            while not (last.done() and last.result() in self.told):
                message = json.loads(await socket.recv())
                assert message["type"] == "next", message
                change = message["payload"]["data"]["changed"]
                assert change["node"]["id"] == change["nodeId"]
                self.cursor = change["cursor"]
                self.told.append(change["nodeId"])
                if len(self.told) == self.dropped:
                    self.dropped = None
                    # Lost, not closed: nobody says goodbye.
                    socket.transport.abort()
                    return False
        return True

    @staticmethod
    async def _say(socket: ClientConnection, **message: Any) -> None:
        await socket.send(json.dumps(message))
