"""Whether a partnership's own work heard the child: read from audits and learning, counted in the quality team's digest."""

import pytest

from lif_plugin.cycle.audits.answering import close_audit
from lif_plugin.cycle.audits.finding import NewLearning, into_learning
from lif_plugin.cycle.heard import counts_of, heard_in_work
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.digest import Counts
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed
from lif_plugin.store.work import Store
from tests.assets.auditing import LEAD, Auditing, by

SAFETY = NewLearning("elm", "multi_agency_audits", "Doors", "Two files do not show who was let in.")


def closed(world: Auditing, case: str, values: dict[str, str]) -> str:
    one = world.open(case)
    world.finish(one, values)
    close_audit(world.desk, LEAD, one, world.see(one).row["version"])
    return one


def heard(world: Auditing) -> set[tuple[str, str, str]]:
    with world.store.read(LEAD) as connection:
        return {(one.rule.id, one.ref, one.state.value) for one in heard_in_work(connection, LEAD)}


def test_audits_without_feedback_and_learning_without_a_view_wait_for_the_quality_team(store: Store) -> None:
    world = Auditing(store)
    closed(world, "E-1", {"family_feedback": "They felt listened to."})
    one = closed(world, "E-2", {"family_feedback": "", "voice_known": "no"})
    world.finish(world.open("E-3"), {"family_feedback": ""})
    found = [row["id"] for row in world.see(one).findings if row["theme"] != "voice_of_child"]
    into_learning(world.desk, LEAD, found[:1], SAFETY)
    assert heard(world) == {("VOC-28", "E-1", "met"), ("VOC-28", "E-2", "gap"), ("VOC-29", "E-2", "gap")}
    agency = Agency("elmshire", "Elmshire")
    with world.store.read(LEAD) as connection:
        told = [counts_of(connection, agency, role, 20260302) for role in (Role.QUALITY, Role.WORKER)]
        later = counts_of(connection, agency, Role.QUALITY, 20260331)
        off = heard_in_work(connection, LEAD, frozenset({"VOC-28", "VOC-29"}))
        with pytest.raises(NotAllowed):
            heard_in_work(connection, by("wanda.example", Role.WORKER))
    assert (told, later, off) == ([Counts(2, 2), Counts()], Counts(), [])


def test_a_strength_in_hearing_the_child_makes_it_learning_that_heard_the_child(sqlite_store: Store) -> None:
    world = Auditing(sqlite_store)
    one = closed(world, "E-1", {"family_feedback": "They felt listened to."})
    voice = [row for row in world.see(one).findings if row["theme"] == "voice_of_child"]
    assert {row["nature"] for row in voice} == {"strength"}
    into_learning(world.desk, LEAD, [row["id"] for row in voice], SAFETY)
    assert ("VOC-29", "E-1", "met") in heard(world)
