"""When a rule is marked wrong too often, and which rules can be moved for it."""

from dataclasses import replace

import pytest

from lif_plugin.domain.demotion import may_be_moved, too_often
from lif_plugin.domain.rule import Channel, Rule, Severity
from tests.assets.told_rules import TALK


@pytest.mark.parametrize(
    ("wrong", "answered", "expected"),
    [(1, 5, False), (2, 5, True), (4, 4, False), (20, 100, False), (21, 100, True)],
)
def test_more_than_a_fifth_of_five_answers_or_more_is_too_often(
    wrong: int, answered: int, expected: bool
) -> None:
    assert too_often(wrong, answered) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (TALK, True),
        (replace(TALK, severity=Severity.CRITICAL), False),
        (replace(TALK, statutory=True), False),
        (replace(TALK, delivery=Channel.DIGEST), False),
    ],
    ids=["interrupts", "critical", "a duty", "in the digest already"],
)
def test_what_is_critical_or_a_duty_is_never_moved(rule: Rule, expected: bool) -> None:
    assert may_be_moved(rule) is expected
