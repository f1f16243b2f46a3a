"""Clocks at their last day and the first day after it, by the calendars of England and of Scotland."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.builtin.national_reviews import (
    LEARNING_REVIEW_DECISION,
    LOCAL_REVIEW,
    NOTIFY_CARE_LEAVER,
    NOTIFY_DEATH,
    NOTIFY_INCIDENT,
    PANEL_REPLY,
    RAPID_REVIEW,
    TELL_INSPECTORATE,
)
from lif_plugin.domain.clock import Basis, ClockReading, ClockRule, ClockState, Pause, Started, read_clock
from lif_plugin.store.calendars import nation_calendar

ENGLAND, SCOTLAND = nation_calendar("england"), nation_calendar("scotland")
# Before the new year both nations rest on the 1st, Scotland on the 2nd too.
CHRISTMAS_EVE = date(2024, 12, 24)
# England rests on Easter Monday, Scotland does not; both on Good Friday, 29 March.
WEDNESDAY = date(2024, 3, 27)


PUBLISH, COPY, KEEP = LOCAL_REVIEW


def _read(start: date | None, today: date, *, done: date | None = None, nation: str = "england",
          rule: ClockRule = NOTIFY_INCIDENT, stopped: bool = False, pause: Pause | None = None) -> ClockReading:  # fmt: skip
    started = Started(start, Basis.STATED) if start else None
    return read_clock(rule, started, done, today, nation_calendar(nation), stopped=stopped, pause=pause)


@pytest.mark.parametrize(
    ("rule", "nation", "start", "due"),
    [
        (NOTIFY_INCIDENT, "england", date(2024, 3, 4), date(2024, 3, 11)),
        (NOTIFY_INCIDENT, "england", WEDNESDAY, date(2024, 4, 5)),
        (NOTIFY_INCIDENT, "scotland", WEDNESDAY, date(2024, 4, 4)),
        (NOTIFY_INCIDENT, "england", CHRISTMAS_EVE, date(2025, 1, 3)),
        (NOTIFY_INCIDENT, "scotland", CHRISTMAS_EVE, date(2025, 1, 6)),
        (NOTIFY_INCIDENT, "england", date(2024, 3, 9), date(2024, 3, 15)),
        (RAPID_REVIEW, "england", date(2024, 3, 11), date(2024, 4, 3)),
        (LEARNING_REVIEW_DECISION, "scotland", date(2024, 12, 20), date(2025, 1, 17)),
        (NOTIFY_DEATH, "england", date(2024, 5, 3), date(2024, 5, 13)),
        (NOTIFY_CARE_LEAVER, "england", date(2024, 5, 3), date(2024, 5, 13)),
        (PANEL_REPLY, "england", date(2024, 3, 11), date(2024, 4, 3)),
        (PUBLISH, "england", date(2023, 8, 31), date(2024, 2, 29)),
        (COPY, "england", date(2024, 4, 8), date(2024, 3, 26)),
        (TELL_INSPECTORATE[0], "scotland", date(2024, 5, 3), date(2024, 5, 4)),
        (TELL_INSPECTORATE[1], "scotland", date(2024, 2, 28), date(2024, 2, 29)),
    ],
    ids=["plain week", "Easter in England", "Easter in Scotland", "new year in England", "new year in Scotland",
         "from a Saturday", "fifteen days over Easter", "twenty-eight days", "a death in care over a bank holiday",
         "a care leaver's death", "the Panel's reply", "six months to the end of February", "before a day over Easter",
         "the next day, a Saturday", "the next day, 29 February"],
)  # fmt: skip
def test_the_last_day_is_in_time_and_the_next_is_late(
    rule: ClockRule, nation: str, start: date, due: date
) -> None:
    at_last = _read(start, due, nation=nation, rule=rule)
    assert (at_last.due_on, at_last.state) == (due, ClockState.DUE_SOON)
    assert _read(None, due, nation=nation, rule=rule).state is ClockState.NOT_STARTED
    assert _read(start, due + timedelta(1), nation=nation, rule=rule).state is ClockState.LATE
    assert _read(start, due, done=due, nation=nation, rule=rule).state is ClockState.MET
    assert _read(start, due, done=due + timedelta(1), nation=nation, rule=rule).state is ClockState.LATE


def test_two_working_days_before_the_last_it_is_due_soon() -> None:
    start = date(2024, 3, 4)
    states = [_read(start, date(2024, 3, day)).state for day in (6, 7, 8)]
    assert states == [ClockState.RUNNING, ClockState.DUE_SOON, ClockState.DUE_SOON]


def test_days_left_are_counted_by_the_nations_own_working_days() -> None:
    friday = date(2024, 12, 27)
    left = [_read(CHRISTMAS_EVE, friday, nation=nation).left for nation in ("england", "scotland")]
    assert left == [4, 4]
    assert [_read(CHRISTMAS_EVE, date(2025, 1, 2), nation=n).left for n in ("england", "scotland")] == [1, 2]


def test_without_a_start_a_clock_has_not_started_whatever_was_done() -> None:
    read = _read(None, date(2024, 3, 8), done=date(2024, 3, 7))
    assert (read.state, read.due_on, read.done_on) == (ClockState.NOT_STARTED, None, date(2024, 3, 7))


def test_a_clock_that_is_not_called_for_stops_unless_it_was_met() -> None:
    start, long_after = date(2024, 3, 4), date(2024, 6, 1)
    assert _read(start, long_after, stopped=True).state is ClockState.STOPPED
    assert _read(start, long_after, done=date(2024, 3, 5), stopped=True).state is ClockState.MET
    assert _read(None, long_after, stopped=True).state is ClockState.STOPPED


def test_what_is_to_stay_is_kept_when_its_time_is_over_and_ended_sooner_is_late() -> None:
    published, full = date(2024, 2, 29), date(2025, 2, 28)
    before = _read(published, full - timedelta(1), rule=KEEP)
    assert (before.due_on, before.state) == (full, ClockState.RUNNING)
    assert _read(published, full, rule=KEEP).state is ClockState.MET
    assert _read(published, full, done=full - timedelta(1), rule=KEEP).state is ClockState.LATE
    assert _read(published, full, done=full, rule=KEEP).state is ClockState.MET
    assert _read(None, full, rule=KEEP).state is ClockState.NOT_STARTED


def test_criminal_proceedings_pause_the_review_and_move_its_last_day_on() -> None:
    begun = date(2024, 1, 15)
    held = _read(begun, date(2024, 9, 1), rule=PUBLISH, pause=Pause(date(2024, 3, 1)))
    assert held.state is ClockState.PAUSED
    went_on = Pause(date(2024, 3, 1), date(2024, 3, 31))
    due = date(2024, 7, 15) + timedelta(31)
    assert _read(begun, due, rule=PUBLISH, pause=went_on).state is ClockState.DUE_SOON
    assert _read(begun, due + timedelta(1), rule=PUBLISH, pause=went_on).state is ClockState.LATE
    after = _read(begun, date(2024, 9, 1), rule=PUBLISH, pause=Pause(date(2024, 8, 1)))
    assert (after.due_on, after.state) == (date(2024, 7, 15), ClockState.LATE)


def test_working_days_of_a_pause_are_not_counted() -> None:
    read = _read(date(2024, 3, 4), date(2024, 3, 14), pause=Pause(date(2024, 3, 6), date(2024, 3, 8)))
    assert (read.due_on, read.state) == (date(2024, 3, 14), ClockState.DUE_SOON)


def test_the_edition_of_the_calendar_is_kept() -> None:
    assert _read(date(2024, 3, 4), date(2024, 3, 5)).edition == ENGLAND.edition


@given(
    start=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    limit=st.integers(1, 30),
    nation=st.sampled_from(["england", "scotland"]),
)
def test_time_only_ever_moves_a_clock_on(start: date, limit: int, nation: str) -> None:
    order = [ClockState.RUNNING, ClockState.DUE_SOON, ClockState.LATE]
    rule = replace(NOTIFY_INCIDENT, limit=limit)
    states = [
        order.index(_read(start, start + timedelta(days), nation=nation, rule=rule).state)
        for days in range(0, 60, 3)
    ]
    assert states == sorted(states)
