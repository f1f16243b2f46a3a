"""Statistical process control: XmR and p-charts, and the signals in them. It says when there are too few points.

Limits and rules follow common NHS practice: XmR limits are the mean ± 2.66 times the mean moving range; signals are a
point outside the limits, seven in a row on one side of the mean, a trend of a set length, and two of three
successive points in the outer third on one side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from typing import Final

FEWEST: Final = 12
"""Fewer points than these give no limits: they would move with each new one."""
RUN: Final = 7
TREND: Final = 6
_XMR: Final = 2.66
_SIGMAS: Final = 3.0


class Signal(StrEnum):
    """What in a chart is unlikely to be chance."""

    OUTSIDE = "outside"
    RUN = "run"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


@dataclass(frozen=True, slots=True)
class Point:
    """One point with its limits; ``signals`` are those that it completes or takes part in."""

    value: float
    lower: float
    upper: float
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its mean; ``points`` is empty where there are fewer than `FEWEST` values."""

    mean: float | None
    points: tuple[Point, ...]
    needed: int

    @property
    def too_few(self) -> bool:
        """Whether there are too few points for limits."""
        return self.needed > 0


def xmr_chart(values: Sequence[float], trend: int = TREND) -> Chart:
    """An XmR chart of single values in order of time."""
    if len(values) < FEWEST:
        return Chart(None, (), FEWEST - len(values))
    mean = sum(values) / len(values)
    moving = sum(abs(after - before) for before, after in pairwise(values)) / (len(values) - 1)
    reach = _XMR * moving
    return _chart(values, mean, [(mean - reach, mean + reach)] * len(values), trend)


def p_chart(counts: Sequence[tuple[int, int]], trend: int = TREND) -> Chart:
    """A p-chart of (numerator, denominator) in order of time; limits are wider where fewer were counted.

    Raises ValueError where a denominator is not above 0 or smaller than its numerator.
    """
    if any(not 0 <= count <= among or among <= 0 for count, among in counts):
        raise ValueError("a proportion needs a numerator from 0 to its denominator, which is above 0")
    if len(counts) < FEWEST:
        return Chart(None, (), FEWEST - len(counts))
    mean = sum(count for count, _ in counts) / sum(among for _, among in counts)
    limits = []
    for _, among in counts:
        reach = _SIGMAS * sqrt(mean * (1 - mean) / among)
        limits.append((max(0.0, mean - reach), min(1.0, mean + reach)))
    return _chart([count / among for count, among in counts], mean, limits, trend)


def _chart(values: Sequence[float], mean: float, limits: Sequence[tuple[float, float]], trend: int) -> Chart:
    found: list[set[Signal]] = [set() for _ in values]
    for number, (value, (lower, upper)) in enumerate(zip(values, limits, strict=True)):
        if not lower <= value <= upper:
            found[number].add(Signal.OUTSIDE)
    sides = [(value > mean) - (value < mean) for value in values]
    _mark_stretches(found, sides, RUN, Signal.RUN)
    steps = [0, *((after > before) - (after < before) for before, after in pairwise(values))]
    # A trend of n points has n - 1 steps; the point before its first step belongs to it.
    _mark_stretches(found, steps, trend - 1, Signal.TREND, before=1)
    _mark_near(found, values, mean, limits)
    points = zip(values, limits, found, strict=True)
    return Chart(mean, tuple(Point(v, lower, upper, frozenset(s)) for v, (lower, upper), s in points), 0)


def _mark_stretches(
    found: list[set[Signal]], signs: Sequence[int], least: int, signal: Signal, before: int = 0
) -> None:
    """Mark every stretch of at least so many equal signs that are not 0."""
    start = 0
    for number in range(1, len(signs) + 1):
        if number == len(signs) or signs[number] != signs[start]:
            if signs[start] and number - start >= least:
                for point in range(max(0, start - before), number):
                    found[point].add(signal)
            start = number


def _mark_near(
    found: list[set[Signal]], values: Sequence[float], mean: float, limits: Sequence[tuple[float, float]]
) -> None:
    """Two of three successive points beyond two thirds of the way to a limit, on one side."""

    def side(number: int) -> int:
        lower, upper = limits[number]
        if values[number] > mean + (upper - mean) * 2 / 3:
            return 1
        return -1 if values[number] < mean - (mean - lower) * 2 / 3 else 0

    for last in range(2, len(values)):
        for wanted in (1, -1):
            near = [number for number in range(last - 2, last + 1) if side(number) == wanted]
            if len(near) > 1:
                for number in near:
                    found[number].add(Signal.NEAR_LIMIT)
