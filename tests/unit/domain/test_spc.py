"""XmR and p-charts: limits worked by hand, each signal, and too few points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.spc import FEWEST, Signal, p_chart, xmr_chart

LEVEL = [10.0, 12.0] * 6


def signals(values: list[float]) -> list[set[Signal]]:
    return [set(point.signals) for point in xmr_chart(values).points]


def test_limits_are_the_mean_and_its_moving_range() -> None:
    chart = xmr_chart(LEVEL)
    assert chart.mean == 11
    assert (chart.points[0].lower, chart.points[0].upper) == pytest.approx((11 - 2.66 * 2, 11 + 2.66 * 2))
    assert signals(LEVEL) == [set()] * 12


@pytest.mark.parametrize("count", [0, FEWEST - 1])
def test_too_few_points_give_no_limits_and_say_how_many_are_missing(count: int) -> None:
    chart = xmr_chart([1.0] * count)
    assert (chart.points, chart.mean, chart.needed) == ((), None, FEWEST - count)


def test_point_outside_the_limits_is_a_signal() -> None:
    assert Signal.OUTSIDE in signals([*LEVEL, 40.0])[-1]


def test_seven_in_a_row_on_one_side_are_a_run_and_six_are_none() -> None:
    six = [10.0, 14.0] * 6 + [12.5, 13.0, 12.5, 13.0, 12.5, 13.0]
    low = [9.0, 9.0]
    assert all(Signal.RUN not in found for found in signals([*low, *six[:-1], *low]))
    assert sum(Signal.RUN in found for found in signals([*low, *six, 13.0, *low])) in {7, 8}


def test_six_rising_points_are_a_trend() -> None:
    rising = [10.0, 12.0, 11.0, 10.5, 11.2, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 10.0]
    assert [Signal.TREND in found for found in signals(rising)] == [False] * 5 + [True] * 6 + [False]


def test_p_chart_is_wider_where_fewer_were_counted() -> None:
    points = p_chart([(5, 10), (50, 100)] * 6).points
    assert points[0].upper - points[0].lower > points[1].upper - points[1].lower


def test_p_chart_stays_between_nought_and_one() -> None:
    assert all(point.lower == 0 for point in p_chart([(1, 10)] * 12).points)


@pytest.mark.parametrize("count", [(1, 0), (2, 1), (-1, 1)])
def test_impossible_proportion_is_refused(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="proportion"):
        p_chart([count] * 12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=12, max_size=40))
def test_mean_lies_within_the_limits_of_every_point(values: list[float]) -> None:
    chart = xmr_chart(values)
    assert chart.mean is not None
    assert all(point.lower <= chart.mean <= point.upper for point in chart.points)
