"""CommCare's times: ISO text with microseconds on its side, UTC milliseconds on ours."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)


def parse_time(text: Any) -> int | None:
    """UTC milliseconds of an ISO time, rounded down; a time without a zone is UTC. None for anything else."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return (moment - _BEGIN) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return None


def format_time(milliseconds: int) -> str:
    """A time as filters take it, e.g. ``2026-02-03T10:11:14.000000Z``."""
    moment = _BEGIN + timedelta(milliseconds=milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}Z"
