"""How often somebody may ask for what costs the processor most: a few times a second, with room for a burst."""

from collections import OrderedDict
from math import ceil
from typing import Final

from lif_plugin.errors import LifError

PER_SECOND: Final = 10.0
BURST: Final = 30.0
KNOWN_AT_MOST: Final = 10_000


class TooMany(LifError):
    """There were too many requests in a short time."""

    code = "too_many_requests"
    hint = "Wait as many seconds as `Retry-After` says; while somebody writes, ask when they pause."

    def __init__(self, seconds: int = 1) -> None:
        super().__init__()
        self.seconds = seconds


class Pace:
    """Counts who asked how often, in this process's memory only; used from the event loop alone.

    Each may ask ``burst`` times at once and ``per_second`` times a second in the long run. Of more than
    ``known`` the one that has been quiet longest is forgotten, and so may begin afresh.
    """

    def __init__(
        self, per_second: float = PER_SECOND, burst: float = BURST, known: int = KNOWN_AT_MOST
    ) -> None:
        self.per_second = per_second
        self.burst = burst
        self.known = known
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, who: tuple[str, str], now: float) -> None:
        """Count one request at a time in seconds that never runs backwards. Raises `TooMany`."""
        left, at = self._left.get(who, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_second)
        allowed = left >= 1
        self._left[who] = (left - 1 if allowed else left, now)
        self._left.move_to_end(who)
        if len(self._left) > self.known:
            self._left.popitem(last=False)
        if not allowed:
            raise TooMany(ceil((1 - left) / self.per_second))
