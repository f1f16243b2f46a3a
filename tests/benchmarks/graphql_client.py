"""A small keep-alive client: many connections in one process, every answer's body compared with what it has to be."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson


@dataclass(slots=True)
class Asked:
    """A request as bytes, and the body it must be answered with."""

    request: bytes
    expected: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A served GraphQL, and what goes with every request."""

    address: str
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, query: str, variables: dict[str, Any] | None = None) -> bytes:
        """A request for a query, as bytes."""
        body = orjson.dumps({"query": query, "variables": variables or {}})
        lines = {
            "Host": "127.0.0.1", "Content-Type": "application/json", "Accept": "application/json",
            "Content-Length": str(len(body)),
        } | self.headers  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        path = urlsplit(self.address).path
        return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a connection."""
        place = urlsplit(self.address)
        return await asyncio.open_connection(place.hostname, place.port, limit=1 << 24)

    def ask(self, *requests: bytes) -> list[bytes]:
        """Send requests one after another and return the bodies."""

        async def run() -> list[bytes]:
            reader, writer = await self.connect()
            bodies = []
            for request in requests:
                writer.write(request)
                bodies.append(await _body(reader))
            writer.close()
            return bodies

        return asyncio.run(run())

    def rate(self, clients: int, seconds: float, choose: Callable[[], Asked]) -> float:
        """Answers a second that so many clients get, each with one request under way until the time is up."""
        return asyncio.run(self._rate(clients, seconds, choose))

    async def _rate(self, clients: int, seconds: float, choose: Callable[[], Asked]) -> float:
        answered = itertools.count()
        begun = time.perf_counter()

        async def client() -> None:
            reader, writer = await self.connect()
            while time.perf_counter() - begun < seconds:
                asked = choose()
                writer.write(asked.request)
                if await _body(reader) != asked.expected:
                    raise AssertionError("An answer is not what it has to be.")
                next(answered)
            writer.close()

        await asyncio.gather(*(client() for _ in range(clients)))
        return next(answered) / (time.perf_counter() - begun)


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise AssertionError(head.decode(errors="replace"))
    if b"transfer-encoding: chunked" in head:
        parts = []
        while size := int(await reader.readuntil(b"\r\n"), 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return b"".join(parts)
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))
