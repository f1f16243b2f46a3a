"""Which wishes are asked for and not shown, which closings are looked at; and that what we cannot see is never a gap."""

from dataclasses import replace

import pytest

from lif_adapter_primero import lif_audits, lif_prompts, lif_review_links, lif_rules
from lif_adapter_primero.mapping import KINDS, SOURCE
from lif_plugin.domain.agency import NATIONS
from lif_plugin.domain.rule import State
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import case, fact

CONSENT = fact("consent", 20240110, "caregiver", key="consent", outcome="yes", precision="period")
ASSESSED = fact("assessment", 20240115, "ASSESSMENT", key="assessment", outcome="pending")
CLOSED = fact("closure", 20240301, "formal_closing", key="closure")
WISHES = fact("view_given", 20240115, "WISHES", precision="period")


def _case(*facts: Fact, hidden: str | None = None) -> CaseView:
    covered = {kind: 20240331 for kind in KINDS if kind != hidden}
    return case(*facts, source=SOURCE, covered=covered)


def _found(*facts: Fact, hidden: str | None = None) -> dict[str, State]:
    found = lif_prompts([_case(*facts, hidden=hidden)])
    return {one.finding.rule: one.finding.state for one in found}


def test_an_assessment_handed_in_without_wishes_is_asked_after() -> None:
    assert _found(ASSESSED) == {"PRM-02": State.GAP}


def test_an_assessment_still_under_way_is_not() -> None:
    under_way = fact("assessment", 20240115, "ASSESSMENT")
    assert _found(under_way) == {}
    assert _found(under_way, fact("plan", 20240120, "CASE_PLAN")) == {"PRM-02": State.GAP}


def test_consent_by_another_is_asked_after_and_the_childs_own_is_not() -> None:
    assert _found(CONSENT) == {"PRM-03": State.GAP}
    assert _found(fact("consent", 20240110, "individual", outcome="yes")) == {}
    assert _found(fact("consent", 20240110, "caregiver", outcome="no")) == {}
    assert _found(fact("consent", 20240110, "caregiver")) == {}


def test_wishes_entered_anywhere_answer_all_of_them() -> None:
    assert _found(ASSESSED, CONSENT, CLOSED, WISHES) == {}


def test_where_the_wishes_are_not_visible_nobody_can_tell() -> None:
    states = _found(ASSESSED, CONSENT, CLOSED, hidden="view_given")
    assert states == dict.fromkeys(("PRM-02", "PRM-03", "PRM-04"), State.CANNOT_TELL)


def test_an_infant_is_asked_for_no_wishes() -> None:
    assert _found(ASSESSED, fact("birth", 20220116)) == {"PRM-02": State.NOT_APPLICABLE}
    assert _found(ASSESSED, fact("birth", 20220115)) == {"PRM-02": State.GAP}


def test_one_missing_view_is_told_once_by_the_latest_step() -> None:
    """Supersession goes by evidence: the closing rests on what the other two are about."""
    found = {one.finding.rule: one.finding for one in lif_prompts([_case(ASSESSED, CONSENT, CLOSED)])}
    rules = {rule.id: rule for rule in lif_rules()}
    keys = [proof.key for proof in found["PRM-04"].evidence]
    assert keys == ["consent", "assessment", "closure"]
    assert rules["PRM-04"].supersedes == ("PRM-02", "PRM-03")
    assert [proof.key for proof in found["PRM-02"].evidence] == ["consent", "assessment"]


def test_cases_of_another_source_are_not_looked_at() -> None:
    other = replace(_case(ASSESSED, CONSENT, CLOSED), source="ssd")
    assert (lif_prompts([other]), lif_audits([other]), lif_review_links([other], None)) == ([], [], [])


def test_a_closing_with_follow_ups_open_or_a_child_not_seen_is_nominated() -> None:
    overdue, done = fact("visit", 20240201, key="v1", outcome="open"), fact("visit", 20240202, outcome="done")
    not_seen = fact("closure", 20240301, "not_seen_during_verification_64094", key="c")
    assert [one.trigger for one in lif_audits([_case(overdue, done, CLOSED)])] == [
        "closed_with_follow_up_open"
    ]
    assert [one.trigger for one in lif_audits([_case(done, not_seen)])] == ["closed_child_not_seen"]
    assert lif_audits([_case(overdue, done), _case(done, CLOSED)]) == []


@pytest.mark.parametrize(("code", "linked"), [("death_of_child", True), ("death_of_child_35343", True),
                                              ("death_of_childish", False), ("formal_closing", False), (None, False)])  # fmt: skip
def test_a_closing_for_a_childs_death_proposes_a_review(code: str | None, linked: bool) -> None:
    [*links] = lif_review_links([_case(fact("closure", 20240301, code))], None)
    assert [link.review for link in links] == ["child_death_review"] * linked


def test_the_rules_run_where_no_law_of_the_four_nations_does() -> None:
    assert {nation for rule in lif_rules() for nation in rule.nations} == {"elsewhere"}
    assert "elsewhere" in NATIONS


@pytest.mark.parametrize("rule", lif_rules(), ids=lambda rule: rule.id)
def test_words_judge_nobody_and_name_no_rule(rule: object) -> None:
    for text in (rule.message, rule.remedy, *(one.label for one in rule.exemptions)):  # type: ignore[attr-defined]
        for word in ("gap", "critical", "failed", "risk", "PRM-", "must", "should have"):
            assert word not in text
