"""Whom changes are told to as they happen: one look for all who wait in this process, and each reads for themselves.

Looking is what counts, once a second; hints only bring the next look forward. So nothing rests on a hint, and what is
held for a client is one page.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import anyio
import anyio.to_thread

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError
from lif_plugin.schema import Api, Following, Reply
from lif_plugin.store.hints import Hints
from lif_plugin.store.work import Store

LOOK_SECONDS: Final = 1.0
GATHER_SECONDS: Final = 0.05
"""What comes in so short a time is looked at together, and a commit that is announced has time to end."""
KEEP_SECONDS: Final = 15.0
"""After so long without anything, something is said, so that what stands between does not close the connection."""
SEND_SECONDS: Final = 10.0
"""A client that does not take a message for so long is let go; its cursor says where to go on."""
CONNECTIONS: Final = 20
"""At once, of one person or system, to one process."""
_log: Final = logging.getLogger(__name__)


class TooManyConnections(LifError):
    """You follow changes by too many connections at once."""

    code = "too_many_connections"
    hint = "Follow several things by one connection, or close those that you no longer need."


@dataclass(slots=True)
class Watched:
    """An agency whose changes somebody here waits for."""

    watchers: int = 0
    version: int = 0
    reach: Mapping[str, int] | None = None
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self, reach: Mapping[str, int]) -> None:
        """Wake whoever waits if there is more than there was."""
        if reach != self.reach:
            self.reach = reach
            self.version += 1
            self.moved.set()
            self.moved = asyncio.Event()

    async def wait(self, version: int) -> None:
        """Wait until there is more than when this version was seen."""
        if self.version == version:
            await self.moved.wait()


class Feed:
    """Tells those who wait in this process; used from the event loop alone."""

    def __init__(self, store: Store, api: Api, limiter: anyio.CapacityLimiter) -> None:
        self._api = api
        self._limiter = limiter
        self._hints = Hints(store, self._hinted)
        self._watched: dict[str, Watched] = {}
        self._clients: Counter[tuple[str, str]] = Counter()
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._hint = asyncio.Event()

    @contextmanager
    def client(self, viewer: Viewer) -> Iterator[None]:
        """Count a connection of a client. Raises `TooManyConnections`."""
        who = (viewer.agency, viewer.subject)
        if self._clients[who] >= CONNECTIONS:
            raise TooManyConnections
        self._clients[who] += 1
        try:
            yield
        finally:
            self._clients[who] -= 1
            if not self._clients[who]:
                del self._clients[who]

    async def told(self, following: Following) -> AsyncGenerator[Reply | None]:
        """Tell a subscription's changes as they come; None: nothing came for a while.

        Raises what `Following.read` raises.
        """
        with self._watching(following.viewer.agency) as watched:
            while True:
                version = watched.version
                replies, more = await anyio.to_thread.run_sync(following.read, limiter=self._limiter)
                for reply in replies:
                    yield reply
                while not more and watched.version == version:
                    try:
                        async with asyncio.timeout(KEEP_SECONDS):
                            await watched.wait(version)
                    except TimeoutError:
                        yield None

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await anyio.to_thread.run_sync(self._hints.close)

    @contextmanager
    def _watching(self, agency: str) -> Iterator[Watched]:
        if self._task is None:
            self._loop = asyncio.get_running_loop()
            self._hints.start()
            self._task = asyncio.create_task(self._look_on())
        watched = self._watched.setdefault(agency, Watched())
        watched.watchers += 1
        try:
            yield watched
        finally:
            watched.watchers -= 1
            if not watched.watchers:
                del self._watched[agency]

    def _hinted(self) -> None:
        loop: asyncio.AbstractEventLoop | None = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._hint.set)

    async def _look_on(self) -> None:
        while True:
            try:
                # Not `wait_for`, which until Python 3.12 may swallow the end of this task.
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._hint.wait()
            except TimeoutError:
                pass
            else:
                await asyncio.sleep(GATHER_SECONDS)
            self._hint.clear()
            for agency in list(self._watched):
                await self._look(agency)

    async def _look(self, agency: str) -> None:
        reach: Callable[[str], Mapping[str, int]] = self._api.reach
        try:
            found = await anyio.to_thread.run_sync(reach, agency, limiter=self._limiter)
        except Exception as error:  # noqa: BLE001  whatever it was, the next look comes
            _log.warning("changes could not be looked for: %s", type(error).__name__)
            return
        if agency in self._watched:
            self._watched[agency].look(found)
