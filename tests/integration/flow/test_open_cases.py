"""Whether a case is open is read from its spells, and decides whether anybody is told."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lif_plugin.domain.record import Event
from lif_plugin.store.tables import case_record
from tests.assets.world import UNTIL, World, review

LOOKED_AFTER = ("review", "placement")


def placed(until: int | None) -> Event:
    return Event("placement", "E-1", "placement|E-1", 20170401, {"code": "U1"}, {}, until)


@pytest.mark.parametrize(
    ("until", "is_open", "delivery"),
    [(None, True, "digest"), (20180401, True, "digest"), (UNTIL, False, "historic")],
)
def test_a_case_is_open_while_a_spell_has_not_ended(
    world: World, until: int | None, *, is_open: bool, delivery: str
) -> None:
    world.save(replace(world.agency, go_live=20180101))
    world.bring(review("E-1", 20180320), placed(until), kinds=LOOKED_AFTER)
    (case,) = world.rows(select(case_record))
    (row,) = world.results("VOC-07")
    assert (case["is_open"], row["delivery"], row["told"]) == (is_open, delivery, is_open)


def test_a_case_without_any_spell_is_closed(world: World) -> None:
    world.bring(review("E-1", 20180320), kinds=LOOKED_AFTER)
    assert [row["is_open"] for row in world.rows(select(case_record))] == [False]


def test_where_the_source_knows_no_spells_nobody_says_whether_it_is_open(world: World) -> None:
    world.bring(review("E-1", 20180320))
    assert [row["is_open"] for row in world.rows(select(case_record))] == [None]
