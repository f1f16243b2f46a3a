"""What a cell says: a text, a day, a code or an answer, however the workbook writes it."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from lif_adapter_annex_a.lists import dictionary

NOT_A_DATE: Final = 0
"""Stands for what is no date, so that "unreadable" and "empty" (None) are told apart."""
_BRITISH: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_YEARS: Final = range(1900, 2100)
_FILLER: Final = 19000101
# A date that lost its format is a count of days; these are the ones from 1927 to 2099.
_SERIAL: Final = range(10_000, 73_051)
_SERIAL_START: Final = date(1899, 12, 30)
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_LETTER: Final = re.compile(r"[a-z]{1,2}\)\s*", re.IGNORECASE)


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a point, odd blanks as blanks, a spreadsheet's error as nothing."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    text = " ".join(str(cell).split()) if cell is not None else ""
    return "" if text.upper() in _ERRORS else text


def day_of(cell: Any) -> tuple[int | None, str | None]:
    """A cell's day (YYYYMMDD, None where empty, `NOT_A_DATE`), and how it was written if not as a date.

    1 January 1900 is what a case system writes where there is no date.
    """
    day, form = _day_of(cell)
    return (None, "filler_dates") if day == _FILLER else (day, form)


def _day_of(cell: Any) -> tuple[int | None, str | None]:
    if isinstance(cell, datetime):
        return _day(cell.year, cell.month, cell.day), None
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day), None
    if isinstance(cell, float) and cell.is_integer() and int(cell) in _SERIAL:
        day = _SERIAL_START + timedelta(days=int(cell))
        return _day(day.year, day.month, day.day), "serial_dates"
    text = text_of(cell)
    if not text:
        return None, None
    if found := _BRITISH.fullmatch(text):
        day_, month, year = found.groups()
        return _day(int(year), int(month), int(day_)), None
    if found := _ISO.fullmatch(text):
        year, month, day_ = found.groups()
        return _day(int(year), int(month), int(day_)), "iso_dates"
    return NOT_A_DATE, None


def _day(year: int, month: int, day: int) -> int:
    try:
        date(year, month, day)
    except ValueError:
        return NOT_A_DATE
    return year * 10_000 + month * 100 + day if year in _YEARS else NOT_A_DATE


def code_of(text: str, name: str) -> str | None:
    """The code of a set in a text: ``6``, ``6: Police``, ``6 - Police``, ``q) 6: Police``; None if there is none."""
    found = _codes(name).fullmatch(text)
    return found.group(1).upper() if found else None


def answer_of(text: str, name: str) -> str | None:
    """What a text means among the answers of a set, with or without its letter; None if it is none of them."""
    plain = _LETTER.sub("", text, count=1).casefold() if _LETTER.match(text) else text.casefold()
    return _answers(name).get(plain)


@cache
def _codes(name: str) -> re.Pattern[str]:
    codes = "|".join(sorted(dictionary()["codes"][name].split(), key=len, reverse=True))
    return re.compile(rf"(?:[a-z]{{1,2}}\)\s*)?({codes})(?![a-z0-9])(?:\s*[:–-].*)?", re.IGNORECASE)


@cache
def _answers(name: str) -> Mapping[str, str]:
    return {form: meaning for meaning, forms in dictionary()["answers"][name].items() for form in forms}


def written(day: int) -> str:
    """Write a YYYYMMDD day for people: 9 April 2017."""
    when = date(day // 10_000, day // 100 % 100, day % 100)
    return f"{when.day} {when:%B} {when.year}"
