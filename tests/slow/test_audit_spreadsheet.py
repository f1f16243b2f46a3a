"""A workbook of audits filled in by LibreOffice comes back whole, with its days, numbers, lists and locked cells."""

from collections.abc import Mapping
from pathlib import Path

from lif_plugin.cycle.audits.answering import submit
from lif_plugin.cycle.audits.concerns import see_concerns
from lif_plugin.cycle.audits.workbooks import take_workbook, write_workbook
from lif_plugin.domain.audit_tool import Kind
from lif_plugin.store.work import Store
from tests.assets.audit_story import AuditStory
from tests.assets.auditing import ADA, LEAD, Auditing, full
from tests.assets.spreadsheet import fill_in

WEAK = {"voice_known": "no", "overall": "requires_improvement"}


def test_workbook_filled_in_by_libreoffice_is_taken_and_submitted(
    sqlite_store: Store, tmp_path: Path
) -> None:
    world = Auditing(sqlite_store)
    one = world.open()
    book = tmp_path / "out.xlsx"
    book.write_bytes(write_workbook(world.desk, ADA, [one]).content)
    tool = world.see(one).tool
    said = full(tool, {"seen_as_planned": "no", "overall": "requires_improvement"})
    cells: dict[tuple[str, str], str] = {}
    for number, question in enumerate(tool.questions(), 3):
        if question.id in said:
            labels = {choice.id: choice.label for choice in tool.choices_of(question)}
            cells["Audit 1", f"E{number}"] = labels.get(said[question.id], said[question.id])
            cells["Audit 1", f"F{number}"] = "Visits, March – seen “alone”"
    filled = fill_in(book, cells, tmp_path)
    back = take_workbook(world.desk, ADA, filled.name, filled.read_bytes(), whole=True)
    assert (back.faults, back.missing, back.unread, back.versions) == ((), (), (), {one: 2})
    answers = world.see(one).answers
    assert {key: given.value for key, given in answers.items() if given.value} == said
    assert {one.kind for one in tool.questions() if one.id in said} >= {Kind.DAY, Kind.NUMBER}
    assert answers["plan_there"].evidence == "Visits, March – seen “alone”"
    assert submit(world.desk, ADA, one, 2).version == 3


def test_libreoffice_leaves_a_locked_cell_as_it_is(sqlite_store: Store, tmp_path: Path) -> None:
    world = Auditing(sqlite_store)
    one = world.open()
    book = tmp_path / "out.xlsx"
    book.write_bytes(write_workbook(world.desk, ADA, [one]).content)
    filled = fill_in(book, {("Audit 1", "C3"): "Another question?", ("Audit 1", "E3"): "Yes"}, tmp_path)
    back = take_workbook(world.desk, ADA, filled.name, filled.read_bytes())
    assert (back.faults, world.see(one).answers["safe_now"].value) == ((), "yes")


def test_what_cannot_wait_is_ticked_in_libreoffice_and_told(sqlite_store: Store, tmp_path: Path) -> None:
    world = Auditing(sqlite_store)
    one = world.open()
    book = tmp_path / "out.xlsx"
    book.write_bytes(write_workbook(world.desk, ADA, [one]).content)
    cells = {"E2": "Yes, it cannot wait", "F2": "Nobody knows where he sleeps.", "G2": "Rang Mona at ten."}
    filled = fill_in(book, {("Audit 1", cell): text for cell, text in cells.items()}, tmp_path)
    back = take_workbook(world.desk, ADA, filled.name, filled.read_bytes())
    assert (back.faults, back.concerns, world.see(one).row["state"]) == ((), (one,), "paused")
    with world.store.read(LEAD) as connection:
        (concern,) = see_concerns(connection, LEAD)
    assert concern.row["text"] == "Nobody knows where he sleeps.\nRang Mona at ten."
    assert [step["role"] for step in concern.told] == ["manager"]


def test_whole_audit_with_workbooks_filled_in_by_libreoffice(sqlite_store: Store, tmp_path: Path) -> None:
    def fill(content: bytes, cells: Mapping[tuple[str, str], str]) -> bytes:
        book = tmp_path / "out.xlsx"
        book.write_bytes(content)
        return fill_in(book, cells, tmp_path).read_bytes()

    story = AuditStory(Auditing(sqlite_store), fill)
    one = story.shared_out(story.drawn())["E-1"]
    story.answered(one, WEAK)
    item, action = story.learnt(one)
    _second, followed = story.again(one, WEAK)
    assert (followed.is_better, followed.reopened, followed.actions) == (False, (item,), (action,))
