"""Words of what was learnt are found alike on both databases, for those who may read it, whatever is typed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert, update

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store import partnerships
from lif_plugin.store.tables import finding, learning_item
from lif_plugin.store.work import Store
from tests.assets.builders import Record, viewer
from tests.assets.filled import made_id

Ask = Callable[..., Any]
LEAD = viewer(Role.QUALITY)
TITLES = (
    "Visits to children placed far away",
    "A visit was recorded as seen, and the child was not",
    "Multi-agency meetings without the school",
    "<b>Neglect</b> & domestic abuse",
    "Care leavers were not asked how they want to keep in touch",
)
ALIKE = {
    "visit": {0, 1},
    "visited": {0, 1},
    "child": {1},
    "children far": {0},
    '"seen and the child"': {1},
    '"the child seen"': set(),
    "multi-agency": {2},
    "agency school": {2},
    "neg*": {3},
    "visit -far": {0, 1} - {0},
    "VISITS the to": {0, 1},
    "domestic OR visit": set(),
    "care' leavers": {4},
    'neglect "': {3},
    "neglect) AND (abuse": {3},
    "words: neglect*^": set(),
    "neglect:abuse": set(),
    "nowhere": set(),
}
"""What is typed, and which titles it finds."""
ODD = ("", "   ", "the", "-visit", '"', "***", "&|!<->", "a" * 10_000, " ".join(["visit"] * 31), "\x00\x02")


@pytest.fixture
def learnt(store: Store, record: Record) -> None:
    """Items of Elmshire's: the first three shared with its partner, the rest not."""
    with store.write(LEAD) as connection:
        partnerships.make_partnership(connection, "together", "Together", "hartlepool_hscb")
        partnerships.join_partnership(connection, "together", "elmshire", 20200101)
        for number, title in enumerate(TITLES):
            connection.execute(
                insert(learning_item).values(
                    id=made_id("item", number), agency_id="elmshire", partnership_id="together", shared=number < 3,
                    by="lead", at=number, source_of_learning="scr", title=title, summary="", nature="concern",
                    theme="voice", day=20240105, learning_route="[]", evaluation_route="[]", optional_steps="[]",
                    route_basis="none",
                )
            )  # fmt: skip


def hits(ask: Ask, text: str, by: Viewer = LEAD) -> list[Any]:
    found: list[Any] = ask(
        "query($t: String!) { search(text: $t) { rank kind id snippet { text found } } }", by, t=text
    )["search"]
    return found


def titles(found: list[Any]) -> set[int]:
    said = ["".join(part["text"] for part in one["snippet"]).strip() for one in found]
    return {TITLES.index(text) for text in said}


def test_what_is_typed_finds_the_same_on_both_databases(learnt: None, ask: Ask) -> None:
    assert {text: titles(hits(ask, text)) for text in ALIKE} == ALIKE


def test_what_cannot_be_looked_for_is_refused_with_the_reason(learnt: None, code: Ask) -> None:
    asked = "query($t: String!) { search(text: $t) { id } }"
    assert [code(asked, LEAD, t=text) for text in ODD] == [["bad_search"]] * len(ODD)


def test_what_was_found_is_marked_by_parts_and_never_by_markup(learnt: None, ask: Ask) -> None:
    (found,) = hits(ask, "neglect")
    assert [part["text"] for part in found["snippet"] if part["found"]] == ["Neglect"]
    assert "".join(part["text"] for part in found["snippet"]).strip() == TITLES[3]


def test_partners_find_what_is_shared_and_strangers_nothing(store: Store, learnt: None, ask: Ask) -> None:
    partner = viewer(Role.QUALITY, agency="oakhealth")
    Record.of(store, "oakhealth")
    assert hits(ask, "visit", partner) == []
    with store.write(LEAD) as connection:
        partnerships.join_partnership(connection, "together", "oakhealth", 20200101)
    assert titles(hits(ask, "visit", partner)) == {0, 1}
    assert hits(ask, "neglect", partner) == []


def test_the_better_fit_comes_first(store: Store, learnt: None, ask: Ask) -> None:
    with store.write(LEAD) as connection:
        for number, text in enumerate(("Visits, visits and no visit", "One of many words here is a visit")):
            connection.execute(
                insert(finding).values(
                    id=made_id("finding", number), agency_id="elmshire", partnership_id="together", shared=True, by="lead",
                    at=1, learning_item_id=made_id("item"), nature="concern", theme="voice", text=text, evidence="x " * 200,
                    touches="[]",
                )
            )  # fmt: skip
    found = ask('{ search(text: "visit", kinds: [FINDING]) { rank id } }', LEAD)["search"]
    assert [one["rank"] for one in found] == [1, 2]
    assert (
        found[0]["id"]
        == ask('{ search(text: "visits", kinds: [FINDING], first: 1) { id } }', LEAD)["search"][0]["id"]
    )


def test_words_that_were_changed_are_found_as_they_are_now(store: Store, learnt: None, ask: Ask) -> None:
    with store.write(LEAD) as connection:
        connection.execute(
            update(learning_item).where(learning_item.c.id == made_id("item")).values(title="Supervision")
        )
    assert [titles(hits(ask, "far")), len(hits(ask, "supervision"))] == [set(), 1]
