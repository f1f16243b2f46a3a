"""A clock that stands still until it is told to go on, and does what was planned on the way."""

import heapq
import itertools
import threading
from collections.abc import Callable
from typing import Final

START: Final = 1_795_312_800_000
"""2026-11-22T02:00:00Z, an hour like any other."""


class SimulatedClock:
    """Moves only when somebody sleeps; whatever was planned for the time passed happens in its order."""

    def __init__(self, now: int = START) -> None:
        self._now = now
        self._planned: list[tuple[int, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._moving = threading.RLock()

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return self._now

    def sleep(self, milliseconds: float) -> None:
        """Move on, doing what is planned up to the new time."""
        with self._moving:
            until = self._now + round(milliseconds)
            while self._planned and self._planned[0][0] <= until:
                at, _, act = heapq.heappop(self._planned)
                self._now = max(self._now, at)
                act()
            self._now = max(self._now, until)

    def call_at(self, at: int, act: Callable[[], object]) -> None:
        """Plan something. It must not sleep itself: what lasts is planned as a beginning and an end."""
        with self._moving:
            heapq.heappush(self._planned, (at, next(self._order), act))

    def set(self, now: int) -> None:
        """Put the clock to a time, also back; nothing planned happens."""
        self._now = now


class LiveTime:
    """A simulated clock as a session of the house takes one: it sleeps by the second."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Move the simulated clock on."""
        self._clock.sleep(seconds * 1000)
