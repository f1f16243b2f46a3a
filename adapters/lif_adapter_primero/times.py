"""Primero's dates and times: ISO text on its side, UTC milliseconds and YYYYMMDD days on ours."""

import re
from datetime import UTC, date, datetime
from typing import Final

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def parse_time(text: object) -> int | None:
    """UTC milliseconds of an ISO time; a time without a zone is UTC. None for anything else."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    elapsed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000


def parse_day(text: object) -> int | None:
    """YYYYMMDD of an ISO day (or of the day part of an ISO time); None for anything else."""
    if not isinstance(text, str) or not _DAY.fullmatch(text[:10]):
        return None
    if len(text) > 10 and parse_time(text) is None:
        return None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day.year * 10_000 + day.month * 100 + day.day


def whole_second(milliseconds: int) -> int:
    """The second a time lies in; filters of the platform see no finer."""
    return milliseconds // 1000 * 1000


def format_second(milliseconds: int) -> str:
    """A time as a filter takes it, e.g. ``2026-11-22T01:13:29Z``."""
    return f"{_moment(milliseconds):%Y-%m-%dT%H:%M:%SZ}"


def format_time(milliseconds: int) -> str:
    """A time as records carry it, e.g. ``2026-11-22T01:13:29.621Z``."""
    return f"{_moment(milliseconds):%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"


def format_day(milliseconds: int) -> str:
    """The UTC day of a time, e.g. ``2026-11-22``."""
    return f"{_moment(milliseconds):%Y-%m-%d}"


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)
