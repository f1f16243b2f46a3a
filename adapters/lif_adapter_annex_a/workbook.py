"""A workbook's sheets as lists: which sheet is which list, and its rows as a spreadsheet numbers them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from lif_adapter_annex_a import guard
from lif_adapter_annex_a.lists import List, lacking, named, plain, recognise
from lif_adapter_annex_a.values import day_of
from lif_plugin.errors import UnreadableInput

# A title or a date may stand above the headings.
_HEADINGS_WITHIN: Final = 10

Cell = str | float | bool | date | Any
"""What a cell holds; an empty one, and one whose formula failed, is an empty text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet known as a list; ``at`` says where its columns are, ``top`` which row holds the headings."""

    path: Path
    title: str
    which: List
    at: dict[str, int]
    cells: tuple[str, ...]
    top: int
    bottom: int

    @property
    def label(self) -> str:
        """What it is called in messages."""
        return f"{self.path.name}, {self.which.name}"

    @property
    def unread(self) -> list[str]:
        """Headings that the list does not have."""
        known = self.which.forms.keys() | self.which.left_out
        return [cell.strip() for cell in self.cells if cell.strip() and plain(cell) not in known]

    @property
    def absent(self) -> list[str]:
        """Headings that the sheet does not have; what they would say is unknown."""
        return [heading for name, heading in self.which.headings.items() if name not in self.at]

    def rows(self, book: calamine.CalamineWorkbook) -> Iterator[tuple[int, list[Cell]]]:
        """The rows below the headings, numbered as a spreadsheet shows them; empty ones are no rows."""
        for number, cells in _rows(self.path, book, self.title):
            if number > self.top and any(_filled(cell) for cell in cells):
                yield number, cells

    def days(self, book: calamine.CalamineWorkbook) -> list[int]:
        """All days in the columns that tell when the report was made."""
        places = [self.at[name] for name in self.which.dates if name in self.at]
        return [
            day
            for _, cells in self.rows(book)
            for place in places
            if place < len(cells) and (day := day_of(cells[place])[0])
        ]


def opened(path: Path) -> calamine.CalamineWorkbook:
    """Open a workbook once its size is known to be sound; raises `UnreadableInput`."""
    guard.check(path)
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except (calamine.CalamineError, OSError) as error:
        raise UnreadableInput(
            f"{path.name} cannot be read as a workbook.",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from error


def sheets(path: Path, book: calamine.CalamineWorkbook) -> tuple[list[Sheet], list[str]]:
    """The lists in a workbook, and the names of sheets that are none.

    A sheet is known by its headings. One that is named after a list and lacks its headings is refused.
    """
    found: list[Sheet] = []
    aside: list[str] = []
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        one = _sheet(path, book, meta.name)
        if one is not None:
            found.append(one)
        else:
            aside.append(meta.name)
    return found, aside


def _sheet(path: Path, book: calamine.CalamineWorkbook, title: str) -> Sheet | None:
    tried: list[list[str]] = []
    bottom = (_opened_sheet(path, book, title).end or (0, 0))[0] + 1
    for number, row in _rows(path, book, title):
        if number > _HEADINGS_WITHIN:
            break
        cells = [cell if isinstance(cell, str) else "" for cell in row]
        tried.append(cells)
        if one := recognise(cells):
            return Sheet(path, title, one, one.places(cells), tuple(cells), number, bottom)
    told = named(title)
    if told is None or not any(any(cell.strip() for cell in cells) for cells in tried):
        return None
    raise UnreadableInput(
        f"{path.name}: the sheet {title} is not {told.name} ({told.about}) of Annex A. It has no heading "
        f"{' and no heading '.join(lacking(told, tried) or ['of one list only'])}.",
        hint="Put the template's headings into the first row, or take the sheet out.",
    )


def _opened_sheet(path: Path, book: calamine.CalamineWorkbook, title: str) -> calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(title)
    except calamine.CalamineError as error:
        raise UnreadableInput(
            f"{path.name}: the sheet {title} cannot be read.",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from error


def _rows(path: Path, book: calamine.CalamineWorkbook, title: str) -> Iterator[tuple[int, list[Cell]]]:
    sheet = _opened_sheet(path, book, title)
    if sheet.start is None:
        return
    # Rows are given from the first row of the sheet, cells from the first column that is used.
    left: list[Cell] = [""] * sheet.start[1]
    yield from ((number, left + cells) for number, cells in enumerate(sheet.iter_rows(), 1))


def _filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
