"""Timers: what holds together, what may be tightened, pauses, editions of law, and what no fact can change."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lif_plugin.builtin.national_reviews import NATIONAL
from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.domain.clock import Unit
from lif_plugin.domain.timer import (
    Edge,
    Having,
    InvalidTimer,
    Limit,
    LimitRefused,
    Match,
    Step,
    Timer,
    tightened,
)
from lif_plugin.domain.timer_reading import TimerState, open_readings, read_timers
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import fact
from tests.assets.timer_cases import ground, timer_of

ENQUIRY = Match("section_47")
MEETING = Match("conference", having=(Having("held", ("yes",)),))
PAUSE = Match("missing", having=(Having("code", ("M",)),), reason="missing", words="the child is missing")
STEP = Step("Meet", (ENQUIRY,), (MEETING,), Limit(5, Unit.WORKING_DAYS), pauses=(PAUSE,))
BASE = replace(timer_of("T-15"), id="X-1", title="Meet", allows="5 working days", steps=(STEP,))


def _one(facts: list[Fact], today: date, timer: Timer = BASE) -> tuple[TimerState, date | None, str]:
    [reading] = read_timers([timer], facts, ground("england", today))
    return reading.state, reading.due_on, reading.reason


def test_working_days_of_a_pause_are_not_counted() -> None:
    facts = [fact("section_47", 20240506), fact("missing", 20240508, "M", until_day=20240509)]
    assert _one(facts, date(2024, 5, 15)) == (TimerState.DUE_SOON, date(2024, 5, 15), "")
    assert _one(facts[:1], date(2024, 5, 13)) == (TimerState.DUE_SOON, date(2024, 5, 13), "")


def test_a_clock_that_is_paused_says_so_with_its_reason_and_is_not_late() -> None:
    facts = [fact("section_47", 20240506), fact("missing", 20240508, "M")]
    assert _one(facts, date(2024, 6, 28)) == (TimerState.PAUSED, date(2024, 7, 4), "missing")


def test_a_pause_after_the_last_day_changes_nothing() -> None:
    facts = [fact("section_47", 20240506), fact("missing", 20240514, "M")]
    assert _one(facts, date(2024, 6, 28)) == (TimerState.LATE, date(2024, 5, 13), "")


def test_a_change_of_law_counts_from_its_day_on() -> None:
    before = replace(STEP, valid_to=date(2024, 5, 31))
    after = replace(STEP, valid_from=date(2024, 6, 1), limit=Limit(3, Unit.WORKING_DAYS))
    changed = replace(BASE, steps=(before, after))
    days = [
        one.due_on
        for one in read_timers(
            [changed],
            [fact("section_47", 20240531), fact("section_47", 20240603)],
            ground("england", date(2024, 6, 4)),
        )
    ]
    assert days == [date(2024, 6, 7), date(2024, 6, 6)]


def test_two_editions_must_not_hold_on_one_day() -> None:
    with pytest.raises(InvalidTimer, match="Two editions of 'Meet' of timer X-1 hold on the same day"):
        replace(
            BASE,
            steps=(replace(STEP, valid_to=date(2024, 5, 31)), replace(STEP, valid_from=date(2024, 5, 31))),
        )


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (replace(STEP, done=()), "needs a fact that starts it and one that ends it"),
        (
            replace(STEP, starts=(Match("meeting"),)),
            "names the kind of event 'meeting', which does not exist",
        ),
        (replace(STEP, starts=(Match("visit", Edge.END),)), "asks when a visit ended, which does not last"),
        (replace(STEP, within=Match("visit")), "runs within visit, which does not last"),
        (replace(STEP, opens=True), "speaks of a spell and names none"),
        (replace(STEP, limit=Limit(0, Unit.DAYS)), "is less than one"),
        (replace(STEP, until_first=MEETING), "speaks of a spell and names none"),
        (replace(STEP, extended=PAUSE), "does not say up to when"),
        (
            replace(STEP, done=(Match("review", having=(Having("seen", ("yes",)),)),)),
            "have no text column 'seen'",
        ),
        (
            replace(STEP, done=(Match("review", having=(Having("held", ("maybe",)),)),)),
            "what it can never be",
        ),
    ],
)
def test_a_step_that_does_not_hold_together_is_refused(step: Step, said: str) -> None:
    with pytest.raises(InvalidTimer, match=said):
        replace(BASE, steps=(step,))


def test_a_timer_either_runs_or_says_why_it_does_not() -> None:
    with pytest.raises(InvalidTimer, match="either has steps, or says what it waits for"):
        replace(BASE, waits="No source")


def test_a_limit_of_guidance_is_tightened() -> None:
    assert tightened(timer_of("T-15"), 10).steps[0].limit == Limit(10, Unit.WORKING_DAYS)


@pytest.mark.parametrize(("timer", "n"), [("T-15", 16), ("T-20", 2), ("T-14", 46), ("T-15", 0)])
def test_a_limit_of_law_or_guidance_is_never_loosened(timer: str, n: int) -> None:
    with pytest.raises(LimitRefused):
        tightened(timer_of(timer), n)


def test_a_refusal_names_the_limit_and_its_source() -> None:
    with pytest.raises(LimitRefused) as refused:
        tightened(timer_of("T-14"), 60)
    assert refused.value.message == (
        "T-14 allows 45 working days, and 60 would loosen it. It rests on: "
        "Working Together to Safeguard Children 2023."
    )


def test_a_local_limit_may_be_set_either_way() -> None:
    assert tightened(timer_of("T-19"), 20).steps[0].limit == Limit(20, Unit.WORKING_DAYS)


def test_notice_ahead_of_a_meeting_is_tightened_by_a_longer_time() -> None:
    assert tightened(timer_of("S-05"), 7).steps[0].limit == Limit(7, Unit.DAYS)
    with pytest.raises(LimitRefused):
        tightened(timer_of("S-05"), 4)


def test_limits_in_different_units_those_stated_elsewhere_and_rights_cannot_be_set() -> None:
    for timer in ("T-23", "T-03", "T-32"):
        with pytest.raises(LimitRefused):
            tightened(timer_of(timer), 1)


def test_moments_to_the_minute_are_counted_in_hours() -> None:
    hours = replace(BASE, steps=(replace(STEP, limit=Limit(72, Unit.HOURS)),))
    start, done = _minute(fact("section_47", 20240506), 9), fact("conference", 20240509, held="yes")
    assert _one([start, _minute(done, 9)], date(2024, 6, 1), hours)[0] is TimerState.MET
    assert _one([start, _minute(done, 10)], date(2024, 6, 1), hours)[0] is TimerState.LATE


def _minute(one: Fact, hour: int) -> Fact:
    return replace(one, precision="minute", occurred_at=one.occurred_at + hour * 3_600_000)


def test_open_readings_come_with_the_nearest_last_day_first() -> None:
    facts = [fact("section_47", 20240506), fact("section_47", 20240503)]
    found = open_readings(read_timers([BASE], facts, ground("england", date(2024, 5, 8))))
    assert [one.due_on for one in found] == [date(2024, 5, 13)]


def test_timers_and_the_clocks_of_reviews_say_the_same() -> None:
    clocks = [clock for kinds in NATIONAL.values() for kind in kinds for clock in kind.clocks]
    carried = {timer.id: timer.allows for timer in TIMERS if timer.carried_by == "review_links"}
    assert {clock.id for clock in clocks} == carried.keys()
    assert {(clock.id, clock.limit, clock.unit.value) for clock in clocks} == {
        ("T-01", 5, "working_days"), ("T-02", 5, "working_days"), ("T-02b", 5, "working_days"),
        ("T-03", 15, "working_days"), ("T-04", 15, "working_days"), ("T-05", 6, "months"), ("T-06", 7, "working_days"),
        ("T-07", 12, "months"), ("S-09", 28, "days"), ("S-10", 1, "days"),
    }  # fmt: skip
    plain = {clock.id: clock for clock in clocks if clock.id not in {"T-07", "S-10"}}
    assert all(carried[name].startswith(str(clock.limit)) for name, clock in plain.items())


START = date(2024, 3, 1)
_DAYS = st.integers(-60, 200)
_RECORD = st.lists(
    st.one_of(
        st.tuples(st.just("section_47"), _DAYS, st.sampled_from([None, "CONFERENCE", "NO_CONFERENCE"])),
        st.tuples(st.just("conference"), _DAYS, st.sampled_from(["ICPC", "RCPC"])),
        st.tuples(st.just("visit"), _DAYS, st.sampled_from([None, "yes", "no"])),
        st.tuples(st.just("review"), _DAYS, st.sampled_from([None, "yes", "no"])),
        st.tuples(st.just("plan"), _DAYS, st.sampled_from(["CP", "CIN"])),
        st.tuples(st.just("placement"), _DAYS, st.just("U1")),
        st.tuples(st.just("closure"), _DAYS, st.just("RC1")),
        st.tuples(st.just("missing"), _DAYS, st.just("M")),
        st.tuples(st.just("assessment"), _DAYS, st.none()),
    ),
    max_size=10,
)
_FIELD = {"section_47": "outcome", "visit": "seen", "review": "held"}


def _fact(number: int, kind: str, offset: int, value: str | None) -> Fact:
    day = START + timedelta(offset)
    more: dict[str, Any] = {"held": "yes"} if kind in {"conference", "visit"} else {}
    if kind in {"section_47", "assessment", "missing"} and offset % 3:
        more["until_day"] = day_number(day + timedelta(offset % 40))
    code = value if kind not in _FIELD else None
    if kind in _FIELD and value is not None:
        more[_FIELD[kind]] = value
    return fact(kind, day_number(day), code, key=f"{kind}|{offset}|{number}", **more)


@settings(max_examples=150, deadline=None)
@given(_RECORD, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(
    record: list[tuple[str, int, str | None]], random: object
) -> None:
    facts = [_fact(number, *one) for number, one in enumerate(record)]
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    at = ground("england", START + timedelta(150))
    assert read_timers(TIMERS, facts, at) == read_timers(TIMERS, shuffled, at)


@settings(max_examples=150, deadline=None)
@given(_RECORD, _RECORD)
def test_facts_after_the_last_day_never_make_late_met(
    record: list[tuple[str, int, str | None]], more: list[tuple[str, int, str | None]]
) -> None:
    facts = [_fact(number, *one) for number, one in enumerate(record)]
    at = ground("england", START + timedelta(150))
    late = [one for one in read_timers(TIMERS, facts, at) if one.state is TimerState.LATE and one.due_on]
    for reading in late[:3]:
        assert reading.due_on is not None
        due = day_number(reading.due_on)
        added = [_fact(100 + number, *one) for number, one in enumerate(more)]
        added = [one for one in added if one.evidence.occurred_day > due]
        after = [
            one.state
            for one in read_timers([reading.timer], [*facts, *added], at)
            if (one.step, one.started_on, one.evidence[:1])
            == (reading.step, reading.started_on, reading.evidence[:1])
        ]
        assert TimerState.MET not in after
