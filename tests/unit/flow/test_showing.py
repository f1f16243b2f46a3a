"""What a platform shows, and in which words."""

from dataclasses import replace
from typing import Any

import pytest

from lif_plugin.domain.rule import PLATFORM_TEXT, Channel
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import InvalidRule
from lif_plugin.flow.showing import NOT_NEEDED, SHOWS_IT, shown_prompts, words_of_end
from tests.assets.live_world import HARM, QUOTING, SEEN

ROW: dict[str, Any] = {
    "id": "p1", "rule": "SEEN", "addressees": ",worker,", "state": "gap", "delivery": "now", "superseded_by": None,
    "ended_at": None, "evidence": '[{"kind": "visit"}]', "occurred_day": 20260309,
}  # fmt: skip
RULES = {rule.id: rule for rule in (SEEN, QUOTING, HARM)}


@pytest.mark.parametrize(
    "more",
    [
        {"state": "explained"},
        {"state": "cannot_tell"},
        {"delivery": Channel.DIGEST.value},
        {"delivery": Channel.HISTORIC.value},
        {"superseded_by": "p2"},
        {"ended_at": 1},
        {"addressees": f",{Role.DATA_TEAM.value},"},
        {"addressees": f",{Role.MANAGER.value},"},
        {"rule": "HARM"},
        {"evidence": '[{"kind": "visit"}, {"kind": "death"}]'},
    ],
    ids=str,
)
def test_only_what_waits_for_whoever_works_with_the_child_is_shown(more: dict[str, Any]) -> None:
    assert shown_prompts([ROW], RULES) == {
        "p1": "The visit on 9 March 2026 does not yet show that the child was seen."
    }
    assert shown_prompts([ROW | more], RULES) == {}


def test_of_a_rule_that_is_not_loaded_nobody_can_say() -> None:
    assert shown_prompts([ROW | {"rule": "GONE"}], RULES) == {"p1": None}


def test_a_message_that_quotes_the_record_is_replaced() -> None:
    assert QUOTING.shown_text("9 March 2026") == PLATFORM_TEXT


def test_a_rule_may_have_a_sentence_of_its_own_for_platforms() -> None:
    rule = replace(SEEN, platform_text="Please look at {day}.")
    assert rule.shown_text("9 March 2026") == "Please look at 9 March 2026."


def test_a_platforms_sentence_may_not_quote_the_record() -> None:
    with pytest.raises(InvalidRule, match="may only use"):
        replace(SEEN, platform_text="It says {text}.")


def test_what_is_taken_back_says_why() -> None:
    assert words_of_end({"ended_at": 1, "state": "met"}) == SHOWS_IT
    assert words_of_end({"ended_at": 1, "state": "not_applicable"}) == NOT_NEEDED
    assert words_of_end({"ended_at": None, "state": "gap"}) == NOT_NEEDED
