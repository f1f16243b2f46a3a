"""Reads a filled-in form back: first whether it is sound and which form it is, then cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import openpyxl

from lif_plugin.domain.workbook import WorkbookLimits, check_workbook
from lif_plugin.errors import UnreadableInput
from lif_plugin.workbooks.fault import CellFault
from lif_plugin.workbooks.form import RESERVED, Form, Identity
from lif_plugin.workbooks.guard import check_passive
from lif_plugin.workbooks.part import Filled, read_part

_LIMITS: Final = WorkbookLimits(members=200, inflated=32 << 20, cells=200_000)
_FAULTS_AT_MOST: Final = 500
_AGAIN: Final = "Take the form anew and fill it in."


@dataclass(frozen=True, slots=True)
class Returned:
    """What a filled-in form says, by its parts' titles; where ``faults`` is not empty, none of it is to be taken.

    ``unread`` are sheets that the form does not have: they are said, not read.
    """

    identity: Identity
    rows: Mapping[str, tuple[Filled, ...]]
    faults: tuple[CellFault, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A sound workbook that says which form it is."""

    file: str
    identity: Identity
    book: Any

    def read(self, form: Form) -> Returned:
        """Check every cell against a form, which is to be the one the workbook says it is."""
        faults, rows = [], {}
        if self.identity != form.identity:
            faults.append(self._other(form))
            return Returned(self.identity, {}, tuple(faults), ())
        sheets = {sheet.title.strip().casefold(): sheet for sheet in self.book.worksheets}
        for part in form.parts:
            sheet = sheets.pop(part.title.casefold(), None)
            if sheet is None:
                what = f"The sheet {part.title} is missing, or it has another name."
                faults.append(CellFault(self.file, part.title, "", what, _AGAIN))
                continue
            rows[part.title], wrong = read_part(self.file, sheet, part)
            faults += wrong
        unread = tuple(sheet.title for title, sheet in sheets.items() if title not in RESERVED)
        return Returned(self.identity, rows, tuple(faults[:_FAULTS_AT_MOST]), unread)

    def _other(self, form: Form) -> CellFault:
        if (self.identity.kind, self.identity.of) != (form.identity.kind, form.identity.of):
            return CellFault(self.file, "", "", "It is another form than the one that is asked for.", _AGAIN)
        what = f"It is of version {self.identity.version}, the form is of version {form.identity.version}."
        return CellFault(self.file, "", "", what, "Take the form anew; answers can be copied over.")


def open_workbook(file: str, content: bytes) -> Opened:
    """Open a workbook that was filled in, once its bytes are known to be sound and nothing in it acts by itself.

    Raises `UnreadableInput`, also where it does not say which form it is.
    """
    check_workbook(file, BytesIO(content), _LIMITS, "A filled-in form is read as an .xlsx workbook.")
    check_passive(file, BytesIO(content))
    try:
        book = openpyxl.load_workbook(BytesIO(content), keep_links=False)
    except Exception as error:  # the library lets through whatever a wrong part makes Python raise
        raise UnreadableInput(
            f"{file} cannot be read as a workbook.",
            hint="Open it in a spreadsheet program and save it again as .xlsx.",
        ) from error
    if any(sheet.max_row * sheet.max_column > _LIMITS.cells for sheet in book.worksheets):
        raise UnreadableInput(f"A sheet of {file} reaches further than can be read.", hint=_AGAIN)
    return Opened(file, _identity(file, book), book)


def _identity(file: str, book: Any) -> Identity:
    sheet = book["Identity"] if "Identity" in book.sheetnames else None
    said = dict(sheet.iter_rows(max_row=3, max_col=2, min_col=1, values_only=True)) if sheet else {}
    texts = {name: said.get(name) for name in ("kind", "of", "version")}
    if not all(isinstance(text, str | int) for text in texts.values()):
        raise UnreadableInput(f"{file} does not say which form it is.", hint=_AGAIN)
    return Identity(**{name: str(text) for name, text in texts.items()})
