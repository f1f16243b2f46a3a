"""A report of audits as an Excel workbook: the same counts as on the page, and the same symbols where none is shown."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.styles import Font

from lif_plugin.domain.audit_report import Group, Report
from lif_plugin.domain.suppression import SUPPRESSED

SHEETS = {
    "Grades": "grades",
    "Over time": "over_time",
    "Themes": "themes",
    "Voice of the child": "voice",
}


def report_book(report: Report) -> bytes:
    """Write a report as a workbook; texts are never read as formulas."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    about = book.create_sheet("About")
    for line in about_lines(report):
        _line(about, line)
    for title, name in SHEETS.items():
        sheet = book.create_sheet(title)
        groups: tuple[Group, ...] = getattr(report, name)
        columns = columns_of(groups)
        _line(sheet, ("", *(column.replace("_", " ") for column in columns), "all"))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for group in groups:
            _line(sheet, (group.name.replace("_", " "), *cells_of(group, columns), shown(group.total)))
        sheet.freeze_panes = "B2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def about_lines(report: Report) -> tuple[tuple[str, int | str], ...]:
    """What a report is of, in words."""
    of = report.team or ("the service" if report.level == "service" else "the agency")
    hides = (
        f"{SUPPRESSED}: not shown, since it would tell of a few children"
        if report.hides
        else "For the team itself"
    )
    return (
        ("Audits of", of),
        ("Quarter", report.quarter),
        ("Audits", shown(report.audits)),
        ("Symbols", hides),
    )  # fmt: skip


def columns_of(groups: Iterable[Group]) -> tuple[str, ...]:
    """What groups count, in an order of their own."""
    return tuple(sorted({key for group in groups for key in group.cells}))


def cells_of(group: Group, columns: Iterable[str]) -> tuple[int | str, ...]:
    """A group's counts, column by column."""
    return tuple(shown(group.cells.get(column, 0)) for column in columns)


def shown(count: int | None) -> int | str:
    """A count, or the symbol of one that is not shown."""
    return SUPPRESSED if count is None else count


def _line(sheet: Any, values: Iterable[int | str]) -> None:
    sheet.append(list(values))
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str):
            cell.data_type = "s"
