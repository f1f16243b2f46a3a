"""Indicators: of these, out of all, how much of the month is known; never a case, never a worker."""

import pytest

from lif_plugin.cycle.indicators import figures
from lif_plugin.domain.indicator import Figure
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed
from tests.assets.audited import QUALITY, nominated, stated
from tests.assets.world import World

BOARD = Viewer("elmshire", frozenset({Role.BOARD}), "assurance", "bea.example")


def found(world: World, indicator: str) -> dict[int, Figure]:
    with world.store.read(BOARD) as connection:
        return {
            figure.month: figure for figure in figures(connection, BOARD) if figure.indicator == indicator
        }


def parts(figure: Figure) -> tuple[int, int, int]:
    return (figure.numerator, figure.denominator, figure.undecided)


def test_an_assessment_of_45_working_days_is_in_time_and_of_46_is_not(world: World) -> None:
    """45 working days after 3 January 2018 is 7 March."""
    world.bring(
        stated("assessment", "A-1", 20180103, 20180307),
        stated("assessment", "A-2", 20180103, 20180308),
        stated("assessment", "A-3", 20180103),
        kinds=("assessment",),
    )
    assert parts(found(world, "assessment_over_45_days")[201803]) == (1, 2, 0)
    assert parts(found(world, "assessment_over_45_days")[201801]) == (0, 0, 0)


def test_a_change_of_worker_is_another_worker_and_not_the_same_again(lone: World) -> None:
    lone.bring(
        stated("worker", "A-1", 20170501, 20180110, actor="w-1"),
        stated("worker", "A-1", 20180110, actor="w-2"),
        stated("worker", "A-2", 20170501, 20180110, actor="w-1"),
        stated("worker", "A-2", 20180110, actor="w-1"),
        stated("worker", "A-3", 20170501, 20180110, actor="w-1"),
        stated("worker", "A-3", 20180110),
        stated("worker", "A-4", 20170501, 20171231, actor="w-3"),
        kinds=("worker",),
    )
    assert parts(found(lone, "worker_changes")[201801]) == (1, 3, 1)
    assert parts(found(lone, "worker_changes")[201712]) == (0, 4, 0)


def test_supervision_counts_cases_once_and_only_what_was_held(lone: World) -> None:
    lone.bring(
        *(stated("worker", ref, 20170501, actor="w-1") for ref in ("A-1", "A-2", "A-3")),
        stated("supervision", "A-1", 20180110, held="yes"),
        stated("supervision", "A-1", 20180120, held="yes"),
        stated("supervision", "A-2", 20180110, held="no"),
        kinds=("worker", "supervision"),
    )
    assert parts(found(lone, "supervision")[201801]) == (1, 3, 0)


def test_a_month_known_in_part_says_how_much_and_an_unknown_one_is_left_out(lone: World) -> None:
    lone.bring(
        stated("assessment", "A-1", 20180103, 20180107), kinds=("assessment",), since=20180111, until=20180228
    )
    by_month = found(lone, "assessment_over_45_days")
    assert {month: (one.known_days, one.days) for month, one in by_month.items()} == {
        201801: (21, 31),
        201802: (28, 28),
    }


def test_a_source_that_covers_no_such_facts_gives_no_figure(lone: World) -> None:
    lone.bring(stated("assessment", "A-1", 20180103, 20180107))
    assert found(lone, "assessment_over_45_days") == {}
    assert found(lone, "supervision") == {}


def test_an_indicator_nominates_nobody(lone: World) -> None:
    lone.bring(
        stated("assessment", "A-1", 20170501, 20180110),
        stated("worker", "A-1", 20170501, 20180110, actor="w-1"),
        stated("worker", "A-1", 20180110, actor="w-2"),
        kinds=("assessment", "worker", "need", "missing"),
    )
    assert nominated(lone) == {}


def test_a_worker_sees_no_indicators(lone: World) -> None:
    worker = Viewer("elmshire", frozenset({Role.WORKER}), "casework", "sam.example")
    with lone.store.read(QUALITY) as connection, pytest.raises(NotAllowed):
        figures(connection, worker)
