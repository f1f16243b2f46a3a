"""A board's tracker damaged in many ways by chance: the wrong cell is named, or the file refused; nothing is changed."""

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from lif_plugin.cycle.tracker import Mapped
from lif_plugin.cycle.tracking import Tracked, import_tracker
from lif_plugin.errors import UnreadableInput
from lif_plugin.store.tables import action, action_entry, finding, learning_item, recommendation
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, QUALITY, Partners

HEADINGS = ("Action no", "Learning from", "Learning theme", "Recommendation", "Agreed action", "Success measure",
            "Lead agency", "Job title", "Monitoring group", "Action type", "Target date", "BRAG rating",
            "Latest update", "Date of update", "Type of source")  # fmt: skip
FIRST = 4
"""The headings stand below a title and a key of colours."""
WRONG: dict[str, tuple[Any, ...]] = {
    "Agreed action": ("", "   ", "x" * 4_001),
    "Lead agency": ("", "Westshire", "Elmshire / Oak Health", 7),
    "Job title": ("", "x" * 65),
    "Monitoring group": ("the pub", "Board & CDOP"),
    "Action type": ("", "hope"),
    "Target date": ("", "ongoing", "31/02/2026", "12/31/2026", 12, date(1900, 1, 1), "TBC", True),
    "BRAG rating": ("purple", "99%"),
    "Date of update": ("last week", 3),
    "Type of source": ("rumour", ""),
    "Learning theme": ("x" * 65,),
}
GOOD = ("Green", "Amber", "Blue", "Complete", "Not started", "on track", "")


def board(seed: int = 8) -> bytes:
    """A tracker as boards keep it: thirty actions below a title, with colours, half of the columns half filled."""
    chance = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tracker"
    sheet.append(["Elmshire learning and improvement action plan"])
    sheet.append(["Blue: complete", "Green: on track"])
    sheet.append([])
    sheet.append(list(HEADINGS))
    for number in range(30):
        due = date(2026, 1, 31) + timedelta(days=chance.randrange(300))
        sheet.append([
            number + 1, f"Review {number // 5 + 1}", chance.choice(("Voice", "System", None)), chance.choice(("Seen late", None)),
            f"Agreed action number {number + 1}", chance.choice(("9 of 10 files", None)),
            chance.choice(("elmshire", "oakhealth", "Elmshire")), "Head of service", chance.choice(("board", "lipsg", None)),
            "subgroup_plans", chance.choice((due, due.strftime("%d/%m/%Y"))), chance.choice(GOOD),
            chance.choice(("Under way", None)), chance.choice((date(2026, 2, 1), None)), "multi_agency_audits",
        ])  # fmt: skip
    book.create_sheet("Key").append(["Blue", "Complete"])
    return saved(book)


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def bring(elm: Partners, tmp_path: Path) -> Callable[..., Tracked]:
    """Brings a tracker in for good, unless it is said to be dry."""

    def take(content: bytes, *, dry: bool = False) -> Tracked:
        path = tmp_path / "tracker.xlsx"
        path.write_bytes(content)
        return import_tracker(elm.desk, BOARD, "elm", path, Mapped(), dry=dry, good_rows=False)

    return take


def kept(elm: Partners) -> int:
    tables = (action, action_entry, finding, learning_item, recommendation)
    with elm.store.read(QUALITY) as connection:
        return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_one_wrong_cell_in_any_row_is_the_one_that_is_named(
    elm: Partners, bring: Callable[..., Tracked]
) -> None:
    chance, whole, tried = random.Random(31), board(), 0
    for heading, values in WRONG.items():
        for value in values:
            book = openpyxl.load_workbook(io.BytesIO(whole))
            cell = book["Tracker"].cell(FIRST + chance.randrange(1, 31), HEADINGS.index(heading) + 1)
            cell.value = value
            done = bring(saved(book))
            assert [(fault.sheet, fault.cell) for fault in done.faults] == [("Tracker", cell.coordinate)], (
                value
            )
            tried += not done.written
    assert (tried, kept(elm)) == (sum(map(len, WRONG.values())), 0)


def test_headings_that_are_gone_or_twice_are_named(elm: Partners, bring: Callable[..., Tracked]) -> None:
    needed = ("Agreed action", "Lead agency", "Job title", "Action type", "Target date")
    for heading in needed:
        for other in ("What", HEADINGS[0]):
            book = openpyxl.load_workbook(io.BytesIO(board()))
            book["Tracker"].cell(FIRST, HEADINGS.index(heading) + 1).value = other
            done = bring(saved(book))
            assert done.faults
            assert all(fault.cell in {"", f"row {FIRST}"} for fault in done.faults)
            assert not done.written
    assert kept(elm) == 0


def test_bytes_changed_by_chance_are_refused_or_change_nothing_that_is_read(
    elm: Partners, bring: Callable[..., Tracked]
) -> None:
    chance, whole = random.Random(64), board()
    sound = bring(whole, dry=True)
    came: Counter[str] = Counter()
    for damage in (flipped, cut, without_part, filled_with, doubled) * 16:
        try:
            done = bring(damage(whole, chance), dry=True)
        except UnreadableInput:
            came["refused"] += 1
            continue
        came["named" if done.faults else "read"] += 1
        assert done.faults or [(one.at, one.text, one.due) for one in done.taken] == [
            (one.at, one.text, one.due) for one in sound.taken
        ]
    assert (came.total(), kept(elm)) == (80, 0)
    assert came["refused"] >= 40


def flipped(whole: bytes, chance: random.Random) -> bytes:
    """One byte is another."""
    place = chance.randrange(len(whole))
    return whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]


def cut(whole: bytes, chance: random.Random) -> bytes:
    """It ends early."""
    return whole[: chance.randrange(len(whole))]


def doubled(whole: bytes, chance: random.Random) -> bytes:
    """A piece of it comes twice."""
    place = chance.randrange(len(whole) - 100)
    return whole[:place] + whole[place : place + 100] + whole[place:]


def without_part(whole: bytes, chance: random.Random) -> bytes:
    """One of its parts is missing."""
    return repacked(whole, chance, lambda _content: None)


def filled_with(whole: bytes, chance: random.Random) -> bytes:
    """One of its parts holds something else."""
    return repacked(whole, chance, lambda content: content[: len(content) // 2] + b"<\x00>")


def repacked(whole: bytes, chance: random.Random, change: Callable[[bytes], bytes | None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as given, zipfile.ZipFile(out, "w") as made:
        chosen = chance.choice(given.namelist())
        for name in given.namelist():
            content = given.read(name)
            if name == chosen:
                changed = change(content)
                if changed is None:
                    continue
                content = changed
            made.writestr(name, content)
    return out.getvalue()
