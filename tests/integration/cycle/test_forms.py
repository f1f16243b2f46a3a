"""The Excel form of learning: written by the framework, filled in, read back; wrong cells are named, nothing changed."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lif_plugin.cycle.forms import COLUMNS, Taken, take_form, write_form
from lif_plugin.errors import NotAllowed, UnreadableInput
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.tables import learning_item
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import QUALITY, WORKER, Partners

GOOD = [
    "multi_agency_audits",
    "Seen with adults",
    "In 8 of 20 files.",
    "concern",
    "voice",
    "01/03/2026",
    "",
    "no",
]


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


def filled(elm: Partners, path: Path, *rows: list[Any]) -> Path:
    write_form(elm.desk.framework("hartlepool_hscb"), path)
    book = openpyxl.load_workbook(path)
    for row in rows:
        book["Learning"].append(row)
    book.save(path)
    return path


def taken(elm: Partners, path: Path, *, dry: bool = False) -> Taken:
    return take_form(elm.desk, QUALITY, "elm", path, dry=dry)


def kept(elm: Partners) -> list[tuple[str, str, int, bool]]:
    with elm.store.read(QUALITY) as connection:
        rows = all_rows(connection, QUALITY, learning_item, elm.day)
    return [(row["source_of_learning"], row["title"], row["day"], row["shared"]) for row in rows]


def test_filled_in_form_is_recorded_once(elm: Partners, tmp_path: Path) -> None:
    path = filled(elm, tmp_path / "form.xlsx", GOOD)
    assert len(taken(elm, path).recorded) == 1
    again = taken(elm, path)
    assert (again.recorded, again.standing) == ((), ("Learning!B2",))
    assert kept(elm) == [("multi_agency_audits", "Seen with adults", 20260301, False)]


def test_form_offers_the_frameworks_sources(elm: Partners, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(filled(elm, tmp_path / "form.xlsx"))
    sources = [cell.value for cell in book["Choices"]["A"]][1:]
    assert sources == [one.id for one in elm.desk.framework("hartlepool_hscb").sources_of_learning]
    assert len(book["Learning"].data_validations.dataValidation) == 4


def test_dry_run_checks_and_writes_nothing(elm: Partners, tmp_path: Path) -> None:
    done = taken(elm, filled(elm, tmp_path / "form.xlsx", GOOD), dry=True)
    assert (done.rows, done.faults, kept(elm)) == (1, (), [])


@pytest.mark.parametrize(
    ("column", "value"),
    [("source", "rumour"), ("title", ""), ("summary", None), ("nature", "bad"), ("theme", "x" * 65), ("day", "soon"),
     ("day", ""), ("voice", "guess"), ("shared", "perhaps")],
)  # fmt: skip
def test_wrong_cell_is_named_and_nothing_is_recorded(
    elm: Partners, tmp_path: Path, column: str, value: str | None
) -> None:
    place = COLUMNS.index(column)
    wrong = [*GOOD[:place], value, *GOOD[place + 1 :]]
    done = taken(elm, filled(elm, tmp_path / "form.xlsx", GOOD, wrong))
    assert [fault.cell for fault in done.faults] == [f"{'ABCDEFGH'[place]}3"]
    assert kept(elm) == []


def test_what_is_no_form_is_refused(elm: Partners, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(UnreadableInput):
        taken(elm, path)
    openpyxl.Workbook().save(path)
    assert [fault.what for fault in taken(elm, path).faults] == ["No sheet has the form's headings."]


def test_worker_records_nothing_by_form(elm: Partners, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        take_form(elm.desk, WORKER, "elm", filled(elm, tmp_path / "form.xlsx", GOOD), dry=False)
