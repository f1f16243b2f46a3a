"""The alert budget: two a week for each person, what matters most first, and quiet hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.budget import NOBODY, Candidate, Quiet, decide, week_of
from lif_plugin.domain.rule import Severity
from lif_plugin.domain.worktime import local_day

LONDON = Quiet("Europe/London")


def at(text: str) -> int:
    """A local time in London."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).timestamp() * 1000)


MONDAY = at("2024-06-10T10:00")


def prompt(
    name: str, *, person: str = "sam", severity: str = "warning", day: int = 20240601, moment: int = MONDAY
) -> Candidate:
    return Candidate(1, name, person, Severity(severity), day, moment)


def pushed(*candidates: Candidate, spent: int = 0) -> list[str]:
    """The names of those that may interrupt."""
    decisions = decide(candidates, {("sam", 20240610): spent}, 2, LONDON)
    return [one.candidate.result_id for one in decisions if one.push_from is not None]


def test_two_are_pushed_and_the_third_waits() -> None:
    assert pushed(prompt("a"), prompt("b"), prompt("c")) == ["a", "b"]


def test_what_was_pushed_earlier_in_the_week_counts() -> None:
    assert pushed(prompt("a"), prompt("b"), spent=1) == ["a"]


def test_critical_ones_are_pushed_beyond_the_cap_and_count_against_nobody() -> None:
    decisions = decide(
        [prompt("x", severity="critical"), prompt("y", severity="critical"), prompt("a"), prompt("b")],
        {},
        2,
        LONDON,
    )
    assert [(one.candidate.result_id, one.person) for one in decisions] == [
        ("x", NOBODY), ("y", NOBODY), ("a", "sam"), ("b", "sam")
    ]  # fmt: skip


def test_each_person_has_a_budget_of_their_own() -> None:
    assert pushed(prompt("a"), prompt("b"), prompt("c", person="kim")) == ["a", "b", "c"]


def test_the_newest_fact_goes_first() -> None:
    assert pushed(prompt("a", day=20240601), prompt("b", day=20240603), prompt("c", day=20240602)) == [
        "b",
        "c",
    ]


def test_the_order_of_arrival_decides_nothing() -> None:
    candidates = [prompt("a"), prompt("b", day=20240603), prompt("c", severity="info"), prompt("d")]
    assert {tuple(pushed(*order)) for order in permutations(candidates)} == {("b", "a")}


def test_one_that_waits_until_next_week_counts_in_next_week() -> None:
    sunday = at("2024-06-16T19:00")
    decisions = decide([prompt("a", moment=sunday)], {("sam", 20240610): 2}, 2, LONDON)
    assert [(one.week, one.push_from) for one in decisions] == [(20240617, at("2024-06-17T08:00"))]


@pytest.mark.parametrize(
    ("moment", "first"),
    [
        ("2024-06-10T07:59", "2024-06-10T08:00"),
        ("2024-06-10T08:00", "2024-06-10T08:00"),
        ("2024-06-10T17:59", "2024-06-10T17:59"),
        ("2024-06-10T18:00", "2024-06-11T08:00"),
        ("2024-12-31T23:00", "2025-01-01T08:00"),
        ("2024-03-30T20:00", "2024-03-31T08:00"),
    ],
)
def test_nothing_is_pushed_from_six_to_eight(moment: str, first: str) -> None:
    assert LONDON.first_moment(at(moment)) == at(first)


def test_what_is_told_at_once_waits_for_no_morning() -> None:
    night = at("2024-06-10T23:00")
    waits, goes = (
        prompt("a", severity="critical", moment=night),
        prompt("b", severity="critical", moment=night),
    )
    decisions = decide([waits, replace(goes, at_once=True)], {}, 2, LONDON)
    assert {one.candidate.result_id: one.push_from for one in decisions} == {
        "a": at("2024-06-11T08:00"), "b": night,
    }  # fmt: skip


def test_a_case_allocated_at_a_time_rests_for_24_hours() -> None:
    assert LONDON.settled(at("2024-06-10T14:30"), to_the_minute=True) == at("2024-06-11T14:30")


def test_a_case_allocated_on_a_day_rests_until_the_next_days_end() -> None:
    assert LONDON.settled(at("2024-06-10T00:00"), to_the_minute=False) == at("2024-06-12T00:00")


@given(st.integers(0, 4_000_000_000_000))
def test_the_first_moment_is_never_earlier_never_quiet_and_less_than_a_day_away(moment: int) -> None:
    first = LONDON.first_moment(moment)
    hour = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=first)).astimezone(
        ZoneInfo("Europe/London")
    )
    assert 8 <= hour.hour < 18
    assert 0 <= first - moment <= 15 * 3_600_000


@given(st.integers(0, 4_000_000_000_000))
def test_a_week_begins_on_its_monday(moment: int) -> None:
    day = local_day(moment, "Europe/London")
    monday = day - timedelta(days=day.weekday())
    assert week_of(day) == monday.year * 10_000 + monday.month * 100 + monday.day
