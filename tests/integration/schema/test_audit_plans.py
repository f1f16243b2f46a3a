"""Samples, the plan, agreements and one child's story in GraphQL: by two agencies, each as its own people."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.cycle.audits.answering import save_answers, submit
from lif_plugin.cycle.audits.seeing import see_audit
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.auditing import LEAD, Auditing, by, full

Ask = Callable[..., Any]
OAK = replace(LEAD, agency="oakhealth")
SAMPLE = """mutation ($i: DrawAuditSampleInput!) { drawAuditSample(input: $i) { __typename
  ... on AuditSampleDrawn { sample { number seed members { part place caseRef stratum } } } ... on Problem { code } } }"""
SHARE = """mutation ($of: String!, $k: String) { shareOutAudits(idempotencyKey: $k, input: {of: $of, isSample: true,
  programme: "single_agency_audit", auditors: ["nora.example"], due: "2099-04-30"}) {
  ... on AuditsSharedOut { opened waiting } ... on Problem { code } } }"""
RETIRE = 'mutation { retireAuditTool(tool: "case_file", why: "Another one") { ... on Problem { code } } }'
PLAN = '{ auditPlan(from: "2026-04") { kept { programme month } proposed { programme month } unplanned { programme word rhythm } } }'
KEEP = """mutation { keepAuditPlan(from: "2026-04", quota: 4) { ... on AuditPlanKept { kept stood } ... on Problem { code } } }"""
AGREE = """mutation ($c: [AuditCellInput!]!) { makeAuditAgreement(partnership: "elm", purpose: "Learning", since: "2026-01-01",
  cells: $c) { __typename ... on AuditAgreementSaved { agreement { number adoptedBy } } ... on Problem { code } } }"""
ADOPT = """mutation ($a: String!) { adoptAuditAgreement(agreement: $a) { __typename
  ... on AuditAgreementSaved { agreement { adoptedBy cells { agency role part } } } ... on Problem { code } } }"""
INVITE = """mutation ($i: InviteToAuditInput!) { inviteToAudit(input: $i) { __typename
  ... on AuditInvited { number } ... on Problem { code } } }"""
ACCEPT = """mutation ($n: String!) { acceptAuditInvitation(invitation: $n, auditor: "nora.example") { __typename
  ... on AuditSaved { whole { audit { number version } questions { question } } } ... on Problem { code } } }"""
SHOW = """mutation ($a: String!) { showAuditPart(audit: $a) { ... on AuditPartShown { to { agency answers } }
  ... on Problem { code } } }"""
STORY = "query ($n: String!) { auditStory(number: $n) { part agency answers { question value } } }"


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


def test_sample_and_plan(world: Auditing, ask: Ask) -> None:
    wish = {
        "programme": "single_agency_audit",
        "title": "Voice",
        "method": "RANDOM",
        "size": 2,
        "seed": "seven",
    }
    sample = ask(SAMPLE, LEAD, i=wish)["drawAuditSample"]["sample"]
    assert [(one["part"], one["place"], one["stratum"]) for one in sample["members"]] == [
        ("random", 1, "all"),
        ("random", 2, "all"),
    ]
    shared = ask(SHARE, LEAD, of=sample["number"], k="k1")["shareOutAudits"]
    assert len(shared["opened"]) + shared["waiting"] == 2
    assert ask(SHARE, LEAD, of=sample["number"], k="k1")["shareOutAudits"] == shared
    assert ask(RETIRE, LEAD)["retireAuditTool"] == {"code": "not_found"}
    assert ask(SAMPLE, LEAD, i=wish | {"size": 0})["drawAuditSample"]["code"] == "audit_refused"
    assert ask(SAMPLE, by("m", Role.MANAGER), i=wish)["drawAuditSample"]["__typename"] == "LearningNotAllowed"
    assert ask(KEEP, LEAD)["keepAuditPlan"] == {"kept": 5, "stood": 0}
    plan = ask(PLAN, LEAD)["auditPlan"]
    assert plan["kept"] == sorted(plan["proposed"], key=lambda one: (one["month"], one["programme"]))
    assert {"programme": "voc_audit", "word": None, "rhythm": "UNTURNED"} in plan["unplanned"]


def test_story_is_told_by_two_agencies(world: Auditing, ask: Ask, logged: Callable[[], list[Any]]) -> None:
    story = world.open(programme="multi_agency_audit")
    cells = [{"agency": "elmshire", "role": "QUALITY", "part": "health"}]
    made = ask(AGREE, LEAD, c=cells)["makeAuditAgreement"]["agreement"]
    wish = {"audit": story, "agency": "oakhealth", "part": "health", "agreement": made["number"], "child": "NHS 999",
            "due": "2099-04-30"}  # fmt: skip
    assert ask(INVITE, LEAD, i=wish)["inviteToAudit"]["code"] == "audit_refused"
    adopted = ask(ADOPT, OAK, a=made["number"])["adoptAuditAgreement"]["agreement"]
    assert adopted == {"adoptedBy": ["elmshire", "oakhealth"], "cells": cells}
    ask(INVITE, LEAD, i=wish)
    [invited] = ask("{ auditInvitations { number part child } }", OAK)["auditInvitations"]
    assert (invited["part"], invited["child"]) == ("health", "NHS 999")
    part = ask(ACCEPT, OAK, n=invited["number"])["acceptAuditInvitation"]["whole"]["audit"]["number"]
    said = full(see_audit(world.desk, OAK, part).tool, {"did": "Home visits"})
    save_answers(world.desk, OAK, part, 1, {key: Answer(value, "Our record") for key, value in said.items()})
    submit(world.desk, OAK, part, 2)
    assert ask(SHOW, OAK, a=part)["showAuditPart"]["to"] == [{"agency": "elmshire", "answers": 10}]
    [seen] = ask(STORY, LEAD, n=story)["auditStory"]
    assert (seen["part"], seen["agency"]) == ("health", "oakhealth")
    assert {"question": "did", "value": "Home visits"} in seen["answers"]
    [other] = ask(STORY, by("m.example", Role.MANAGER), n=story)["auditStory"]
    assert other["answers"] == []
    own = ("graphql.audit_story", f'["{world.cases["E-1"].public_id}"]')
    assert logged()[-2:] == [own, own]
