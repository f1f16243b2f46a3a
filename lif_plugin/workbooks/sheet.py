"""Tables out, row by row: CSV and a workbook in which every cell is what it says and nothing in it runs."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Cell = str | int | float | None
_RUNS: Final = tuple("=+-@\t\r\n|%")
"""What a spreadsheet may take for the beginning of a formula or a command."""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST: Final = 32_767
"""Characters that a cell of a workbook holds."""


def still(text: str) -> str:
    """A text that a spreadsheet takes as one: what could run has a quote mark before it."""
    text = _UNPRINTABLE.sub("?", text)
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def csv_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Rows as lines of CSV, UTF-8; numbers stay numbers, nothing is an empty cell."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([still(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def write_xlsx(to: Path | BytesIO, title: str, rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows into a workbook of one sheet, the first row in bold; none of it is held in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows):
        cells = [_cell(sheet, cell) for cell in row]
        for cell in cells if number == 0 else ():
            cell.font = Font(bold=True)
        sheet.append(cells)
    book.save(to)


def _cell(sheet: Any, value: Cell) -> Any:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("?", value)[:_LONGEST])
    # Set last: openpyxl takes a text that begins with = for a formula.
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
