"""Audits in GraphQL: opened, answered by version, submitted, learnt from and done again; refusals are types; reads are logged."""

from collections.abc import Callable
from typing import Any

import pytest
from strawberry import relay

from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, LEAD, Auditing, by, full

Ask = Callable[..., Any]
AUDIT = """{ audit { number state version grade caseRef drawnAs }
  tool questions { question value lastTime asks choices { id } } missing { question field }
  findings { number nature theme learningItem } entries { kind } comparison { grade isBetter } }"""
STEP = (
    "__typename ... on AuditSaved { whole "
    + AUDIT
    + " } ... on LearningRefused { reasons } ... on Problem { code }"
)
OPEN = "mutation ($i: OpenAuditInput!) { openAudit(input: $i) { " + STEP + " } }"
SAVE = (
    "mutation ($a: String!, $v: Int!, $s: [AuditAnswerInput!]!) { saveAuditAnswers(audit: $a, expectedVersion: $v,"
    " answers: $s) { " + STEP + " } }"
)
SUBMIT = "mutation ($a: String!, $v: Int!) { submitAudit(audit: $a, expectedVersion: $v) { " + STEP + " } }"
LEARN = """mutation ($i: LearnFromAuditsInput!) { learnFromAudits(input: $i) { __typename
  ... on AuditsLearnt { evidence item { title nature } } ... on Problem { code } } }"""
AGAIN = (
    """mutation ($a: String!) { openAuditAgain(audit: $a, auditor: "ada.example", due: "2099-04-30") { """
    + STEP
    + " } }"
)
FOLLOW = """mutation ($a: String!) { followAuditAgain(audit: $a) { __typename
  ... on AuditFollowed { isBetter reopened underWay } ... on Problem { code } } }"""
ONE = "query ($n: String!) { audit(number: $n) " + AUDIT + " }"
MINE = (
    "{ audits(mine: true, states: [ASSIGNED, BEGUN]) { totalCount edges { node { number caseRef due } } } }"
)


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


def opened(world: Auditing, ask: Ask) -> str:
    case = str(relay.GlobalID("Case", world.cases["E-1"].public_id))
    wish = {"programme": "single_agency_audit", "auditor": "ada.example", "due": "2099-04-30", "case": case}
    done = ask(OPEN, LEAD, i=wish)["openAudit"]
    assert done["__typename"] == "AuditSaved", done
    return str(done["whole"]["audit"]["number"])


def finished(world: Auditing, ask: Ask, number: str, **values: str) -> dict[str, Any]:
    said = [
        {"question": key, "value": value, "evidence": "Seen in March"}
        for key, value in full(world.see(number).tool, values).items()
    ]
    ask(SAVE, ADA, a=number, v=1, s=said)
    done: dict[str, Any] = ask(SUBMIT, ADA, a=number, v=2)["submitAudit"]
    return done


def test_audit_is_made_learnt_from_and_done_again(world: Auditing, ask: Ask) -> None:
    number = opened(world, ask)
    assert ask(MINE, ADA)["audits"] == {
        "totalCount": 1,
        "edges": [{"node": {"number": number, "caseRef": "E-1", "due": "2099-04-30"}}],
    }
    whole = finished(world, ask, number, voice_known="no", overall="requires_improvement")["whole"]
    assert (whole["audit"]["state"], whole["audit"]["grade"], whole["missing"]) == (
        "SUBMITTED",
        "requires_improvement",
        [],
    )
    voice = [
        one["number"]
        for one in whole["findings"]
        if (one["theme"], one["nature"]) == ("voice_of_child", "CONCERN")
    ]
    wish = {"findings": voice, "partnership": "elm", "sourceOfLearning": "multi_agency_audits", "title": "Views",
            "summary": "Files do not show what children say."}  # fmt: skip
    learnt = ask(LEARN, LEAD, i=wish)["learnFromAudits"]
    assert learnt["item"] == {"title": "Views", "nature": "CONCERN"}
    second = ask(AGAIN, LEAD, a=number)["openAuditAgain"]["whole"]["audit"]["number"]
    again = finished(world, ask, second)["whole"]
    assert again["comparison"] == {"grade": "BETTER", "isBetter": True}
    assert {"question": "voice_known", "lastTime": "no"}.items() <= next(
        one for one in again["questions"] if one["question"] == "voice_known"
    ).items()
    followed = ask(FOLLOW, LEAD, a=second)["followAuditAgain"]
    assert (followed["isBetter"], followed["reopened"], len(followed["underWay"])) == (True, [], 1)


def test_refusals_say_what_is_wrong_and_change_nothing(world: Auditing, ask: Ask) -> None:
    number = opened(world, ask)
    wrong = ask(SAVE, ADA, a=number, v=1, s=[{"question": "plan_there", "value": "perhaps"}])[
        "saveAuditAnswers"
    ]
    assert (wrong["code"], wrong["reasons"][0][:18]) == ("answers_refused", "plan_there (value)")
    late = ask(SAVE, ADA, a=number, v=7, s=[{"question": "plan_there", "value": "yes"}])["saveAuditAnswers"]
    assert late["code"] == "changed_meanwhile"
    assert ask(SUBMIT, ADA, a=number, v=1)["submitAudit"]["__typename"] == "LearningRefused"
    other = by("bea.example", Role.MANAGER)
    refused = ask(SAVE, other, a=number, v=1, s=[])["saveAuditAnswers"]
    assert refused["__typename"] == "LearningNotAllowed"
    assert ask(ONE, LEAD, n=number)["audit"]["audit"]["version"] == 1


def test_reading_an_audit_is_logged(
    world: Auditing, ask: Ask, logged: Callable[[], list[tuple[str, str]]]
) -> None:
    number = opened(world, ask)
    before = len(logged())
    ask(ONE, LEAD, n=number)
    assert logged()[before:] == [("graphql.audit", f'["{world.cases["E-1"].public_id}"]')]
