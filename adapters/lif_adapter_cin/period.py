"""Which census year a file is of, and up to which day it knows: by its header, or as told at the import."""

from collections.abc import Mapping
from dataclasses import dataclass

from lif_adapter_kit.dates import Days, first_of_year, last_of_year, return_year, written, year_label
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions


@dataclass(frozen=True, slots=True)
class Period:
    """The census year (by the year it starts in) and the days that the file covers."""

    year: int
    first_day: int
    last_day: int

    @property
    def scope(self) -> str:
        """The census's scope: the first day of its year, so that later ones sort after earlier ones."""
        return f"{self.year}-04-01"

    @property
    def label(self) -> str:
        """The census year as people write it: 2023-24."""
        return year_label(self.year)


def find_period(file: str, header: Mapping[str, str], options: ExamineOptions) -> tuple[Period, str]:
    """Find the period of a file by its header, and say in a sentence how it was found.

    The reference date goes before the year, what the person importing says before both. A file made before
    its reference date knows no more than on the day it was made, or at most received.
    Raises `UnreadableInput` if there is nothing to go by.
    """
    reference = Days()[header.get("ReferenceDate", "")] or _year_end(header.get("Year", ""))
    if options.first_day or options.last_day:
        return _as_told(reference, options)
    if not reference:
        raise UnreadableInput(
            f"The header of {file} has no readable ReferenceDate and no Year.",
            hint="Mend the header, or give the first and the last day of the period at the import.",
        )
    year = return_year(reference)
    first, last = first_of_year(year), reference
    made = Days()[header.get("DateTime", "")[:10]] or reference
    if first <= made < last:
        last = made
    if first <= options.received < last:
        last = options.received
    period = Period(year, first, last)
    return period, f"{_found(period, reference, last)}{_odd_year(header.get('Year', ''), year)}."


def _found(period: Period, reference: int, last: int) -> str:
    said = f"Census year {period.label}, reference date {written(reference)}, by the header"
    return said if last == reference else f"{said}; the file was made before and knows up to {written(last)}"


def _odd_year(text: str, year: int) -> str:
    """The header names a census by the year it ends in."""
    if not text or text == str(year + 1):
        return ""
    return f"; the header's Year is not {year + 1}, as it should be for that date"


def _year_end(text: str) -> int | None:
    """The usual reference date of a census year, which is named by the year it ends in."""
    digits = text.isascii() and text.isdigit() and len(text) == 4
    return last_of_year(int(text) - 1) if digits and 1990 < int(text) < 2100 else None


def _as_told(reference: int | None, options: ExamineOptions) -> tuple[Period, str]:
    """The period as the person importing gave it; what they left out follows from the other and the header."""
    year = return_year(options.last_day or options.first_day or options.received)
    first = options.first_day or first_of_year(year)
    inside = reference if reference and first <= reference <= last_of_year(year) else last_of_year(year)
    last = options.last_day or min(inside, max(options.received, first))
    if last < first:
        raise UnreadableInput(
            "The period ends before it begins.", hint="Check the first and the last day given."
        )
    period = Period(year, first, last)
    return period, f"The period from {written(first)} to {written(last)}, as given at the import."
