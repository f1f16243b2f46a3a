"""Time as the adapter sees it: UTC milliseconds and waiting, so that a test can let hours pass at once."""

import time
from typing import Protocol


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
