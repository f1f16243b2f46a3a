"""Frequency words of frameworks, and the days on which they make something due.

Each framework uses its own words. Those whose meaning is plain are turned into months here; the others are
turned only by a partnership's own configuration, and shown as not turned until then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from lif_plugin.domain.worktime import add_months
from lif_plugin.errors import BadSetting

_YEAR: Final = 12


class Rhythm(StrEnum):
    """What kind of frequency a word is.

    PERIODIC: days fall due by the calendar. ON_EVENT: due when something happens. CONTINUOUS: never due on a day,
    and never done. UNTURNED: the word does not say when; configuration may.
    """

    PERIODIC = "periodic"
    ON_EVENT = "on_event"
    CONTINUOUS = "continuous"
    UNTURNED = "unturned"


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often something is due: every so many ``months``, or in the ``named`` months (1 to 12) of a year.

    ``skipped`` months have no due day (a school's August). ``times`` says how often within one period where it
    is more than once. ``at_least`` marks a word that gives a least number only.
    """

    rhythm: Rhythm
    months: int | None = None
    named: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    times: int = 1
    at_least: bool = False

    def __post_init__(self) -> None:
        periodic = self.rhythm is Rhythm.PERIODIC
        if periodic != bool(self.months or self.named) or (self.months and self.named):
            raise BadSetting("A periodic frequency, and no other, has either months between or named months.")
        if self.months is not None and not 0 < self.months <= 10 * _YEAR:
            raise BadSetting("A frequency is every 1 to 120 months.")
        if not all(1 <= month <= _YEAR for month in (*self.named, *self.skipped)) or self.times < 1:
            raise BadSetting("Months of a frequency are numbers from 1 to 12, and times is at least 1.")


def _every(
    months: int, *, skipped: tuple[int, ...] = (), times: int = 1, at_least: bool = False
) -> Frequency:
    return Frequency(Rhythm.PERIODIC, months, (), skipped, times, at_least)


_EVENT: Final = Frequency(Rhythm.ON_EVENT)
_CONTINUOUS: Final = Frequency(Rhythm.CONTINUOUS)
UNTURNED: Final = Frequency(Rhythm.UNTURNED)

WORDS: Final[Mapping[str, Frequency]] = MappingProxyType({
    "monthly": _every(1),
    "2 a month": _every(1, times=2),
    "monthly_term_time": _every(1, skipped=(8,)),
    "quarterly": _every(3),
    "quarterly_by_calendar": _every(3),
    "six_monthly": _every(6),
    "twice_a_year": _every(6),
    "half_termly": Frequency(Rhythm.PERIODIC, named=(10, 12, 2, 4, 5, 7)),
    "annual": _every(_YEAR),
    "annual_programme": _every(_YEAR),
    "annual_and_as_required": _every(_YEAR, at_least=True),
    "at_least_annual": _every(_YEAR, at_least=True),
    "annual (6 sessions)": _every(_YEAR, times=6),
    "1-2 a year": _every(_YEAR, at_least=True),
    "3 a year": _every(4),
    "4 a year": _every(3),
    "5 a year": _every(_YEAR, times=5),
    "6 a year": _every(2),
    "4 reports a year (Feb, Jun, Aug, Dec)": Frequency(Rhythm.PERIODIC, named=(2, 6, 8, 12)),
    # The framework lets the body choose: the rarer of the two is the least it owes.
    "monthly_or_quarterly": _every(3, at_least=True),
    "as_required": _EVENT,
    "on_demand": _EVENT,
    "per_review": _EVENT,
    "after each review": _EVENT,
    "per_course": _EVENT,
    "per_module": _EVENT,
    "at_start": _EVENT,
    "ongoing": _CONTINUOUS,
    "rolling": _CONTINUOUS,
})  # fmt: skip
"""The words whose meaning is plain. ``bi_monthly`` is not among them: it is used for two months and for half of one."""


def turn(word: str | None, configured: Mapping[str, Frequency] | None = None) -> Frequency:
    """Turn a framework's word into a frequency; configuration goes first, an unknown word is UNTURNED."""
    if word is None:
        return UNTURNED
    return (configured or {}).get(word) or WORDS.get(word, UNTURNED)


def due_days(frequency: Frequency, anchor: date, first: date, last: date) -> Iterator[date]:
    """The days from ``first`` to ``last``, both included, on which a periodic thing is due.

    Counted in whole months from ``anchor``, the day it was last done or the period began, which is itself no due day;
    named months fall due on their last day. Nothing for the other rhythms.
    """
    if frequency.rhythm is not Rhythm.PERIODIC:
        return
    if frequency.named:
        days = _named(frequency.named, first, last)
    else:
        days = _stepped(anchor, frequency.months or _YEAR, last)
    yield from (
        day for day in days if anchor < day and first <= day <= last and day.month not in frequency.skipped
    )


def _stepped(anchor: date, months: int, last: date) -> Iterator[date]:
    step = 1
    while (day := add_months(anchor, step * months)) <= last:
        yield day
        step += 1


def _named(named: tuple[int, ...], first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        for month in sorted(named):
            yield add_months(date(year, 1, 31), month - 1)
