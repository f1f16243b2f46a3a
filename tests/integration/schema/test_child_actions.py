"""Child-level actions in GraphQL: on their case, logged, for casework roles and quality alone."""

from collections.abc import Callable
from typing import Any

import pytest

from lif_plugin.domain.viewer import Right, Role
from tests.assets.builders import Record, viewer
from tests.assets.nominated import nominate

Ask = Callable[..., Any]
SET = """mutation ($i: SetChildActionInput!) { setChildAction(input: $i) { __typename
  ... on ChildActionSaved { action { id text state ownerRole } } ... on Problem { code } } }"""
DONE = """mutation ($a: ID!) { finishChildAction(action: $a) { __typename
  ... on ChildActionSaved { action { state } } ... on Problem { code } } }"""


@pytest.fixture
def given(record: Record, ask: Ask) -> dict[str, Any]:
    made = record.case()
    case = ask('{ case(ref: "E-1001") { id } }')["case"]["id"]
    return {"case": case, "text": "Ask her alone", "ownerRole": "WORKER", "days": 7, "origin": "NOMINATION",
            "originId": nominate(record, made)}  # fmt: skip


def test_it_is_set_shown_on_its_case_logged_and_done(ask: Ask, given: dict[str, Any], logged: Ask) -> None:
    saved = ask(SET, viewer(Role.QUALITY), i=given)["setChildAction"]
    assert (saved["action"]["state"], saved["action"]["ownerRole"]) == ("OPEN", "WORKER")
    key = saved["action"]["id"]
    seen = ask('{ case(ref: "E-1001") { childActions { id } } }', viewer(Role.WORKER))
    assert seen == {"case": {"childActions": [{"id": key}]}}
    done = ask(DONE, viewer(Role.WORKER), a=key)["finishChildAction"]
    assert done["action"] == {"state": "DONE"}
    assert [action for action, _cases in logged()].count("graphql.childActions") == 3


@pytest.mark.parametrize("role", [Role.DATA_TEAM, Role.INTEGRATOR])
def test_who_reads_cases_without_the_right_reads_no_actions(
    ask: Ask, code: Ask, given: Any, role: Role
) -> None:
    ask(SET, viewer(Role.QUALITY), i=given)
    assert code('{ case(ref: "E-1001") { childActions { id } } }', viewer(role)) == ["not_allowed"]


def test_only_who_audits_or_reviews_sets_one(ask: Ask, given: dict[str, Any]) -> None:
    for role in sorted(set(Role) - {Role.SYSTEM, Role.BOARD, Role.ADMIN}):
        who = viewer(role)
        wanted = "ChildActionSaved" if who.may(Right.SET_CHILD_ACTIONS) else "LearningNotAllowed"
        assert (role, ask(SET, who, i=given)["setChildAction"]["__typename"]) == (role, wanted)
