"""Where some facts of a case changed, only rules that read such facts are asked; the rest stands as it was."""

from sqlalchemy import select, update

from lif_plugin.domain.record import Event
from lif_plugin.flow.sweep import mark_all
from lif_plugin.store import cases
from lif_plugin.store.inbox import LIVE_FEED, inbox_row
from lif_plugin.store.tables import case_record, result
from tests.assets.world import World, missing, review, talk

KINDS = ("review", "missing", "return_interview")


def feed(world: World, *events: Event) -> None:
    rows = [
        inbox_row(
            one, agency=world.agency.id, source="made", scope="2017", import_id=LIVE_FEED, origin="", now=1
        )
        for one in events
    ]
    world.receiver.submit(world.agency.id, rows).result()
    world.drain()


def marked(world: World) -> list[str]:
    """The rules of which a result stands that was marked as nobody would word it."""
    query = select(result.c.rule).where(result.c.message == "as it stood", result.c.ended_at.is_(None))
    return sorted(row["rule"] for row in world.rows(query))


def test_a_change_leaves_the_results_of_rules_that_do_not_read_it(world: World) -> None:
    world.bring(
        review("E-1", 20180320), missing("E-1", 20180301, 20180302), talk("E-1", 20180201), kinds=KINDS
    )
    with world.store.write(world.viewer) as connection:
        connection.execute(update(result).values(message="as it stood"))
    assert marked(world) == ["VOC-07", "VOC-09", "VOC-21"]
    feed(world, review("E-1", 20180321))
    assert marked(world) == ["VOC-21"]
    feed(world, talk("E-1", 20180202))
    assert marked(world) == []


def test_what_changes_while_a_case_waits_adds_up_and_all_stays_all(world: World) -> None:
    world.bring(review("E-1", 20180320), review("E-2", 20180320))
    with world.store.write(world.viewer) as connection:
        one, two = (row["id"] for row in world.rows(select(case_record).order_by(case_record.c.ref)))
        cases.mark_stale(connection, [two])
        for kind in ("review", "plan", "plan"):
            cases.mark_touched(connection, dict.fromkeys((one, two), frozenset({kind})))
        rows = {row["id"]: row for row in cases.rows_of(connection, [one, two])}
    assert cases.touched_kinds(rows[one]) == frozenset({"review", "plan"})
    assert cases.touched_kinds(rows[two]) is None


def test_once_evaluated_only_what_changes_then_counts(world: World) -> None:
    world.bring(review("E-1", 20180320))
    mark_all(world.dispatcher, world.agency.id)
    world.drain()
    with world.store.write(world.viewer) as connection:
        (case,) = (row["id"] for row in world.rows(select(case_record)))
        cases.mark_touched(connection, {case: frozenset({"plan"})})
        assert [cases.touched_kinds(row) for row in cases.rows_of(connection, [case])] == [
            frozenset({"plan"})
        ]
