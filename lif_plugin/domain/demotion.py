"""When a rule that people mark wrong too often interrupts nobody any more (domain guide, "Alert budget")."""

from typing import Final

from lif_plugin.domain.rule import Channel, Rule, Severity

WEEKS: Final = 4
"""How far back answers are counted."""
WRONG_PERCENT: Final = 20
"""More than this share of answers that say a prompt is wrong is too often."""
ANSWERS_AT_LEAST: Final = 5
"""Fewer answers say nothing of a rule: one slip would be a share of its own."""


def too_often(wrong: int, answered: int) -> bool:
    """Whether so many answers of so many say that a rule's prompts are wrong too often."""
    return answered >= ANSWERS_AT_LEAST and 100 * wrong > WRONG_PERCENT * answered


def may_be_moved(rule: Rule) -> bool:
    """Whether a rule can be moved to the digest: it interrupts, is not critical and rests on no statutory duty."""
    return rule.delivery is Channel.NOW and rule.severity is not Severity.CRITICAL and not rule.statutory
