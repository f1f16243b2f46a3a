"""Months on the command line: written as 2024-03, worked with as 202403."""

from datetime import date

from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import BadSetting


def month_of(text: str | None) -> int | None:
    """Read a month as YYYYMM. Raises `BadSetting`."""
    if text is None:
        return None
    try:
        return day_number(date.fromisoformat(f"{text}-01")) // 100
    except ValueError as error:
        raise BadSetting("That is not a month.", hint="Write it as 2024-03.") from error


def written_month(month: int | None) -> str:
    """Write a month (YYYYMM) as 2024-03."""
    return f"{month // 100:04}-{month % 100:02}" if month else ""
