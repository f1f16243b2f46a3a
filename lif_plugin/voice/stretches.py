"""Stretches of a note merged and in order, so that asking what lies in them takes the same time in a long note."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from lif_plugin.voice.values import Span


class Stretches:
    """The places that some spans cover together."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def __bool__(self) -> bool:
        """Whether anything is covered at all."""
        return bool(self._starts)

    @property
    def first(self) -> int:
        """Where the first stretch begins; IndexError where there is none."""
        return self._starts[0]

    def covers(self, at: int) -> bool:
        """Whether the character at `at` lies in one of the spans."""
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self._ends[place]

    def touch(self, span: Span) -> bool:
        """Whether one of the spans shares a character with this one."""
        place = bisect_left(self._starts, span.end) - 1
        return place >= 0 and span.start < self._ends[place]
