"""Impact in GraphQL: which chart, which actions show no outcome, and how a child was told."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.domain.learning import ActionState
from lif_plugin.store.work import Store
from tests.integration.cycle.partners import PARTNER, QUALITY, Partners

Ask = Callable[..., Any]
TELL = """mutation ($i: ID!, $h: String, $r: ChildNotTold) { tellChild(item: $i, how: $h, reason: $r, by: "worker",
  day: "2026-03-01") { ... on LearningItemSaved { item { turns { turn reason day detail } } } ... on Problem { code } } }"""


@pytest.fixture
def elm(sqlite_store: Store) -> Partners:
    return Partners(sqlite_store, "hartlepool_hscb")


@pytest.fixture
def store(elm: Partners) -> Store:
    return elm.store


def test_child_is_told_by_a_role_on_a_day_or_for_a_reason_not(elm: Partners, ask: Ask) -> None:
    elm.record("multi_agency_audits", voice_source=elm.voice_source)
    item = ask("{ learningItems { edges { node { id } } } }", QUALITY)["learningItems"]["edges"][0]["node"][
        "id"
    ]
    assert ask(TELL, QUALITY, i=item, h="In a talk", r="AWAY")["tellChild"] == {"code": "cycle_refused"}
    [turn] = ask(TELL, QUALITY, i=item, h="In a talk")["tellChild"]["item"]["turns"]
    assert turn == {"turn": "told", "reason": "worker", "day": "2026-03-01", "detail": "In a talk"}
    said = ask('{ youSaidWeDid(partnership: "elm") { told toldBy toldOn notTold } }', PARTNER)["youSaidWeDid"]
    assert said == [{"told": "In a talk", "toldBy": "worker", "toldOn": "2026-03-01", "notTold": None}]


def test_action_without_an_outcome_is_named_and_a_series_says_its_chart(elm: Partners, ask: Ask) -> None:
    new = NewAction("Ask alone", "elmshire", "head", "subgroup_plans", 20900401)
    action = propose_action(elm.desk, QUALITY, elm.record("multi_agency_audits"), new)
    for state in (ActionState.ACCEPTED, ActionState.DONE):
        move_action(elm.desk, QUALITY, action, state)
    query = """{ missingOutcomes(partnership: "elm") { text ownerAgency linked }
      indicatorSeries(partnership: "elm", indicator: "how_much") { chart needed } }"""
    assert ask(query, PARTNER, agency="elmshire") == {
        "missingOutcomes": [{"text": "Ask alone", "ownerAgency": "elmshire", "linked": []}],
        "indicatorSeries": {"chart": "p", "needed": 12},
    }
