"""Writes a form as a workbook: headings, lists to choose from, help beside cells, everything else locked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation

from lif_plugin.workbooks.form import Field, Form, Kind, Line, Part

KEY: Final = "Key"
"""The heading of the hidden column that says which line a row is."""
_OPEN: Final = Protection(locked=False)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_BOLD: Final = Font(bold=True)
_WIDE: Final = 60
_HELP_AT_MOST: Final = 255
_DAYS: Final = ("DATE(2000,1,1)", "DATE(2099,12,31)")


@dataclass(slots=True)
class _Lists:
    """The sheet of what there is to choose from: a column for each list, whoever uses it."""

    sheet: Any
    columns: dict[tuple[str, ...], str] = field(default_factory=dict)

    def of(self, labels: tuple[str, ...]) -> str:
        """The reference to a list of labels."""
        if labels not in self.columns:
            place = len(self.columns) + 1
            for line, label in enumerate(labels, 1):
                _say(self.sheet.cell(line, place), label)
            letter = get_column_letter(place)
            self.columns[labels] = f"Lists!${letter}$1:${letter}${len(labels)}"
        return self.columns[labels]


def written(form: Form) -> bytes:
    """The workbook of a form, ready to be filled in.

    Sheets are protected without a password: it keeps people from moving things by mistake, and the way back in
    checks everything again.
    """
    book = openpyxl.Workbook()
    _about(book.worksheets[0], form)
    identity, lists = book.create_sheet("Identity"), _Lists(book.create_sheet("Lists"))
    for row in (("kind", form.identity.kind), ("of", form.identity.of), ("version", form.identity.version)):
        _append(identity, row)
    for part in form.parts:
        _part(book.create_sheet(part.title, len(book.worksheets) - 2), part, lists)
    for sheet in (identity, lists.sheet):
        sheet.sheet_state = "hidden"
    for sheet in book.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False
    book.security = WorkbookProtection(lockStructure=True)
    book.active = 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _about(sheet: Any, form: Form) -> None:
    sheet.title = "About"
    sheet.column_dimensions["A"].width = 100
    for text in (form.title, *form.guidance, f"Version {form.identity.version}"):
        _append(sheet, (text,))
        sheet.cell(sheet.max_row, 1).alignment = _WRAPPED
    sheet["A1"].font = _BOLD


def _part(sheet: Any, part: Part, lists: _Lists) -> None:
    first = 2 if part.lines else 1
    if part.lines:
        _say(sheet.cell(1, 1), KEY)
        sheet.column_dimensions["A"].hidden = True
    for place, column in enumerate(part.fields, first):
        head = sheet.cell(1, place)
        _say(head, column.heading)
        head.font, head.alignment = _BOLD, _WRAPPED
        wide = column.kind is Kind.TEXT and column.at_most > 400
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE if wide else 24
    sheet.freeze_panes = sheet.cell(2, first)
    rules: dict[tuple[int, str], tuple[Field, list[int]]] = {}
    for number, line in enumerate(part.lines or (None,) * part.free, 2):
        if line is not None:
            _say(sheet.cell(number, 1), line.key)
        for place, column in enumerate(part.fields, first):
            cell = sheet.cell(number, place)
            one = _field(column, line)
            cell.alignment = _WRAPPED
            if one.shown:
                _say(cell, line.shown.get(one.name, "") if line else "")
            else:
                cell.protection = _OPEN
                if line is not None and line.filled.get(one.name):
                    _say(cell, one.labels().get(line.filled[one.name], line.filled[one.name]))
                rules.setdefault((place, repr(one)), (one, []))[1].append(number)
    for (place, _one), (one, numbers) in rules.items():
        _rule(sheet, one, _spans(get_column_letter(place), numbers), lists)


def _spans(letter: str, numbers: list[int]) -> list[str]:
    """Cells of one column as the ranges they make; the numbers rise."""
    starts = [number for number in numbers if number - 1 not in numbers]
    ends = [number for number in numbers if number + 1 not in numbers]
    return [f"{letter}{first}:{letter}{last}" for first, last in zip(starts, ends, strict=True)]


def _field(column: Field, line: Line | None) -> Field:
    return line.differs.get(column.name, column) if line else column


def _rule(sheet: Any, one: Field, spans: Iterable[str], lists: _Lists) -> None:
    known: dict[str, Any] = {
        Kind.CHOICE: lambda: {"type": "list", "formula1": lists.of(tuple(one.labels().values()))},
        Kind.DAY: lambda: {"type": "date", "operator": "between", "formula1": _DAYS[0], "formula2": _DAYS[1]},
        Kind.WHOLE: lambda: {
            "type": "whole", "operator": "between", "formula1": str(one.least), "formula2": str(one.most),
        },
        Kind.TEXT: lambda: {
            "type": "textLength", "operator": "lessThanOrEqual", "formula1": str(one.at_most),
        },
    }  # fmt: skip
    rule = DataValidation(allow_blank=True, **known[one.kind]())
    if one.help:
        rule.prompt, rule.showInputMessage = one.help[:_HELP_AT_MOST], True
    rule.showErrorMessage = True
    for span in spans:
        rule.add(span)
    sheet.add_data_validation(rule)


def _append(sheet: Any, texts: Iterable[str]) -> None:
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for place, text in enumerate(texts, 1):
        _say(sheet.cell(row, place), text)


def _say(cell: Any, text: str) -> None:
    """Write words as words: what begins like a formula is none."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
