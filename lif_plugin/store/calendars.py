"""Bank-holiday calendars of the four nations, and the rows of the `calendar` table made from them."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from typing import TypedDict

import holidays

from lif_plugin.domain.worktime import Calendar, add_months, day_number
from lif_plugin.errors import LifError

FIRST_YEAR = 2010
LAST_YEAR = 2035
SUBDIVISIONS = {"england": "ENG", "scotland": "SCT", "wales": "WLS", "northern_ireland": "NIR"}
EDITION = f"holidays {version('holidays')}"


class NoCalendar(LifError):
    """There is no bank-holiday calendar for this nation."""

    code = "no_calendar"
    hint = f"Use one of {', '.join(SUBDIVISIONS)}."


class CalendarRow(TypedDict):
    """One day of one nation: days as YYYYMMDD, `workday_no` as `Calendar.workday_no` counts it."""

    nation: str
    edition: str
    day: int
    workday_no: int
    plus_1m: int
    plus_3m: int
    plus_6m: int


@cache
def nation_calendar(nation: str) -> Calendar:
    """Return the bank-holiday calendar of `nation` for 2010 to 2035; `NoCalendar` for any other nation.

    Holidays not yet proclaimed are missing from the years to come, so the edition names the library's
    version: a newer version is a new edition, and a due date keeps the edition it was counted with.
    """
    if nation not in SUBDIVISIONS:
        raise NoCalendar(f"There is no bank-holiday calendar for {nation!r}.", nation=nation)
    days = holidays.country_holidays(
        "GB", subdiv=SUBDIVISIONS[nation], years=range(FIRST_YEAR, LAST_YEAR + 1), expand=False
    )
    return Calendar.of(nation, EDITION, date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), days)


def calendar_of(nation: str) -> Calendar | None:
    """Return the bank-holiday calendar of `nation`, or None where there is none to be had."""
    return nation_calendar(nation) if nation in SUBDIVISIONS else None


def nation_calendars() -> tuple[Calendar, ...]:
    """Return the calendars of England, Scotland, Wales and Northern Ireland."""
    return tuple(nation_calendar(nation) for nation in SUBDIVISIONS)


def calendar_rows(calendar: Calendar) -> Iterator[CalendarRow]:
    """Yield a row for every day of `calendar`, in order.

    Months are added here, once, because SQLite and PostgreSQL disagree on the ends of months.
    """
    day = calendar.first
    while day <= calendar.last:
        yield CalendarRow(
            nation=calendar.nation,
            edition=calendar.edition,
            day=day_number(day),
            workday_no=calendar.workday_no(day),
            plus_1m=day_number(add_months(day, 1)),
            plus_3m=day_number(add_months(day, 3)),
            plus_6m=day_number(add_months(day, 6)),
        )
        day += timedelta(days=1)
