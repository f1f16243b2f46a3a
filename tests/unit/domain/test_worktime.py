"""Working-day, month and local-day arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.worktime import (
    Calendar,
    OutsideCalendar,
    add_months,
    day_number,
    day_start_ms,
    local_day,
    numbered_day,
)

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
CHRISTMAS = (date(2024, 12, 25), date(2024, 12, 26))
CALENDAR = Calendar.of("nowhere", "test 1", FIRST, LAST, CHRISTMAS)
ZONES = ("Europe/London", "UTC", "Africa/Cairo", "America/Havana", "Atlantic/Azores")

inner_days = st.dates(date(2024, 4, 1), date(2025, 9, 30))
days = st.dates(FIRST, LAST)
counts = st.integers(-60, 60)
calendars = st.lists(days, max_size=60).map(lambda off: Calendar.of("nowhere", "drawn", FIRST, LAST, off))
any_days = st.dates(date(1990, 1, 1), date(2060, 1, 1))


def counted_one_by_one(calendar: Calendar, day: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        if day.weekday() < 5 and day not in calendar.holidays:
            left -= 1
    return day


def test_weekend_and_holiday_are_not_working_days() -> None:
    asked = [date(2024, 12, d) for d in (24, 25, 26, 27, 28, 29)]
    assert [CALENDAR.is_working_day(d) for d in asked] == [True, False, False, True, False, False]


def test_counting_begins_with_the_next_working_day() -> None:
    assert CALENDAR.add_working_days(date(2024, 12, 24), 1) == date(2024, 12, 27)


def test_ten_working_days_over_christmas() -> None:
    assert CALENDAR.add_working_days(date(2024, 12, 16), 10) == date(2025, 1, 1)


def test_a_count_from_a_saturday_starts_on_monday() -> None:
    assert CALENDAR.add_working_days(date(2024, 6, 1), 1) == date(2024, 6, 3)


def test_nought_days_is_the_day_itself_even_when_off() -> None:
    assert CALENDAR.add_working_days(date(2024, 12, 25), 0) == date(2024, 12, 25)


def test_negative_count_goes_back() -> None:
    assert CALENDAR.add_working_days(date(2024, 12, 27), -1) == date(2024, 12, 24)


def test_working_days_between_leaves_out_the_start_and_counts_the_end() -> None:
    assert CALENDAR.working_days_between(date(2024, 12, 23), date(2024, 12, 27)) == 2


def test_a_day_off_shares_the_number_of_the_working_day_before() -> None:
    assert [CALENDAR.workday_no(date(2024, 1, d)) for d in (1, 5, 6, 7, 8)] == [1, 5, 5, 5, 6]


@given(calendars, inner_days, counts)
def test_adding_agrees_with_counting_one_by_one(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.add_working_days(day, count) == counted_one_by_one(calendar, day, count)


@given(calendars, inner_days, counts)
def test_between_undoes_adding(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.working_days_between(day, calendar.add_working_days(day, count)) == count


@given(calendars, days, days, days)
def test_between_is_additive_forwards(calendar: Calendar, one: date, two: date, three: date) -> None:
    a, b, c = sorted((one, two, three))
    between = calendar.working_days_between
    assert between(a, c) == between(a, b) + between(b, c)


@given(calendars, inner_days, st.integers(1, 60))
def test_due_day_is_the_earliest_numbered_that_much_higher(calendar: Calendar, day: date, count: int) -> None:
    due = calendar.add_working_days(day, count)
    wanted = calendar.workday_no(day) + count
    assert (calendar.workday_no(due), calendar.workday_no(due - timedelta(days=1))) == (wanted, wanted - 1)


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2026, 1, 1)])
def test_a_day_outside_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="nowhere, which runs from 2024-01-01 to 2025-12-31"):
        CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    ("day", "count"), [(date(2025, 12, 31), 1), (date(2024, 1, 1), -1), (date(2025, 1, 1), 900)]
)
def test_an_answer_outside_the_calendar_is_refused(day: date, count: int) -> None:
    with pytest.raises(OutsideCalendar, match=f"{count} working days from {day}"):
        CALENDAR.add_working_days(day, count)


def test_refusal_names_the_edition() -> None:
    with pytest.raises(OutsideCalendar) as refusal:
        CALENDAR.working_days_between(FIRST, date(2030, 1, 1))
    assert refusal.value.facts == {"nation": "nowhere", "edition": "test 1"}


def test_holidays_outside_the_range_are_left_out() -> None:
    calendar = Calendar.of(
        "nowhere", "test 1", FIRST, LAST, [date(2030, 1, 1), date(2024, 5, 6), date(2024, 5, 6)]
    )
    assert calendar.holidays == (date(2024, 5, 6),)


@pytest.mark.parametrize(
    ("first", "holidays", "problem"),
    [
        (date(2026, 1, 1), (), "cannot begin"),
        (FIRST, (date(2024, 5, 6), date(2024, 1, 1)), "sorted"),
        (FIRST, (date(2023, 5, 6),), "must lie between"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    first: date, holidays: tuple[date, ...], problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        Calendar("nowhere", "test 1", first, LAST, holidays)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 1, 15), -1, date(2023, 12, 15)),
    ],
)
def test_months_end_on_the_same_date_or_the_last_of_the_month(day: date, months: int, due: date) -> None:
    assert add_months(day, months) == due


@given(any_days, st.integers(-240, 240))
def test_adding_months_lands_in_the_month_meant_and_never_on_a_later_date(day: date, months: int) -> None:
    due = add_months(day, months)
    assert (due.year - day.year) * 12 + due.month - day.month == months
    assert due.day == day.day or (due.day < day.day and (due + timedelta(days=1)).day == 1)


@given(any_days, any_days, st.integers(0, 240))
def test_adding_months_keeps_the_order_of_days(one: date, two: date, months: int) -> None:
    early, late = sorted((one, two))
    assert add_months(early, months) <= add_months(late, months)


def test_a_day_is_numbered_by_its_date() -> None:
    assert day_number(date(2024, 2, 9)) == 20240209


@given(any_days)
def test_numbering_a_day_can_be_undone(day: date) -> None:
    assert numbered_day(day_number(day)) == day


def test_half_past_eleven_utc_in_summer_is_already_tomorrow_in_london() -> None:
    assert local_day(1_719_790_200_000, "UTC") == date(2024, 6, 30)
    assert local_day(1_719_790_200_000, "Europe/London") == date(2024, 7, 1)


def test_london_day_starts_an_hour_earlier_in_summer() -> None:
    assert day_start_ms(date(2024, 7, 1), "Europe/London") == 1_719_788_400_000
    assert day_start_ms(date(2024, 1, 1), "Europe/London") == 1_704_067_200_000


def test_a_skipped_midnight_starts_the_day_at_the_clock_change() -> None:
    # Cairo's clocks went from 00:00 to 01:00 on 26 April 2024, which was 22:00 UTC on the 25th.
    assert day_start_ms(date(2024, 4, 26), "Africa/Cairo") == 1_714_082_400_000


@given(any_days, st.sampled_from(ZONES))
def test_a_day_holds_its_first_instant_and_not_the_one_before(day: date, zone: str) -> None:
    start = day_start_ms(day, zone)
    assert (local_day(start, zone), local_day(start - 1, zone)) == (day, day - timedelta(days=1))


@given(st.integers(631_152_000_000, 2_840_140_800_000), st.sampled_from(ZONES))
def test_every_instant_lies_in_its_local_day(ms: int, zone: str) -> None:
    day = local_day(ms, zone)
    assert day_start_ms(day, zone) <= ms < day_start_ms(day + timedelta(days=1), zone)
