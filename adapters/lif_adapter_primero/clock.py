"""Time as the adapter sees it: UTC milliseconds and waiting, so that a test can let hours pass at once."""

import time
from typing import Protocol

from lif_plugin.hooks.live import LiveClock


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        ...

    def sleep(self, milliseconds: float) -> None:
        """Come back when so much time has passed."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def sleep(self, milliseconds: float) -> None:
        """Wait in this thread."""
        if milliseconds > 0:
            time.sleep(milliseconds / 1000)


class HouseClock:
    """The clock that the house gives a session, which sleeps by the second."""

    def __init__(self, clock: LiveClock) -> None:
        self._clock = clock

    def now(self) -> int:
        """UTC milliseconds since 1970."""
        return self._clock.now()

    def sleep(self, milliseconds: float) -> None:
        """Wait as the house's clock waits."""
        if milliseconds > 0:
            self._clock.sleep(milliseconds / 1000)
