"""One list being read, and one row of it: its cells by name, what was odd about them, and its events."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from lif_adapter_annex_a import values
from lif_adapter_annex_a.values import NOT_A_DATE
from lif_adapter_annex_a.wording import NOTICED, REFUSED
from lif_adapter_annex_a.workbook import Cell, Sheet
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event, Notice, Rejected, Row

LONGEST_REF: Final = 100
_LONGEST_RAW: Final = 4_000
_SEXES: Final = "gender"


class Refused(Exception):
    """The row cannot be taken: the column at fault and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass(slots=True)
class Births:
    """The birth dates that the rows of a delivery gave for each child so far."""

    of: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What the rows of one list share."""

    sheet: Sheet
    last_day: int
    births: Births
    notes: list[Notice] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    told: set[tuple[str, str]] = field(default_factory=set)
    said: dict[str, set[int]] = field(default_factory=dict)

    def note(self, number: int, column: str | None, reason: str, text: str = "") -> None:
        """Notice something odd; a row below the headings is named by its cell, else the whole list is meant."""
        heading = self.sheet.which.headings[column] if column else text or None
        where = self.cell(number, column) if column and number > self.sheet.top else self.sheet.label
        message = f"{where}: {NOTICED[reason].format(field=heading)}"
        self.notes.append(Notice(self.sheet.label, number, heading, reason, message))

    def note_once(self, number: int, column: str, reason: str) -> None:
        """Notice what goes for a whole column, at its first cell."""
        if (column, reason) not in self.told:
            self.told.add((column, reason))
            self.note(number, column, reason)

    def cell(self, number: int, column: str) -> str:
        """A cell as people name it: "Cell K12 of lists.xlsx, List 7"; a row where the sheet lacks the column."""
        place = self.sheet.at.get(column)
        return (
            f"Row {number} of {self.sheet.label}"
            if place is None
            else (f"Cell {_letters(place)}{number} of {self.sheet.label}")
        )


def _letters(place: int) -> str:
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


class Line:
    """One row: asks its cells by the list's short column names and gathers its events.

    What cannot be read is noticed and kept under ``<column>_raw`` in the detail of the row's events.
    """

    def __init__(self, reading: Reading, number: int, cells: list[Cell]) -> None:
        self.reading, self.number, self._cells = reading, number, cells
        self.events: list[Event] = []
        self.odd: dict[str, str] = {}
        self.child = self._child()
        self.born = self.day("born")

    def _child(self) -> str:
        child = self.text("child")
        if not child:
            raise Refused("child", "no_child")
        if len(child) > LONGEST_REF:
            raise Refused("child", "child_too_long")
        return child

    def _cell(self, column: str) -> Cell:
        place = self.reading.sheet.at.get(column)
        return "" if place is None or place >= len(self._cells) else self._cells[place]

    def text(self, column: str) -> str:
        """A cell as text; empty where nothing stands."""
        return values.text_of(self._cell(column))

    def day(self, column: str) -> int | None:
        """A cell's day; what is no date is noticed and is None."""
        day, form = values.day_of(self._cell(column))
        if form is not None:
            self.reading.note_once(self.number, column, form)
        if day == NOT_A_DATE:
            self.reading.note(self.number, column, "unreadable_date")
            self.odd[f"{column}_raw"] = self.text(column)
            return None
        return day

    def start(self, column: str) -> int:
        """The day on which the row rests; raises `Refused` without one."""
        day, form = values.day_of(self._cell(column))
        if not day:
            raise Refused(column, "no_date" if day is None else "unreadable_date")
        if form is not None:
            self.reading.note_once(self.number, column, form)
        return day

    def end(self, column: str, start: int) -> int | None:
        """The day on which it ended; one before the start is noticed."""
        day = self.day(column)
        if day is not None and day < start:
            self.reading.note(self.number, column, "ends_before_start")
        return day

    def coded(self, column: str, codes: str, into: str = "code") -> dict[str, str]:
        """A code as typed fields: with the text as sent where it is not exactly the code."""
        text = self.text(column)
        if not text:
            return {}
        code = values.code_of(text, codes)
        if code is None:
            self.reading.note(self.number, column, "unknown_code")
        if into == "code":
            return ({"code": code} if code else {}) | ({"code_raw": text} if code != text else {})
        if code is None:
            self.odd[f"{column}_raw"] = text
        return {into: code} if code else {}

    def answer(self, column: str, answers: str = "yes_no") -> str | None:
        """What the cell answers; an unknown answer is noticed and kept."""
        text = self.text(column)
        meaning = values.answer_of(text, answers)
        if text and meaning is None:
            self.reading.note(self.number, column, "unknown_answer")
            self.odd[f"{column}_raw"] = text
        return meaning

    def key(self, *parts: str | int, column: str) -> tuple[str, int]:
        """The natural key of this row in its list, with #2, #3 … for later rows of the same one; its ordinal."""
        base = "|".join(map(str, (self.child, *parts)))
        count = self.reading.seen[base] = self.reading.seen.get(base, 0) + 1
        if count == 1:
            return base, 1
        self.reading.note(self.number, column, "repeated_key")
        return f"{base}#{count}", count

    def add(
        self,
        kind: str,
        key: str,
        day: int,
        fields: dict[str, Any],
        detail: dict[str, Any] | None = None,
        until: int | None = None,
        precision: str = Precision.DAY,
    ) -> None:
        """Add an event of this row; the birth date that the row states goes with it.

        A child may have several rows in a list. What they say alike is one fact; where they differ each is kept.
        """
        known = {name: value for name, value in (detail or {}).items() if value not in {None, ""}}
        name = f"{kind}|{key}"
        said = self.reading.said.setdefault(name, set())
        fact = hash((day, until, tuple(fields.items()), tuple(known.items())))
        if fact in said:
            return
        said.add(fact)
        if len(said) > 1:
            name = f"{name}#{len(said)}"
        born = {"born_on": self.born} if self.born else {}
        self.events.append(
            Event(kind, self.child, name, day, fields | born, known, until, precision=precision)
        )

    def add_birth(self) -> None:
        """The child's birth, once for each birth date that the rows of the delivery give."""
        if not self.born:
            return
        days = self.reading.births.of.setdefault(self.child, [])
        if self.born in days:
            return
        days.append(self.born)
        if len(days) > 1:
            self.reading.note(self.number, "born", "another_birth_date")
        key = self.child if len(days) == 1 else f"{self.child}#{len(days)}"
        sex = self.answer("gender", "gender")
        detail = {
            **self.coded("ethnicity", "ethnicity", "ETHNICITY"),
            "DISABILITY": self.text("disability") and values.answer_of(self.text("disability"), "yes_no"),
        }
        self.add("birth", key, self.born, {"code": sex} if sex else {}, detail)

    def row(self) -> Row:
        """The row with its events; what could not be read stands in the detail of each but the birth."""
        events = tuple(
            event._replace(detail={**event.detail, **self.odd})
            if self.odd and event.kind != "birth"
            else event
            for event in self.events
        )
        return Row(self.reading.sheet.label, self.number, events)


Mapper = Callable[[Line], None]
"""Adds the events of one row."""


def read_line(reading: Reading, number: int, cells: list[Cell], mapper: Mapper) -> Row | Rejected:
    """Read one row, or reject it for a reason."""
    try:
        line = Line(reading, number, cells)
        mapper(line)
    except Refused as refused:
        heading = reading.sheet.which.headings[refused.column]
        message = f"{reading.cell(number, refused.column)}: {REFUSED[refused.reason].format(field=heading)}"
        raw = " | ".join(values.text_of(cell) for cell in cells)[:_LONGEST_RAW]
        return Rejected(reading.sheet.label, number, heading, refused.reason, message, raw)
    line.add_birth()
    return line.row()
