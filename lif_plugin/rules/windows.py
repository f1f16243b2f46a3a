"""Days around an event, in SQL: whether two days lie within a span, and whether a source knows a whole window.

Days are numbers YYYYMMDD. Working days come from the calendar table; a day that it does not have gives NULL.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import not_ as sql_not

from lif_plugin.domain.window import Span, Unit, Window
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.store.tables import calendar

Day = ColumnElement[int]
AS_OF_DAY: Final = "as_of_day"
NATION: Final = "nation"
EDITION: Final = "edition"
YEAR: Final = 10_000
"""One year in a YYYYMMDD number. 29 February plus n years is a number between two real days, so that the
birthday is passed on 1 March of a year without that day."""
SPANS: Final = 8
"""How many stretches of days that a source knows a statement looks at, the latest ones: what lies before
them is not known."""
_NEVER: Final = (99_991_231, 10_000_101)
"""A stretch that no day lies in."""


def within(earlier: Day, later: Day, span: Span) -> ColumnElement[bool]:
    """Whether the later day lies within the span of the earlier one; NULL without a calendar for them."""
    match span.unit:
        case Unit.DAYS:
            return ordinal(later) - ordinal(earlier) <= span.n
        case Unit.WORKING_DAYS:
            return _workday(later) - _workday(earlier) <= span.n
        case Unit.YEARS:
            return later <= earlier + YEAR * span.n


def ordinal(day: Day) -> Day:
    """The Julian day number of a day: one more for each day, in whole numbers that every database divides alike."""
    year, month = day // 10_000, day // 100 % 100
    # Years begin in March here, so that the leap day is the last.
    early = (14 - month) // 12
    since, months = year + 4800 - early, month + 12 * early - 3
    return (
        day % 100 + (153 * months + 2) // 5 + 365 * since + since // 4 - since // 100 + since // 400 - 32_045
    )


def _workday(day: Day) -> Day:
    days = calendar.alias()
    found = select(days.c.workday_no).where(
        days.c.nation == bindparam(NATION), days.c.edition == bindparam(EDITION), days.c.day == day
    )
    # The day may be of an event two selects further out, and that one is not meant to be joined in here.
    return found.correlate_except(days).scalar_subquery()


def bounds(row: FromClause, window: Window) -> tuple[Day, Day]:
    """The first and last day of an event that a window goes before and after."""
    first: Day = row.c.occurred_day
    if not window.whole:
        return first, first
    return first, func.coalesce(row.c.until_day, as_of_day())


def as_of_day() -> Day:
    """The day the question is asked for."""
    return bindparam(AS_OF_DAY, type_=Integer())


def inside(day: Day, row: FromClause, window: Window) -> ColumnElement[bool]:
    """Whether a day lies in a window of an event."""
    first, last = bounds(row, window)
    return and_(sql_not(_below(day, first, window)), sql_not(_above(day, last, window)))


def is_known(kind: str, row: FromClause, window: Window) -> ColumnElement[bool]:
    """Whether the source knows all events of a kind in a window of an event; TRUE or FALSE."""
    first, last = bounds(row, window)
    known = [
        and_(_below(before, first, window), _above(after, last, window))
        for before, after in (_outer(kind, number) for number in range(SPANS))
    ]
    return func.coalesce(type_coerce(or_(*known), false().type), false())


def _below(day: Day, first: Day, window: Window) -> ColumnElement[bool]:
    if window.before is None:
        return day < first
    return and_(day < first, sql_not(within(day, first, window.before)))


def _above(day: Day, last: Day, window: Window) -> ColumnElement[bool]:
    if window.after is None:
        return day > last
    return and_(day > last, sql_not(within(last, day, window.after)))


def _outer(kind: str, number: int) -> tuple[Day, Day]:
    """The days before and after a stretch that the source knows: a window is known if both lie outside it."""
    return (
        bindparam(f"{kind}_{number}_before", type_=Integer()),
        bindparam(f"{kind}_{number}_after", type_=Integer()),
    )


def latest_span(kind: str) -> tuple[Day, Day]:
    """The day before the latest stretch that the source knows, and the last day of it."""
    return _outer(kind, 0)[0], bindparam(f"{kind}_last", type_=Integer())


def span_parameters(
    covered: Mapping[str, Sequence[tuple[int, int]]], kinds: frozenset[str]
) -> dict[str, Any]:
    """The stretches of days, latest first, as the parameters that statements about these kinds take."""
    parameters: dict[str, Any] = {}
    for kind in kinds:
        latest = sorted(covered.get(kind, ()), reverse=True)[:SPANS]
        outer = [(_beside(first, -1), _beside(last, 1)) for first, last in latest]
        for number, (before, after) in enumerate([*outer, *[_NEVER] * (SPANS - len(outer))]):
            parameters[f"{kind}_{number}_before"] = before
            parameters[f"{kind}_{number}_after"] = after
        parameters[f"{kind}_last"] = latest[0][1] if latest else 0
    return parameters


def _beside(day: int, by: int) -> int:
    return day_number(numbered_day(day) + timedelta(days=by))
