"""Lists that people keep in their own way: sheets as rows with headings, read once the bytes are known to be sound."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine
from openpyxl.utils import get_column_letter

from lif_plugin.domain.tracker import plain, text_of
from lif_plugin.domain.workbook import WorkbookLimits, check_workbook
from lif_plugin.errors import UnreadableInput

_LIMITS: Final = WorkbookLimits(inflated=64 << 20, cells=1_000_000)
# A title and a key of colours may stand above the headings.
_HEADINGS_WITHIN: Final = 12
_AGAIN: Final = "Open it in a spreadsheet program and save it again as .xlsx."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose headings are known: where each column is, and its rows as a spreadsheet numbers them.

    ``twice`` are names that more than one column is headed by, ``unread`` headings that nobody knows.
    """

    file: str
    title: str
    headings_in: int
    at: Mapping[str, int]
    twice: tuple[str, ...]
    unread: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]

    def cell(self, row: int, name: str) -> str:
        """How a spreadsheet calls a cell; the whole row where the column is not there."""
        return f"{get_column_letter(self.at[name] + 1)}{row}" if name in self.at else f"row {row}"


def sheets_of(
    path: Path, known: Mapping[str, Collection[str]], telling: str
) -> tuple[list[Sheet], list[str]]:
    """The sheets that have a column called ``telling``, and the titles of the others.

    ``known`` gives of each column the headings it goes by. Raises `UnreadableInput` for a file that is no sound
    workbook.
    """
    found: list[Sheet] = []
    others: list[str] = []
    try:
        with path.open("rb") as stream:
            check_workbook(path.name, stream, _LIMITS, "A list is read as an .xlsx workbook.")
        book = calamine.CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            cells = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            sheet = _headed(path.name, meta.name, cells, known, telling)
            if sheet is not None:
                found.append(sheet)
            else:
                others.append(meta.name)
    except calamine.CalamineError as error:
        raise UnreadableInput(f"{path.name} cannot be read as a workbook.", hint=_AGAIN) from error
    except OSError as error:
        raise UnreadableInput(
            f"{path.name} cannot be opened.", hint="Check its path and your rights."
        ) from error
    return found, others


def _headed(
    file: str, title: str, cells: list[list[Any]], known: Mapping[str, Collection[str]], telling: str
) -> Sheet | None:
    names = {plain(heading): name for name, headings in known.items() for heading in headings}
    for number, row in enumerate(cells[:_HEADINGS_WITHIN]):
        places = [(names.get(plain(cell)), place) for place, cell in enumerate(row) if isinstance(cell, str)]
        at = {name: place for name, place in reversed(places) if name is not None}
        # One word alone is a title; a list has more than one column.
        if telling not in at or len(at) < 2:
            continue
        held = [name for name, _place in places if name is not None]
        unread = [text_of(row[place]) for name, place in places if name is None and text_of(row[place])]
        below = enumerate(cells[number + 1 :], number + 2)
        rows = tuple(
            (line, tuple(values)) for line, values in below if any(text_of(value) for value in values)
        )
        twice = tuple(sorted({name for name in held if held.count(name) > 1}))
        return Sheet(file, title, number + 1, at, twice, tuple(unread), rows)
    return None
