"""What falls due in a framework's year, and what came of it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.duty import Done, Duty, DutyState, due_in, duties_of, next_due, settle
from lif_plugin.domain.frequency import Rhythm, turn
from lif_plugin.frameworks import load_framework

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)
QUARTERLY = Duty("role_task", "t", "Sample four files", "manager", (), "quarterly", turn("quarterly"))


def states(*done: Done, today: date = date(2027, 1, 1)) -> list[str]:
    return [due.state.value for due in settle(QUARTERLY, FIRST, LAST, done, today)]


def test_hartlepools_calendar_has_26_due_days_a_year_in_its_months() -> None:
    framework = load_framework("hartlepool_hscb")
    duties = [duty for duty in duties_of(framework) if duty.kind == "calendar_entry"]
    found = Counter(day.month for duty in duties for day in due_in(duty, FIRST, LAST))
    assert len(duties) == 26
    assert found == Counter(entry.month for entry in framework.reporting_calendar)


def test_derbyshires_role_tasks_are_all_listed_and_those_without_a_day_say_so() -> None:
    duties = [duty for duty in duties_of(load_framework("derbyshire_cs_qa")) if duty.kind == "role_task"]
    rhythms = Counter(duty.frequency.rhythm for duty in duties)
    assert len(duties) == 103
    assert all(list(due_in(duty, FIRST, LAST)) for duty in duties if duty.frequency.rhythm is Rhythm.PERIODIC)
    assert sum(rhythms.values()) == 103


def test_what_the_nation_asks_of_every_partnership_falls_due_a_year_after_the_last() -> None:
    asked = {
        name: [duty for duty in duties_of(load_framework(name)) if duty.kind == "national_duty"]
        for name in ("hartlepool_hscb", "east_dunbartonshire_cpc_2022")
    }
    assert asked["east_dunbartonshire_cpc_2022"] == []
    assert [duty.entry for duty in asked["hartlepool_hscb"]] == ["T-33", "T-34"]
    for duty in asked["hartlepool_hscb"]:
        assert next_due(duty, date(2024, 2, 29), FIRST) == date(2025, 2, 28)
        assert next_due(duty, None, FIRST) == date(2026, 4, 1)
        [due] = settle(duty, date(2025, 1, 1), date(2026, 2, 1), [Done(date(2025, 12, 31))], LAST)
        assert (due.day, due.state) == (date(2025, 12, 31), DutyState.IN_TIME)
        [late] = settle(duty, date(2025, 1, 1), date(2026, 2, 1), [Done(date(2026, 1, 1))], LAST)
        assert late.state is DutyState.LATE_DONE


def test_done_by_its_day_is_in_time_and_after_it_late() -> None:
    assert states(Done(date(2025, 6, 30)))[0] == "in_time"
    assert states(Done(date(2025, 7, 1), due=date(2025, 6, 30)))[0] == "late_done"


def test_what_is_not_done_is_late_until_the_next_day_passes() -> None:
    assert states(today=date(2025, 6, 30)) == ["coming"] * 4
    assert states(today=date(2025, 7, 1))[0] == "late"
    assert states(today=date(2025, 9, 30))[0] == "late"
    assert states(today=date(2025, 10, 1))[:2] == ["never_came", "late"]


def test_doing_without_a_day_answers_the_earliest_open_one() -> None:
    assert states(Done(date(2025, 8, 1)), Done(date(2025, 8, 2))) == [
        "late_done",
        "in_time",
        "never_came",
        "never_came",
    ]


def test_doing_twice_in_a_period_does_not_answer_the_next_one_ahead_of_its_time() -> None:
    assert states(Done(date(2025, 4, 2)), Done(date(2025, 4, 3)))[1] == "never_came"


@pytest.mark.parametrize(
    ("word", "last_done", "expected"),
    [
        ("quarterly", None, date(2025, 7, 1)),
        ("quarterly", date(2025, 5, 10), date(2025, 8, 10)),
        ("annual", date(2024, 2, 29), date(2025, 2, 28)),
        ("as_required", date(2025, 5, 10), None),
    ],
)
def test_next_due_counts_from_when_it_was_last_done(
    word: str, last_done: date | None, expected: date | None
) -> None:
    assert next_due(Duty("role_task", "t", "T", None, (), word, turn(word)), last_done, FIRST) == expected


@given(st.lists(st.integers(0, 500), max_size=10), st.integers(0, 600))
def test_every_due_day_has_one_state_and_no_doing_counts_twice(offsets: list[int], later: int) -> None:
    done = [Done(FIRST + timedelta(days=offset)) for offset in offsets]
    dues = settle(QUARTERLY, FIRST, LAST, done, FIRST + timedelta(days=later))
    answered = [due for due in dues if due.done is not None]
    assert len(dues) == 4
    assert len(answered) <= len(done)
    assert {due.state for due in dues} <= set(DutyState)
