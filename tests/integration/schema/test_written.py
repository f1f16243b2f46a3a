"""Lists that PostgreSQL writes as JSON say what the plain way says, to the same people, and cost as much."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from lif_plugin.domain.viewer import Viewer
from lif_plugin.schema import Api
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import BOARD, PARTNER, STRANGER, Partners
from tests.integration.schema.test_learning import full

Both = Callable[[str, Viewer], tuple[Any, Any]]
DOCUMENT = """{ all: learningItems(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor n: node {
  id agency partnership sourceOfLearning title summary nature theme day voiceSource ...Below
  actions { state due owner { name } } } } } }
fragment Below on LearningItem { findings { id nature text evidence recommendations { id text due ownerAgency measure
  actions { id what: text owner { id nation } } skipped: text @skip(if: true) } } }"""


@pytest.fixture
def database() -> str:
    """Only PostgreSQL writes lists."""
    return "postgres"


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


@pytest.fixture
def both(api: Api) -> Both:
    """The reply to a document, plainly and as text."""

    def run(document: str, by: Viewer) -> tuple[Any, Any]:
        plain, text = (api.run(by, document, takes_text=takes) for takes in (False, True))
        assert plain.errors == text.errors
        return plain.data, orjson.loads(orjson.dumps(text.data))

    return run


@pytest.mark.parametrize("by", [BOARD, PARTNER, STRANGER], ids=lambda by: by.agency)
def test_text_says_what_the_plain_way_says(elm: Partners, both: Both, by: Viewer) -> None:
    for _ in range(3):
        full(elm)
    plain, text = both(DOCUMENT, by)
    assert text == plain
    assert len(text["all"]["edges"]) == (0 if by is STRANGER else 2)


def test_a_state_is_what_the_last_entry_says(elm: Partners, both: Both) -> None:
    full(elm)
    plain, text = both("{ learningItems { edges { node { actions { state } } } } }", BOARD)
    assert text == plain
    assert text["learningItems"]["edges"][0]["node"]["actions"] == [{"state": "PROPOSED"}]


def test_quotes_and_line_ends_stay_as_they_are(elm: Partners, both: Both) -> None:
    title = 'He said "no"\nand \\ left: €'
    elm.record("multi_agency_audits", title=title)
    plain, text = both("{ learningItems { edges { node { title } } } }", BOARD)
    assert text == plain == {"learningItems": {"edges": [{"node": {"title": title}}]}}


def test_what_the_database_cannot_write_is_made_plainly(elm: Partners, api: Api) -> None:
    full(elm)
    made = api.run(BOARD, "{ learningItems { edges { node { title waiting } } } }", takes_text=True)
    assert isinstance(made.data, dict)
    assert isinstance(made.data["learningItems"], dict)


def test_a_written_list_costs_two_statements(elm: Partners, api: Api, statements: list[str]) -> None:
    for _ in range(3):
        full(elm)
    statements.clear()
    api.run(BOARD, DOCUMENT.replace("totalCount", ""), takes_text=True)
    assert len(statements) == 2
