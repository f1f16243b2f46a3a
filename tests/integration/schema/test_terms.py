"""The terms of a mutation: done once under a key, and only in the version that was seen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event, func, select

from lif_plugin.domain.viewer import Role
from lif_plugin.schema import Api
from lif_plugin.store.tables import action_entry, asked_once, learning_item
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import QUALITY, Partners, person

Ask = Callable[..., Any]
RECORD = """mutation ($i: RecordLearningInput!, $k: String) { recordLearning(input: $i, idempotencyKey: $k) { __typename
  ... on LearningItemSaved { item { id title state } } ... on Problem { code hint } } }"""
PROPOSE = """mutation ($i: ProposeActionInput!) { proposeAction(input: $i) { ... on ActionSaved { action { id } } } }"""
NOTE = """mutation ($a: ID!, $text: String!, $v: Int, $k: String) {
  noteProgress(action: $a, text: $text, expectedVersion: $v, idempotencyKey: $k) { __typename
  ... on ActionSaved { action { version entries { text } } } ... on ChangedMeanwhile { version }
  ... on Problem { code } } }"""
LEARNT = {"partnership": "elm", "sourceOfLearning": "multi_agency_audits", "title": "Seen with adults",
          "summary": "In 8 of 20 files.", "nature": "CONCERN", "theme": "voice", "day": "2026-03-01"}  # fmt: skip
MANAGER = person("oakhealth", Role.MANAGER)


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


def recorded(ask: Ask, key: str | None = None, **changed: Any) -> Any:
    return ask(RECORD, QUALITY, i=LEARNT | changed, k=key)["recordLearning"]


def proposed(ask: Ask) -> str:
    new = {"item": recorded(ask)["item"]["id"], "text": "Nurses ask alone", "ownerAgency": "oakhealth", "ownerRole": "head",
           "due": "2090-01-31", "approach": "subgroup_plans", "monitoredBy": "board"}  # fmt: skip
    return str(ask(PROPOSE, QUALITY, i=new)["proposeAction"]["action"]["id"])


def rows(elm: Partners, table: Any) -> int:
    with elm.store.read(QUALITY) as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_request_with_its_key_is_done_once_and_answered_as_before(elm: Partners, ask: Ask) -> None:
    first, again = recorded(ask, "k1"), recorded(ask, "k1")
    assert again == first
    assert rows(elm, learning_item) == 1


@pytest.mark.parametrize("thing", ["1546"])
def test_an_id_of_something_that_nobody_changes_is_not_found_whatever_version_is_named(
    elm: Partners, ask: Ask, thing: str
) -> None:
    refused = ask(NOTE, QUALITY, a=thing, text="Begun", v=7)["noteProgress"]
    assert (refused["__typename"], refused["code"]) == ("LearningNotFound", "not_found")


def test_two_at_once_with_one_key_are_one(elm: Partners, api: Api) -> None:
    def run(_number: int) -> Any:
        return api.run(QUALITY, RECORD, {"i": LEARNT, "k": "k1"}).data

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, range(2))
    assert first == second
    assert rows(elm, learning_item) == 1


def test_what_died_before_its_commit_is_done_by_the_next_try_and_once(
    elm: Partners, reply: Ask, ask: Ask
) -> None:
    def die(_connection: Any) -> None:
        raise ConnectionError

    event.listen(elm.store.engine, "commit", die)
    try:
        assert reply(RECORD, QUALITY, i=LEARNT, k="k1").errors[0]["extensions"]["code"] == "internal"
    finally:
        event.remove(elm.store.engine, "commit", die)
    assert (rows(elm, learning_item), rows(elm, asked_once)) == (0, 0)
    assert recorded(ask, "k1") == recorded(ask, "k1")
    assert rows(elm, learning_item) == 1


def test_who_saw_an_older_version_is_told_the_present_one(elm: Partners, ask: Ask) -> None:
    action = proposed(ask)
    seen = ask(NOTE, MANAGER, a=action, text="Begun", v=1)["noteProgress"]["action"]["version"]
    late = ask(NOTE, MANAGER, a=action, text="Not begun", v=1)["noteProgress"]
    assert late == {"__typename": "ChangedMeanwhile", "version": seen, "code": "changed_meanwhile"}
    assert rows(elm, action_entry) == 1
    assert ask(NOTE, MANAGER, a=action, text="Done", v=seen)["noteProgress"]["action"]["version"] == seen + 1


def test_of_two_at_once_who_saw_the_same_version_one_is_told(elm: Partners, ask: Ask, api: Api) -> None:
    action = proposed(ask)

    def run(text: str) -> Any:
        return (api.run(MANAGER, NOTE, {"a": action, "text": text, "v": 1}).data or {})["noteProgress"]

    with ThreadPoolExecutor(2) as pool:
        kinds = sorted(one["__typename"] for one in pool.map(run, ("Begun", "Not begun")))
    assert kinds == ["ActionSaved", "ChangedMeanwhile"]
    assert rows(elm, action_entry) == 1
