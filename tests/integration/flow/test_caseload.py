"""A worker with 22 open cases on a Monday, after six years of history came in at once."""

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from lif_plugin.store.tables import case_record, event
from lif_plugin.store.work import Store
from tests.assets.caseload import AGENCY, load, not_alone_twice, pushed
from tests.assets.told_rules import PLUGINS
from tests.assets.world import World

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])
"""For what no database makes a difference to."""


@pytest.fixture
def monday(store: Store) -> Iterator[World]:
    with World(store, AGENCY, PLUGINS) as made:
        load(made)
        yield made


def test_at_most_two_interrupt_the_worker_and_all_are_true(monday: World) -> None:
    (cases,) = monday.rows(select(func.count().label("open")).where(case_record.c.is_open))
    assert cases["open"] == 22
    assert not_alone_twice() == {"INVENTED-02", "INVENTED-05", "INVENTED-07"}
    told = {row["ref"] for row in pushed(monday)}
    assert len(told) == 2
    assert told < not_alone_twice()
    # Monday, 10 June 2024, 08:00 in London.
    assert {row["push_from"] for row in pushed(monday)} == {1_718_002_800_000}


@ON_SQLITE
def test_the_third_is_in_the_digest_and_nothing_is_lost(monday: World) -> None:
    waiting = {
        row["ref"]: row["delivery"] for row in monday.results("TST-03") if row["delivery"] != "historic"
    }
    assert waiting.keys() == not_alone_twice()
    assert Counter(waiting.values()) == {"now": 2, "digest": 1}


@ON_SQLITE
def test_six_years_at_once_push_nothing_old(monday: World) -> None:
    (known,) = monday.rows(
        select(func.min(event.c.occurred_day).label("first")).where(event.c.kind == "visit")
    )
    assert known["first"] < 20180701
    old = [row for row in monday.results("TST-03") if row["occurred_day"] < 20240513]
    assert len(old) > 50
    assert {(row["delivery"], row["told"]) for row in old} == {("historic", False)}
    assert [row for row in pushed(monday) if row["occurred_day"] < 20240513] == []


@ON_SQLITE
def test_the_rules_of_the_house_interrupt_with_no_more_and_nothing_untrue(store: Store) -> None:
    with World(store, AGENCY) as house:
        load(house)
        told = [(row["ref"], row["severity"]) for row in pushed(house)]
        assert len(told) == 2
        assert set(told) < {(child, "warning") for child in not_alone_twice()}
        old = [row for row in house.results() if row["occurred_day"] and row["occurred_day"] < 20240513]
        assert {row["delivery"] for row in old if row["state"] == "gap"} == {"historic"}
