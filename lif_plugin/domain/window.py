"""Stretches of time around a fact, as data: so many days, working days or years before and after it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from lif_plugin.domain.worktime import Calendar, OutsideCalendar, add_months, day_number, numbered_day
from lif_plugin.errors import InvalidRule


class Unit(StrEnum):
    """What a stretch is counted in. WORKING_DAYS: those of the agency's nation."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, working days or years.

    Two days lie within n days of each other if the later one is at most n days after the earlier; within n
    working days if at most n working days lie after the earlier one, up to and with the later; within n
    years if the later one is no later than the earlier one's n-th anniversary.
    """

    n: int
    unit: Unit = Unit.DAYS

    def __post_init__(self) -> None:
        if self.n < 1:
            raise InvalidRule("A stretch of time needs at least one day, working day or year.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days around an event in which another is looked for; its own day unless more is said.

    ``whole``: from its first day to its last, not its first day alone.
    """

    before: Span | None = None
    after: Span | None = None
    whole: bool = False

    @property
    def units(self) -> frozenset[Unit]:
        """What it is counted in."""
        return frozenset(span.unit for span in (self.before, self.after) if span is not None)


OWN_DAY: Final = Window()


def last_day(day: int, span: Span, calendar: Calendar | None) -> tuple[int, int]:
    """Give the last day of a span that begins after a day, as YYYYMMDD, and the last day within it.

    They differ where days off follow the last working day. Raises `OutsideCalendar`, also for working days
    without a calendar.
    """
    start = numbered_day(day)
    match span.unit:
        case Unit.DAYS:
            end = start + timedelta(days=span.n)
        case Unit.WORKING_DAYS:
            working = _calendar(calendar)
            end = working.add_working_days(start, span.n)
            return day_number(end), day_number(working.add_working_days(end, 1) - timedelta(days=1))
        case Unit.YEARS:
            end = add_months(start, 12 * span.n)
    return day_number(end), day_number(end)


def first_day(day: int, span: Span, calendar: Calendar | None) -> int:
    """Give the first day from which a day lies within a span, as YYYYMMDD. Raises `OutsideCalendar`."""
    end = numbered_day(day)
    match span.unit:
        case Unit.DAYS:
            return day_number(end - timedelta(days=span.n))
        case Unit.WORKING_DAYS:
            # A day off is no working day after itself, so one more lies before it.
            working = _calendar(calendar)
            back = span.n if working.is_working_day(end) else span.n + 1
            return day_number(working.add_working_days(end, -back))
        case Unit.YEARS:
            return day - 10_000 * span.n


def _calendar(calendar: Calendar | None) -> Calendar:
    if calendar is None:
        raise OutsideCalendar("There is no calendar of working days.")
    return calendar
