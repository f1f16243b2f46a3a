"""Spans and windows of days: first and last days, and what is refused."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.condition import Shown, check_condition
from lif_plugin.domain.rule import GapSince
from lif_plugin.domain.template import check_template
from lif_plugin.domain.window import Span, Unit, Window, first_day, last_day
from lif_plugin.domain.worktime import OutsideCalendar
from lif_plugin.errors import InvalidRule
from tests.assets.days import ENGLAND, as_date, number, within

# Easter 2018 with its two bank holidays lies within.
DAYS = st.integers(0, 60).map(lambda n: number(as_date(20180301) + timedelta(days=n)))


@pytest.mark.parametrize(
    ("span", "last"),
    [
        (Span(28), (20180329, 20180329)),
        (Span(10, Unit.WORKING_DAYS), (20180315, 20180315)),
        (Span(11, Unit.WORKING_DAYS), (20180316, 20180318)),
        (Span(20, Unit.WORKING_DAYS), (20180329, 20180402)),
        (Span(1, Unit.YEARS), (20190301, 20190301)),
    ],
)
def test_last_day_of_a_span_from_1_march_2018(span: Span, last: tuple[int, int]) -> None:
    assert last_day(20180301, span, ENGLAND) == last


@given(DAYS, st.integers(1, 15), st.sampled_from((Unit.DAYS, Unit.WORKING_DAYS)))
def test_first_and_last_day_are_the_outermost_within(day: int, n: int, unit: Unit) -> None:
    span = Span(n, unit)
    first, last = first_day(day, span, ENGLAND), last_day(day, span, ENGLAND)[1]
    assert within(first, day, span)
    assert within(day, last, span)
    assert not within(number(as_date(first) - timedelta(days=1)), day, span)
    assert not within(day, number(as_date(last) + timedelta(days=1)), span)


@pytest.mark.parametrize("ask", [last_day, first_day])
def test_working_days_need_a_calendar(ask: object) -> None:
    with pytest.raises(OutsideCalendar):
        ask(20180301, Span(1, Unit.WORKING_DAYS), None)  # type: ignore[operator]


def test_a_span_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidRule):
        Span(0)


def test_a_window_on_no_kind_is_refused() -> None:
    with pytest.raises(InvalidRule):
        check_condition(Shown("weather", None, Window()), "visit")


@pytest.mark.parametrize(
    "template", [GapSince("visit", "visit", Span(1)), GapSince("plan", "review", Span(1), services=2)]
)
def test_a_clock_that_cannot_run_is_refused(template: GapSince) -> None:
    with pytest.raises(InvalidRule):
        check_template(template)
