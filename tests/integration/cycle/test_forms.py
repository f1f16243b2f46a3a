"""The Excel forms of learning, one for each kind of source: taken whole, or the wrong cells named and nothing changed."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from sqlalchemy import select

from lif_plugin.cycle.desk import NotOurWord
from lif_plugin.cycle.forms import ANY, Taken, kinds_of, learning_form, take_form
from lif_plugin.cycle.source_fields import OWN_FIELDS
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import NotAllowed, UnreadableInput
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.store.tables import finding, learning_item
from lif_plugin.store.work import Store
from lif_plugin.workbooks import Kind
from tests.integration.cycle.partners import QUALITY, WORKER, Partners

GOOD = {
    "Source": "Multi-agency case file audits", "Title": "Seen with adults", "What was seen": "In 8 of 20 files.",
    "Strength or concern": "Concern", "Theme": "voice", "Day": "01/03/2026", "What shows it": "Audit 4",
    "Seen in how many": 8, "Records looked at": 20, "Partners may read it": "No",
}  # fmt: skip


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


def filled(elm: Partners, *rows: dict[str, Any], kind: str = "quality_assurance") -> bytes:
    book = openpyxl.load_workbook(BytesIO(learning_form(elm.desk, QUALITY, "elm", kind)))
    sheet = book["Learning"]
    at = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    for number, row in enumerate(rows, 2):
        for heading, value in row.items():
            sheet.cell(number, at[heading]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def taken(elm: Partners, content: bytes, *, dry: bool = False, viewer: Viewer = QUALITY) -> Taken:
    return take_form(elm.desk, viewer, "elm", "form.xlsx", content, dry=dry)


def kept(elm: Partners, table: Any = learning_item) -> list[dict[str, Any]]:
    with elm.store.read(QUALITY) as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def some(framework: str, kind: str) -> str:
    sources = load_framework(framework).sources_of_learning
    return next(source.label for source in sources if source.kind == kind)


@pytest.fixture
def good() -> dict[str, Any]:
    return GOOD | {"Source": some("hartlepool_hscb", "quality_assurance")}


def test_row_becomes_an_item_with_a_finding_that_says_what_shows_it(
    elm: Partners, good: dict[str, Any]
) -> None:
    assert len(taken(elm, filled(elm, good)).recorded) == 1
    [item], [found] = kept(elm), kept(elm, finding)
    assert (item["title"], item["day"], item["shared"]) == ("Seen with adults", 20260301, False)
    assert (found["learning_item_id"], found["evidence"]) == (
        item["id"], "Audit 4; Seen in how many: 8; Records looked at: 20",
    )  # fmt: skip


def test_what_stands_already_is_shown_and_left(elm: Partners, good: dict[str, Any]) -> None:
    taken(elm, filled(elm, good))
    again = taken(elm, filled(elm, good, good | {"Title": "Another"}, good | {"Title": "another."}))
    assert (len(again.recorded), again.standing) == (1, ("Learning!B2", "Learning!B4"))
    assert len(kept(elm)) == 2


def test_dry_run_checks_and_writes_nothing(elm: Partners, good: dict[str, Any]) -> None:
    done = taken(elm, filled(elm, good), dry=True)
    assert (done.rows, done.faults, kept(elm)) == (1, (), [])


WRONG: list[tuple[str, str | int | None]] = [
    ("Source", "Rumour"), ("Title", ""), ("What was seen", None), ("Strength or concern", "bad"),
    ("Theme", "x" * 65), ("Day", "soon"), ("Day", ""), ("Partners may read it", "perhaps"),
    ("Seen in how many", 21), ("Records looked at", "many"), ("What shows it", "=1+1"),
]  # fmt: skip


def test_every_wrong_cell_is_named_and_nothing_is_recorded(elm: Partners, good: dict[str, Any]) -> None:
    content = filled(elm, good, *(good | {heading: value} for heading, value in WRONG))
    headings = openpyxl.load_workbook(BytesIO(content))["Learning"][1]
    at = {cell.value: get_column_letter(place) for place, cell in enumerate(headings, 1)}
    cells = [f"{at[heading]}{row}" for row, (heading, _value) in enumerate(WRONG, 3)]
    assert sorted(fault.cell for fault in taken(elm, content).faults) == sorted(cells)
    assert (kept(elm), kept(elm, finding)) == ([], [])


def test_what_is_no_form_of_the_partnership_is_refused(elm: Partners) -> None:
    for content in (b"PK\x03\x04 cut off", filled(elm)[:-200]):
        with pytest.raises(UnreadableInput):
            taken(elm, content)
    book = openpyxl.load_workbook(BytesIO(filled(elm)))
    book["Identity"]["B2"].value = "oak/quality_assurance"
    out = BytesIO()
    book.save(out)
    with pytest.raises(UnreadableInput, match="no form of this partnership"):
        taken(elm, out.getvalue())


def test_worker_records_nothing_by_form(elm: Partners) -> None:
    with pytest.raises(NotAllowed):
        taken(elm, filled(elm), viewer=WORKER)
    with pytest.raises(NotOurWord):
        learning_form(elm.desk, QUALITY, "elm", "rumour")


def test_every_kind_of_source_of_every_framework_has_a_form_with_its_own_questions() -> None:
    kinds = {kind for name in framework_ids() for kind in kinds_of(load_framework(name))}
    assert kinds == set(OWN_FIELDS)
    assert len(kinds) == 20
    assert ANY not in kinds


ASKED_OF_ALL = ("Title", "What was seen", "Strength or concern", "Theme", "Day")
_SAID = {Kind.WHOLE: 3, Kind.DAY: "1/2/2026"}
# What may teach something, with a framework that has such a source.
SOURCES = {
    "case audits": ("derby_cypd_2014", "monthly_file_audits"),
    "reviews": ("gloucestershire_gscb", "serious_case_reviews"),
    "child death themes": ("gloucestershire_gscb", "child_death_reviews"),
    "performance data": ("derby_cypd_2014", "quarterly_performance"),
    "complaints": ("derby_cypd_2014", "complaints"),
    "child and family feedback": ("hartlepool_hscb", "voc_family"),
    "staff and member observations": ("derby_cypd_2014", "formal_observation"),
    "workforce data": ("derby_cypd_2014", "workforce_data"),
    "inspection": ("hartlepool_hscb", "jtai"),
    "peer review": ("gloucestershire_gscb", "peer_review"),
    "research": ("derby_cypd_2014", "national_research"),
    "self-assessment": ("gloucestershire_gscb", "s11_self_assessment"),
    "training evaluation": ("hartlepool_hscb", "training_evaluations"),
    "visits to homes": ("derby_cypd_2014", "reg33_34"),
    "children in care councils": ("derby_cypd_2014", "cic_council_issues"),
}


@pytest.mark.parametrize("framework", sorted({framework for framework, _source in SOURCES.values()}))
def test_what_is_learnt_comes_in_by_the_form_of_its_kind(sqlite_store: Store, framework: str) -> None:
    elm = Partners(sqlite_store, framework)
    sources = {one.id: one for one in load_framework(framework).sources_of_learning}
    wanted = [source for name, source in SOURCES.values() if name == framework]
    for source in (sources[name] for name in wanted):
        row = {heading: GOOD[heading] for heading in ASKED_OF_ALL}
        own = {field.heading: _SAID.get(field.kind, "Said") for field in OWN_FIELDS[source.kind]}
        done = taken(elm, filled(elm, row | own | {"Source": source.label}, kind=source.kind))
        assert (done.faults, len(done.recorded)) == ((), 1)
        assert all(heading in kept(elm, finding)[-1]["evidence"] for heading in own)
    assert [item["source_of_learning"] for item in kept(elm)] == wanted
