"""The four nations' bank holidays against known facts, and the rows made from them."""

from datetime import date

import pytest

from lif_plugin.domain.worktime import OutsideCalendar
from lif_plugin.store.calendars import NoCalendar, calendar_rows, nation_calendar, nation_calendars

ALL = ("england", "scotland", "wales", "northern_ireland")


def nations_off(day: date) -> tuple[str, ...]:
    return tuple(c.nation for c in nation_calendars() if not c.is_working_day(day))


# Published lists of bank holidays, England and Wales, Scotland, and Northern Ireland.
@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2024, 1, 1), ALL),
        (date(2024, 1, 2), ("scotland",)),
        (date(2024, 3, 18), ("northern_ireland",)),
        (date(2024, 3, 29), ALL),
        (date(2024, 4, 1), ("england", "wales", "northern_ireland")),
        (date(2024, 7, 12), ("northern_ireland",)),
        (date(2024, 8, 5), ("scotland",)),
        (date(2024, 8, 26), ("england", "wales", "northern_ireland")),
        (date(2023, 11, 30), ("scotland",)),
        (date(2024, 12, 2), ("scotland",)),
        (date(2024, 12, 25), ALL),
        (date(2024, 12, 26), ALL),
        (date(2024, 12, 27), ()),
    ],
)
def test_nations_are_off_on_their_own_days(day: date, off: tuple[str, ...]) -> None:
    assert nations_off(day) == off


@pytest.mark.parametrize(
    "day",
    [
        date(2011, 4, 29),
        date(2012, 6, 4),
        date(2012, 6, 5),
        date(2020, 5, 8),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 9, 19),
        date(2023, 5, 8),
    ],
)
def test_one_off_and_moved_holidays_are_off_everywhere(day: date) -> None:
    assert nations_off(day) == ALL


@pytest.mark.parametrize("day", [date(2012, 5, 28), date(2020, 5, 4), date(2022, 5, 30)])
def test_the_days_those_holidays_moved_from_are_worked(day: date) -> None:
    assert nations_off(day) == ()


def test_scotland_alone_is_off_on_15_june_2026() -> None:
    assert nations_off(date(2026, 6, 15)) == ("scotland",)


def test_scotland_has_two_days_in_lieu_when_new_year_falls_on_a_weekend() -> None:
    assert [d.isoformat() for d in nation_calendar("scotland").holidays if d.year == 2022][1:4] == [
        "2022-01-02",
        "2022-01-03",
        "2022-01-04",
    ]


def test_a_plan_visit_due_in_ten_working_days_differs_over_easter() -> None:
    started = date(2024, 3, 20)
    due = {n: nation_calendar(n).add_working_days(started, 10) for n in ("england", "scotland")}
    assert due == {"england": date(2024, 4, 5), "scotland": date(2024, 4, 4)}


@pytest.mark.parametrize("nation", ALL)
def test_a_calendar_covers_2010_to_2035_and_no_more(nation: str) -> None:
    calendar = nation_calendar(nation)
    assert not calendar.is_working_day(date(2010, 1, 1))
    assert calendar.is_working_day(date(2035, 12, 31))
    with pytest.raises(OutsideCalendar):
        calendar.add_working_days(date(2035, 12, 31), 1)


def test_edition_names_the_library_and_its_version() -> None:
    library, version = nation_calendar("wales").edition.split()
    assert library == "holidays"
    assert [part.isdigit() for part in version.split(".")] == [True, True]


def test_an_unknown_nation_is_refused() -> None:
    with pytest.raises(NoCalendar, match="'france'") as refusal:
        nation_calendar("france")
    assert "northern_ireland" in refusal.value.hint


def test_there_is_one_row_a_day() -> None:
    days = [row["day"] for row in calendar_rows(nation_calendar("england"))]
    assert (len(days), len(set(days)), days[0], days[-1]) == (9496, 9496, 20100101, 20351231)


def test_a_row_holds_the_day_its_number_and_the_months_clamped() -> None:
    row = next(r for r in calendar_rows(nation_calendar("england")) if r["day"] == 20240831)
    assert row["nation"] == "england"
    assert (row["plus_1m"], row["plus_3m"], row["plus_6m"]) == (20240930, 20241130, 20250228)


@pytest.mark.parametrize("nation", ALL)
def test_due_days_read_from_the_rows_are_those_of_the_calendar(nation: str) -> None:
    calendar = nation_calendar(nation)
    rows = list(calendar_rows(calendar))
    number = {row["day"]: row["workday_no"] for row in rows}
    earliest: dict[int, int] = {}
    for row in rows:
        earliest.setdefault(row["workday_no"], row["day"])
    for month in range(1, 13):
        start = date(2023, month, 24)
        due = earliest[number[int(start.strftime("%Y%m%d"))] + 15]
        assert str(due) == calendar.add_working_days(start, 15).strftime("%Y%m%d")
