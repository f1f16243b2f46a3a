"""Examines a workbook and streams its rows: the two verbs of the adapter."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from lif_adapter_annex_a.line import Births, Reading, read_line
from lif_adapter_annex_a.lists import plain
from lif_adapter_annex_a.mapping import MAPPERS, PARTS
from lif_adapter_annex_a.report import coverage, find_last_day
from lif_adapter_annex_a.workbook import Sheet, opened, sheets
from lif_plugin.domain.record import Delivery, Notice, Rejected, Row
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks.types import ExamineOptions

NAME: Final = "annex_a"


def examine(paths: Sequence[Path], options: ExamineOptions) -> Delivery:
    """Say what a set of workbooks is: one report, the day up to which it knows, and what it covers.

    A folder stands for its ``*.xlsx``. No list may come twice. Raises `UnreadableInput` with the file's
    name and what to do.
    """
    files = _gather(paths)
    found: list[tuple[Sheet, list[int]]] = []
    aside: list[str] = []
    expected = 0
    for path in files:
        book = opened(path)
        here, others = sheets(path, book)
        _refuse_twice([sheet for sheet, _ in found], here)
        for sheet in here:
            found.append((sheet, sheet.days(book)))
            expected += max(sheet.bottom - sheet.top, 0)
        aside += others
    if not found:
        raise UnreadableInput(
            f"{', '.join(path.name for path in files)} holds no list of Annex A.",
            hint="Check that it is the Annex A workbook and not another standard; its headings must be the template's.",
        )
    last, basis = find_last_day([days for _, days in found], options)
    if aside:
        basis += f" Not looked at, being no list: {', '.join(aside)}."
    covers = coverage([sheet.which for sheet, _ in found], last, options)
    scope = f"{date(last // 10_000, last // 100 % 100, last % 100)}"
    parts = tuple(part for sheet, _ in found for part in PARTS.get(sheet.which.number, ()))
    return Delivery(NAME, scope, covers, basis, tuple(str(path) for path in files), expected, parts)


def read(delivery: Delivery) -> Iterator[Row | Rejected | Notice]:
    """Stream the rows of an examined delivery, list by list; memory holds one workbook and the keys of a list."""
    births = Births()
    last = day_number(date.fromisoformat(delivery.scope))
    for file in delivery.files:
        book = opened(Path(file))
        for sheet in sheets(Path(file), book)[0]:
            reading = Reading(sheet, last, births)
            _note_form(reading)
            mapper = MAPPERS.get(sheet.which.number)
            for number, cells in sheet.rows(book):
                if mapper is None:
                    yield Row(sheet.label, number, ())
                    continue
                yield read_line(reading, number, cells, mapper)
                yield from reading.notes
                reading.notes.clear()
            yield from reading.notes


def _gather(paths: Sequence[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            # A name that begins with ~$ or a point is a lock or a leftover of a spreadsheet program.
            files += sorted(one for one in path.glob("*.xlsx") if not one.name.startswith(("~$", ".")))
        else:
            files.append(path)
    if not files:
        raise UnreadableInput("There is no .xlsx workbook here.", hint="Name the workbook, or its folder.")
    return list(dict.fromkeys(files))


def _refuse_twice(before: Sequence[Sheet], here: Sequence[Sheet]) -> None:
    first = {sheet.which.number: sheet for sheet in before}
    for sheet in here:
        other = first.setdefault(sheet.which.number, sheet)
        if other is not sheet:
            raise UnreadableInput(
                f"The sheets {other.title} of {other.path.name} and {sheet.title} of {sheet.path.name} are both "
                f"{sheet.which.name} ({sheet.which.about}).",
                hint="Keep one. If they are of two reports, import one report after the other, the earlier one first.",
            )


def _note_form(reading: Reading) -> None:
    """Notice what is unusual about a list before its rows."""
    sheet = reading.sheet
    if sheet.which.number not in MAPPERS:
        reading.note(sheet.top, None, "no_events")
    if extra := list(dict.fromkeys(sheet.unread)):
        reading.note(sheet.top, None, "extra_column", ", ".join(extra))
    for heading in sheet.absent:
        reading.note(sheet.top, None, "missing_column", heading)
    names = [sheet.which.forms.get(plain(cell)) for cell in sheet.cells]
    for name in sheet.at:
        if names.count(name) > 1:
            reading.note(sheet.top, name, "doubled_column")
