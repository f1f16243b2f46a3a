"""The alert budget over a worker's cases: two pushed a week, the rest in the digest, whatever came in first."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.record import Event
from lif_plugin.store.engine import make_engine
from lif_plugin.store.tables import case_record, push
from lif_plugin.store.work import Store
from tests.assets.told_rules import KINDS, LIVE, PLUGINS, held, plan, silent
from tests.assets.world import NOW, World, missing

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""
HOUR = 3_600_000
CASELOAD = [fact for number in range(5) for fact in silent(f"C{number}", 20180320 + number)]


@pytest.fixture
def live(store: Store) -> Iterator[World]:
    with World(store, LIVE, PLUGINS) as made:
        yield made


def bring(world: World, *facts: Event, until: int = 20180408, **how: Any) -> None:
    world.bring(*facts, kinds=KINDS, until=until, **how)


def channels(world: World) -> dict[str, str]:
    """By case, how its prompt is delivered."""
    return {row["ref"]: row["delivery"] for row in world.results("TST-01")}


def pushes(world: World) -> dict[str, int | None]:
    """By case, from when its prompt is pushed."""
    query = select(case_record.c.ref, push.c.push_from).join(case_record, case_record.c.id == push.c.case_id)
    return {row["ref"]: row["push_from"] for row in world.rows(query)}


def test_two_of_a_workers_five_are_pushed_and_three_are_in_the_digest(live: World) -> None:
    bring(live, *CASELOAD)
    assert channels(live) == {"C0": "digest", "C1": "digest", "C2": "digest", "C3": "now", "C4": "now"}
    assert pushes(live) == {"C0": None, "C1": None, "C2": None, "C3": NOW, "C4": NOW}


def test_the_order_in_which_records_come_decides_nothing(new_url: Callable[[], str]) -> None:
    told = []
    for facts in (CASELOAD, CASELOAD[::-1]):
        store = Store(make_engine(new_url()))
        with World(store, LIVE, PLUGINS) as world:
            bring(world, *facts)
            told.append((channels(world), pushes(world)))
        store.close()
    assert told[0] == told[1]


def test_no_more_is_pushed_in_the_same_week_and_two_more_in_the_next(live: World) -> None:
    bring(live, *CASELOAD[:6])
    bring(live, *CASELOAD[:6], *silent("D1", 20180401), scope="second")
    assert channels(live) == {"C0": "now", "C1": "now", "D1": "digest"}
    live.now = NOW + 7 * 24 * HOUR
    bring(live, *CASELOAD[:6], *silent("D1", 20180401), *silent("D2", 20180402), scope="third")
    assert channels(live) == {"C0": "now", "C1": "now", "D1": "digest", "D2": "now"}


def test_a_later_import_leaves_what_was_decided(live: World) -> None:
    bring(live, *CASELOAD)
    before = channels(live), pushes(live)
    live.now = NOW + 7 * 24 * HOUR
    bring(live, *CASELOAD, held("C0", "W9", 20180402), scope="again")
    assert (channels(live), pushes(live)) == before


@ON_SQLITE
def test_each_worker_has_a_budget(live: World) -> None:
    other = [fact for number in range(3) for fact in silent(f"D{number}", 20180325, actor="W2")]
    bring(live, *CASELOAD, *other)
    assert sorted(channels(live).values()) == ["digest"] * 4 + ["now"] * 4


@ON_SQLITE
def test_without_a_known_worker_the_budget_is_the_cases(live: World) -> None:
    days = (20180320, 20180322, 20180324)
    facts = [plan("E1"), *(missing("E1", day, day) for day in days), *silent("E2", 20180325, actor=None)]
    bring(live, *facts)
    shown = {(row["ref"], row["occurred_day"]): row["delivery"] for row in live.results("TST-01")}
    assert shown == {
        ("E1", 20180320): "digest", ("E1", 20180322): "now", ("E1", 20180324): "now", ("E2", 20180325): "now"
    }  # fmt: skip


def test_the_worker_who_holds_the_case_today_is_asked(live: World) -> None:
    before = [held("C9", "W7", 20170501, 20180301), *silent("C9", 20180326)]
    bring(live, *CASELOAD, *before)
    assert channels(live)["C9"] == "now"
    assert channels(live)["C3"] == "digest"


@ON_SQLITE
def test_in_the_evening_it_waits_for_the_morning(live: World) -> None:
    live.now = NOW + 8 * HOUR
    bring(live, *CASELOAD[:3])
    assert pushes(live) == {"C0": NOW + 21 * HOUR}


@ON_SQLITE
def test_a_case_allocated_yesterday_rests(live: World) -> None:
    bring(live, *silent("C0", 20180326, since=20180409), until=20180409)
    assert pushes(live) == {"C0": NOW + 21 * HOUR}


@ON_SQLITE
def test_nothing_old_is_pushed(live: World) -> None:
    bring(live, *silent("C0", 20180101))
    assert channels(live) == {"C0": "historic"}
    assert pushes(live) == {}


@ON_SQLITE
def test_an_agency_may_push_nothing(live: World) -> None:
    live.save(Agency("elmshire", "Elmshire", go_live=20170401, pushes_a_week=0))
    bring(live, *CASELOAD[:3])
    assert channels(live) == {"C0": "digest"}


@ON_SQLITE
def test_where_coverage_is_today_its_morning_is_now(store: Store) -> None:
    agency = Agency("elmshire", "Elmshire", go_live=20170401, today=Today.COVERAGE)
    with World(store, agency, PLUGINS, now=NOW + 900 * 24 * HOUR) as world:
        bring(world, *CASELOAD[:3], until=20180409)
        assert pushes(world) == {"C0": NOW - 27 * HOUR}
