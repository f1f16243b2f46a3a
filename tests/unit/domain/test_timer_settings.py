"""What an agency may set of a timer: its limit, tighter; and that switching one off is seen by a second person."""

from typing import Any

import pytest

from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.domain.config.checking import Installed, check, needs_second
from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.rule import Channel

INSTALLED = Installed({}, ("statutory_timers",), (), {timer.id: timer for timer in TIMERS})


def _set(timer: str, **setting: Any) -> Configuration:
    return Configuration(nation="england", rules={timer: RuleSetting(**setting)})


def _said(configuration: Configuration) -> list[str]:
    return [str(fault) for fault in check(configuration, INSTALLED)]


@pytest.mark.parametrize(("timer", "n"), [("T-15", 10), ("T-15", 15), ("T-19", 20), ("T-20", 1)])
def test_a_limit_may_be_tightened_and_a_local_one_set_freely(timer: str, n: int) -> None:
    assert _said(_set(timer, thresholds={"limit": n})) == []


def test_loosening_a_limit_is_refused_with_the_limit_and_its_source() -> None:
    [said] = _said(_set("T-15", thresholds={"limit": 20}))
    assert said == (
        "rules.T-15.thresholds.limit: T-15 allows 15 working days, and 20 would loosen it. It rests on: "
        "Working Together to Safeguard Children 2023. Give a smaller number, or leave the limit as it is."
    )


def test_a_timer_has_a_limit_and_nothing_to_deliver() -> None:
    assert "T-15 is a timer: it prompts nobody." in _said(_set("T-15", delivery=Channel.NOW))[0]
    assert "T-15 has no threshold 'hours'." in _said(_set("T-15", thresholds={"hours": 3}))[0]


def test_an_unknown_timer_is_named_with_the_nearest() -> None:
    [said] = _said(_set("T-015"))
    assert said.startswith("rules.T-015: There is no rule 'T-015'. Did you mean ")
    assert "T-15" in said


def test_switching_off_a_duty_needs_a_second_person_and_a_local_standard_none() -> None:
    plain = Configuration(nation="england")
    assert needs_second(plain, _set("T-15", on=False), INSTALLED) == [
        "T-15 rests on a duty and is switched off."
    ]
    assert needs_second(plain, _set("T-19", on=False), INSTALLED) == []
