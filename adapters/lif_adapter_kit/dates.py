"""Dates as returns write them: DD/MM/YYYY or YYYY-MM-DD, unknown parts as zz; and return years."""

import re
from datetime import date
from typing import Final

from lif_plugin.domain.kinds import Precision

_BRITISH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_PARTIAL: Final = re.compile(r"(zz|\d{1,2})/(zz|\d{1,2})/(zzzz|\d{4})", re.ASCII | re.IGNORECASE)
# Outside these years a date is a slip of the keyboard: nobody in the return was born before 1900.
_YEARS: Final = range(1900, 2100)
_FILLER: Final = 19000101
_KEPT: Final = 20_000

NOT_A_DATE: Final = 0
"""Stands for a text that is no date, so that "unreadable" and "empty" (None) are told apart quickly."""


class Days(dict[str, int | None]):
    """Looks up a text's day: YYYYMMDD, None where it is blank, `NOT_A_DATE` where it cannot be read.

    A return repeats the same few thousand dates, so each is parsed once; ``iso`` tells whether one was
    written as YYYY-MM-DD, ``british`` whether one was as DD/MM/YYYY, ``filler`` whether one was 1 January 1900: what a
    case system writes where there is no date, so it is blank. It forgets all when it has grown to 20,000 texts, so
    it cannot fill the memory.
    """

    def __init__(self) -> None:
        super().__init__()
        self.iso = False
        self.british = False
        self.filler = False

    def __missing__(self, text: str) -> int | None:
        if len(self) >= _KEPT:
            self.clear()
        day = self[text] = self._read(text.strip())
        return day

    def _read(self, text: str) -> int | None:
        if not text:
            return None
        if found := _BRITISH.fullmatch(text):
            self.british = True
            day, month, year = found.groups()
        elif found := _ISO.fullmatch(text):
            self.iso = True
            year, month, day = found.groups()
        else:
            return NOT_A_DATE
        found_day = _day(int(year), int(month), int(day))
        if found_day == _FILLER:
            self.filler = True
            return None
        return found_day


def partial_day(text: str) -> tuple[int, Precision] | None:
    """Read a date of which day or month may be unknown (``zz/05/2020``), with how exact it is.

    The day returned is the first of what is known. None if the text is no such date, or its year is unknown.
    """
    found = _PARTIAL.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = (None if part.lower().startswith("z") else int(part) for part in found.groups())
    if year is None:
        return None
    if month is None:
        exact, first = Precision.YEAR, _day(year, 1, 1)
    elif day is None:
        exact, first = Precision.MONTH, _day(year, month, 1)
    else:
        exact, first = Precision.DAY, _day(year, month, day)
    return (first, exact) if first else None


def _day(year: int, month: int, day: int) -> int:
    try:
        date(year, month, day)
    except ValueError:
        return NOT_A_DATE
    return year * 10_000 + month * 100 + day if year in _YEARS else NOT_A_DATE


def written(day: int) -> str:
    """Write a YYYYMMDD day for people: 9 April 2017."""
    when = date(day // 10_000, day // 100 % 100, day % 100)
    return f"{when.day} {when:%B} {when.year}"


def return_year(day: int) -> int:
    """The year in which the return year of a YYYYMMDD day starts: it runs from 1 April to 31 March."""
    return day // 10_000 - (day % 10_000 < 401)


def first_of_year(year: int) -> int:
    """The first day of the return year that starts in a year."""
    return year * 10_000 + 401


def last_of_year(year: int) -> int:
    """The last day of the return year that starts in a year."""
    return (year + 1) * 10_000 + 331


def year_label(year: int) -> str:
    """The return year as people write it: 2017-18."""
    return f"{year}-{(year + 1) % 100:02d}"
