"""How often somebody may ask: a bucket each, filled again steadily, with room for a burst."""

from collections import OrderedDict
from dataclasses import dataclass
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
        self.headers: dict[str, str] = {"Retry-After": str(seconds)}


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody may ask still: of ``burst`` requests so many are left, and in ``seconds`` all are again."""

    burst: int
    left: int
    seconds: int
    window: int

    def headers(self, policy: str) -> dict[str, str]:
        """As headers (RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers-10)."""
        return {
            "RateLimit-Policy": f'"{policy}";q={self.burst};w={self.window}',
            "RateLimit": f'"{policy}";r={self.left};t={self.seconds}',
        }


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

    @property
    def window(self) -> int:
        """In how many seconds an empty bucket is full again."""
        return ceil(self.burst / self.per_second)

    def take(self, who: tuple[str, str], now: float) -> Left:
        """Count one request at a time in seconds that never runs backwards. Raises `TooMany`."""
        left, at = self._left.get(who, (self.burst, now))
        left = min(self.burst, left + (now - at) * self.per_second)
        allowed = left >= 1
        left = left - 1 if allowed else left
        self._left[who] = (left, now)
        self._left.move_to_end(who)
        if len(self._left) > self.known:
            self._left.popitem(last=False)
        if not allowed:
            raise TooMany(ceil((1 - left) / self.per_second))
        full = ceil((self.burst - left) / self.per_second)
        return Left(int(self.burst), int(left), full, self.window)
