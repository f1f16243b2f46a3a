"""Working days, months and local days: arithmetic over a Calendar value that is handed in."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from lif_plugin.errors import LifError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
SATURDAY = 5


class OutsideCalendar(LifError):
    """The working-day question falls outside the days this calendar knows."""

    code = "outside_calendar"
    hint = "Use a calendar edition that covers the day, or correct the date."


@dataclass(frozen=True)
class Calendar:
    """The working days of one nation from `first` to `last`, both included.

    A working day is any day but Saturday, Sunday and the nation's bank holidays. `holidays` is sorted and
    without repeats; `edition` names where they come from, so that a due date can be traced to it later.
    Nothing is assumed of days outside the range: a question that needs one raises `OutsideCalendar`.
    """

    nation: str
    edition: str
    first: date
    last: date
    holidays: tuple[date, ...]

    @classmethod
    def of(cls, nation: str, edition: str, first: date, last: date, holidays: Iterable[date]) -> "Calendar":
        """Return a calendar with the holidays put in order and those outside the range left out."""
        return cls(nation, edition, first, last, tuple(sorted({h for h in holidays if first <= h <= last})))

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a calendar cannot begin on {self.first} and end on {self.last}")
        if list(self.holidays) != sorted(set(self.holidays)):
            raise ValueError("holidays must be sorted and without repeats; Calendar.of puts them in order")
        if self.holidays and not self.first <= self.holidays[0] <= self.holidays[-1] <= self.last:
            raise ValueError(f"holidays must lie between {self.first} and {self.last}")

    def is_working_day(self, day: date) -> bool:
        """Say whether `day` is worked in this nation."""
        self._require(day)
        at = bisect_left(self._worked, day.toordinal())
        return at < len(self._worked) and self._worked[at] == day.toordinal()

    def add_working_days(self, day: date, days: int) -> date:
        """Return the day that is `days` working days after `day` (before it, when negative).

        The starting day is day 0 and counting begins with the next working day, whether or not the starting
        day is worked. Nought gives the starting day itself.
        """
        self._require(day)
        if days == 0:
            return day
        if days > 0:
            at = self.workday_no(day) + days - 1
        else:
            at = bisect_left(self._worked, day.toordinal()) + days
        if not 0 <= at < len(self._worked):
            raise self._outside(f"{days} working days from {day}")
        return date.fromordinal(self._worked[at])

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; negative when `end` is before.

        The inverse of `add_working_days` for every working day it can return.
        """
        self._require(start)
        self._require(end)
        if end < start:
            return bisect_left(self._worked, end.toordinal()) - bisect_left(self._worked, start.toordinal())
        return self.workday_no(end) - self.workday_no(start)

    def workday_no(self, day: date) -> int:
        """Return how many working days lie between the calendar's first day and `day`, both included.

        A day off has the number of the working day before it, so the n-th working day after any day is the
        earliest day numbered n higher; a query over a table of days needs no other arithmetic.
        """
        self._require(day)
        return bisect_right(self._worked, day.toordinal())

    @cached_property
    def _worked(self) -> tuple[int, ...]:
        off = {holiday.toordinal() for holiday in self.holidays}
        every = range(self.first.toordinal(), self.last.toordinal() + 1)
        # Ordinal 1 was a Monday.
        return tuple(n for n in every if (n - 1) % 7 < SATURDAY and n not in off)

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise self._outside(str(day))

    def _outside(self, what: str) -> OutsideCalendar:
        return OutsideCalendar(
            f"{what} is outside the calendar of {self.nation}, which runs from {self.first} to {self.last}.",
            nation=self.nation,
            edition=self.edition,
        )


def add_months(day: date, months: int) -> date:
    """Return the same date `months` later (earlier, when negative), or the last day of a shorter month.

    This is the corresponding-date rule by which periods of months in law are counted (Dodds v Walker [1981]
    UKHL): three months from 30 November end on the last day of February. Holidays play no part.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def day_number(day: date) -> int:
    """Return `day` as the integer YYYYMMDD, which sorts and compares as the day does."""
    return day.year * 10000 + day.month * 100 + day.day


def numbered_day(number: int) -> date:
    """Return the day that `day_number` gave `number`; ValueError if there is no such day."""
    return date(number // 10000, number // 100 % 100, number % 100)


def local_day(ms: int, zone: str) -> date:
    """Return the calendar day on which the instant `ms` (UTC milliseconds since 1970) falls in `zone`."""
    return (EPOCH + ms * MILLISECOND).astimezone(ZoneInfo(zone)).date()


def day_start_ms(day: date, zone: str) -> int:
    """Return the first instant of `day` in `zone` as UTC milliseconds since 1970.

    Where a clock change skips midnight, that is the moment of the change; where it repeats it, the first.
    """
    return (datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)) - EPOCH) // MILLISECOND
