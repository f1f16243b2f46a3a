"""The quirks of Annex A as a workbook."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

import openpyxl

import lif_adapter_annex_a
from lif_adapter_annex_a.guard import INFLATED_AT_MOST
from lif_adapter_annex_a.lists import lists
from tests.contract.quirks.case import GOOD, ODD, Case, Form, Outcome, apart, of

PERSON: Final = ("child", "gender", "ethnicity", "born")


def _heads(number: str, *more: str) -> list[str]:
    which = lists()[number]
    return [*(which.headings[name] for name in which.headings), *more]


def book(number: str, *rows: dict[str, Any], extra: str = "") -> dict[str, bytes]:
    """A workbook of one list; a row is its cells by short column name."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    names = list(lists()[number].headings)
    sheet = made.create_sheet(f"List {number}")
    sheet.append(_heads(number, *([extra] if extra else [])))
    for row in (*rows, {**rows[0], **QUIET}):
        cells = {"gender": "a) Male", "ethnicity": "a) WBRI", **row}
        sheet.append([cells.get(name) for name in names] + ([cells.get("extra")] if extra else []))
    stream = io.BytesIO()
    made.save(stream)
    return {"lists.xlsx": stream.getvalue()}


QUIET: Final = {"child": GOOD, "born": "01/02/2011", "contact": "05/01/2024", "start": "05/01/2024", "status": None,
                "end": None, "seen": None, "extra": None, "source": None}  # fmt: skip


def contact(**cells: Any) -> dict[str, Any]:
    return {"child": ODD, "born": "01/03/2010", "contact": "08/01/2024", **cells}


def need(**cells: Any) -> dict[str, Any]:
    return {"child": ODD, "born": "01/03/2010", "start": "08/01/2024", **cells}


def _bomb() -> bytes:
    """An archive whose directory says that it unpacks to more than is opened."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(1000))
    return stream.getvalue().replace(
        (1000).to_bytes(4, "little"), (INFLATED_AT_MOST + 1).to_bytes(4, "little")
    )


def _with_entity(content: bytes) -> bytes:
    """The workbook with a document type and an external entity in every part that could hold one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/"):
                part = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + part.replace(
                    ODD.encode(), b"&x;"
                )
            new.writestr(name, part)
    return stream.getvalue()


def _seen(events: Sequence[Any]) -> bool:
    return [one.fields.get("seen") for one in of(events, "assessment")] == ["yes", "yes", "yes"]


CELL: Final = "of lists.xlsx, List 1"
CASES: Final = {
    "five_digit_year": Case(book("1", contact(contact="08/01/20244")), Outcome.REJECTED, "unreadable_date",
                            f"Cell E2 {CELL}", "Date of Contact", "Write it as DD/MM/YYYY"),
    "iso_dates": Case(book("1", contact(contact="2024-01-08")), Outcome.NOTICED, "iso_dates", f"Cell E2 {CELL}",
                      "Date of Contact", "read as such", lambda events: of(events, "contact")[0].occurred_day == 20240108),
    "three_births": Case(
        book("1", *(contact(born=f"0{day}/03/2010", contact=f"0{day}/01/2024") for day in (1, 2, 3))), Outcome.NOTICED,
        "another_birth_date", f"Cell D3 {CELL}", "Date of Birth", "correct it in the case system",
        lambda events: {one.fields["born_on"] for one in of(events, "birth")} == {20100301, 20100302, 20100303}),
    "error_cell": Case(book("1", contact(source="#N/A")), Outcome.READ,
                       holds=lambda events: of(events, "contact")[0].fields.get("code") is None
                       and "code_raw" not in of(events, "contact")[0].fields),
    "odd_blanks": Case(book("1", contact(child=f"\N{NO-BREAK SPACE}{ODD} ", source="\N{NO-BREAK SPACE}1A")), Outcome.READ,
                       holds=lambda events: of(events, "contact")[0].fields["code"] == "1A"),
    "partial_date": Case(book("6", need(end="zz/05/2020")), Outcome.NOTICED, "unreadable_date", "of lists.xlsx, List 6",
                         "CIN Closure Date", "Write it as DD/MM/YYYY", lambda events: of(events, "closure") == []),
    "yes_spellings": Case(
        book("4", *({"child": ODD, "start": f"0{day}/01/2024", "seen": text}
                    for day, text in enumerate(("True", True, 1), 2))), Outcome.READ, holds=_seen),
    "unknown_column": Case(book("1", contact(extra="39"), extra="Shoe size"), Outcome.NOTICED, "extra_column",
                           "lists.xlsx, List 1", "Shoe size", "not read"),
    "filler_date": Case(book("6", need(end="01/01/1900")), Outcome.NOTICED, "filler_dates", "of lists.xlsx, List 6",
                        "CIN Closure Date", "counts as not recorded",
                        lambda events: of(events, "case")[0].until_day is None),
    "adopted": Case(book("1", contact(), contact(child="NEW-9")), Outcome.READ, holds=apart()),
    "truncated": Case({"lists.xlsx": book("1", contact())["lists.xlsx"][:-400]}, Outcome.REFUSED, where="lists.xlsx",
                      field="damaged or cut off", remedy="save it again"),
    "zip_bomb": Case({"lists.xlsx": _bomb()}, Outcome.REFUSED, where="lists.xlsx", field="unpacks to more than",
                     remedy="Copy the lists into a new workbook"),
    "entities": Case({"lists.xlsx": _with_entity(book("1", contact())["lists.xlsx"])}, Outcome.REFUSED,
                     where="lists.xlsx", field="declares a document type", remedy="save it again"),
    "wrong_standard": Case({"lists.xlsx": b"CHILD,DOB,REVIEW,REVIEW_CODE\n"}, Outcome.REFUSED, where="lists.xlsx",
                           field="is no workbook", remedy="one .xlsx with a sheet for each list"),
}  # fmt: skip

FORM: Final = Form(
    "annex_a",
    lif_adapter_annex_a.lif_adapters()[0],
    CASES,
    {
        "bom": "a workbook's parts say themselves how they are written",
        "empty_element": "a list has cells; an empty one is a blank",
        "stray_text": "a list has cells and nothing between them",
        "code_withdrawn": "the template names no year; its codes are those of every one",
        "purge": "a report has no word for it",
    },
    period=(None, 20240131),
)
