"""Tools of audits: which questions are asked, what an answer lacks, which grade it allows, what it proposes."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.audit_form import form_of
from lif_plugin.domain.audit_tool import (
    Answer,
    Cap,
    Choice,
    Condition,
    Kind,
    Question,
    Section,
    Tool,
    Who,
    asked,
    faults_of,
    part_of,
    proposed_findings,
)
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.frameworks.audit_tools import load_tool, tool_for, tool_ids

GRADES = (Choice("good", "Good"), Choice("poor", "Poor"))
SEEN = Question("seen", "Seen?", Kind.YES_NO, evidence_when=("yes",), theme="visits", strength_when=("yes",),
                concern_when=("no",))  # fmt: skip
WHY = Question("why", "Why?", Kind.TEXT, show_if=(Condition("seen", ("no",)),))
DEEPER = Question("deeper", "Since when?", Kind.DAY, show_if=(Condition("why", ("illness",)),))
COUNT = Question("count", "How often?", Kind.NUMBER, required=False)
END = Question("overall", "Overall", Kind.GRADE)
TOOL = Tool("short", 1, "Short", "case", (), GRADES, (Section("all", "All", (SEEN, WHY, DEEPER, COUNT, END)),),
            (Cap("seen", ("no",), "poor"),))  # fmt: skip


def wrong(values: dict[str, str | tuple[str, str]], *, whole: bool = True) -> set[tuple[str, str]]:
    answers = {
        name: Answer(value) if isinstance(value, str) else Answer(*value) for name, value in values.items()
    }
    return {(fault.question, fault.field) for fault in faults_of(TOOL, answers, whole=whole)}


def test_what_hangs_on_a_hidden_question_is_hidden_too() -> None:
    answers = {"seen": Answer("yes", "Visit"), "why": Answer("illness"), "deeper": Answer("2026-03-01")}
    assert [one.id for one in asked(TOOL, answers)] == ["seen", "count", "overall"]
    answers["seen"] = Answer("no")
    assert [one.id for one in asked(TOOL, answers)] == ["seen", "why", "deeper", "count", "overall"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, {("seen", "value"), ("overall", "value")}),
        ({"seen": ("yes", "Visits, March"), "overall": "good"}, set()),
        ({"seen": "yes", "overall": "good"}, {("seen", "evidence")}),
        ({"seen": "perhaps", "overall": "good"}, {("seen", "value")}),
        ({"seen": "no", "why": "ill", "overall": "poor", "count": "3.5"}, {("count", "value")}),
        ({"seen": "no", "why": "illness", "deeper": "31/03/2026", "overall": "poor"}, {("deeper", "value")}),
        ({"seen": ("yes", "V"), "why": "ill", "overall": "good"}, {("why", "value")}),
        ({"seen": "no", "why": "ill", "overall": "good"}, {("overall", "value")}),
        ({"seen": ("yes", "x" * 4001), "overall": "good", "nonsense": "1"}, {("seen", "evidence"), ("nonsense", "value")}),
    ],
)  # fmt: skip
def test_every_fault_is_named_before_it_is_submitted(
    values: dict[str, str | tuple[str, str]], found: set[tuple[str, str]]
) -> None:
    assert wrong(values) == found


def test_half_filled_is_no_fault_while_it_is_saved_but_a_wrong_value_is() -> None:
    assert wrong({"seen": "yes"}, whole=False) == set()
    assert wrong({"overall": "best"}, whole=False) == {("overall", "value")}


def test_findings_are_proposed_for_strengths_and_concerns() -> None:
    assert proposed_findings(TOOL, {"seen": Answer("yes")}) == [("strength", "visits", "seen")]
    assert proposed_findings(TOOL, {"seen": Answer("no")}) == [("concern", "visits", "seen")]
    assert proposed_findings(TOOL, {"seen": Answer("cannot_tell")}) == []


def _programmes() -> Iterator[tuple[str, str]]:
    for name in framework_ids():
        for programme in load_framework(name).audit_programmes:
            yield name, programme.id


@pytest.mark.parametrize(("framework_id", "programme"), list(_programmes()))
def test_programme_asks_its_own_tests_and_every_test_of_the_childs_voice_once(
    framework_id: str, programme: str
) -> None:
    framework = load_framework(framework_id)
    asks = [one.asks for one in form_of(tool_for(programme), framework, programme).questions() if one.asks]
    named = next(one.raw.get("tests") or [] for one in framework.audit_programmes if one.id == programme)
    tests = [
        test.id
        for test in framework.audit_tests
        if programme == test.of or programme in test.also_of or test.id in named  # type: ignore[operator]
    ]
    voice = [("voice_test", test.id) for test in framework.voice_tests]
    assert asks == [*(("audit_test", test) for test in tests), *voice]


def test_partner_is_asked_its_own_part_only() -> None:
    tool = load_tool("multi_agency")
    assert {section.who for section in part_of(tool, leads=False).sections} == {Who.EACH}
    assert part_of(tool, leads=True) == tool


@given(st.sampled_from(tool_ids()), st.randoms(use_true_random=False))
def test_any_answers_from_the_lists_can_be_submitted_or_say_what_is_missing(
    name: str, chance: object
) -> None:
    tool = load_tool(name)
    pick = chance.choice  # type: ignore[attr-defined]
    answers: dict[str, Answer] = {}
    for question in tool.questions():
        if question in asked(tool, answers):
            choices = [one.id for one in tool.choices_of(question)]
            free = {Kind.NUMBER: "3", Kind.DAY: "2026-03-31"}.get(question.kind, "Words")
            answers[question.id] = Answer(pick(choices) if choices else free, "Where it is seen")
    worst = tool.grades[-1].id
    answers["overall"] = Answer(worst)
    assert faults_of(tool, answers, whole=True) == []
