"""What stops a timer stops it: each stop of each step, on an invented case whose clock would be late without it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.domain.timer import Edge, Match, Step, Timer
from lif_plugin.domain.timer_reading import TimerReading, TimerState
from lif_plugin.domain.worktime import numbered_day
from tests.assets.timer_cases import claims, read

CLAIMS = list(claims())
STOPS = [
    (timer, step, stop) for timer in TIMERS for step in timer.steps for stop in step.stops if not stop.own
]


def _begun(timer: Timer, step: Step) -> Iterator[tuple[str, dict[str, Any], TimerReading]]:
    """Cases of a timer as they stood when a clock of the step began, asked for a week after its last day."""
    for nation, name, claim in CLAIMS:
        if name != timer.id or claim.get("unknown") or claim.get("known"):
            continue
        for one in read(nation, name, claim):
            if one.step != step or one.due_on is None:
                continue
            began = max(numbered_day(proof.occurred_day) for proof in one.evidence[:2])
            facts = [
                {name: value for name, value in fact.items() if name != "until" or value <= began}
                for fact in claim["facts"]
                if fact["day"] <= began
            ]
            case = {"today": one.due_on + timedelta(7), "facts": facts}
            if (alone := _of(nation, timer, step, case, one.started_on)) and alone.state is TimerState.LATE:
                yield nation, case, alone


def _of(
    nation: str, timer: Timer, step: Step, case: dict[str, Any], start: date | None
) -> TimerReading | None:
    found = (one for one in read(nation, timer.id, case) if one.step == step and one.started_on == start)
    return next(found, None)


def _fact(stop: Match, day: date) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": stop.kind, "day": day}
    said |= {one.column: one.values[0] for one in stop.having}
    return said | ({"until": day} if stop.edge is Edge.END else {})


@pytest.mark.parametrize(
    ("timer", "step", "stop"),
    STOPS,
    ids=[f"{timer.id}-{step.what}-{stop.reason}" for timer, step, stop in STOPS],
)
def test_what_stops_a_clock_before_its_last_day_stops_it(timer: Timer, step: Step, stop: Match) -> None:
    nation, case, late = next(_begun(timer, step))
    assert late.due_on is not None
    stopped = {**case, "facts": [*case["facts"], _fact(stop, late.due_on)]}
    reading = _of(nation, timer, step, stopped, late.started_on)
    assert reading is not None
    assert (reading.state, reading.reason, reading.stopped_on) == (
        TimerState.STOPPED,
        stop.reason,
        late.due_on,
    )
    after = {**case, "facts": [*case["facts"], _fact(stop, late.due_on + timedelta(1))]}
    assert (too_late := _of(nation, timer, step, after, late.started_on)) is not None
    assert too_late.state is TimerState.LATE
