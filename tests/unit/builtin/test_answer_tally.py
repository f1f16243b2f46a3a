"""The tally of answers in the operator's log: rule and answer, nobody's name."""

import logging
from dataclasses import replace

import pytest

from lif_plugin.builtin.answer_tally import lif_prompt_answered
from lif_plugin.builtin.voice_of_child import VOC_07
from lif_plugin.domain.prompt import Answer, AnswerKind, Prompt
from lif_plugin.domain.rule import State

WRONG = Prompt(
    id="p1", agency="elmshire", source="elmshire-records", case_ref="Robin-1", rule="VOC-07", rule_version=1,
    subject="review-1", state=State.NOT_APPLICABLE, severity=VOC_07.severity, delivery=VOC_07.delivery,
    addressees=VOC_07.addressees, message=VOC_07.message, remedy=VOC_07.remedy, authority=VOC_07.authority,
    evidence=(), occurred_day=20240110,
    answer=Answer(AnswerKind.WRONG, "sam.example", 1_704_900_000_000, text="Robin was heard"),
)  # fmt: skip


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    done = replace(WRONG, answer=Answer(AnswerKind.DONE, "kim.example", 1_704_900_000_000))
    with caplog.at_level(logging.INFO):
        lif_prompt_answered((WRONG, done, replace(WRONG, id="p2"), replace(WRONG, answer=None)))
    return caplog.messages


def test_one_line_for_each_rule_and_answer(logged: list[str]) -> None:
    assert logged == ["answered rule=VOC-07 answer=done count=1", "answered rule=VOC-07 answer=wrong count=2"]


def test_no_line_names_a_child_or_a_worker(logged: list[str]) -> None:
    assert not any(name in line for line in logged for name in ("Robin", "sam", "kim", "review-1"))
