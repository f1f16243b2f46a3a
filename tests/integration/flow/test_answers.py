"""What people answer changes a prompt's state and outlives imports; what was told stays listed."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import AnswerRefused, NotAllowed, NotFound
from lif_plugin.flow.answer import answer_prompt
from lif_plugin.flow.evaluation import evaluate_cases, write_evaluated
from lif_plugin.store.tables import answer
from tests.assets.world import World, review

A = review("E-1", 20180320)


def prompt(world: World, rule: str = "VOC-07") -> dict[str, Any]:
    (row,) = world.results(rule)
    return row


def brought(world: World) -> str:
    """A world with one prompt; gives its id."""
    world.bring(A)
    return str(prompt(world)["id"])


@pytest.mark.parametrize(
    ("kind", "reason", "state", "said"),
    [
        (AnswerKind.DONE, None, "met", "answered_done"),
        (AnswerKind.EXPLAINED, "unwell", "explained", "unwell"),
        (AnswerKind.WRONG, None, "not_applicable", "answered_wrong"),
    ],
)
def test_an_answer_changes_the_state(
    world: World, kind: AnswerKind, reason: str | None, state: str, said: str
) -> None:
    answered = world.answer(brought(world), kind, reason)
    row = prompt(world)
    assert (row["state"], row["reason"], row["told"]) == (state, said, True) == (answered.state, said, True)


def test_an_answer_is_kept_through_the_next_import(world: World) -> None:
    world.answer(brought(world))
    world.bring(A, review("E-1", 20180101, "PN1"), complete=True)
    assert prompt(world)["state"] == "met"


def test_an_answer_is_kept_through_a_correction(world: World) -> None:
    world.answer(brought(world), AnswerKind.EXPLAINED, "declined")
    world.bring(review("E-1", 20180320, "PN7"))
    row = prompt(world)
    assert (row["state"], row["reason"]) == ("explained", "declined")
    assert "PN7" in row["message"]


def test_an_answer_comes_back_with_what_was_undone(world: World) -> None:
    world.answer(brought(world))
    world.undo(world.bring(review("E-1", 20180320, "PN1")))
    row = prompt(world)
    assert (row["state"], row["answer_by"]) == ("met", "sam.example")


def test_a_changed_answer_counts_and_both_are_kept(world: World) -> None:
    number = brought(world)
    world.answer(number)
    world.answer(number, AnswerKind.WRONG)
    assert prompt(world)["state"] == "not_applicable"
    assert [row["kind"] for row in world.rows(select(answer).order_by(answer.c.id))] == ["done", "wrong"]


def test_an_answer_given_while_the_case_is_evaluated_is_not_lost(world: World) -> None:
    number = brought(world)
    world.receive(review("E-1", 20180320, "PN7"))
    while not (evaluated := evaluate_cases(world.dispatcher, world.agency.id, 10, None)):
        world.dispatcher.batch(world.agency.id)
    world.answer(number)
    write_evaluated(world.store, evaluated)
    world.drain()
    row = prompt(world)
    assert (row["state"], row["answer_kind"]) == ("met", "done")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(AnswerKind.EXPLAINED, None), (AnswerKind.EXPLAINED, "rain"), (AnswerKind.DONE, "unwell")],
)
def test_an_answer_that_does_not_fit_changes_nothing(
    world: World, kind: AnswerKind, reason: str | None
) -> None:
    number = brought(world)
    before = prompt(world)
    with pytest.raises(AnswerRefused):
        world.answer(number, kind, reason)
    assert prompt(world) == before


def test_what_the_record_now_shows_is_not_answered(world: World) -> None:
    number = brought(world)
    world.bring(review("E-1", 20180320, "PN1"))
    with pytest.raises(AnswerRefused):
        world.answer(number)


def test_what_can_no_longer_be_told_is_not_answered(world: World) -> None:
    number = brought(world)
    world.answer(number)
    world.bring(review("E-1", 20180320, None, code_raw="PN9"))
    assert prompt(world)["state"] == "cannot_tell"
    with pytest.raises(AnswerRefused):
        world.answer(number)


def test_a_prompt_for_others_is_not_answered(world: World) -> None:
    number = brought(world)
    with pytest.raises(NotAllowed):
        world.answer(number, AnswerKind.DONE, None, Role.WORKER)


def test_a_prompt_of_another_agency_does_not_exist(world: World) -> None:
    number = brought(world)
    stranger = Viewer("otherton", frozenset({Role.IRO}), "casework", "kit.example")
    rules = {name: entry.rule for name, entry in world.rules.items()}
    with pytest.raises(NotFound):
        answer_prompt(
            world.store, world.dispatcher.plugins, rules, stranger, number, AnswerKind.DONE, None, None, 1
        )
    assert prompt(world)["state"] == "gap"


def test_what_was_told_stays_listed_when_it_ends(world: World) -> None:
    world.save(replace(world.agency, go_live=20180101))
    world.bring(A)
    assert (prompt(world)["told"], prompt(world)["delivery"]) == (True, "panel")
    world.bring(review("E-1", 20180320, "PN1"))
    (row,) = world.results("VOC-07", ended=True)
    assert (row["state"], row["told"], row["delivery"]) == ("met", True, "panel")


def test_what_nobody_was_told_ends_quietly(world: World) -> None:
    brought(world)
    world.bring(review("E-1", 20180320, "PN1"))
    (row,) = world.results("VOC-07", ended=True)
    assert (row["state"], row["told"], row["delivery"]) == ("met", False, "historic")
