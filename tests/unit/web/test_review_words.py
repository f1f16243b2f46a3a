"""A review's clocks in plain words: how long, from or before which day, how they stand, with no day made up."""

from datetime import date

import pytest

from lif_plugin.builtin.national_reviews import LOCAL_REVIEW, PANEL_REPLY, TELL_INSPECTORATE
from lif_plugin.domain.clock import Basis, ClockReading, ClockRule, Milestone, Pause, Started, read_clock
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.web.review_words import MILESTONES, clock_in_words, limit_in_words

PUBLISH, COPY, KEEP = LOCAL_REVIEW
BEGUN, TODAY = date(2024, 3, 4), date(2024, 6, 3)


def _read(
    rule: ClockRule, start: date | None = BEGUN, done: date | None = None, **more: Pause
) -> ClockReading:
    started = Started(start, Basis.STATED) if start else None
    return read_clock(rule, started, done, TODAY, nation_calendar("england"), **more)  # type: ignore[arg-type]


def test_every_day_that_people_state_has_words() -> None:
    assert MILESTONES.keys() == set(Milestone)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (PUBLISH, "6 months from the day: it was decided"),
        (COPY, "at the latest 7 working days before the day: publication is planned for"),
        (KEEP, "at least 12 months from the day: the review was published"),
        (PANEL_REPLY, "15 working days from the day: the Panel received the rapid review"),
        (TELL_INSPECTORATE[0], "1 day from the day: it was decided"),
    ],
)
def test_how_long_there_is_and_what_the_limit_asks(rule: ClockRule, said: str) -> None:
    assert limit_in_words(_read(rule)) == said


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (_read(PUBLISH, None), "Not started: nobody has stated that day"),
        (_read(PUBLISH, pause=Pause(date(2024, 4, 1))), "Paused: on hold for criminal proceedings"),
        (_read(PUBLISH, date(2023, 12, 3)), "Due soon: the last day is today"),
        (_read(KEEP), "Running: until 4 March 2025 at least"),
        (_read(KEEP, done=date(2024, 5, 1)), "Ended on 1 May 2024, before 4 March 2025"),
        (_read(KEEP, date(2023, 6, 3)), "Kept until 3 June 2024"),
    ],
    ids=["no day", "paused", "last day", "kept so far", "ended sooner", "kept"],
)
def test_how_a_clock_stands(clock: ClockReading, said: str) -> None:
    assert clock_in_words(clock) == said
