"""One sheet of a filled-in form, cell by cell: where each column is, which line a row is, what each answer means."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.utils import get_column_letter

from lif_plugin.domain.tracker import day_of, plain, text_of
from lif_plugin.workbooks.fault import CellFault
from lif_plugin.workbooks.form import Field, Kind, Line, Part
from lif_plugin.workbooks.writing import KEY

Value = str | int | None
_LEAVE: Final = "Take the form anew: only its open cells are to be filled in."


@dataclass(frozen=True, slots=True)
class Filled:
    """A row that says something: its answers by field (None: blank), and its key where it is one of the form's lines."""

    file: str
    sheet: str
    number: int
    key: str | None
    values: Mapping[str, Value]
    columns: Mapping[str, str]

    def cell(self, name: str) -> str:
        """How a spreadsheet calls the cell of a field."""
        return f"{self.columns[name]}{self.number}"

    def fault(self, name: str, what: str, remedy: str) -> CellFault:
        """What is wrong with the answer to a field, for what only its reader can know."""
        return CellFault(self.file, self.sheet, self.cell(name), what, remedy)


class _Sheet:
    """A sheet being read; every cell is looked at, so that all that is wrong is said at once."""

    def __init__(self, file: str, sheet: Any, part: Part) -> None:
        self.file, self.title, self.part = file, sheet.title, part
        self.faults: list[CellFault] = []
        grid = list(sheet.iter_rows())
        self.at = self._headings(grid[0] if grid else ())
        self.columns = {name: get_column_letter(place + 1) for name, place in self.at.items()}
        self.grid = [row for row in grid[1:] if any(_text(cell) for cell in row)]

    def wrong(self, cell: str, what: str, remedy: str = _LEAVE) -> None:
        self.faults.append(CellFault(self.file, self.title, cell, what, remedy))

    def _headings(self, row: Iterable[Any]) -> dict[str, int]:
        wanted = {plain(one.heading): one.name for one in self.part.fields}
        if self.part.lines:
            wanted[plain(KEY)] = KEY
        at: dict[str, int] = {}
        for place, cell in enumerate(row):
            name = wanted.get(plain(_text(cell)))
            if name in at:
                self.wrong(cell.coordinate, "Another column has this heading too.")
            elif name is not None:
                at[name] = place
            elif _text(cell):
                self.wrong(cell.coordinate, "The form has no column with this heading.")
        for heading, name in wanted.items():
            if name not in at:
                self.wrong("row 1", f"No column is headed {heading!r}.")
        return at

    def filled(self) -> list[Filled]:
        """The rows that say something."""
        lines = {line.key: line for line in self.part.lines}
        met: set[str] = set()
        found = []
        for row in self.grid:
            line = None
            if lines:
                line = self._line(row, lines, met)
                if line is None:
                    continue
            found.append(self._row(row, line))
        for key in lines.keys() - met:
            self.wrong("", f"The row {key} is missing.")
        return found

    def _line(self, row: tuple[Any, ...], lines: Mapping[str, Line], met: set[str]) -> Line | None:
        cell = row[self.at[KEY]]
        key = _text(cell)
        if key not in lines:
            self.wrong(f"row {row[0].row}", "It is no row of the form.")
            return None
        if key in met:
            self.wrong(f"row {row[0].row}", "It is in the form twice.")
            return None
        met.add(key)
        return lines[key]

    def _row(self, row: tuple[Any, ...], line: Line | None) -> Filled:
        places = set(self.at.values())
        for place, cell in enumerate(row):
            if place not in places and _text(cell):
                self.wrong(cell.coordinate, "It stands in no column of the form.")
        values: dict[str, Value] = {}
        for column in self.part.fields:
            cell = row[self.at[column.name]]
            one = line.differs.get(column.name, column) if line else column
            if not one.shown:
                values[one.name] = self._answer(cell, one)
            elif line is not None and _text(cell) != text_of(line.shown.get(one.name, "")):
                self.wrong(cell.coordinate, "This cell was to stay as it was.")
        return Filled(self.file, self.title, row[0].row, line.key if line else None, values, self.columns)

    def _answer(self, cell: Any, one: Field) -> Value:
        text = _text(cell)
        if not text:
            if one.needed:
                self.wrong(cell.coordinate, "It is empty.", f"Fill in: {one.heading}.")
            return None
        if cell.data_type in {"f", "e"}:
            self.wrong(cell.coordinate, "It is a formula or its error.", "Type the answer itself.")
            return None
        read = {Kind.TEXT: _words, Kind.DAY: _day, Kind.WHOLE: _whole, Kind.CHOICE: _choice}[one.kind]
        value, what, remedy = read(cell.value, text, one)
        if what:
            self.wrong(cell.coordinate, what, remedy)
        return value


_Read = tuple[Value, str, str]


def _words(_cell: Any, text: str, one: Field) -> _Read:
    if len(text) > one.at_most:
        return None, f"It is longer than {one.at_most} characters.", "Shorten it."
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in text):
        return None, "It holds signs that cannot be written.", "Type it again."
    return text, "", ""


def _day(cell: Any, _text: str, one: Field) -> _Read:
    day = day_of(cell)
    wrong = "It names no day, or one that is in no calendar." if day is None else ""
    return day, wrong, "Give a day such as 31/03/2027."


def _whole(_cell: Any, text: str, one: Field) -> _Read:
    digits = text.removeprefix("-")
    number = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
    if number is None or not one.least <= number <= one.most:
        return None, f"It is no whole number from {one.least} to {one.most}.", "Give one."
    return number, "", ""


def _choice(_cell: Any, text: str, one: Field) -> _Read:
    known = {plain(label): name for name, label in one.labels().items()}
    found = known.get(plain(text)) or (text if text in one.choices else None)
    return found, "" if found else "It is none of the choices.", "Choose one from the list."


def _text(cell: Any) -> str:
    return "" if cell.value is None else text_of(cell.value)


def read_part(file: str, sheet: Any, part: Part) -> tuple[tuple[Filled, ...], list[CellFault]]:
    """The rows of a sheet that say something, and what is wrong with it; no rows where its columns are not the form's."""
    read = _Sheet(file, sheet, part)
    if read.faults:
        return (), read.faults
    rows = tuple(read.filled())
    return rows, read.faults
