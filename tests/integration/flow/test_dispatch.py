"""Dispatch by several workers gives what one gives; a case that changes under it comes again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.errors import StaleCase
from lif_plugin.flow.apply import apply_batch
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.evaluation import evaluate_cases, write_evaluated
from lif_plugin.flow.sweep import mark_all
from lif_plugin.store import inbox
from lif_plugin.store.inbox import LIVE_FEED, inbox_row
from lif_plugin.store.tables import case_record, result
from tests.assets.world import World, review

A = review("E-1", 20180320)
MANY = [
    review(f"E-{n}", 20170401 + day, ("PN1", "PN4", "PN7")[(n + day) % 3])
    for n in range(250)
    for day in range(3)
]


def test_two_workers_at_once_give_what_one_gives(world: World) -> None:
    with World(world.store, Agency("aloneshire", "Alone")) as alone:
        alone.bring(*MANY)
        world.receive(*MANY)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(world.dispatcher.drain, [world.agency.id] * 2))
        world.drain()
        assert world.state() == alone.state()


def test_two_workers_and_a_feed_lose_nothing(world: World) -> None:
    world.receive(*MANY)
    feed = [review(f"F-{n}", 20170401) for n in range(100)]
    rows = [
        inbox_row(
            fact, agency=world.agency.id, source="feed", scope="feed", import_id=LIVE_FEED, origin="", now=1
        )
        for fact in feed
    ]
    with ThreadPoolExecutor(3) as pool:
        workers = [pool.submit(world.dispatcher.drain, world.agency.id) for _ in range(2)]
        handed = [world.receiver.submit(world.agency.id, [row]) for row in rows]
        assert [future.result() for future in handed] == [True] * 100
        for worker in workers:
            worker.result()
    world.drain()
    live = {fact[3] for fact in world.state()["facts"] if fact[5]}
    assert live == {fact.key for fact in [*MANY, *feed]}


def test_rows_another_worker_has_applied_are_left_alone(world: World) -> None:
    done = world.receive(A)
    assert done.id is not None
    taken = inbox.take

    def overtaken(*arguments: object) -> object:
        rows = taken(*arguments)  # type: ignore[arg-type]
        if rows:
            with pytest.MonkeyPatch.context() as unpatched:
                unpatched.setattr(inbox, "take", taken)
                apply_batch(world.store, world.agency.id, done.id or 0, world.now)
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inbox, "take", overtaken)
        with pytest.raises(StaleCase):
            apply_batch(world.store, world.agency.id, done.id, world.now)
    world.drain()
    assert [fact[3] for fact in world.state()["facts"]] == [A.key]


def test_a_case_that_changed_meanwhile_stays_stale_and_comes_again(world: World) -> None:
    world.bring(A)
    mark_all(world.dispatcher, world.agency.id)
    evaluated = evaluate_cases(world.dispatcher, world.agency.id, 10, None)
    assert evaluated is not None
    world.receive(review("E-1", 20180320, "PN1"))
    while world.dispatcher._unfinished(world.agency.id):
        world.dispatcher.batch(world.agency.id)
    write_evaluated(world.store, evaluated)
    assert [row["stale"] for row in world.rows(select(case_record))] == [True]
    world.drain()
    assert world.states("VOC-07") == []


def test_a_worker_who_comes_late_writes_over_nothing(world: World) -> None:
    world.receive(A)
    while not (late := evaluate_cases(world.dispatcher, world.agency.id, 10, None)):
        world.dispatcher.batch(world.agency.id)
    world.drain()
    world.bring(review("E-1", 20180320, "PN7"))
    before = world.rows(select(result))
    write_evaluated(world.store, late)
    assert world.rows(select(result)) == before


def test_a_rule_that_is_switched_off_ends_its_results(world: World) -> None:
    world.bring(A)
    world.save(replace(world.agency, rules_off=frozenset({"VOC-07"})))
    mark_all(world.dispatcher, world.agency.id)
    world.drain()
    assert world.results("VOC-07") == []
    (ended,) = world.results("VOC-07", ended=True)
    assert (ended["state"], ended["reason"]) == ("not_applicable", "rule_switched_off")


def test_results_of_a_rule_that_is_gone_stay_as_they_were(world: World) -> None:
    world.bring(A)
    before = world.results("VOC-07")
    none = Dispatcher(world.store, world.dispatcher.plugins, {}, lambda _agency: None, world.dispatcher.clock)
    mark_all(none, world.agency.id)
    none.drain(world.agency.id)
    assert world.results("VOC-07") == before


def test_rules_of_another_nation_do_not_run(world: World) -> None:
    world.save(replace(world.agency, nation="scotland"))
    world.bring(A)
    assert world.results("VOC-07") == []
