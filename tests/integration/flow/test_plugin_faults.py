"""A plugin's mistake costs nobody else anything, and its own earlier results stay as they were."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from lif_plugin.builtin.voice_of_child import VOC_07
from lif_plugin.domain.prompt import AuditNomination, Evidence, Finding, ReviewLink
from lif_plugin.domain.rule import ByPlugin, Rule, State
from lif_plugin.flow.sweep import mark_all
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.store.tables import nomination, plugin_fault, review_link
from lif_plugin.store.work import Store
from tests.assets.world import BUILTIN, World, missing, review

OWN = replace(VOC_07, id="OWN-01", message="Look at {day}.", template=ByPlugin("review"), supersedes=())
A, B = review("E-1", 20170501), review("E-1", 20170601, "PN1")


def about(case: CaseView, rule: str = OWN.id, subject: str = "") -> CaseFinding:
    return CaseFinding(
        case.case_ref,
        Finding(rule, subject, State.GAP, None, tuple(fact.evidence for fact in case.facts), text="found"),
    )


@dataclass
class Odd:
    """A plugin that finds something in every case, until a test changes its mood."""

    find: Callable[[Sequence[CaseView]], Any] = lambda cases: [about(case) for case in cases]
    propose: Callable[[Sequence[CaseView]], Any] = lambda cases: cases

    @hookimpl
    def lif_rules(self) -> Sequence[Rule]:
        return (OWN,)

    @hookimpl
    def lif_prompts(self, cases: Sequence[CaseView]) -> Any:
        return self.find(cases)

    @hookimpl
    def lif_audits(self, cases: Sequence[CaseView]) -> Any:
        return [AuditNomination("moves", case.case_ref, "Moved", ()) for case in self.propose(cases)]

    @hookimpl
    def lif_review_links(self, cases: Sequence[CaseView]) -> Any:
        return [
            ReviewLink("rapid_review", case.case_ref, "Harmed", "Guidance", (A.key,))
            for case in self.propose(cases)
        ]


@pytest.fixture
def odd() -> Odd:
    return Odd()


@pytest.fixture
def world(store: Store, odd: Odd) -> Iterator[World]:
    with World(store, plugins=(("odd", odd), *BUILTIN), deadline=0.3) as made:
        made.bring(A)
        yield made


def own(world: World) -> list[tuple[str, str, str | None]]:
    return [(row["subject"], row["state"], row["reason"]) for row in world.results("OWN-01")]


def proposals(world: World) -> list[bool]:
    """Of each nomination and review link, whether it stands."""
    rows = world.rows(nomination.select()) + world.rows(review_link.select())
    return [row["ended_at"] is None for row in rows]


def raises(_cases: Sequence[CaseView]) -> Any:
    raise ValueError("Robin was here")


def hangs(_cases: Sequence[CaseView]) -> Any:
    threading.Event().wait(2)


def forged_evidence(cases: Sequence[CaseView]) -> Any:
    proof = (Evidence(1, "d", "review", 20170501, "PN4", "review|E-9|20170501"),)
    return [CaseFinding(case.case_ref, Finding(OWN.id, "", State.GAP, None, proof)) for case in cases]


MOODS: dict[str, Callable[[Sequence[CaseView]], Any]] = {
    "raises": raises,
    "hangs": hangs,
    "returns a number": lambda _cases: 7,
    "returns texts": lambda _cases: ["E-1"],
    "returns a forged case": lambda cases: [replace(about(cases[0]), case_ref="E-9")],
    "returns a forged case among good ones": lambda cases: [
        about(cases[0]),
        replace(about(cases[0]), case_ref="E-9"),
    ],
    "returns a foreign rule": lambda cases: [about(cases[0], "VOC-07", A.key)],
    "returns a rule of its own that is not its to find": lambda cases: [about(cases[0], "DAT-01")],
    "returns evidence of another case": forged_evidence,
    "returns a state that is none": lambda cases: [
        CaseFinding(cases[0].case_ref, Finding(OWN.id, "", "bad", None, ()))  # type: ignore[arg-type]
    ],
}


@pytest.mark.parametrize("mood", MOODS.values(), ids=MOODS)
def test_a_fault_is_recorded_and_changes_no_result(
    world: World, odd: Odd, mood: Callable[[Sequence[CaseView]], Any]
) -> None:
    before = own(world)
    odd.find = mood
    world.bring(B)
    world.bring(review("E-1", 20170701, "PN7"))
    assert before == [("", "gap", None)] == own(world)
    assert world.states("VOC-07") == [(A.key, "gap"), ("review|E-1|20170701", "gap")]
    assert set(world.faults()) == {("odd", "lif_prompts")}


def test_a_fault_keeps_no_words_of_the_record(world: World, odd: Odd) -> None:
    odd.find = raises
    world.bring(B)
    (fault,) = world.rows(plugin_fault.select())
    assert "Robin" not in fault["message"]
    assert fault["message"].startswith("ValueError at line")


def test_what_a_plugin_that_is_well_no_longer_finds_ends(world: World, odd: Odd) -> None:
    odd.find = lambda _cases: []
    world.bring(B)
    assert own(world) == []


def test_a_plugin_that_is_well_again_is_heard_again(world: World, odd: Odd) -> None:
    odd.find = raises
    world.bring(B)
    odd.find = lambda cases: [about(case, subject=B.key) for case in cases]
    world.bring(review("E-1", 20170701, "PN7"))
    assert own(world) == [(B.key, "gap", None)]


@pytest.mark.parametrize("mood", ["raises", "forged"])
def test_proposals_of_a_plugin_with_a_fault_stay(world: World, odd: Odd, mood: str) -> None:
    assert proposals(world) == [True, True]
    odd.propose = raises if mood == "raises" else lambda cases: [replace(cases[0], case_ref="E-9")]
    world.bring(B)
    assert proposals(world) == [True, True]
    assert sorted(world.faults()) == [("odd", "lif_audits"), ("odd", "lif_review_links")]


def test_proposals_that_are_not_made_again_end(world: World, odd: Odd) -> None:
    odd.propose = lambda _cases: ()
    world.bring(B)
    assert proposals(world) == [False, False]


def test_proposals_of_a_plugin_that_is_switched_off_end(world: World) -> None:
    world.save(replace(world.agency, plugins_off=frozenset({"odd"})))
    mark_all(world.dispatcher, world.agency.id)
    world.drain()
    assert (proposals(world), own(world)) == ([False, False], [])


def test_of_a_purged_case_nothing_stands_whatever_the_plugin_does(world: World, odd: Odd) -> None:
    odd.find = odd.propose = raises
    world.bring(review("E-2", 20170501, "PN1"), complete=True)
    assert (proposals(world), own(world)) == ([False, False], [])


def test_that_a_subject_is_not_covered_is_ours_to_say_and_to_take_back(world: World, odd: Odd) -> None:
    odd.find = lambda _cases: []
    world.bring(missing("E-1", 20170501, None), complete=True, kinds=("missing",), source="other")
    mark_all(world.dispatcher, world.agency.id)
    world.drain()
    assert own(world) == [("", "cannot_tell", "not_covered")]
    odd.find = raises
    world.bring(B, source="other")
    assert own(world) == []
