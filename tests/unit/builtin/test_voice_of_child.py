"""The rules on the child's voice: who is told how, in which words, and reviews of one day that differ (DAT-01)."""

import re

import pytest

from lif_plugin.builtin import BUILTIN
from lif_plugin.builtin.voice_of_child import lif_prompts
from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import Channel, Rule, State
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import case, fact

RULES = {rule.id: rule for _plugin, rules in build_plugins(BUILTIN).each("lif_rules", Rule) for rule in rules}
BLAME = re.compile(r"\b(gaps?|critical|fail\w*|risk\w*|poor|neglect\w*)\b", re.IGNORECASE)
RULE_ID = re.compile(r"\b[A-Z]{2,4}-\d+")


def _found(*reviews: Fact) -> list[Finding]:
    return [found.finding for found in lif_prompts((case(*reviews),))]


def test_two_reviews_of_one_day_that_differ_are_told_once() -> None:
    first, second = fact("review", 20240110, "PN1", key="a"), fact("review", 20240110, "PN7", key="b")
    assert _found(first, second) == [
        Finding("DAT-01", "a", State.GAP, 20240110, (first.evidence, second.evidence))
    ]


@pytest.mark.parametrize(
    "reviews",
    [
        (fact("review", 20240110, "PN1"), fact("review", 20240110, "PN1")),
        (fact("review", 20240110, "PN1"), fact("review", 20240111, "PN7")),
        (fact("review", 20240110, code_raw="PN9"), fact("review", 20240110, code_raw="PN9")),
    ],
    ids=["the same code", "another day", "the same unknown code"],
)
def test_reviews_that_do_not_contradict_each_other_are_not_told(reviews: tuple[Fact, ...]) -> None:
    assert _found(*reviews) == []


def test_an_unknown_code_beside_a_known_one_differs() -> None:
    [found] = _found(fact("review", 20240110, "PN1"), fact("review", 20240110, code_raw="PN9"))
    assert found.rule == "DAT-01"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_word_of_a_prompt_blames_or_names_a_rule(rule: Rule) -> None:
    words = " ".join(
        (rule.title, rule.message, rule.remedy, *(exemption.label for exemption in rule.exemptions))
    )
    assert (BLAME.findall(words), RULE_ID.findall(words)) == ([], [])


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_exemption_of_a_rule_has_a_code_of_its_own(rule: Rule) -> None:
    codes = [exemption.code for exemption in rule.exemptions]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("rule_id", ["VOC-09", "DAT-01"])
def test_slips_of_coding_go_to_the_data_team_and_never_to_a_worker(rule_id: str) -> None:
    assert RULES[rule_id].addressees == (Role.DATA_TEAM,)


@pytest.mark.parametrize(
    ("rule_id", "told", "delivery"),
    [
        ("VOC-07", Role.IRO, Channel.DIGEST),
        ("VOC-08", Role.IRO, Channel.NOW),
        ("VOC-21", Role.WORKER, Channel.NOW),
    ],
)
def test_the_rules_tell_whom_the_guide_names(rule_id: str, told: Role, delivery: Channel) -> None:
    assert (RULES[rule_id].addressees, RULES[rule_id].delivery) == ((told,), delivery)


@pytest.mark.parametrize("rule_id", ["VOC-07", "VOC-08", "VOC-09", "VOC-21"])
def test_rules_on_english_law_and_codes_run_in_england_only(rule_id: str) -> None:
    assert RULES[rule_id].nations == ("england",)
