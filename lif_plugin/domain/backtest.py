"""What a backtest is asked: a period of days, looked at again and again, by what was known then or is known now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lif_plugin.domain.worktime import day_number, day_start_ms, numbered_day
from lif_plugin.errors import BadSetting

_AT_MOST = timedelta(days=3660)


class Knowledge(StrEnum):
    """Which record a day is looked at by.

    THEN: the versions that stood at its end, as a night's run of that day saw them. NOW: what the record says
    today of all that had happened by then, as if it had been up to date.
    """

    THEN = "then"
    NOW = "now"


class Every(StrEnum):
    """How often a period is looked at: every day, or once a week."""

    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a day (YYYYMMDD) in UTC milliseconds, and by which knowledge it is looked at."""

    day: int
    until_ms: int
    known: Knowledge

    @classmethod
    def at_the_end_of(cls, day: date, zone: str, known: Knowledge) -> "Moment":
        """The last moment of a local day."""
        return cls(day_number(day), day_start_ms(day + timedelta(days=1), zone) - 1, known)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another (YYYYMMDD, both included), and how it is looked at. Raises `BadSetting`."""

    first: int
    last: int
    known: Knowledge = Knowledge.NOW
    every: Every = Every.WEEK

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadSetting("A period ends before it begins.", hint="Give --from the earlier day.")
        if numbered_day(self.last) - numbered_day(self.first) > _AT_MOST:
            raise BadSetting("A period of more than ten years is too long.", hint="Take a shorter one.")

    def days(self) -> Iterator[date]:
        """The days that are looked at: the eve of the first, what stands then is not news; then each; and the last."""
        day, last = numbered_day(self.first), numbered_day(self.last)
        yield day - timedelta(days=1)
        step = timedelta(days=1 if self.every is Every.DAY else 7)
        day += step - timedelta(days=1)
        while day < last:
            yield day
            day += step
        yield last

    @property
    def weeks(self) -> float:
        """How many weeks it lasts."""
        return ((numbered_day(self.last) - numbered_day(self.first)).days + 1) / 7

    def week(self, day: int) -> int:
        """The first day (YYYYMMDD) of the week of the period that a day lies in, counted from its first day."""
        first = numbered_day(self.first)
        return day_number(first + timedelta(days=(numbered_day(day) - first).days // 7 * 7))
