"""Which channel a result goes by: every branch of the choice."""

from dataclasses import replace
from datetime import date

import pytest

from lif_plugin.builtin.voice_of_child import VOC_07, VOC_08
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import Channel, State
from lif_plugin.flow.deliver import Circumstances, choose_channel

AGENCY = Agency("elmshire", "Elmshire", go_live=20180301, recent_days=28, fresh_days=35)
NOW = Circumstances(date(2018, 4, 10), date(2018, 3, 31), is_open=True)
DAY = 20180320


def channel(state: State = State.GAP, day: int | None = DAY, now: Circumstances = NOW) -> Channel:
    return choose_channel(VOC_08, state, day, AGENCY, now)


def test_a_recent_gap_of_an_open_case_goes_by_its_rule() -> None:
    assert channel() is VOC_08.delivery is Channel.NOW


@pytest.mark.parametrize("state", [state for state in State if state is not State.GAP])
def test_what_is_no_gap_is_off(state: State) -> None:
    assert channel(state) is Channel.OFF


def test_a_closed_case_is_historic() -> None:
    assert channel(now=replace(NOW, is_open=False)) is Channel.HISTORIC


@pytest.mark.parametrize(
    ("today", "day", "said"),
    [
        (date(2018, 4, 17), 20180320, Channel.NOW),
        (date(2018, 4, 18), 20180320, Channel.HISTORIC),
        (date(2018, 3, 20), 20180320, Channel.NOW),
        (date(2018, 3, 19), 20180320, Channel.HISTORIC),
        (date(2018, 3, 20), 20180301, Channel.NOW),
        (date(2018, 3, 20), 20180228, Channel.HISTORIC),
        (date(2018, 3, 20), None, Channel.HISTORIC),
    ],
)
def test_only_what_is_recent_after_go_live_and_not_to_come_is_told(
    today: date, day: int | None, said: Channel
) -> None:
    assert channel(day=day, now=replace(NOW, today=today)) is said


@pytest.mark.parametrize(
    ("reaches", "said"),
    [(date(2018, 3, 6), Channel.NOW), (date(2018, 3, 5), Channel.HISTORIC), (None, Channel.HISTORIC)],
)
def test_a_source_that_is_not_fresh_makes_it_historic(reaches: date | None, said: Channel) -> None:
    assert channel(now=replace(NOW, source_until=reaches)) is said


def test_without_a_go_live_everything_is_historic() -> None:
    shy = replace(AGENCY, go_live=None)
    assert choose_channel(VOC_08, State.GAP, DAY, shy, NOW) is Channel.HISTORIC


@pytest.mark.parametrize(
    ("default", "said"),
    [
        (Channel.NOW, Channel.PANEL),
        (Channel.DIGEST, Channel.PANEL),
        (Channel.PANEL, Channel.PANEL),
        (Channel.HISTORIC, Channel.HISTORIC),
        (Channel.OFF, Channel.OFF),
    ],
)
def test_where_nobody_says_whether_the_case_is_open_the_panel_shows_it(
    default: Channel, said: Channel
) -> None:
    rule = replace(VOC_07, delivery=default)
    assert choose_channel(rule, State.GAP, DAY, AGENCY, replace(NOW, is_open=None)) is said
