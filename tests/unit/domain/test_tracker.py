"""What cells of a tracker mean: days in the shapes people write them, words and colours as states."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.tracker import COLUMNS, PERSONS, STATES, day_of, plain, same_action, state_of, text_of
from lif_plugin.domain.worktime import day_number

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(
    DAYS,
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%d %b, %Y"]),
)
def test_day_is_read_in_every_shape(day: date, shape: str) -> None:
    assert day_of(day.strftime(shape)) == day_number(day)


@given(DAYS)
def test_day_of_a_spreadsheet_is_read_as_date_and_as_number(day: date) -> None:
    number = (day - date(1899, 12, 30)).days
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert {day_of(day), day_of(midnight), day_of(number), day_of(float(number))} == {day_number(day)}


@pytest.mark.parametrize(
    ("text", "day"),
    [("31st March 2027", 20270331), ("1 of April 27", 20270401), ("Mar-27", 20270331), ("end of February 2028", 20280229),
     ("by end Sept 2026", 20260930), ("2027-3-1 00:00:00", 20270301)],
)  # fmt: skip
def test_words_for_a_day_are_read(text: str, day: int) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tbc",
        "ongoing",
        "Q1 2027",
        "31/02/2027",
        "12/31/2027",
        "2027",
        "1/2",
        "3.5",
        "mart 2027",
        True,
        46.5,
        12,
    ],
)
def test_what_names_no_day_is_none(text: object) -> None:
    assert day_of(text) is None


def test_words_and_colours_are_states_and_a_blank_is_proposed() -> None:
    words = ("", "GREEN ", "Complete.", "Blue", "No longer required", "purple")
    assert [state_of(word) for word in words] == [
        ActionState.PROPOSED, ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF, ActionState.DROPPED, None,
    ]  # fmt: skip
    assert state_of("Purple", {"purple": ActionState.DONE}) is ActionState.DONE


def test_no_heading_means_two_things() -> None:
    headings = [heading for column in COLUMNS.values() for heading in column.headings] + [*PERSONS]
    assert len(headings) == len(set(headings))
    assert all(plain(heading) == heading for heading in (*headings, *STATES))


def test_actions_are_the_same_by_words_and_owner() -> None:
    assert same_action("Ask  each child, alone!", "elm") == same_action("ask each child alone", "elm")
    assert same_action("Ask alone", "elm") != same_action("Ask alone", "oak")


def test_whole_numbers_lose_their_point_and_lines_their_blanks() -> None:
    assert (text_of(7.0), text_of(" a  b \n c")) == ("7", "a b\nc")
