"""What the terms of a mutation refuse, and what refusals leave behind: the same on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.domain.viewer import Role
from lif_plugin.store.asked_once import KEPT_MS, claim, forget_asked
from lif_plugin.store.tables import learning_item, read_log
from lif_plugin.store.work import Store, now_ms
from tests.assets.builders import Record, viewer
from tests.integration.cycle.partners import BOARD, QUALITY, Partners, person
from tests.integration.schema.test_terms import NOTE, proposed, recorded, rows

Ask = Callable[..., Any]
CLOSE = """mutation ($i: ID!, $k: String) { closeLearning(item: $i, idempotencyKey: $k) { __typename
  ... on Problem { code } } }"""
SPEAK = """mutation ($i: SpeakForBodyInput!) { speakForBody(input: $i) { __typename } }"""
OPEN = """mutation ($r: String!, $k: String) {
  openCase(input: {reference: $r, reason: "The out-of-hours team called"}, idempotencyKey: $k) { __typename } }"""
MANAGER = person("oakhealth", Role.MANAGER)


@pytest.fixture
def database() -> str:
    """Keys and versions themselves are tested on both databases."""
    return "sqlite"


@pytest.fixture
def elm(store: Store) -> Partners:
    return Partners(store, "hartlepool_hscb")


@pytest.mark.usefixtures("elm")
def test_the_id_of_something_else_names_nothing_and_has_no_version(ask: Ask) -> None:
    item = recorded(ask)["item"]["id"]
    for one in (item, "Q2FzZTpub25l"):
        assert ask(NOTE, MANAGER, a=one, text="Begun", v=9)["noteProgress"]["code"] == "not_found"


def test_a_refusal_takes_no_key(elm: Partners, ask: Ask) -> None:
    item = recorded(ask)["item"]["id"]
    assert ask(CLOSE, BOARD, i=item, k="k1")["closeLearning"]["code"] == "closing_refused"
    for body, verdict, route in (
        *((body, "AGREED", "learning") for body in ("lipsg", "board", "agencies_own")),
        ("board", "IMPROVED", "evaluation"),
    ):
        ask(
            SPEAK,
            BOARD,
            i={"item": item, "route": route, "body": body, "verdict": verdict, "day": "2026-03-02"},
        )
    assert ask(CLOSE, BOARD, i=item, k="k1")["closeLearning"]["__typename"] == "LearningItemSaved"


@pytest.mark.usefixtures("elm")
@pytest.mark.parametrize("key", ["", "k" * 201])
def test_what_is_no_key_is_refused(ask: Ask, key: str) -> None:
    assert recorded(ask, key)["code"] == "bad_idempotency_key"


@pytest.mark.usefixtures("elm")
def test_who_may_not_take_a_step_learns_no_version(ask: Ask) -> None:
    refused = ask(NOTE, QUALITY, a=proposed(ask), text="Begun", v=7)["noteProgress"]
    assert refused == {"__typename": "LearningNotAllowed", "code": "not_allowed"}


@pytest.mark.parametrize(("reference", "answer"), [("E-1001", "CaseOpened"), ("none", "CaseNotFound")])
def test_opening_a_case_under_a_key_is_in_the_read_log_also_where_it_is_refused(
    store: Store, record: Record, ask: Ask, reference: str, answer: str
) -> None:
    record.case()
    worker = viewer(Role.WORKER, cases=frozenset({"E-2"}))
    assert ask(OPEN, worker, r=reference, k="k1")["openCase"]["__typename"] == answer
    with store.read(worker) as connection:
        found = list(
            connection.scalars(select(read_log.c.action).where(read_log.c.action != "graphql.cases"))
        )
    assert [one.removesuffix(".not_found") for one in found] == ["open_case"]


def test_another_request_with_the_key_is_refused_and_changes_nothing(elm: Partners, ask: Ask) -> None:
    recorded(ask, "k1")
    refused = recorded(ask, "k1", title="Something else")
    assert (refused["__typename"], refused["code"]) == ("IdempotencyKeyReused", "idempotency_key_reused")
    assert rows(elm, learning_item) == 1


def test_a_key_is_its_callers_own_and_free_again_after_a_day(elm: Partners) -> None:
    now = now_ms()
    with elm.store.write(QUALITY) as connection:
        assert claim(connection, QUALITY, "k", "digest", now) is None
        assert claim(connection, BOARD, "k", "digest", now) is None
        assert claim(connection, QUALITY, "k", "other", now + KEPT_MS - 1) is not None
        assert forget_asked(connection, "elmshire", now + KEPT_MS) == 2
