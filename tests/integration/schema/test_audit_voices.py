"""What comes back about audits in GraphQL: a worker's words, concerns, readings compared, reports; refusals are types."""

from collections.abc import Callable
from typing import Any

import pytest
from strawberry import relay

from lif_plugin.cycle.audits.journey import read_back
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, LEAD, Auditing, by

Ask = Callable[..., Any]
WANDA, MONA = by("wanda.example", Role.WORKER), by("mona.example", Role.MANAGER)
SAY = """mutation ($c: ID!, $a: String!, $k: AuditWordKind!, $t: String!) { sayOfAudit(case: $c, audit: $a, kind: $k, text: $t) {
  __typename ... on AuditWordKept { audit { programme auditor isReadBack strengths concerns words { kind text } } }
  ... on Problem { code } } }"""
RAISE = """mutation ($a: String!) { raiseAuditConcern(audit: $a, text: "He sleeps in a car tonight.") { __typename
  ... on AuditConcernKept { concern { number told { role } acknowledgedAt } } ... on Problem { code } } }"""
ACKNOWLEDGE = """mutation ($c: String!) { acknowledgeAuditConcern(concern: $c, done: "A place is found.") { __typename
  ... on AuditConcernKept { concern { done } } ... on Problem { code } } }"""
REPORT = """query ($t: String) { auditReport(level: TEAM, quarter: "2026-Q1", team: $t) { audits voice { name total } } }"""


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


def test_worker_says_something_and_reads_what_was_found_once_it_is_read_back(
    ask: Ask, world: Auditing
) -> None:
    case = str(relay.GlobalID("Case", world.cases["E-1"].public_id))
    one = world.open()
    said = {"c": case, "a": one, "k": "VIEW", "t": "She told me about her dog."}
    kept = ask(SAY, WANDA, **said)["sayOfAudit"]["audit"]
    assert (kept["auditor"], kept["strengths"], kept["words"]) == (
        "ada.example", [], [{"kind": "view", "text": "She told me about her dog."}],
    )  # fmt: skip
    assert ask(SAY, MONA, **said)["sayOfAudit"]["code"] == "not_allowed"
    world.finish(one)
    early = ask(SAY, WANDA, **{**said, "k": "DISAGREES"})["sayOfAudit"]
    assert early == {"__typename": "LearningRefused", "code": "audit_refused"}
    read_back(world.desk, ADA, one)
    kept = ask(SAY, WANDA, **{**said, "k": "REPLY", "t": "Thank you."})["sayOfAudit"]["audit"]
    assert (kept["isReadBack"], kept["concerns"], kept["words"][-1]["text"]) == (True, [], "Thank you.")
    assert len(kept["strengths"]) > 3


def test_concern_is_raised_listed_and_acknowledged(ask: Ask, world: Auditing) -> None:
    one = world.open()
    raised = ask(RAISE, ADA, a=one)["raiseAuditConcern"]["concern"]
    assert (raised["told"], raised["acknowledgedAt"]) == ([{"role": "manager"}], None)
    waiting = ask("{ auditConcerns(waiting: true) { caseRef audit } }", MONA)["auditConcerns"]
    assert waiting == [{"caseRef": "E-1", "audit": one}]
    number = {"c": raised["number"]}
    assert ask(ACKNOWLEDGE, ADA, **number)["acknowledgeAuditConcern"]["code"] == "not_allowed"
    done = ask(ACKNOWLEDGE, MONA, **number)["acknowledgeAuditConcern"]
    assert done["concern"]["done"] == "A place is found."
    assert ask("{ auditConcerns(waiting: true) { number } }", LEAD)["auditConcerns"] == []


def test_report_is_whole_for_the_team_and_hidden_for_others(ask: Ask, world: Auditing) -> None:
    world.finish(world.open())
    own = ask(REPORT, WANDA, t="north")["auditReport"]
    assert own["audits"] == 1
    assert "child" in {group["name"] for group in own["voice"]}
    assert ask(REPORT, LEAD, t="north")["auditReport"]["audits"] is None
