"""Which framework is in force on a day: the one that was begun with, until a later one's first day."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

First = TypeVar("First", str, str | None)


@dataclass(frozen=True, slots=True, order=True)
class FrameworkFrom:
    """A framework with the first day (YYYYMMDD) on which it holds."""

    since: int
    framework: str


def in_force(first: First, later: Iterable[FrameworkFrom], day: int) -> First | str:
    """The framework in force on a day (YYYYMMDD): the last that had begun, else the first."""
    return next(name for since, name in reversed(terms(first, later)) if since <= day)


def terms(first: First, later: Iterable[FrameworkFrom]) -> tuple[tuple[int, First | str], ...]:
    """Every framework in order of time, each with its first day; the first one's is 0."""
    return ((0, first), *((one.since, one.framework) for one in sorted(later)))
