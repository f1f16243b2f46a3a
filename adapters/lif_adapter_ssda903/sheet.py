"""One file being read: where its columns are, what its period is, and what was noticed about its rows."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from lif_adapter_kit.codes import Codes
from lif_adapter_kit.dates import NOT_A_DATE, Days, year_label
from lif_adapter_ssda903.tables import dictionary
from lif_adapter_ssda903.wording import NOTICED, REFUSED
from lif_plugin.domain.record import Notice, Rejected, Row

LONGEST_REF: Final = 100
_LONGEST_RAW: Final = 4_000

Mapper = Callable[[int, list[str]], Row | Rejected]
"""Reads one row: its number and its cells."""


@dataclass(frozen=True, slots=True)
class Period:
    """The return year (by the year it starts in) and the days in it that the files cover."""

    year: int
    first_day: int
    last_day: int

    @property
    def scope(self) -> str:
        """The return's scope: the first day of its year, so that later ones sort after earlier ones."""
        return f"{self.year}-04-01"

    @property
    def label(self) -> str:
        """The return year as people write it: 2017-18."""
        return year_label(self.year)


@dataclass(slots=True)
class Sheet:
    """What the mapper of one file shares.

    A column that the file does not have is read from the last cell, which the reader then adds empty.
    ``child`` is the place of the child being read where the file is XML; there a row's number is its line.
    ``births`` are the birth dates that rows of all tables gave so far.
    """

    file: str
    at: dict[str, int]
    period: Period
    days: Days = field(default_factory=Days)
    notes: list[Notice] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    repeats: dict[str, int] = field(default_factory=dict)
    outside: dict[str, tuple[int, int]] = field(default_factory=dict)
    child: int = 0
    births: dict[str, int] = field(default_factory=dict)

    def columns(self, *names: str) -> list[int]:
        """Where these columns are."""
        return [self.at.get(name, -1) for name in names]

    def codes(self, name: str, column: str, field: str | None = None) -> Codes:
        """The compiled codes of a column."""
        return Codes(dictionary()["codes"][name], column, self.period.year, field)

    def note(self, number: int, column: str | None, reason: str) -> None:
        """Notice something odd about a row that is kept."""
        message = f"{self._place(number)}: {NOTICED[reason].format(field=column)}"
        self.notes.append(Notice(self.file, number, column, reason, message))

    def note_file(self, reason: str, column: str | None = None, number: int = 1, **facts: object) -> None:
        """Notice something about the whole file."""
        message = f"{self.file}: {NOTICED[reason].format(field=column, **facts)}"
        self.notes.append(Notice(self.file, number, column, reason, message))

    def note_codes(self, number: int, *found: tuple[str, str | None]) -> None:
        """Notice those (column, reason) that have a reason."""
        for column, reason in found:
            if reason is not None:
                self.note(number, column, reason)

    def refuse(self, number: int, cells: Sequence[str], column: str | None, reason: str) -> Rejected:
        """Reject a row for a reason."""
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        message = f"{self._place(number)}: {REFUSED[reason].format(field=column)}"
        return Rejected(self.file, number, column, reason, message, text.getvalue()[:_LONGEST_RAW])

    def refuse_start(self, number: int, cells: Sequence[str], child: str, column: str) -> Rejected:
        """Reject a row that has no usable child id, or else no usable date in ``column``."""
        if not any(cell.strip() for cell in cells):
            return self.refuse(number, cells, None, "blank_row")
        if not child:
            return self.refuse(number, cells, "CHILD", "no_child")
        if len(child) > LONGEST_REF:
            return self.refuse(number, cells, "CHILD", "child_too_long")
        blank = self.days[cells[self.at[column]]] is None
        return self.refuse(number, cells, column, "no_date" if blank else "unreadable_date")

    def repeat(self, base: str, number: int, column: str) -> tuple[str, int]:
        """Tell a row from the earlier ones of the same natural key: the key with #2, #3 … and its ordinal."""
        ordinal = self.repeats[base] = self.repeats.get(base, 1) + 1
        self.note(number, column, "repeated_key")
        return f"{base}#{ordinal}", ordinal

    def odd_end(self, number: int, column: str, text: str, day: int, detail: dict[str, object]) -> int | None:
        """Judge an end that is no date or lies before the start; returns what the event is to say."""
        if day == NOT_A_DATE:
            detail[f"{column}_raw"] = text
            self.note(number, column, "unreadable_date")
            return None
        self.note(number, column, "ends_before_start")
        return day

    def know_birth(self, number: int, child: str, day: int) -> None:
        """Notice where a child has another birth date in this row than in an earlier one."""
        if self.births.setdefault(child, day) != day:
            self.note(number, "DOB", "another_birth_date")

    def odd_birth(self, number: int, text: str, day: int | None, detail: dict[str, object]) -> None:
        """Keep a birth date that cannot be read; a blank one is unknown."""
        if day == NOT_A_DATE:
            detail["DOB_raw"] = text
            self.note(number, "DOB", "unreadable_date")

    def _place(self, number: int) -> str:
        """Where a row stands, for people."""
        if self.child:
            return f"Line {number} of {self.file} (child {self.child})"
        return f"Row {number} of {self.file}"

    def count_outside(self, column: str, number: int) -> None:
        """Count a row whose date lies outside the collection year; told once for the file."""
        first, count = self.outside.get(column, (number, 0))
        self.outside[column] = (first, count + 1)
