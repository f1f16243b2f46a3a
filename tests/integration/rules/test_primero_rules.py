"""The follow-up rule of Primero as a select, on both databases: in three states, and only what the record says."""

import pytest

import lif_adapter_primero
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.record import Event
from lif_plugin.store.work import Store
from tests.assets.world import World

ROWS: dict[str, dict[str, str]] = {
    "overdue": {"outcome": "open"},
    "seen": {"outcome": "done", "seen": "yes"},
    "not seen": {"outcome": "done", "seen": "no"},
    "not seen, reason": {"outcome": "done", "seen": "no", "reason": "moved"},
    "seen not entered": {"outcome": "done"},
}
STATES = {
    "overdue": "gap",
    "not seen": "gap",
    "not seen, reason": "not_applicable",
    "seen not entered": "cannot_tell",
}


@pytest.fixture
def world(store: Store) -> World:
    agency = Agency("elmshire", "Elmshire", nation="elsewhere", go_live=20170401)
    return World(store, agency, (("primero", lif_adapter_primero),))


def test_a_follow_up_is_told_apart_in_each_of_its_states(world: World) -> None:
    with world:
        held = Event("case", "c", "case", 20180101, {"code": "open"}, {})
        visits = [Event("visit", "c", name, 20180320, fields, {}) for name, fields in ROWS.items()]
        world.bring(held, *visits, kinds=("case", "visit"))
        assert dict(world.states("PRM-01")) == STATES


def test_a_first_follow_up_that_stands_open_is_told_though_none_was_ever_done(world: World) -> None:
    with world:
        held = Event("case", "c", "case", 20180101, {"code": "open"}, {})
        visit = Event("visit", "c", "overdue", 20180320, {"outcome": "open"}, {})
        world.bring(held, visit, kinds=("case", "visit"))
        assert world.states("PRM-01") == [("overdue", "gap")]
