"""What a value says, whatever the export or the database wrote: a text, a day, a flag, a list of codes."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from lif_plugin.domain.kinds import Tri

NOT_A_DATE: Final = 0
"""Stands for what is no date, so that "unreadable" and "empty" (None) are told apart."""
_ISO: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_BRITISH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d\d:\d\d(?::\d\d)?)?", re.ASCII)
_YEARS: Final = range(1900, 2100)
_NO_DATE: Final = 19000101
"""What Liquidlogic writes where there is no date; nobody in the dataset was born or seen on that day."""
_BLANKS: Final = frozenset({"", "NULL", "SSD_PH"})
"""Nothing, what SQL Server's export writes for nothing, and what a table holds that is not built yet."""
_TRI: Final = {
    "Y": Tri.YES, "YES": Tri.YES, "1": Tri.YES, "TRUE": Tri.YES,
    "N": Tri.NO, "NO": Tri.NO, "0": Tri.NO, "FALSE": Tri.NO,
    "NA": Tri.NOT_APPLICABLE, "N/A": Tri.NOT_APPLICABLE,
}  # fmt: skip


def text_of(value: Any) -> str:
    """A value as text; a blank, NULL and a placeholder are nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float | Decimal) and float(value).is_integer():
        return str(int(value))
    text = str(value).replace("\0", "�").strip()
    return "" if text.upper() in _BLANKS else text


def day_of(value: Any) -> int | None:
    """A value's day YYYYMMDD; None where there is none, `NOT_A_DATE` where it cannot be read."""
    if isinstance(value, datetime | date):
        return _day(value.year, value.month, value.day)
    text = text_of(value)
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _BRITISH.fullmatch(text):
        day, month, year = found.groups()
    else:
        return NOT_A_DATE
    return _day(int(year), int(month), int(day))


def _day(year: int, month: int, day: int) -> int | None:
    try:
        date(year, month, day)
    except ValueError:
        return NOT_A_DATE
    number = year * 10_000 + month * 100 + day
    return None if number == _NO_DATE else number if year in _YEARS else NOT_A_DATE


def is_placeholder(row: Iterable[Any]) -> bool:
    """Whether a row holds nothing but blanks, placeholders and Liquidlogic's day that is none."""
    return not any(text_of(one) and day_of(one) is not None for one in row)


def flag_of(text: str) -> Tri | None:
    """Yes, no or not applicable; None for what is none of them."""
    return _TRI.get(text.upper())


def flags_of(text: str) -> dict[str, Tri] | None:
    """The yes/no flags of a JSON object such as outcomes; None where it is no such object."""
    found = _json(text)
    if not isinstance(found, Mapping):
        return None
    return {
        _whole(str(name).upper()): flag
        for name, value in found.items()
        if isinstance(value, str | int) and (flag := flag_of(str(value))) is not None
    }


def factors_of(text: str) -> list[str] | None:
    """The codes of a JSON list, or those that a JSON object says yes to; None where it is neither."""
    found = _json(text)
    if isinstance(found, list):
        return list(dict.fromkeys(_whole(str(code).strip()) for code in found))
    flags = flags_of(text)
    return None if flags is None else [code for code, flag in flags.items() if flag is Tri.YES]


def _whole(text: str) -> str:
    """A text without what no database keeps: JSON can hold a NUL and half of a character."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
