"""The pace of requests: a burst, then so many a second, each for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.web.pace import Pace, TooMany

SAM = ("elmshire", "sam")
KIM = ("elmshire", "kim")


def taken(pace: Pace, times: list[float]) -> int:
    """How many of the requests at these times are let through."""
    through = 0
    for now in times:
        try:
            pace.take(SAM, now)
        except TooMany:
            continue
        through += 1
    return through


def test_burst_is_let_through_and_no_more() -> None:
    assert taken(Pace(per_second=1, burst=3), [0.0] * 5) == 3


def test_after_a_wait_there_is_room_again() -> None:
    assert taken(Pace(per_second=2, burst=1), [0.0, 0.4, 0.5, 1.0]) == 3


def test_refusal_says_how_many_seconds_to_wait() -> None:
    pace = Pace(per_second=0.25, burst=1)
    pace.take(SAM, 0)
    with pytest.raises(TooMany) as refusal:
        pace.take(SAM, 1)
    assert refusal.value.seconds == 3


def test_one_persons_requests_cost_another_nothing() -> None:
    pace = Pace(per_second=1, burst=1)
    pace.take(SAM, 0)
    pace.take(KIM, 0)
    with pytest.raises(TooMany):
        pace.take(SAM, 0)


def test_no_more_people_are_remembered_than_said() -> None:
    pace = Pace(per_second=1, burst=1, known=1)
    pace.take(SAM, 0)
    pace.take(KIM, 0)
    pace.take(SAM, 0)  # forgotten, so new
    with pytest.raises(TooMany):
        pace.take(SAM, 0)


@given(st.lists(st.floats(0, 60), max_size=200))
def test_never_more_than_the_burst_and_the_rate_together(times: list[float]) -> None:
    times.sort()
    long = times[-1] - times[0] if times else 0
    assert taken(Pace(per_second=2, burst=5), times) <= 5 + 2 * long + 1e-6
