"""Lists as files: whole, with the same rights and the same log as `/graphql`, and nothing in them runs in a spreadsheet."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role
from lif_plugin.store import partnerships
from lif_plugin.store.tables import finding, learning_item, published_count, read_log
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer
from tests.assets.filled import made_id
from tests.assets.serving import Site

LEAD = viewer(Role.QUALITY)
RUNS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", " =1", "\t=1")
Fetch = Callable[..., Any]


@pytest.fixture
def learnt(store: Store, record: Record) -> None:
    """Findings of one item, more than a page holds, the last of which a spreadsheet would run."""
    with store.write(LEAD) as connection:
        partnerships.make_partnership(connection, "together", "Together", "hartlepool_hscb")
        partnerships.join_partnership(connection, "together", "elmshire", 20200101)
        common = {
            "agency_id": "elmshire",
            "partnership_id": "together",
            "shared": True,
            "by": "lead",
            "nature": "concern",
        }
        connection.execute(
            insert(learning_item).values(
                id=made_id("item"), at=1, source_of_learning="scr", title="One", summary="", theme="voice", day=20240105,
                learning_route="[]", evaluation_route="[]", optional_steps="[]", route_basis="none", **common,
            )
        )  # fmt: skip
        texts = [*(f"Number {number}" for number in range(204)), *RUNS]
        connection.execute(
            insert(finding),
            [
                {"id": made_id("finding", number), "at": number, "learning_item_id": made_id("item"), "text": text,
                 "theme": "voice" if number % 2 else "neglect", "evidence": "", "touches": "[]", **common}
                for number, text in enumerate(texts)
            ],
        )  # fmt: skip
        connection.execute(
            insert(published_count),
            [
                {"id": made_id("count", number), "at": 1, "month": 202401, "of_agency": "elmshire", "support": "", "band": band,
                 "count": count, "symbol": symbol, **{key: common[key] for key in ("agency_id", "partnership_id", "shared", "by")}}
                for number, (band, count, symbol) in enumerate((("", 40, None), ("0", None, "c"), ("1", 40, None)))
            ],
        )  # fmt: skip


@pytest.fixture
def fetch(client: TestClient, site: Site) -> Fetch:
    def get(path: str, *roles: Role, **asked: str) -> Any:
        return client.get(f"/export/{path}", params=asked, headers=site.bearer(*roles or (Role.QUALITY,)))

    return get


def rows(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text, newline="")))


def test_a_list_longer_than_a_page_comes_whole_and_in_its_order(learnt: None, fetch: Fetch) -> None:
    found = [row["text"] for row in rows(fetch("findings.csv"))]
    assert (len(found), len(set(found)), found[-1]) == (210, 210, "Number 0")


def test_what_a_spreadsheet_would_run_is_a_text(learnt: None, fetch: Fetch) -> None:
    assert [row["text"] for row in rows(fetch("findings.csv"))[:6]] == [f"'{text}" for text in reversed(RUNS)]
    sheet = openpyxl.load_workbook(BytesIO(fetch("findings.xlsx").content)).active
    assert sheet is not None
    cells = [sheet.cell(row, 5) for row in range(2, 8)]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in reversed(RUNS)]


def test_conditions_are_parameters_of_the_address(learnt: None, fetch: Fetch) -> None:
    found = rows(fetch("findings.csv", filter='{"theme": {"is": "neglect"}}'))
    assert ({row["theme"] for row in found}, len(found)) == ({"neglect"}, 105)


def test_a_figure_that_is_not_shown_has_its_symbol(learnt: None, fetch: Fetch) -> None:
    assert [row["count"] for row in rows(fetch("publishedCounts.csv", month="2024-01"))] == ["40", "c", "40"]


def test_who_may_not_read_a_list_gets_no_file(learnt: None, fetch: Fetch) -> None:
    answer = fetch("auditNominations.csv", Role.WORKER)
    assert (answer.status_code, "text/csv" in answer.headers["content-type"]) == (403, False)


REFUSED: tuple[tuple[str, dict[str, str], int], ...] = (
    ("nothing.csv", {}, 404), ("findings.pdf", {}, 404), ("auditors.csv", {}, 404), ("findings.csv", {"by": "worker"}, 400),
    ("findings.csv", {"filter": "{"}, 400), ("findings.csv", {"filter": '{"text": 1}'}, 400), ("publishedCounts.csv", {}, 400),
)  # fmt: skip


def test_what_cannot_be_taken_is_refused(fetch: Fetch) -> None:
    for path, asked, status in REFUSED:
        assert (path, asked, fetch(path, **asked).status_code) == (path, asked, status)


def test_cases_that_were_taken_are_in_the_read_log(
    store: Store, record: Record, site: Site, fetch: Fetch
) -> None:
    record.case("E-1")
    assert [row["ref"] for row in rows(fetch("cases.csv"))] == ["E-1"]
    site.log.flush()
    with store.read(LEAD) as connection:
        assert list(connection.scalars(select(read_log.c.action))) == ["graphql.cases"]
