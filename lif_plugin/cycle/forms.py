"""The Excel form by which learning is recorded: written with the framework's own words, read back cell by cell."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.learning import NewItem, record_within
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.tracker import day_of, plain, text_of
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import learning_item
from lif_plugin.workbooks.fault import CellFault
from lif_plugin.workbooks.lists import Sheet, sheets_of

COLUMNS: Final = ("source", "title", "summary", "nature", "theme", "day", "voice", "shared")
_NEEDED: Final = frozenset(COLUMNS) - {"voice", "shared"}
_AT_MOST: Final = {"title": 400, "summary": 4_000, "theme": 64}
_ROWS: Final = 500
_SHARED: Final = {"": True, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a form: ids of what was recorded, what is wrong, rows that stood already."""

    rows: int
    recorded: tuple[str, ...]
    faults: tuple[CellFault, ...]
    standing: tuple[str, ...]


def write_form(framework: Framework, path: Path) -> None:
    """Write an empty form, with the framework's sources and ways of hearing children to choose from."""
    choices = _choices(framework)
    book = openpyxl.Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet("Choices")
    sheet.title = "Learning"
    sheet.append([name.capitalize() for name in COLUMNS])
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS):
        sheet.cell(1, place + 1).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place + 1)].width = (
            40 if name in {"title", "summary"} else 24
        )
        ids = choices.get(name, [])
        for line, one in enumerate((f"Choices of {name}", *ids) if ids else (), 1):
            lists.cell(line, place + 1, one)
        if ids:
            column = get_column_letter(place + 1)
            rule = DataValidation(
                "list", formula1=f"Choices!${column}$2:${column}${len(ids) + 1}", allow_blank=True
            )
            rule.add(f"{column}2:{column}{_ROWS}")
            sheet.add_data_validation(rule)
    book.save(path)


def take_form(desk: Desk, viewer: Viewer, partnership: str, path: Path, *, dry: bool) -> Taken:
    """Record what a filled-in form says, in one transaction: nothing where any cell is wrong.

    What stands already, by source, title and day, is left as it is. Raises `UnreadableInput`, `NotAllowed`.
    """
    viewer.require(Right.RECORD_LEARNING)
    unit = desk.store.read if dry else desk.store.write
    with unit(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        sheets, _others = sheets_of(path, {name: {name} for name in COLUMNS}, "title")
        faults = (
            []
            if sheets
            else [CellFault(path.name, "", "", "No sheet has the form's headings.", "Use the form.")]
        )
        rows = [(sheet, number, cells) for sheet in sheets for number, cells in sheet.rows]
        read = [_read(sheet, number, cells, framework, partnership, faults) for sheet, number, cells in rows]
        stored = {
            (row["source_of_learning"], plain(row["title"]), row["day"])
            for row in all_rows(connection, viewer, learning_item, desk.today(), partnership_id=partnership)
        }
        recorded, standing = [], []
        for (sheet, number, _cells), new in zip(rows, read, strict=True):
            if new is None:
                continue
            key = (new.source_of_learning, plain(new.title), new.day)
            if key in stored:
                standing.append(f"{sheet.title}!{sheet.cell(number, 'title')}")
            elif not faults and not dry:
                recorded.append(record_within(desk, connection, viewer, new))
            stored.add(key)
    return Taken(len(rows), tuple(recorded), tuple(faults), tuple(standing))


def _choices(framework: Framework) -> dict[str, list[str]]:
    return {
        "source": [one.id for one in framework.sources_of_learning],
        "nature": [one.value for one in Nature],
        "voice": [one.id for one in framework.voice_sources],
        "shared": ["yes", "no"],
    }


def _read(
    sheet: Sheet,
    number: int,
    cells: tuple[Any, ...],
    framework: Framework,
    partnership: str,
    faults: list[CellFault],
) -> NewItem | None:
    before, choices = len(faults), _choices(framework)

    def wrong(name: str, what: str, remedy: str) -> None:
        faults.append(CellFault(sheet.file, sheet.title, sheet.cell(number, name), what, remedy))

    said = {name: _cell(sheet, cells, name) for name in COLUMNS}
    texts = {name: text_of(cell) for name, cell in said.items()}
    for name, text in texts.items():
        if not text and name in _NEEDED:
            wrong(name, "It is empty.", f"Fill in the {name}.")
        elif text and name in choices and text.casefold() not in choices[name]:
            wrong(name, "It is none of the choices.", "Choose one; the sheet Choices lists them.")
        elif len(text) > _AT_MOST.get(name, len(text)):
            wrong(name, f"It is longer than {_AT_MOST[name]} characters.", "Shorten it.")
    day = day_of(said["day"])
    if day is None and texts["day"]:
        wrong("day", "It names no day, or one that is in no calendar.", "Give a day such as 31/03/2027.")
    if len(faults) > before or day is None:
        return None
    return NewItem(
        partnership, texts["source"].casefold(), texts["title"], texts["summary"], Nature(texts["nature"].casefold()),
        texts["theme"], day, texts["voice"].casefold() or None, _SHARED[texts["shared"].casefold()],
    )  # fmt: skip


def _cell(sheet: Sheet, cells: tuple[Any, ...], name: str) -> Any:
    place = sheet.at.get(name)
    return cells[place] if place is not None and place < len(cells) else ""
