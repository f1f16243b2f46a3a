"""Frequency words of the frameworks, and the days on which they make something due."""

from datetime import date

import pytest

from lif_plugin.domain.frequency import UNTURNED, WORDS, Frequency, Rhythm, due_days, turn
from lif_plugin.errors import BadSetting
from lif_plugin.frameworks import framework_ids, load_framework

YEAR = (date(2025, 4, 1), date(2026, 3, 31))


def days(frequency: Frequency, anchor: date = date(2025, 3, 31)) -> list[str]:
    return [day.isoformat() for day in due_days(frequency, anchor, *YEAR)]


def test_quarterly_falls_due_four_times_and_on_a_month_s_last_day() -> None:
    assert days(turn("quarterly")) == ["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"]


def test_named_months_fall_due_on_their_last_day() -> None:
    named = turn("4 reports a year (Feb, Jun, Aug, Dec)")
    assert days(named) == ["2025-06-30", "2025-08-31", "2025-12-31", "2026-02-28"]


def test_term_time_has_no_august() -> None:
    found = days(turn("monthly_term_time"))
    assert len(found) == 11
    assert "2025-08-31" not in found


@pytest.mark.parametrize("word", ["as_required", "ongoing", "unspecified", "never heard of", None])
def test_words_that_name_no_day_have_no_due_day(word: str | None) -> None:
    assert days(turn(word)) == []


def test_two_readings_of_a_word_are_left_to_configuration() -> None:
    assert turn("bi_monthly") is UNTURNED
    assert turn("bi_monthly", {"bi_monthly": Frequency(Rhythm.PERIODIC, 2)}).months == 2


def test_configuration_goes_before_our_own_reading() -> None:
    assert turn("annual", {"annual": Frequency(Rhythm.PERIODIC, 6)}).months == 6


@pytest.mark.parametrize("months", [0, 121])
def test_months_out_of_range_are_refused(months: int) -> None:
    with pytest.raises(BadSetting):
        Frequency(Rhythm.PERIODIC, months)


def test_every_word_is_some_framework_s_own() -> None:
    used = {
        getattr(fact.entry, "frequency", None)
        for framework in framework_ids()
        for fact in load_framework(framework).facts()
    }
    assert WORDS.keys() <= used
