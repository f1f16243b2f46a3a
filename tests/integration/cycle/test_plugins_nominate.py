"""What anybody's plugin may nominate: an occasion or none, a day or none, and what it cannot tell."""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import AuditNomination, CannotTell
from lif_plugin.hooks import hookimpl
from lif_plugin.store.reads.audits import unknown_counts
from lif_plugin.store.tables import audit_unknown
from lif_plugin.store.work import Store
from tests.assets.audited import QUALITY, bring, draw, nominated, re_referred, states, trigger_rows
from tests.assets.world import World

Says = Callable[[Any], Sequence[object]]


@pytest.fixture
def saying(sqlite_store: Store) -> Iterator[Callable[[Says], World]]:
    """A world with one plugin, which says this of each case; it may be told to say something else."""
    made: list[World] = []

    def make(says: Says) -> World:
        if made:
            made[0].plugins[0][1].says = says  # type: ignore[attr-defined]
            return made[0]
        plugin = SimpleNamespace(says=says)

        @hookimpl
        def lif_audits(cases: Any) -> Any:
            return [one for case in cases for one in plugin.says(case)]

        plugin.lif_audits = lif_audits
        made.append(World(sqlite_store, Agency("elmshire", "Elmshire"), (("ours", plugin),)))
        return made[0]

    yield make
    for world in made:
        world.receiver.close()


def plain(case: Any) -> Sequence[object]:
    return [AuditNomination("ours", case.case_ref, "Because", ())]


def untold(case: Any) -> Sequence[object]:
    return [CannotTell(case.case_ref, not_covered=("theirs",), not_recorded=("ours",))]


def unknown(world: World) -> list[tuple[str, str, int]]:
    with world.store.read(QUALITY) as connection:
        return [tuple(row.values()) for row in unknown_counts(connection, QUALITY)]


def test_a_nomination_without_a_day_is_met_when_the_record_was_asked_and_keeps_it(
    saying: Callable[[Says], World],
) -> None:
    world = saying(plain)
    bring(world, *re_referred("E-1", 20170601), until=20170630)
    assert nominated(world) == {("E-1", "ours"): 20170630}
    bring(world, *re_referred("E-1", 20170601), until=20170930, scope="2018")
    assert nominated(world) == {("E-1", "ours"): 20170630}


def test_a_day_that_is_none_is_a_fault_and_nothing_of_it_is_taken(saying: Callable[[Says], World]) -> None:
    world = saying(lambda case: [AuditNomination("ours", case.case_ref, "Because", (), day=20170231)])
    bring(world, *re_referred("E-1", 20170601))
    assert nominated(world) == {}
    assert world.faults() == [("ours", "lif_audits")]


def test_what_cannot_be_told_of_a_case_that_was_not_shown_is_a_fault(saying: Callable[[Says], World]) -> None:
    world = saying(lambda _case: [CannotTell("E-9", ("ours",))])
    bring(world, *re_referred("E-1", 20170601))
    assert (unknown(world), world.faults()) == ([], [("ours", "lif_audits")])


def test_what_cannot_be_told_is_counted_and_enters_no_pool(saying: Callable[[Says], World]) -> None:
    world = saying(untold)
    bring(world, *re_referred("E-1", 20170601), *re_referred("E-2", 20170601))
    assert unknown(world) == [("ours", "not_recorded", 2), ("theirs", "not_covered", 2)]
    assert draw(world, 201706, by_chance=0).picks == ()


def test_what_can_be_told_later_is_counted_no_more(saying: Callable[[Says], World]) -> None:
    world = saying(untold)
    bring(world, *re_referred("E-1", 20170601))
    saying(plain)
    bring(world, *re_referred("E-1", 20170601, 20170701))
    assert unknown(world) == []
    assert states(world) == {"E-1": "pooled"}


def test_a_plugin_that_fails_leaves_what_it_could_not_tell(saying: Callable[[Says], World]) -> None:
    world = saying(untold)
    bring(world, *re_referred("E-1", 20170601))

    def broken(_case: Any) -> Sequence[object]:
        raise KeyError

    saying(broken)
    bring(world, *re_referred("E-1", 20170601, 20170701))
    assert unknown(world) == [("ours", "not_recorded", 1), ("theirs", "not_covered", 1)]
    assert len(world.rows(select(audit_unknown))) == 1


def test_a_nomination_without_a_notice_is_picked_with_a_general_one(saying: Callable[[Says], World]) -> None:
    world = saying(plain)
    bring(world, *re_referred("E-1", 20170601), until=20170630)
    (pick,) = draw(world, 201706).picks
    assert pick.case.notices == ("The programme looks at cases of this kind to learn how help works.",)
    assert trigger_rows(world)[0]["picked_in"] is not None
