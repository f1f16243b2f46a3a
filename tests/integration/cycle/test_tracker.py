"""A board's tracker comes in whole or not at all; what is wrong is said cell by cell, and nothing is changed."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from lif_plugin.cycle.tracker import Mapped, read_mapping
from lif_plugin.cycle.tracking import Tracked, import_tracker
from lif_plugin.domain.learning import ActionState
from lif_plugin.errors import BadSetting, LifError, NotAllowed, NotFound, UnreadableInput
from lif_plugin.store.reads.learning import all_actions
from lif_plugin.store.tables import action, action_entry, finding, learning_item
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, QUALITY, STRANGER, WORKER, Partners

HEADINGS = ["Ref", "Action", "Agency", "Role", "Approach", "Due date", "RAG", "Update", "Source of learning"]
GOOD: list[list[Any]] = [
    [1, "Nurses ask each child alone", "oakhealth", "Head of nursing", "subgroup_plans", date(2026, 9, 30), "Green",
     "Twelve trained", "multi_agency_audits"],
    [2, "Dip sample the chronologies", "elmshire", "QA manager", "subgroup_plans", "31st March 2026", "Blue", "",
     "multi_agency_audits"],
    [3, "Rewrite the threshold guide", "Elmshire", "Head of service", "Business Plan", "Jun-26", "Not started", "",
     "multi_agency_audits"],
]  # fmt: skip


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


@pytest.fixture
def lone(sqlite_store: Store) -> Partners:
    """The partnership on SQLite only, for what is decided in Python."""
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of the rows given, headings first."""

    def write(*rows: list[Any], title: str = "Tracker", name: str = "tracker.xlsx") -> Path:
        made = openpyxl.Workbook()
        sheet = made.active
        assert sheet is not None
        sheet.title = title
        for row in rows:
            sheet.append(row)
        made.save(tmp_path / name)
        return tmp_path / name

    return write


def taken_in(partners: Partners, path: Path, mapped: Mapped | None = None, **more: bool) -> Tracked:
    options = {"dry": False, "good_rows": False} | more
    return import_tracker(partners.desk, BOARD, "elm", path, mapped or Mapped(), **options)


def kept(partners: Partners) -> int:
    """How many rows of the cycle there are."""
    with partners.store.read(QUALITY) as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (action, action_entry, learning_item, finding)
        ]
    return sum(count or 0 for count in counts)


def changed(place: int, value: Any, row: int = 0) -> list[list[Any]]:
    """The good rows with another value in one cell."""
    rows = [[*one] for one in GOOD]
    rows[row][place] = value
    return [HEADINGS, *rows]


def test_tracker_becomes_actions_with_states_progress_and_one_item(
    elm: Partners, book: Callable[..., Path]
) -> None:
    done = taken_in(elm, book(HEADINGS, *GOOD))
    assert (done.rows, len(done.taken), done.faults, done.written) == (3, 3, (), True)
    with elm.store.read(PARTNER) as connection:
        rows = {row["text"]: row for row in all_actions(connection, PARTNER, elm.day)}
        titles = connection.scalars(select(learning_item.c.title)).all()
    assert {text: (row["owner_agency"], row["due"], row["state"]) for text, row in rows.items()} == {
        "Nurses ask each child alone": ("oakhealth", 20260930, "accepted"),
        "Dip sample the chronologies": ("elmshire", 20260331, "signed_off"),
        "Rewrite the threshold guide": ("elmshire", 20260630, "proposed"),
    }
    assert titles == ["Action tracker tracker"]


def test_second_import_shows_what_stands_and_changes_nothing(
    elm: Partners, book: Callable[..., Path]
) -> None:
    path = book(HEADINGS, *GOOD)
    taken_in(elm, path)
    before = kept(elm)
    again = taken_in(elm, path)
    assert ([row for row, _action in again.standing], again.taken) == (
        ["Tracker!B2", "Tracker!B3", "Tracker!B4"],
        (),
    )
    assert kept(elm) == before


def test_dry_run_says_the_same_and_writes_nothing(lone: Partners, book: Callable[..., Path]) -> None:
    done = taken_in(lone, book(HEADINGS, *GOOD), dry=True)
    assert (len(done.taken), done.written, kept(lone)) == (3, False, 0)


def test_reordered_columns_title_above_and_empty_rows_are_the_same_tracker(
    lone: Partners, book: Callable[..., Path]
) -> None:
    rows: list[list[Any]] = [row[::-1] for row in [[*HEADINGS], *GOOD]]
    done = taken_in(lone, book(["Board tracker, Quarter 4"], [], rows[0], [], *rows[1:]))
    assert (done.rows, len(done.taken), done.faults) == (3, 3, ())


def test_good_rows_alone_are_taken_only_when_asked_for(lone: Partners, book: Callable[..., Path]) -> None:
    path = book(*changed(5, "as soon as possible"))
    assert taken_in(lone, path).written is False
    assert kept(lone) == 0
    done = taken_in(lone, path, good_rows=True)
    assert (done.written, len(done.taken), [fault.cell for fault in done.faults]) == (True, 2, ["F2"])


WRONG: list[tuple[str, list[list[Any]], list[str]]] = [
    ("no action", changed(1, ""), ["B2"]),
    ("no owner", changed(2, ""), ["C2"]),
    ("owner nobody knows", changed(2, "Westshire", 1), ["C3"]),
    ("two owners", changed(2, "elmshire / oakhealth", 2), ["C4"]),
    ("no role", changed(3, "  "), ["D2"]),
    ("role too long", changed(3, "x" * 65), ["D2"]),
    ("approach nobody has", changed(4, "hope"), ["E2"]),
    ("no due day", changed(5, None), ["F2"]),
    ("due day in words", changed(5, "ongoing"), ["F2"]),
    ("day that is in no calendar", changed(5, "31/02/2026"), ["F2"]),
    ("month before day", changed(5, "12/31/2026"), ["F2"]),
    ("number that is no day", changed(5, 12), ["F2"]),
    ("year of long ago", changed(5, date(1900, 1, 1)), ["F2"]),
    ("word for the state", changed(6, "purple"), ["G2"]),
    ("source nobody has", changed(8, "rumour"), ["I2"]),
    ("two cells of two rows", [HEADINGS, changed(5, "tbc")[1], changed(2, "", 1)[2], GOOD[2]], ["F2", "C3"]),
    (
        "the same action with another day",
        [HEADINGS, *GOOD, [9, *GOOD[0][1:5], date(2027, 1, 1), *GOOD[0][6:]]],
        ["B5"],
    ),
    (
        "renamed heading",
        [["Ref", "Action", "Agency", "Role", "Approach", "When", *HEADINGS[6:]], *GOOD],
        ["row 1"],
    ),
    ("heading twice", [[*HEADINGS, "Deadline"], *([*row, ""] for row in GOOD)], ["row 1"]),
    ("no column of actions", [["Ref", "Task", *HEADINGS[2:]], *GOOD], [""]),
    ("empty sheet", [], [""]),
]


@pytest.mark.parametrize(("rows", "cells"), [one[1:] for one in WRONG], ids=[one[0] for one in WRONG])
def test_wrong_cells_are_named_and_nothing_is_changed(
    lone: Partners, book: Callable[..., Path], rows: list[list[Any]], cells: list[str]
) -> None:
    done = taken_in(lone, book(*rows))
    assert [fault.cell for fault in done.faults] == cells
    assert all(fault.what.endswith(".") and fault.remedy for fault in done.faults)
    assert (done.written, kept(lone)) == (False, 0)


def test_what_stands_in_a_cell_is_in_no_message(lone: Partners, book: Callable[..., Path]) -> None:
    done = taken_in(lone, book(*changed(2, "Ash Example's mother")))
    assert "Ash" not in str(done.faults)


def test_same_row_twice_is_shown_and_taken_once(lone: Partners, book: Callable[..., Path]) -> None:
    done = taken_in(lone, book(HEADINGS, *GOOD, [9, *GOOD[0][1:]]))
    assert (done.repeated, len(done.taken)) == ((("Tracker!B5", "Tracker!B2"),), 3)


@pytest.mark.parametrize("damage", ["cut off", "text", "old Excel", "no sheets", "bomb"])
def test_damaged_workbook_is_refused_and_nothing_is_changed(
    lone: Partners, book: Callable[..., Path], damage: str
) -> None:
    path = book(HEADINGS, *GOOD)
    whole = path.read_bytes()
    if damage == "no sheets":
        with zipfile.ZipFile(path, "w") as parts:
            parts.writestr("readme.txt", "nothing")
    elif damage == "bomb":
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/media/big.bin", bytes(70 << 20))
    else:
        path.write_bytes(
            {"cut off": whole[:-300], "text": b"Ref,Action", "old Excel": b"\xd0\xcf\x11\xe0 rest"}[damage]
        )
    with pytest.raises(UnreadableInput):
        taken_in(lone, path)
    assert kept(lone) == 0


def test_mapping_file_knows_own_headings_names_and_words(
    lone: Partners, book: Callable[..., Path], tmp_path: Path
) -> None:
    own = [["What", "Lead agency", "When", "Where we are", "Lead officer"],
           ["Ask alone", "Council", "31.3.27", "embedding", "Sam Example"]]  # fmt: skip
    mapping = tmp_path / "map.toml"
    mapping.write_text("""
[columns]
action = "What"
due = "When"
status = "Where we are"
[agencies]
Council = "elmshire"
[states]
embedding = "done"
[defaults]
owner_role = "head_of_service"
approach = "subgroup_plans"
source = "scr"
""")
    done = taken_in(lone, book(*own), read_mapping(mapping))
    assert done.faults == ()
    assert [(one.owner_agency, one.due, one.state, one.owner_role) for one in done.taken] == [
        ("elmshire", 20270331, ActionState.DONE, "head_of_service")
    ]
    assert done.left_out == ("Tracker: the columns of people's names; an action belongs to a role",)


@pytest.mark.parametrize(
    "text", ["columns = 1", "[colums]\na = 'b'", "[columns]\ndeu = 'When'", "[states]\nx = 'finished'", "[["]
)
def test_mapping_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(BadSetting):
        read_mapping(path)


@pytest.mark.parametrize(("viewer", "error"), [(WORKER, NotAllowed), (STRANGER, NotFound)])
def test_only_who_speaks_for_a_body_of_the_partnership_brings_one_in(
    lone: Partners, book: Callable[..., Path], viewer: Any, error: type[LifError]
) -> None:
    with pytest.raises(error):
        import_tracker(lone.desk, viewer, "elm", book(HEADINGS, *GOOD), Mapped(), dry=False, good_rows=False)
    assert kept(lone) == 0
