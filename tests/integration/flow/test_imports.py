"""What an import changes, and what takes it back: the state is that of the final file, however it came."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.record import Event, Notice, Rejected, Row
from lif_plugin.errors import UndoRefused
from lif_plugin.flow.importing import ImportAbandoned, undo_import
from lif_plugin.store.tables import case_record, event, import_notice, inbox, rejected_row
from lif_plugin.store.work import Store
from tests.assets.world import Item, World, missing, review

A, B, C = review("E-1", 20170501), review("E-1", 20170901, "PN7"), review("E-2", 20170601, "PN1")
BOTH = ("review", "missing")


def versions(world: World, key: str = A.key) -> list[tuple[str | None, str | None, bool]]:
    """(code, how it ended, live) of every version of a fact, oldest first."""
    query = (
        select(event.c.code, event.c.ended_as, event.c.live).where(event.c.key == key).order_by(event.c.id)
    )
    return [(row["code"], row["ended_as"], row["live"]) for row in world.rows(query)]


def test_the_same_delivery_twice_changes_nothing(world: World) -> None:
    world.bring(A, B, C)
    state, results, cases = world.state(), world.results(), world.rows(select(case_record))
    world.bring(A, B, C)
    assert world.state() == state
    assert world.results() == results
    assert world.rows(select(case_record)) == cases


def test_a_correction_supersedes_and_keeps_the_old_version(world: World) -> None:
    world.bring(A)
    world.bring(review("E-1", 20170501, "PN1"))
    assert versions(world) == [("PN4", "superseded", False), ("PN1", None, True)]
    assert world.states("VOC-07") == []
    assert [row["reason"] for row in world.results("VOC-07", ended=True)] == ["record_now_shows_it"]


def test_what_a_complete_delivery_no_longer_states_is_retracted(world: World) -> None:
    world.bring(A, B, C)
    world.bring(B, complete=True)
    assert versions(world) == [("PN4", "retracted", False)]
    assert world.state()["held"] == [("made", "E-1")]
    assert [row["reason"] for row in world.results("VOC-07", ended=True)] == ["fact_withdrawn"]


def test_an_ordinary_delivery_retracts_nothing(world: World) -> None:
    world.bring(A, B)
    world.bring(B)
    assert versions(world) == [("PN4", None, True)]


def test_a_complete_delivery_retracts_only_the_kinds_it_covers(world: World) -> None:
    episode = missing("E-1", 20170701, 20170702)
    world.bring(A, episode, kinds=BOTH)
    world.bring(B, complete=True)
    assert versions(world, episode.key) == [("M", None, True)]


def test_a_complete_delivery_retracts_only_from_its_own_scope_and_source(world: World) -> None:
    world.bring(A, scope="2016")
    world.bring(C, source="other")
    world.bring(B, complete=True)
    assert [key for _ref, _source, _scope, key, _digest, live in world.state()["facts"] if live] == sorted(
        [A.key, B.key, C.key]
    )


def test_a_fact_of_two_scopes_takes_the_later_ones_version(world: World) -> None:
    world.bring(review("E-1", 20170501, "PN1"), scope="2018")
    world.bring(A, scope="2017")
    assert versions(world) == [("PN1", None, True), ("PN4", None, False)]


def test_a_fact_of_two_scopes_survives_its_retraction_from_one(world: World) -> None:
    world.bring(A, scope="2017")
    world.bring(review("E-1", 20170501, "PN1"), scope="2018")
    world.bring(C, scope="2018", complete=True)
    assert versions(world) == [("PN4", None, True), ("PN1", "retracted", False)]
    assert world.states("VOC-07") == [(A.key, "gap")]


def test_a_fact_that_moves_to_another_case_leaves_the_first(world: World) -> None:
    world.bring(A)
    world.bring(A._replace(case_ref="E-9"))
    assert world.state()["held"] == [("made", "E-9")]
    assert [(row["ref"], row["subject"]) for row in world.results("VOC-07")] == [("E-9", A.key)]


FIRST = (A, B, C, missing("E-3", 20170701, 20170703))
FINAL = {
    "corrected": (review("E-1", 20170501, "PN2"), B, C, missing("E-3", 20170701, 20170704)),
    "shortened": (A, C, missing("E-3", 20170701, 20170703)),
    "purged": (C, missing("E-3", 20170701, 20170703)),
    "emptied": (),
}


@pytest.mark.parametrize("final", FINAL.values(), ids=FINAL)
def test_a_complete_resend_gives_the_state_of_a_fresh_import(
    world: World, sqlite_store: Store, final: tuple[Event, ...]
) -> None:
    world.bring(*FIRST, kinds=BOTH)
    world.bring(*final, kinds=BOTH, until=20180301, complete=True)
    with World(sqlite_store, Agency("freshshire", "Freshshire")) as fresh:
        fresh.bring(*final, kinds=BOTH, until=20180301)
        assert world.state() == fresh.state()


@pytest.mark.parametrize(
    ("second", "complete"), [(FINAL["corrected"], False), *((final, True) for final in FINAL.values())]
)
def test_undoing_gives_the_state_before(world: World, second: tuple[Event, ...], *, complete: bool) -> None:
    world.bring(*FIRST, kinds=BOTH)
    before = world.state()
    number = world.bring(*second, kinds=BOTH, until=20180301, complete=complete)
    world.undo(number)
    assert world.state() == before
    assert world.imports()[number] == "undone"


def test_undoing_the_first_leaves_nothing(world: World) -> None:
    world.undo(world.bring(*FIRST, kinds=BOTH))
    assert world.state() == {"facts": [], "held": [], "covers": [], "prompts": {}}


def test_what_was_undone_can_be_imported_again(world: World) -> None:
    number = world.bring(*FIRST, kinds=BOTH)
    before = world.state()
    world.undo(number)
    world.bring(*FIRST, kinds=BOTH)
    assert world.state() == before


def test_undoing_is_refused_while_later_imports_stand(world: World) -> None:
    first, second, third = world.bring(A), world.bring(B), world.bring(C)
    state = world.state()
    with pytest.raises(UndoRefused) as refusal:
        world.undo(first)
    assert refusal.value.hint == f"Undo these first, in this order: {third}, {second}."
    assert world.state() == state


def test_imports_of_other_sources_do_not_stand_in_the_way(world: World) -> None:
    first = world.bring(A)
    world.bring(C, source="other")
    world.undo(first)
    assert world.state()["held"] == [("other", "E-2")]


def test_undoings_asked_for_at_once_are_done_newest_first(world: World) -> None:
    first = world.bring(A)
    before = world.state()
    second, third = world.bring(review("E-1", 20170501, "PN1")), world.bring(review("E-1", 20170501, "PN2"))
    undo_import(world.store, world.agency.id, third)
    undo_import(world.store, world.agency.id, second)
    world.drain()
    assert world.state() == before
    assert world.imports() == {first: "done", second: "undone", third: "undone"}


def test_only_a_finished_import_is_undone(world: World) -> None:
    number = world.bring(A)
    world.undo(number)
    with pytest.raises(UndoRefused, match=f"Import {number} is undone"):
        world.undo(number)


def test_rows_read_are_accepted_or_rejected_with_a_reason(world: World) -> None:
    odd: list[Item] = [
        Rejected("made.csv", 7, "REVIEW", "unreadable_date", "No date.", "E-1\x00,\ud800"),
        review("E-1", 20170231),
        review("E-1", 20170801, "P" * 300),
        B._replace(detail={"odd": object()}),
        B._replace(detail={"odd": "\x00"}),
        Row("made.csv", 9, (C, C._replace(kind="revue"))),
        Row("made.csv", 10, ()),
        Notice("made.csv", 1, "REVIEW", "far_date", "Far."),
    ]
    done = world.receive(A, *odd)
    tally = done.tally
    assert (tally.read, tally.accepted, tally.rejected, tally.events) == (8, 2, 6, 1)
    assert tally.refused == {("made.csv", "unreadable_date"): 1, ("made.csv", "invalid_event"): 5}
    assert [row["row"] for row in world.rows(select(rejected_row))] == [7, 3, 4, 5, 6, 9]
    assert [row["reason"] for row in world.rows(select(import_notice))] == ["far_date"]


def test_a_refused_row_leaves_none_of_its_events(world: World) -> None:
    world.bring(Row("made.csv", 9, (A, C._replace(kind="revue"))))
    assert world.state()["facts"] == []


def test_an_import_that_fails_leaves_nothing_in_the_inbox(world: World) -> None:
    class Torn(Exception):
        pass

    def items() -> Iterator[Item]:
        for number in range(500):
            yield review(f"E-{number}", 20170501)
        raise Torn

    with pytest.raises(Torn):
        world.stream(items())
    assert list(world.imports().values()) == ["abandoned"]
    assert world.rows(select(inbox)) == []
    assert not world.dispatcher.waits(world.agency.id)


def test_an_import_overtaken_by_another_of_its_source_is_abandoned(world: World) -> None:
    def items() -> Iterator[Item]:
        for number in range(500):
            yield review(f"E-{number}", 20170501)
        world.receive(C)
        for number in range(500):
            yield review(f"F-{number}", 20170501)

    with pytest.raises(ImportAbandoned):
        world.stream(items())
    assert sorted(world.imports().values()) == ["abandoned", "received"]
    world.drain()
    assert world.state()["held"] == [("made", "E-2")]
    assert world.rows(select(inbox)) == []
