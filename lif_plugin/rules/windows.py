"""Days around an event, in SQL: whether two days lie within a span, and whether a source knows a whole window.

Days are numbers YYYYMMDD. Working days come from the calendar table; a day that it does not have gives NULL.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy import not_ as sql_not
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement, GenericFunction

from lif_plugin.domain.condition import Shown
from lif_plugin.domain.window import Span, Unit, Window, first_day, last_day
from lif_plugin.domain.worktime import Calendar, OutsideCalendar, day_number, numbered_day
from lif_plugin.store.tables import calendar

Day = ColumnElement[int]
AS_OF_DAY: Final = "as_of_day"
PASSED_BEFORE: Final = "passed_before"
PERHAPS_FROM: Final = "perhaps_from"
KNOWN_BEFORE: Final = "known_before"
NATION: Final = "nation"
EDITION: Final = "edition"
YEAR: Final = 10_000
"""One year in a YYYYMMDD number. 29 February plus n years is a number between two real days, so that the
birthday is passed on 1 March of a year without that day."""
SPANS: Final = 8
"""How many stretches of days that a source knows a statement looks at, the latest ones: what lies before
them is not known."""
_NEVER: Final = (99_991_231, 10_000_101)
"""Bounds that no window lies between."""


class ordinal(GenericFunction[int]):  # noqa: N801  reads as the function it is
    """The number of a day: one more for each day."""

    inherit_cache = True


@compiles(ordinal)
def _by_julian_day(element: FunctionElement[int], compiler: SQLCompiler, **options: Any) -> str:
    day = compiler.process(element.clauses, **options)
    text = f"substr({day}, 1, 4) || '-' || substr({day}, 5, 2) || '-' || substr({day}, 7, 2)"
    return f"CAST(julianday({text}) AS INTEGER)"


@compiles(ordinal, "postgresql")
def _by_date(element: FunctionElement[int], compiler: SQLCompiler, **options: Any) -> str:
    day = f"({compiler.process(element.clauses, **options)})"
    # Whole numbers divide to whole numbers; the sign for a remainder would be a driver's mark of a parameter.
    parts = f"{day} / 10000, {day} / 100 - {day} / 10000 * 100, {day} - {day} / 100 * 100"
    return f"(make_date({parts}) - DATE '2000-01-01')"


def within(earlier: Day, later: Day, span: Span) -> ColumnElement[bool]:
    """Whether the later day lies within the span of the earlier one; NULL without a calendar for them."""
    match span.unit:
        case Unit.DAYS:
            return ordinal(later) - ordinal(earlier) <= span.n
        case Unit.WORKING_DAYS:
            return _workday(later) - _workday(earlier) <= span.n
        case Unit.YEARS:
            return later <= earlier + YEAR * span.n


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
    return first, func.coalesce(row.c.until_day, day_of(AS_OF_DAY))


def day_of(name: str) -> Day:
    """A day that a statement is given."""
    return bindparam(name, type_=Integer())


def inside(day: Day, row: FromClause, window: Window) -> ColumnElement[bool]:
    """Whether a day lies in a window of an event."""
    first, last = bounds(row, window)
    return and_(sql_not(_below(day, first, window)), sql_not(_above(day, last, window)))


def is_known(kind: str, row: FromClause, window: Window) -> ColumnElement[bool]:
    """Whether the source knows all events of a kind in a window of an event; TRUE or FALSE."""
    first, last = bounds(row, window)
    known = [
        and_(first > bindparam(after, type_=Integer()), last < bindparam(before, type_=Integer()))
        for after, before in (_bounds_of(kind, window, number) for number in range(SPANS))
    ]
    return func.coalesce(type_coerce(or_(*known), Boolean()), false())


def _below(day: Day, first: Day, window: Window) -> ColumnElement[bool]:
    if window.before is None:
        return day < first
    return _beyond(day, first, window.before)


def _above(day: Day, last: Day, window: Window) -> ColumnElement[bool]:
    if window.after is None:
        return day > last
    return _beyond(last, day, window.after)


def _beyond(earlier: Day, later: Day, span: Span) -> ColumnElement[bool]:
    """Whether a later day lies after the span of an earlier one; NULL without a calendar for them.

    Days are counted only where their months do not tell: in a CASE, since SQLite works out both sides of an OR whose
    value is asked for.
    """
    told: list[tuple[ColumnElement[bool], ColumnElement[bool]]] = [(earlier >= later, false())]
    if span.unit is not Unit.YEARS:
        # Of so many days, and two weeks of holidays, more than half are worked in every nation.
        days = span.n if span.unit is Unit.DAYS else 2 * span.n + 14
        told.append((_month(later) - _month(earlier) > days // _SHORTEST_MONTH + 1, true()))
    return type_coerce(case(*told, else_=sql_not(within(earlier, later, span))), Boolean())


_SHORTEST_MONTH: Final = 28


def _month(day: Day) -> Day:
    """The number of a day's month: one more for each month."""
    return day // 100 - day // YEAR * 88


def _bounds_of(kind: str, window: Window, number: int) -> tuple[str, str]:
    """The names of the days after which, and before which, a window's own days lie if a stretch holds it all."""
    name = "_".join(f"{span.n}{span.unit}" if span else "0" for span in (window.before, window.after))
    return f"{kind}_{name}_{number}_after", f"{kind}_{name}_{number}_before"


def window_parameters(
    shown: Shown, spans: Sequence[tuple[int, int]], working: Calendar | None
) -> dict[str, Any]:
    """The parameters by which a statement knows whether stretches of days, latest first, hold a window."""
    found = [_bounds(first, last, shown.window, working) for first, last in sorted(spans, reverse=True)]
    parameters: dict[str, Any] = {}
    for number, pair in enumerate([*found, *[_NEVER] * SPANS][:SPANS]):
        parameters |= dict(zip(_bounds_of(shown.kind, shown.window, number), pair, strict=True))
    return parameters


def _bounds(first: int, last: int, window: Window, working: Calendar | None) -> tuple[int, int]:
    before, after = _beside(first, -1), _beside(last, 1)
    try:
        return (
            last_day(before, window.before, working)[1] if window.before else before,
            first_day(after, window.after, working) if window.after else after,
        )
    except OutsideCalendar:
        return _NEVER


def clock_parameters(
    limit: Span, as_of: int, spans: Sequence[tuple[int, int]], working: Calendar | None
) -> dict[str, int]:
    """What a clock's day is compared with, for a source that knows these stretches of days.

    A limit has passed since a day before `PASSED_BEFORE`, and of a day before `KNOWN_BEFORE` the source knows, for longer
    than the limit, that nothing came. What is of `PERHAPS_FROM` or later lies within the limit, as far as can be told.
    """
    within_limit = _earliest(as_of, limit, working)
    first, last = max(spans, default=_NEVER)
    within_known = _earliest(min(last, as_of), limit, working)
    return {
        PASSED_BEFORE: _NEVER[0] if within_limit is None else within_limit,
        PERHAPS_FROM: within_limit or 0,
        KNOWN_BEFORE: within_known if within_known and _beside(first, -1) < within_known else 0,
    }


def _earliest(day: int, limit: Span, working: Calendar | None) -> int | None:
    """The first day from which a day lies within a limit; None for one that the calendar does not have."""
    try:
        return first_day(day, limit, working)
    except OutsideCalendar:
        if working is None or not working.first <= numbered_day(day) <= working.last:
            return None
        return day_number(working.first)


def _beside(day: int, by: int) -> int:
    return day_number(numbered_day(day) + timedelta(days=by))
