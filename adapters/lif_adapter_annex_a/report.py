"""Finds up to which day a report knows, and what its lists cover."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from lif_adapter_annex_a.lists import List
from lif_adapter_annex_a.values import written
from lif_plugin.domain.record import Coverage
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

_NEAR: Final = timedelta(days=31)


def find_last_day(days_of_lists: Iterable[Sequence[int]], options: ExamineOptions) -> tuple[int, str]:
    """Find up to which day a report knows, and say in one sentence how.

    The workbook does not say when it was made. It is taken to be the latest day that stands in it and has
    another within the 31 days before it: one alone, months after all others, is a slip, and so is one
    after the day of import. Raises `UnreadableInput` where no day stands in it and none was given.
    """
    if options.last_day:
        return options.last_day, f"The report up to {written(options.last_day)}, as given at the import."
    every = sorted(day for days in days_of_lists for day in days if day <= options.received)
    if not every:
        raise UnreadableInput(
            "No date in these lists shows when the report was made.",
            hint="Give the last day of the report at the import.",
        )
    last = next((day for day in reversed(every) if _has_company(every, day)), every[-1])
    later = sum(1 for day in every if day > last)
    rest = f"; {later} later ones stand alone and are taken for slips" if later else ""
    return last, f"The report up to {written(last)}, the latest day that stands in its lists{rest}."


def _has_company(every: Sequence[int], day: int) -> bool:
    near = day_number(numbered_day(day) - _NEAR)
    return len(every) == 1 or bisect_left(every, day + 1) - bisect_left(every, near) > 1


def coverage(found: Iterable[List], last: int, options: ExamineOptions) -> tuple[Coverage, ...]:
    """Say what the lists know all of: each kind from so many months back up to the last day.

    Only kinds of which a list holds every fact of its months. What it holds the last one of only is not
    covered: that there was no other cannot be told from it.
    """
    return tuple(
        Coverage(kind, min(options.first_day or _first(one, last), last), last)
        for one in found
        for kind in one.covers
    )


def _first(one: List, last: int) -> int:
    """The first of a list's months: six months up to 15 March begin on 16 September."""
    if not one.months:
        return last
    return day_number(add_months(numbered_day(last), -one.months) + timedelta(days=1))
