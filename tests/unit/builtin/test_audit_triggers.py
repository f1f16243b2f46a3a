"""Audit triggers: a reason to look, from what the record shows; and what cannot be told, which is never "no"."""

from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.builtin.audit_triggers import TRIGGERS, lif_audits
from lif_plugin.builtin.audit_triggers.trigger import Span
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import AuditNomination, CannotTell, OpenPrompt
from lif_plugin.domain.rule import Severity
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import ELMSHIRE, case, fact

IDS = {trigger.id for trigger in TRIGGERS}


def _nominated(*facts: Fact, **more: Any) -> dict[str, AuditNomination]:
    answers = lif_audits((case(*facts, **more),))
    return {found.trigger: found for found in answers if isinstance(found, AuditNomination)}


def _untold(*facts: Fact, **more: Any) -> CannotTell:
    """What cannot be told of a case; of nothing, where everything can."""
    answers = lif_audits((case(*facts, **more),))
    return next((one for one in answers if isinstance(one, CannotTell)), CannotTell("case-1"))


def _missing(*days: int, code: str | None = "M") -> list[Fact]:
    return [fact("missing", day, code, key=f"missing|{day}") for day in days]


def _plan(day: int, until: int | None = None, **more: Any) -> Fact:
    return fact("plan", day, "CP", key=f"plan|{day}", until_day=until, **more)


def _since(kind: str, first: int, last: int = 20240331) -> dict[str, Any]:
    """Everything is known, but of one kind only from a day on."""
    known = dict.fromkeys(KINDS, ((20000101, last),)) | {kind: ((first, last),)}
    return {"stretches": known}


def test_three_missing_episodes_within_90_days_nominate() -> None:
    found = _nominated(*_missing(20240101, 20240215, 20240331))["repeatedly_missing"]
    assert found.reason == "3 missing episodes began within 90 days"
    assert found.evidence_keys == ("missing|20240101", "missing|20240215", "missing|20240331")
    assert (found.subject, found.day) == ("missing|20240331", 20240331)


@pytest.mark.parametrize(
    "days", [(20240101, 20240215), (20240101, 20240215, 20240401)], ids=["two", "three in 91 days"]
)
def test_fewer_or_further_apart_do_not_nominate(days: tuple[int, ...]) -> None:
    assert _nominated(*_missing(*days), as_of=20240430) == {}


def test_away_without_permission_is_not_missing() -> None:
    assert _nominated(*_missing(20240101, 20240102), *_missing(20240103, code="A")) == {}


def test_each_run_is_an_occasion_and_a_fourth_episode_makes_no_second() -> None:
    days = (20230101, 20230102, 20230103, 20230104, 20240101, 20240102, 20240103)
    found = [one for one in lif_audits((case(*_missing(*days)),)) if isinstance(one, AuditNomination)]
    assert [one.day for one in found] == [20230103, 20240103]


def test_an_episode_of_unknown_kind_that_would_decide_cannot_be_told() -> None:
    told = _untold(*_missing(20240101, 20240102), *_missing(20240103, code=None))
    assert told.not_recorded == ("repeatedly_missing",)


def test_a_source_that_does_not_cover_a_kind_cannot_tell_its_triggers() -> None:
    told = _untold(covered={"review": 20240331}, stretches={})
    assert set(told.not_covered) == IDS - {"voice_waiting"}
    assert told.not_recorded == ()


def test_a_case_of_which_everything_is_known_leaves_nothing_untold() -> None:
    assert _untold() == CannotTell("case-1")


@pytest.mark.parametrize(
    ("kind", "facts", "trigger"),
    [
        ("plan", [_plan(20230601, 20231001)], "repeat_plan"),
        ("referral", [fact("referral", 20230601)], "re_referral"),
        (
            "section_47",
            [fact("section_47", 20230601, outcome="NO_CONFERENCE")],
            "enquiries_without_conference",
        ),
        ("missing", _missing(20230601), "repeatedly_missing"),
        ("plan", [fact("closure", 20230601, "RC7")], "closed_after_step_down"),
    ],
)
def test_a_span_that_reaches_back_before_the_source_cannot_be_told(
    kind: str, facts: list[Fact], trigger: str
) -> None:
    assert _untold(*facts, **_since(kind, 20230531)).not_covered == (trigger,)
    assert _untold(*facts, **_since(kind, 20000101)) == CannotTell("case-1")


@pytest.mark.parametrize(
    ("facts", "trigger"),
    [
        ([_plan(20220601), _plan(20240101, 20240110)], "repeat_plan"),
        ([_plan(20220601, 20220501)], "plan_over_15_months"),
        (
            [fact("section_47", day, outcome=said) for day, said in ((20230601, None), (20230701, "NO_CONFERENCE"),
             (20230801, "NO_CONFERENCE"))],
            "enquiries_without_conference",
        ),
        ([fact("care_leaver_contact", 20240331, None, precision="period")], "care_leaver_not_in_touch"),
        (
            [fact("return_interview", day, accepted="no") for day in (20230601, 20230701)],
            "return_interview_refused",
        ),
        ([*_missing(20230601), fact("assessment", 20230601, until_day=20230801)], "exploitation_and_missing"),
        ([_plan(20230601, 20231001), fact("closure", 20230601, None)], "closed_after_step_down"),
    ],
)  # fmt: skip
def test_what_decides_but_is_not_recorded_cannot_be_told(facts: list[Fact], trigger: str) -> None:
    assert trigger in _untold(*facts).not_recorded


def test_a_list_of_the_last_interview_only_cannot_say_that_two_were_refused() -> None:
    same = [
        fact("return_interview", day, offered="yes", accepted="no", precision="period")
        for day in (20230630, 20230930)
    ]
    covered = dict.fromkeys(KINDS.keys() - {"missing"}, 20240331)
    assert _nominated(*same, covered=covered) == {}
    assert "return_interview_refused" in _untold(*same, covered=covered).not_covered


def test_an_episode_of_care_that_changed_only_the_legal_status_is_no_move() -> None:
    began = zip((20230601, 20230701, 20230801, 20230901), "SLPB", strict=True)
    facts = [fact("placement", day, "U1", detail={"RNE": how}, until_day=day + 100) for day, how in began]
    assert _nominated(*facts) == {}
    moved = fact("placement", 20231001, "U1", key="third", detail={"RNE": "P"})
    assert _nominated(*facts, moved)["placement_moves"].subject == "third"


def test_a_nominated_case_is_not_counted_as_one_that_cannot_be_told() -> None:
    told = _untold(*_missing(20240101, 20240102, 20240103), *_missing(20240104, code=None))
    assert "repeatedly_missing" not in told.not_recorded


def _contact(day: int, code: str | None) -> Fact:
    return fact("care_leaver_contact", day, code, key=f"contact|{day}", precision="period")


def test_a_care_leaver_who_is_not_in_touch_is_nominated() -> None:
    found = _nominated(_contact(20230331, "YES"), _contact(20240331, "NO"))["care_leaver_not_in_touch"]
    assert found.evidence_keys == ("contact|20240331",)
    assert found.reason == "The newest return says that the care leaver is not in touch"


@pytest.mark.parametrize("newest", ["YES", "REFU", "DIED", None])
def test_only_the_newest_return_counts(newest: str | None) -> None:
    assert _nominated(_contact(20230331, "NO"), _contact(20240331, newest)) == {}


def _waiting(rule: str = "VOC-08", severity: Severity = Severity.CRITICAL) -> tuple[OpenPrompt, ...]:
    return (OpenPrompt(rule, "review|1", severity, 20240301, ()),)


def test_a_prompt_that_waited_twenty_working_days_nominates() -> None:
    found = _nominated(prompts=_waiting(), as_of=20240402)["voice_waiting"]
    assert (found.day, found.subject) == (20240402, "VOC-08|review|1")
    assert _nominated(prompts=_waiting(), as_of=20240401) == {}


@pytest.mark.parametrize("prompts", [_waiting("SUP-01"), _waiting(severity=Severity.WARNING)])
def test_a_lesser_or_another_prompt_may_wait(prompts: tuple[OpenPrompt, ...]) -> None:
    assert _nominated(prompts=prompts, as_of=20240601) == {}


def test_working_days_that_nobody_knows_cannot_be_told() -> None:
    told = _untold(prompts=_waiting(), calendar=None)
    assert "voice_waiting" in told.not_covered


def test_triggers_that_rest_on_english_law_do_not_run_elsewhere() -> None:
    scotland = replace(ELMSHIRE, nation="scotland")
    assert _nominated(*_missing(20240101, 20240102, 20240103), agency=scotland) == {}
    assert _untold(agency=scotland, covered={}, stretches={}) == CannotTell("case-1")


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.id)
def test_a_trigger_names_its_authority_and_speaks_of_no_worker(trigger: Any) -> None:
    notice = trigger.notice.casefold().replace(".", " ").replace(",", " ").split()
    assert trigger.authority
    assert trigger.notice.endswith(".")
    assert {"you", "your", "worker", "practitioner", "gap", "critical", "risk", "fail"} & set(notice) == set()


def test_trigger_ids_are_each_once() -> None:
    assert len(IDS) == len(TRIGGERS) == 12


@pytest.mark.parametrize(
    ("span", "day", "last"),
    [
        (Span(months=24), 20220228, 20240228),
        (Span(months=12), 20240229, 20250228),
        (Span(months=15), 20221130, 20240229),
        (Span(days=90), 20240101, 20240331),
    ],
)
def test_a_span_ends_on_the_corresponding_date_and_that_day_is_within(
    span: Span, day: int, last: int
) -> None:
    assert span.after(day) == last
    assert span.before(last) <= day
