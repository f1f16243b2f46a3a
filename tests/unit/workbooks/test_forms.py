"""A form goes out as a workbook and comes back checked: what is right is read, what is wrong is named by its cell."""

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from lif_plugin.errors import UnreadableInput
from lif_plugin.workbooks import Field, Form, Identity, Kind, Line, Part, open_workbook, written
from lif_plugin.workbooks.reading import Returned

YES_NO = {"yes": "Yes", "no": "No", "unknown": "Cannot tell"}
ASKED = Part(
    "Answers",
    (
        Field("question", "Question", shown=True),
        Field("answer", "Answer", Kind.CHOICE, YES_NO, needed=True),
        Field("seen_on", "Seen on", Kind.DAY),
        Field("words", "Their words", at_most=20),
    ),
    lines=(Line("q1", {"question": "=Seen alone?"}),
           Line("q2", {"question": "How often?"}, {"answer": Field("answer", "Answer", Kind.WHOLE, most=12)})),
)  # fmt: skip
FREE = Part("More", (Field("title", "Title", needed=True), Field("note", "Note")), free=5)
FORM = Form(Identity("example", "elm-1", "3"), "An example", ("Fill in what you know.",), (ASKED, FREE))
Change = Callable[[Any], None]


def changed(change: Change) -> bytes:
    book = openpyxl.load_workbook(BytesIO(written(FORM)))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: str, **cells: Any) -> Change:
    def change(book: Any) -> None:
        for name, value in cells.items():
            book[sheet][name].value = value

    return change


def good(book: Any) -> None:
    put("Answers", C2="cannot TELL", D2=date(2026, 3, 1), E2=" like it ", C3=3)(book)
    put("More", A4="Third row", B4="=")(book)
    book["More"]["B4"].data_type = "s"


def both(change: Change) -> Change:
    def made(book: Any) -> None:
        good(book)
        change(book)

    return made


def back(change: Change, form: Form = FORM) -> Returned:
    return open_workbook("form.xlsx", changed(change)).read(form)


def test_filled_in_form_is_read() -> None:
    read = back(good)
    assert read.faults == ()
    assert [(row.key, row.values) for row in read.rows["Answers"]] == [
        ("q1", {"answer": "unknown", "seen_on": 20260301, "words": "like it"}),
        ("q2", {"answer": 3, "seen_on": None, "words": None}),
    ]
    assert [(row.cell("title"), row.values) for row in read.rows["More"]] == [
        ("A4", {"title": "Third row", "note": "="})
    ]


def test_cells_to_fill_in_are_open_and_offer_their_choices_and_the_rest_is_locked() -> None:
    book = openpyxl.load_workbook(BytesIO(written(FORM)))
    sheet = book["Answers"]
    assert sheet.protection.sheet
    assert [sheet[cell].protection.locked for cell in ("A2", "B2", "C2", "E3")] == [True, True, False, False]
    assert {rule.type: str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {
        "list": "C2", "whole": "C3", "date": "D2:D3", "textLength": "E2:E3",
    }  # fmt: skip
    assert [cell.value for cell in book["Lists"]["A"]] == ["Yes", "No", "Cannot tell"]
    assert sheet["B2"].data_type == "s"


def test_rows_and_columns_that_were_moved_are_found() -> None:
    def moved(book: Any) -> None:
        good(book)
        rows = [[cell.value for cell in row] for row in book["Answers"].iter_rows()]
        del book["Answers"]
        sheet = book.create_sheet("answers ")
        for row in (rows[0], rows[2], rows[1]):
            sheet.append(row[::-1])
        sheet["D3"].data_type = "s"

    read = back(moved)
    assert (read.faults, [row.key for row in read.rows["Answers"]]) == ((), ["q2", "q1"])


WRONG: dict[str, tuple[Change, list[str]]] = {
    "none of the choices": (put("Answers", C2="perhaps"), ["C2"]),
    "needed and empty": (put("Answers", C2="  "), ["C2"]),
    "no day": (put("Answers", D2="soon", D3=12), ["D2", "D3"]),
    "too long": (put("Answers", E2="x" * 21), ["E2"]),
    "out of bounds": (put("Answers", C3=13), ["C3"]),
    "no whole number": (put("Answers", C3=1.5), ["C3"]),
    "formula": (put("Answers", E2="=1+1"), ["E2"]),
    "formula to elsewhere": (put("Answers", E3="=[1]Sheet!A1"), ["E3"]),
    "error": (put("Answers", E2="#REF!"), ["E2"]),
    "question changed": (put("Answers", B3="Often?"), ["B3"]),
    "key changed": (put("Answers", A3="q9"), ["row 3", ""]),
    "row twice": (put("Answers", A3="q1"), ["row 3", ""]),
    "row missing": (lambda book: book["Answers"].delete_rows(3), [""]),
    "row of one's own": (put("Answers", A4="q3", B4="Mine"), ["row 4"]),
    "column of one's own": (put("Answers", F1="Mine"), ["F1"]),
    "beside the columns": (put("Answers", G2="Mine"), ["G2"]),
    "heading renamed": (put("Answers", C1="Reply"), ["C1", "row 1"]),
    "heading twice": (put("Answers", D1="Answer"), ["D1", "row 1"]),
    "sheet renamed": (lambda book: setattr(book["Answers"], "title", "Mine"), [""]),
    "sheet deleted": (lambda book: book.remove(book["More"]), [""]),
    "free row without what it needs": (put("More", B2="a note"), ["A2"]),
    "another form": (put("Identity", B2="oak-1"), [""]),
    "another version": (put("Identity", B3="2"), [""]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_by_its_cell(name: str) -> None:
    change, cells = WRONG[name]
    faults = back(both(change)).faults
    assert [fault.cell for fault in faults] == cells
    assert all(fault.what.endswith(".") and fault.remedy.endswith(".") for fault in faults)


def test_sheets_of_ones_own_are_said() -> None:
    assert back(both(lambda book: book.create_sheet("Mine"))).unread == ("Mine",)


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/vbaProject.bin", b"x"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>"),
        ("xl/embeddings/oleObject1.bin", b"x"),
        ("xl/activeX/activeX1.xml", b"<x/>"),
        ("xl/worksheets/_rels/a.rels", b'<R Type="x/relationships/oleObject" TargetMode="External"/>'),
        ("xl/worksheets/sheet9.xml", b"<!DOCTYPE x><x/>"),
        ("xl/worksheets/sheet9.xml", b'<c r="XFD1048576"/>'),
        ("xl/media/zeros.xml", bytes(33 << 20)),
    ],
)
def test_what_acts_or_swells_is_refused_unread(part: str, text: bytes) -> None:
    out = BytesIO(written(FORM))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(part, text)
    with pytest.raises(UnreadableInput):
        open_workbook("form.xlsx", out.getvalue())


def test_workbook_that_does_not_say_which_form_it_is_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="does not say which form it is"):
        open_workbook("form.xlsx", changed(lambda book: book.remove(book["Identity"])))


@pytest.mark.parametrize("cut", [0, 3, 200, 3_000, -300])
def test_file_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableInput):
        open_workbook("form.xlsx", written(FORM)[:cut])


def test_two_choices_that_look_the_same_are_told_apart() -> None:
    labels = Field("x", "X", Kind.CHOICE, {"a": "Board", "b": "board", "c": "Panel"}).labels()
    assert labels == {"a": "Board (a)", "b": "board (b)", "c": "Panel"}


@pytest.mark.parametrize(
    ("title", "lines", "free"),
    [("Lists", (), 5), ("", (), 5), ("A", (), 0), ("A", (Line("k"), Line("k")), 0)],
)
def test_part_that_cannot_be_is_refused(title: str, lines: tuple[Line, ...], free: int) -> None:
    with pytest.raises(ValueError, match=r"part|line|title"):
        Part(title, (Field("a", "A"),), lines, free)
