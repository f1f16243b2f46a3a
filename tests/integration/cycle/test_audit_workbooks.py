"""Audits as workbooks: out with everything asked, back whole or not at all; over two hundred changed files take nothing."""

from io import BytesIO

import openpyxl
import pytest

from lif_plugin.cycle.audits.answering import withdraw
from lif_plugin.cycle.audits.concerns import acknowledge_concern, see_concerns
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.audits.workbooks import TakenBack, take_workbook, write_workbook
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound, UnreadableInput
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, LEAD, Auditing, by, full
from tests.assets.mutated import (
    bomb,
    cut_off,
    flipped,
    packed,
    parts_of,
    put,
    rows_of,
    with_part,
    with_rows,
)

SHEET = "xl/worksheets/sheet2.xml"
VALUE, EVIDENCE, NOTE = "E", "F", "G"


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


@pytest.fixture
def lone(sqlite_store: Store) -> Auditing:
    return Auditing(sqlite_store, "derby_cypd_2014")


def out(world: Auditing, *audits: str) -> bytes:
    return write_workbook(world.desk, ADA, audits).content


def filled(world: Auditing, content: bytes, audit_id: str, sheet: str = "Audit 1") -> bytes:
    """Fill in everything that is asked, as a person does, by the labels to choose from."""
    tool = world.see(audit_id).tool
    book = openpyxl.load_workbook(BytesIO(content))
    said = full(tool, {})
    for row in book[sheet].iter_rows(min_row=3):
        question = tool.question(str(row[0].value))
        assert question is not None
        if question.id in said:
            labels = {one.id: one.label for one in tool.choices_of(question)}
            row[4].value = labels.get(said[question.id], said[question.id])
            row[5].value = "Seen in March"
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def take(world: Auditing, content: bytes, **how: bool) -> TakenBack:
    return take_workbook(world.desk, ADA, "filled.xlsx", content, **how)


def test_workbook_of_two_audits_comes_back_whole(world: Auditing) -> None:
    one, two = world.open(), world.open("E-2")
    book = filled(world, out(world, one, two), one)
    back = take(world, filled(world, book, two, "Audit 2"), whole=True)
    assert (back.faults, back.missing, back.versions) == ((), (), {one: 2, two: 2})
    assert back.public_ids == (world.cases["E-1"].public_id, world.cases["E-2"].public_id)
    seen = world.see(one)
    assert {key: given.value for key, given in seen.answers.items() if given.value} == full(seen.tool, {})
    assert seen.missing == ()
    assert [(entry["kind"], entry["note"]) for entry in seen.entries][-1] == ("workbook", "filled.xlsx")


def test_agencys_own_assessment_goes_out_and_comes_back(world: Auditing) -> None:
    one = world.open(None, "s11_audit", origin=Origin.DUTY)
    back = take(world, filled(world, out(world, one), one), whole=True)
    assert (back.faults, back.versions, back.public_ids) == ((), {one: 2}, ())


def test_half_filled_is_kept_and_what_is_missing_is_named_by_cell(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    half = with_part(out(lone, one), SHEET, lambda sheet: put(sheet, f"{VALUE}3", "Yes"))
    strict = take(lone, half, whole=True)
    assert (strict.versions, lone.see(one).row["version"]) == ({}, 1)
    assert (strict.faults[0].cell, strict.faults[0].what) == ("F3", "This answer needs evidence.")
    back = take(lone, half)
    assert (back.faults, back.answers, lone.see(one).answers["safe_now"].value) == ((), 1, "yes")
    assert len(back.missing) == len(strict.faults) > 5


def test_what_is_answered_already_stands_in_the_workbook_and_stays(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    lone.save(one, {"plan_there": "yes", "assessment_current": "no", "assessment_day": "2026-02-03"})
    before = lone.see(one).answers
    back = take(lone, out(lone, one))
    assert (back.faults, lone.see(one).answers, lone.see(one).row["version"]) == ((), before, 2)


def test_older_workbook_is_refused_and_so_is_one_of_a_submitted_audit(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    old = filled(lone, out(lone, one), one)
    lone.save(one, {"plan_there": "no"})
    assert [fault.what.split(",")[0][:17] for fault in take(lone, old).faults] == ["It is of version "]
    assert lone.see(one).answers["plan_there"].value == "no"
    lone.finish(one)
    with pytest.raises(AuditRefused):
        take(lone, old)
    with pytest.raises(AuditRefused):
        out(lone, one)


def test_workbook_is_for_its_auditor_and_the_quality_team(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = filled(lone, out(lone, one), one)
    with pytest.raises(NotFound):
        take_workbook(lone.desk, by("iris.example", Role.IRO), "f.xlsx", book)
    with pytest.raises(AuditRefused):
        write_workbook(lone.desk, by("bea.example", Role.MANAGER), [one])
    with pytest.raises(NotAllowed):
        take_workbook(lone.desk, by("wanda.example", Role.WORKER), "f.xlsx", book)
    assert take_workbook(lone.desk, LEAD, "f.xlsx", book).versions == {one: 2}


def test_rows_and_columns_may_be_moved(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = filled(lone, out(lone, one), one)

    def turned(sheet: bytes) -> bytes:
        head, *rows = rows_of(sheet)
        return with_rows(sheet, [head, *reversed(rows)])

    assert take(lone, with_part(book, SHEET, turned), whole=True).versions == {one: 2}


def urgent(content: bytes, seen: str = "He sleeps in a car tonight.", rang: str = "Mona, at ten") -> bytes:
    """The row for what cannot wait, filled in."""
    book = with_part(content, SHEET, lambda sheet: put(sheet, f"{VALUE}2", "Yes, it cannot wait"))
    book = with_part(book, SHEET, lambda sheet: put(sheet, f"{EVIDENCE}2", seen))
    return with_part(book, SHEET, lambda sheet: put(sheet, f"{NOTE}2", rang))


def told(world: Auditing) -> list[tuple[str, list[str]]]:
    with world.store.read(LEAD) as connection:
        found = see_concerns(connection, LEAD)
    return [(one.row["text"], [step["role"] for step in one.told]) for one in found]


HIM = ("He sleeps in a car tonight.\nMona, at ten", ["manager"])


def test_what_cannot_wait_is_told_from_the_workbook_once_and_the_audit_waits(world: Auditing) -> None:
    one = world.open()
    book = urgent(filled(world, out(world, one), one))
    assert (take(world, book, dry=True).concerns, told(world)) == ((one,), [])
    back = take(world, book)
    assert (back.faults, back.concerns, told(world)) == ((), (one,), [HIM])
    assert world.see(one).row["state"] == "paused"
    with pytest.raises(AuditRefused, match="not under way"):
        take(world, book)
    with world.store.read(LEAD) as connection:
        (concern,) = see_concerns(connection, LEAD)
    acknowledge_concern(world.desk, by("mona.example", Role.MANAGER), concern.id, "He is at his aunt's.")
    again = take(world, book)
    assert (again.concerns, told(world), world.see(one).row["state"]) == ((), [HIM], "begun")
    assert [entry["note"] for entry in world.see(one).entries if entry["kind"] == "concern"] == [
        "filled.xlsx"
    ]


def test_what_cannot_wait_is_told_though_a_cell_is_wrong_and_the_mended_workbook_comes_in_after(
    lone: Auditing,
) -> None:
    one = lone.open(programme="monthly_file_audit")
    good = urgent(filled(lone, out(lone, one), one))
    bad = with_part(good, SHEET, lambda sheet: put(sheet, f"{VALUE}3", "Perhaps"))
    back = take(lone, bad)
    assert ([fault.cell for fault in back.faults], back.versions, back.concerns) == (["E3"], {}, (one,))
    assert (told(lone), lone.see(one).answers) == ([HIM], {})
    with lone.store.read(LEAD) as connection:
        (concern,) = see_concerns(connection, LEAD)
    acknowledge_concern(lone.desk, by("mona.example", Role.MANAGER), concern.id, "He is at his aunt's.")
    mended = take(lone, good, whole=True)
    assert (mended.faults, mended.concerns, told(lone)) == ((), (), [HIM])
    assert lone.see(one).answers["safe_now"].value == "yes"


def test_what_cannot_wait_needs_words_and_is_never_guessed(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = out(lone, one)
    silent = with_part(book, SHEET, lambda sheet: put(sheet, f"{VALUE}2", "Yes, it cannot wait"))
    unticked = with_part(book, SHEET, lambda sheet: put(sheet, f"{EVIDENCE}2", "He sleeps in a car."))
    assert [(one.cell, one.what) for one in (*take(lone, silent).faults, *take(lone, unticked).faults)] == [
        ("F2", "It cannot wait, and nothing says what was seen."),
        ("E2", "Something is said, and Yes is not chosen."),
    ]
    assert (told(lone), lone.see(one).row["state"]) == ([], "assigned")
    with pytest.raises(NotFound):
        take_workbook(lone.desk, by("iris.example", Role.IRO), "f.xlsx", urgent(book))
    assert told(lone) == []


def test_audit_that_is_over_says_that_nobody_was_told(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = urgent(out(lone, one))
    withdraw(lone.desk, LEAD, one, 1, "Drawn by mistake.")
    faults = take(lone, book).faults
    assert [fault.what for fault in faults if fault.cell == "E2"] == [
        "The audit is over, so nobody was told by this."
    ]
    assert told(lone) == []


def test_workbook_says_that_what_is_urgent_is_told_by_phone_and_to_whom(lone: Auditing) -> None:
    book = openpyxl.load_workbook(BytesIO(out(lone, lone.open(programme="monthly_file_audit"))))
    about = [str(row[0]) for row in book["About"].iter_rows(values_only=True)]
    said = "Something that cannot wait is told by phone at once, not by this workbook: ring the manager."
    assert about.index(said) == 1


def test_changed_files_are_refused_by_cell_and_take_nothing(lone: Auditing) -> None:
    """Each cell that is wrong is named; nothing is taken of any."""
    one = lone.open(programme="monthly_file_audit")
    book = packed(parts_of(filled(lone, out(lone, one), one)))
    sheet = parts_of(book)[SHEET]
    last = len(rows_of(sheet))
    tool = lone.see(one).tool
    cells: list[tuple[str, bytes]] = []
    for line in range(2, last + 1, 2):
        cells += [(f"{column}{line}", put(sheet, f"{column}{line}", "1+1", formula=True)) for column in "EFG"]
        cells += [(f"{column}{line}", put(sheet, f"{column}{line}", "moved")) for column in "BCDH"]
        cells.append((f"{EVIDENCE}{line}", put(sheet, f"{EVIDENCE}{line}", "x" * 4001)))
        cells.append((f"I{line}", sheet.replace(f'<c r="H{line}"'.encode(),
                                               f'<c r="I{line}" t="inlineStr"><is><t>?</t></is></c><c r="H{line}"'.encode(), 1)))  # fmt: skip
    for at, question in enumerate(tool.questions(), 3):
        if tool.choices_of(question):
            cells.append((f"{VALUE}{at}", put(sheet, f"{VALUE}{at}", "Perhaps")))
    # With the damaged files, rows and sheets of the tests below: over two hundred.
    assert len(cells) > 130
    for cell, changed in cells:
        faults = take(lone, with_part(book, SHEET, lambda _sheet, made=changed: made)).faults  # type: ignore[misc]
        assert cell in {fault.cell for fault in faults}, cell
        assert {fault.sheet for fault in faults} == {"Audit 1"}
    assert (lone.see(one).row["version"], lone.see(one).answers) == (1, {})


def test_rows_sheets_and_identity_that_are_not_the_forms_take_nothing(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = packed(parts_of(filled(lone, out(lone, one), one)))
    head, *rows = rows_of(parts_of(book)[SHEET])
    identity = "xl/worksheets/sheet3.xml"
    wrong = [
        with_part(book, SHEET, lambda sheet: with_rows(sheet, [head, *rows[:-1]])),
        with_part(book, SHEET, lambda sheet: with_rows(sheet, [head, *rows, rows[0]])),
        with_part(book, SHEET, lambda sheet: with_rows(sheet, rows)),
        with_part(book, SHEET, lambda sheet: put(sheet, "E1", "My answer")),
        with_part(book, SHEET, lambda sheet: put(sheet, "A2", "another_question")),
        with_part(book, "xl/workbook.xml", lambda text: text.replace(b"Audit 1", b"Audit 7")),
        with_part(book, identity, lambda sheet: put(sheet, "B3", "0000000000000000")),
    ]
    assert [bool(take(lone, content).faults) for content in wrong] == [True] * len(wrong)
    for name, text in (("B1", "learning"), ("A1", "nothing"), ("B2", "")):
        with pytest.raises(UnreadableInput):
            take(lone, with_part(book, identity, lambda sheet, at=name, said=text: put(sheet, at, said)))  # type: ignore[misc]
    with pytest.raises(NotFound):
        take(lone, with_part(book, identity, lambda sheet: put(sheet, "B2", "somebody-elses")))
    assert lone.see(one).row["version"] == 1


def test_damaged_files_are_refused_or_read_as_they_were(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = filled(lone, out(lone, one), one)
    right = take(lone, book, dry=True).answers
    directory = book.index(b"PK\x01\x02")
    unknown_version = book[: directory + 6] + bytes([65]) + book[directory + 7 :]
    for content in (*cut_off(book, 30), unknown_version):
        with pytest.raises(UnreadableInput):
            take(lone, content, dry=True)
    unnoticed = 0
    for content in flipped(book, 60):
        try:
            back = take(lone, content, dry=True)
        except (UnreadableInput, NotFound):
            continue
        assert back.faults or back.answers == right
        unnoticed += not back.faults
    # A byte that nobody reads, such as a part's time of day, may change; an answer may not.
    assert unnoticed < 30
    assert lone.see(one).row["version"] == 1


def test_what_acts_or_swells_is_refused_before_it_is_opened(lone: Auditing) -> None:
    one = lone.open(programme="monthly_file_audit")
    book = filled(lone, out(lone, one), one)
    link = b'<Relationship Type="x/relationships/externalLink" TargetMode="External" Target="file:///x"/>'
    bad = [
        with_part(book, "xl/vbaProject.bin", lambda _old: b"Sub Auto_Open()"),
        with_part(
            book, "[Content_Types].xml", lambda text: text.replace(b"sheet.main", b"sheet.macroEnabled.main")
        ),
        with_part(book, "xl/_rels/workbook.xml.rels", lambda text: text.replace(b"</Rel", link + b"</Rel")),
        with_part(book, SHEET, lambda sheet: b"<!DOCTYPE x [<!ENTITY y 'z'>]>" + sheet),
        bomb(book, 1 << 30, 1 << 30),
        bomb(book, 1 << 30, 1000),
        b"",
        b"PK\x05\x06" + bytes(18),
        b"\xd0\xcf\x11\xe0" + bytes(600),
    ]
    for content in bad:
        with pytest.raises(UnreadableInput):
            take(lone, content)
    assert lone.see(one).row["version"] == 1
