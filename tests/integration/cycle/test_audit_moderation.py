"""Second readings on both databases: a seeded share, blind to the first, talked through; kappa only from twenty on."""

import pytest

from lif_plugin.cycle.audits.journey import journeys_of
from lif_plugin.cycle.audits.kappa import cohen
from lif_plugin.cycle.audits.moderating import (
    Agreement,
    ToRead,
    agree_grade,
    agreement,
    differences,
    draw_second,
    drawn_of,
    open_second,
)
from lif_plugin.cycle.audits.refusals import AuditRefused, NotIndependent
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed
from lif_plugin.store import audit_work
from lif_plugin.store.tables import audit
from lif_plugin.store.work import Store
from tests.assets.auditing import ADA, DUE, LEAD, Auditing, by

BEA = by("bea.example", Role.MANAGER)
WEAK = {"overall": "requires_improvement", "voice_known": "no"}


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


def test_second_reader_sees_nothing_of_the_first_until_both_are_submitted(world: Auditing) -> None:
    first = world.open()
    world.finish(first, WEAK)
    with pytest.raises(NotIndependent):
        open_second(world.desk, LEAD, first, "ada.example", DUE)
    second = open_second(world.desk, LEAD, first, "bea.example", DUE).id
    blind, own = world.see(first, BEA), world.see(second, BEA)
    assert (blind.answers, blind.findings, blind.row["grade"], blind.words) == ({}, (), None, ())
    assert (own.answered_before, own.before) == ({}, None)
    with world.store.read(BEA) as connection:
        assert {row["grade"] for row in audit_work.audits_where(connection, BEA)} == {None}
    with pytest.raises(AuditRefused, match="not submitted"):
        differences(world.desk, LEAD, second)
    world.finish(second, {}, BEA)
    assert world.see(first, BEA).row["grade"] == "requires_improvement"
    assert world.see(second, BEA).findings == ()
    with world.store.read(LEAD) as connection:
        worker = by("wanda.example", Role.WORKER)
        seen = journeys_of(world.desk, connection, worker, world.cases["E-1"].id)
    assert [one.id for one in seen] == [first]


def test_differing_grades_are_talked_through_and_the_agreed_one_is_kept_with_both(
    sqlite_store: Store,
) -> None:
    world = Auditing(sqlite_store)
    first = world.open()
    world.finish(first, WEAK)
    second = open_second(world.desk, LEAD, first, "bea.example", DUE).id
    world.finish(second, {}, BEA)
    (one,) = differences(world.desk, LEAD, second)
    assert (one.question, one.first, one.second, one.agreed) == (
        "overall", "requires_improvement", "outstanding", None,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        agree_grade(world.desk, BEA, second, "overall", "good", "We looked again.")
    agree_grade(world.desk, LEAD, second, "overall", "good", "We looked at the visit of May again.")
    (one,) = differences(world.desk, LEAD, second)
    assert one.agreed == "good"
    assert [world.see(key).row["grade"] for key in (first, second)] == ["requires_improvement", "outstanding"]
    assert all(world.see(key).entries[-1]["kind"] == "agreed_grade" for key in (first, second))
    with pytest.raises(AuditRefused, match="already"):
        agree_grade(world.desk, LEAD, second, "overall", "good", "Again.")


def test_share_is_drawn_by_its_seed_for_another_reader_and_never_twice(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store)
    firsts = [world.open(case) for case in ("E-1", "E-2", "E-3")]
    for one in firsts:
        world.finish(one)
    wanted = ToRead(
        "single_agency_audit", 20260301, 20260331, 60, ("ada.example", "bea.example"), DUE, "seven"
    )
    drawn = draw_second(world.desk, LEAD, wanted)
    assert (set(drawn.frame), len(drawn.opened), drawn.without_auditor) == (set(firsts), 2, ())
    with world.store.read(LEAD) as connection:
        rows = audit_work.audits_where(connection, LEAD, ids=[one.id for one in drawn.opened])
    assert {row["origin_id"] for row in rows} == set(drawn_of(drawn.frame, 60, "seven"))
    assert {row["auditor"] for row in rows} == {"bea.example"}
    again = draw_second(world.desk, LEAD, wanted)
    assert len(again.frame) == 1


def test_kappa_is_shown_with_its_number_and_only_from_twenty_on(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store)
    grades = ("good", "outstanding")

    def read_twice(number: int) -> None:
        with world.store.write(LEAD) as connection:
            plain = {"programme": "p", "form": "f", "auditor": "a", "due": DUE, "state": "closed", "version": 3,
                     "opened_on": 20260301, "submitted_on": 20260302, "drawn_as": None, "team": None,
                     "agency_part": None, "case_id": world.cases["E-1"].id}  # fmt: skip
            first = audit_work.add(connection, audit, LEAD, **plain, origin="named", grade=grades[number % 2])
            audit_work.add(
                connection,
                audit,
                LEAD,
                **plain,
                origin="second",
                origin_id=first,
                grade=grades[number % 3 == 0],
            )

    for number in range(19):
        read_twice(number)
    assert agreement(world.desk, ADA) == (Agreement("p", 19, 9, None, None),)
    read_twice(19)
    (told,) = agreement(world.desk, ADA)
    pairs = [(grades[number % 2], grades[number % 3 == 0]) for number in range(20)]
    assert (told.n, told.same, told.cohen) == (20, sum(a == b for a, b in pairs), cohen(pairs))
    assert told.fleiss is not None
