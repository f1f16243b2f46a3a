"""Every timer that runs, at its boundary and beyond, on the invented cases of `fixtures/scenarios/timers`."""

from typing import Any

import pytest

from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.domain.timer_reading import TimerReading
from tests.assets.timer_cases import claims, read

CLAIMS = list(claims())


def _said(one: TimerReading) -> dict[str, Any]:
    return {
        "state": one.state.value,
        "reason": one.reason,
        "started": one.started_on,
        "due": one.due_on,
        "done": one.done_on,
        "left": one.left,
    }


@pytest.mark.parametrize(
    ("nation", "timer", "claim"),
    CLAIMS,
    ids=[f"{nation}-{timer}-{one['claim']}" for nation, timer, one in CLAIMS],
)
def test_a_timer_says_what_the_case_shows(nation: str, timer: str, claim: dict[str, Any]) -> None:
    readings = [_said(one) for one in read(nation, timer, claim)]
    asked = [{name: said[name] for name in line} for said, line in zip(readings, claim["says"], strict=False)]
    assert (len(readings), asked) == (len(claim["says"]), claim["says"])


def test_every_timer_with_steps_is_shown_met_and_late_and_where_nobody_can_tell() -> None:
    shown = {timer: set[str]() for timer in (one.id for one in TIMERS if one.steps)}
    for _nation, timer, claim in CLAIMS:
        shown[timer] |= {line["state"] for line in claim["says"]}
    assert {timer for timer, states in shown.items() if not {"met", "late", "cannot_tell"} <= states} == set()
