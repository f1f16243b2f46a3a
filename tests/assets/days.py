"""Windows of days once more, counted day by day: what the SQL has to agree with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lif_plugin.domain.window import Span, Unit, Window
from lif_plugin.store.calendars import nation_calendar

ENGLAND = nation_calendar("england")
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """The stretches of days that a source knows, by kind, and the day it is asked for."""

    spans: Mapping[str, Sequence[tuple[int, int]]]
    as_of: int


def as_date(day: int) -> date:
    return date.fromisoformat(str(day))


def number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def before(day: int) -> int:
    """The day before."""
    return number(as_date(day) - ONE)


def within(earlier: int, later: int, span: Span) -> bool:
    """Whether the later day lies within a span of the earlier one; an earlier one always does."""
    if later <= earlier:
        return True
    if span.unit is Unit.YEARS:
        return later <= earlier + 10_000 * span.n
    days = [as_date(earlier) + ONE * n for n in range(1, (as_date(later) - as_date(earlier)).days + 1)]
    if span.unit is Unit.WORKING_DAYS:
        days = [day for day in days if ENGLAND.is_working_day(day)]
    return len(days) <= span.n


def in_window(day: int, first: int, last: int, window: Window) -> bool:
    """Whether a day lies in a window around a stretch of days."""
    not_before = day >= first or (window.before is not None and within(day, first, window.before))
    not_after = day <= last or (window.after is not None and within(last, day, window.after))
    return not_before and not_after


def edges(first: int, last: int, window: Window) -> tuple[int, int]:
    """The first and the last day of a window, found step by step."""
    start, end = as_date(first), as_date(last)
    while window.before is not None and within(number(start - ONE), first, window.before):
        start -= ONE
    while window.after is not None and within(last, number(end + ONE), window.after):
        end += ONE
    return number(start), number(end)


def up_to_last(day: int, span: Span) -> tuple[int, int]:
    """The last day that counts of a span after a day, and the last one within it, days off behind it included."""
    last = as_date(edges(day, day, Window(after=span))[1])
    counts = last
    while span.unit is Unit.WORKING_DAYS and not ENGLAND.is_working_day(counts):
        counts -= ONE
    return number(counts), number(last)


def last_of(day: int) -> int:
    """The last millisecond of a day in London."""
    end = datetime.combine(as_date(day) + ONE, datetime.min.time(), ZoneInfo("Europe/London"))
    return round(end.timestamp() * 1000) - 1
