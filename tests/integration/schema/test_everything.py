"""Lists of what is learnt with conditions, several things by their ids, where something comes from, and the directories."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from strawberry.relay import to_base64

from lif_plugin.builtin import statutory_timers
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.hooks import build_plugins
from lif_plugin.schema import Api, Sources
from lif_plugin.store.engine import make_engine
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.work import Store
from tests.assets.builders import viewer
from tests.assets.filled import FRAMEWORK, fill, made_id
from tests.conftest import LOGIN, PASSWORD, TEMPLATE, _address, _database

Ask = Callable[..., Any]
LEAD = viewer(Role.QUALITY)
STRANGER = viewer(Role.QUALITY, agency="oakhealth")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def ask(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    _sqlite_template: Path,
    postgres_server: URL,
) -> Iterator[Ask]:
    """Ask a schema over an agency of which every table holds rows; gives data, or the codes of a refusal."""
    with ExitStack() as made:
        if request.param == "sqlite":
            url = f"sqlite:///{shutil.copy(_sqlite_template, tmp_path_factory.mktemp('full') / 'lif.db')}"
        else:
            url = _address(
                made.enter_context(_database(postgres_server, TEMPLATE)).set(
                    username=LOGIN, password=PASSWORD
                )
            )
        store = Store(make_engine(url))
        made.callback(store.close)
        fill(store, 6)
        log = ReadLog(store, b"invented key", interval=3600)
        made.callback(log.close)
        api = Api(Sources(store, build_plugins([("statutory_timers", statutory_timers)]), {}, {}, log))

        def run(document: str, by: Viewer = LEAD, **variables: Any) -> Any:
            reply = api.run(by, document, variables)
            return [error["extensions"]["code"] for error in reply.errors] or reply.data

        yield run


def names(page: Any, field: str) -> list[Any]:
    (found,) = page.values()
    return [edge["node"][field] for edge in found["edges"]]


def test_a_list_is_narrowed_by_every_condition_that_is_given(ask: Ask) -> None:
    asked = "query($is: String, $from: Date) { actions(filter: {approach: {is: $is}, due: {from: $from}}) { edges { node { due } } } }"
    found = names(ask(asked, is_="", **{"is": "business_plan", "from": "2024-01-09"}), "due")
    assert (min(found), len(found)) == ("2024-01-09", 8)
    assert names(ask(asked, **{"is": "another", "from": None}), "due") == []


def test_what_is_missing_can_be_asked_for(ask: Ask) -> None:
    asked = "query($no: Boolean) { learningItems(filter: {voiceSource: {missing: $no}}) { totalCount } }"
    counts = [ask(asked, no=word)["learningItems"]["totalCount"] for word in (True, False, None)]
    assert counts == [0, 6, 6]


def test_pages_of_a_narrowed_list_hold_each_row_once_both_ways(ask: Ask) -> None:
    def walk(size: str, cursor: str, more: str, end: str) -> list[str]:
        found, at = list[str](), None
        while True:
            asked = f"query($at: String) {{ findings({size}: 5, {cursor}: $at, filter: {{nature: [CONCERN]}}) {{ edges {{ node {{ id }} }} pageInfo {{ {more} {end} }} }} }}"
            page = ask(asked, at=at)["findings"]
            ids = [edge["node"]["id"] for edge in page["edges"]]
            found = found + ids if size == "first" else ids + found
            at = page["pageInfo"][end]
            if not page["pageInfo"][more]:
                return found

    forward = walk("first", "after", "hasNextPage", "endCursor")
    assert len(set(forward)) == 12
    assert walk("last", "before", "hasPreviousPage", "startCursor") == forward


def test_a_condition_may_not_name_more_values_than_a_page_has(ask: Ask) -> None:
    asked = "query($in: [String!]) { plans(filter: {kind: {in: $in}}) { totalCount } }"
    assert ask(asked, **{"in": [str(number) for number in range(201)]}) == ["bad_filter"]


def test_evaluations_are_what_bodies_said_on_that_route_alone(ask: Ask) -> None:
    assert ask("{ evaluations { totalCount } }")["evaluations"]["totalCount"] == 4
    word = to_base64("Evaluation", made_id("learning_word"))
    assert ask("query($id: ID!) { node(id: $id) { id } }", id=word) == {"node": None}


def test_several_things_come_in_the_order_of_their_ids_and_null_for_what_is_not_there(ask: Ask) -> None:
    ids = [to_base64("Finding", made_id("finding", 1)), to_base64("Plan", "none"), to_base64("Case", made_id("case_record")),
           to_base64("Finding", made_id("finding"))]  # fmt: skip
    asked = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert [one and one["id"] for one in ask(asked, ids=ids)["nodes"]] == [ids[0], None, ids[2], ids[3]]
    assert ask(asked, STRANGER, ids=ids) == {"nodes": [None] * 4}
    assert ask(asked, ids=[to_base64("Secret", "1")]) == ["bad_id"]
    assert ask(asked, ids=[ids[0]] * 201) == ["bad_page"]


def test_everything_with_an_id_is_found_by_it(ask: Ask) -> None:
    made = {
        "ReviewWork": "review_work",
        "Training": "training",
        "Audit": "audit",
        "KeptSample": "audit_sample",
    }
    ids = [to_base64(named, made_id(table)) for named, table in made.items()]
    asked = "query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    assert [(one["id"], one["__typename"]) for one in ask(asked, ids=ids)["nodes"]] == [
        *zip(ids, made, strict=True)
    ]
    assert ask(asked, STRANGER, ids=ids) == {"nodes": [None] * 4}


def test_lineage_goes_back_to_reviews_and_on_to_plans(ask: Ask) -> None:
    asked = "query($id: ID!) { lineage(id: $id) { causeType effectType steps } }"
    found = ask(asked, id=to_base64("Finding", made_id("finding", 1)))["lineage"]
    links = {(one["causeType"], one["effectType"], one["steps"]) for one in found}
    assert {("LearningItem", "Finding", -1), ("ReviewWork", "LearningItem", -2), ("Finding", "Recommendation", 1),
            ("Recommendation", "Action", 2), ("Action", "Plan", 3)} <= links  # fmt: skip
    assert ask(asked, STRANGER, id=to_base64("Finding", made_id("finding", 1))) == {"lineage": []}


def test_who_may_not_read_reviews_is_told_of_no_link_from_one(ask: Ask) -> None:
    asked = "query($id: ID!) { lineage(id: $id) { causeType } }"
    found = ask(asked, viewer(Role.WORKER), id=to_base64("LearningItem", made_id("learning_item", 1)))[
        "lineage"
    ]
    assert {one["causeType"] for one in found} & {"ReviewWork", "Audit"} == set()


def test_directories_are_read_by_everybody(ask: Ask) -> None:
    asked = 'query($f: String!) { agencies(filter: {ons: {is: "ons"}}, first: 1) { edges { node { ons } } } bodies(framework: $f) { id } learningSources(framework: $f) { id } frameworkFacts(framework: $f) { id } }'
    found = ask(asked, viewer(Role.WORKER), f=FRAMEWORK)
    assert [len(found[name]) > 5 for name in ("bodies", "learningSources", "frameworkFacts")] == [True] * 3
    assert found["agencies"]["edges"] == [{"node": {"ons": "ons"}}]
    assert ask(asked, f="../" + FRAMEWORK)["bodies"] == []


def test_samples_are_for_those_who_read_audits_and_logged(ask: Ask) -> None:
    asked = "{ auditSamples(first: 2) { edges { node { seed members { place } } } } }"
    assert len(ask(asked)["auditSamples"]["edges"]) == 2
    assert ask(asked, viewer(Role.WORKER)) == ["not_allowed"]
