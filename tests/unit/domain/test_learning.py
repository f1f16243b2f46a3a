"""States of an item of learning: what holds it open, what closes it, what opens it again."""

from datetime import date

import pytest

from lif_plugin.domain.learning import (
    ActionState,
    Brag,
    ClosingRefused,
    Course,
    ItemState,
    brag,
    item_state,
    require_closable,
    taken_up_again,
)
from lif_plugin.domain.route import Considered, Verdict, stand
from lif_plugin.domain.smart import Proposed, failing_letters

WALKED = stand((("pib",),), [Considered("pib", Verdict.AGREED)])
NEW = stand((("pib",),), [])
TODAY = date(2026, 3, 2)


def evaluated(*verdicts: Verdict) -> Course:
    bodies = ("board", "scrutiny")[: len(verdicts)]
    said = [Considered(body, verdict) for body, verdict in zip(bodies, verdicts, strict=True)]
    return Course(WALKED, stand((bodies,), said), (ActionState.SIGNED_OFF,))


@pytest.mark.parametrize(
    ("cycle", "state"),
    [
        (Course(None, None), ItemState.UNROUTED),
        (Course(NEW, NEW), ItemState.LEARNING),
        (Course(WALKED, NEW, (ActionState.DONE,)), ItemState.ACTING),
        (Course(WALKED, NEW, (ActionState.SIGNED_OFF, ActionState.DROPPED)), ItemState.EVALUATING),
        (Course(WALKED, NEW, (ActionState.SIGNED_OFF,), reopened=True), ItemState.REOPENED),
        (evaluated(Verdict.IMPROVED), ItemState.IMPROVED),
        (evaluated(Verdict.IMPROVED, Verdict.NOT_IMPROVED), ItemState.REOPENED),
        (evaluated(Verdict.IMPROVED, Verdict.CANNOT_TELL), ItemState.EVALUATING),
        (evaluated(Verdict.NOT_NEEDED), ItemState.EVALUATING),
        (Course(WALKED, None, closed=True), ItemState.CLOSED),
    ],
)
def test_state_follows_from_what_was_recorded(cycle: Course, state: ItemState) -> None:
    assert item_state(cycle) is state


@pytest.mark.parametrize(
    ("cycle", "reason"),
    [
        (Course(None, NEW), "No route"),
        (Course(NEW, NEW), "waits for pib"),
        (Course(WALKED, evaluated(Verdict.IMPROVED).evaluation, (ActionState.DONE,)), "1 of its actions"),
        (Course(WALKED, None), "No evaluation route"),
        (Course(WALKED, NEW), "evaluation still waits for pib"),
        (evaluated(Verdict.NOT_IMPROVED), "no better"),
        (evaluated(Verdict.CANNOT_TELL), "cannot tell"),
        (Course(WALKED, evaluated(Verdict.IMPROVED).evaluation, untold=True), "has not been told"),
    ],
)
def test_closing_is_refused_with_the_reason(cycle: Course, reason: str) -> None:
    with pytest.raises(ClosingRefused, match=reason):
        require_closable(cycle)


def test_evaluated_as_better_may_be_closed() -> None:
    require_closable(evaluated(Verdict.IMPROVED, Verdict.IMPROVED))


@pytest.mark.parametrize(
    ("state", "due", "progressed", "colour"),
    [
        (ActionState.SIGNED_OFF, date(2026, 1, 1), None, Brag.BLUE),
        (ActionState.DONE, date(2026, 1, 1), None, Brag.GREEN),
        (ActionState.ACCEPTED, date(2026, 3, 1), None, Brag.RED),
        (ActionState.ACCEPTED, date(2026, 3, 2), None, Brag.AMBER),
        (ActionState.ACCEPTED, date(2026, 3, 30), None, Brag.AMBER),
        (ActionState.ACCEPTED, date(2026, 3, 31), None, Brag.GREEN),
        (ActionState.ACCEPTED, date(2026, 9, 1), date(2026, 1, 4), Brag.AMBER),
        (ActionState.ACCEPTED, date(2026, 9, 1), date(2026, 1, 5), Brag.GREEN),
        (ActionState.DROPPED, date(2026, 1, 1), None, None),
        (ActionState.ACCEPTED, None, None, None),
    ],
)
def test_colour_of_an_action(
    state: ActionState, due: date | None, progressed: date | None, colour: Brag | None
) -> None:
    assert brag(state, due, progressed, TODAY) == colour


GOOD = Proposed(
    "Team managers read the child's own words at each supervision",
    "Dip sample of 20 files in June shows them in 18",
    "elmshire",
    "service_manager",
    "finding-1",
    date(2026, 6, 30),
)


def letters(**changed: object) -> str:
    return "".join(one.letter for one in failing_letters(Proposed(**{**vars_of(GOOD), **changed}), TODAY))  # type: ignore[arg-type]


def vars_of(proposed: Proposed) -> dict[str, object]:
    return {name: getattr(proposed, name) for name in Proposed.__slots__}


@pytest.mark.parametrize(
    ("changed", "failing"),
    [
        ({}, ""),
        ({"text": "Ensure staff hear children in every case"}, "S"),
        ({"text": "To raise awareness of the child's voice among staff"}, "S"),
        ({"text": "Train managers"}, "S"),
        ({"measure": " "}, "M"),
        ({"owner_role": None}, "A"),
        ({"finding": None}, "R"),
        ({"due": None}, "T"),
        ({"due": date(2026, 3, 1)}, "T"),
        ({"due": date(2028, 3, 2)}, ""),
        ({"due": date(2028, 3, 3)}, "T"),
        ({"text": "Consider it", "measure": None, "owner_agency": None, "finding": "", "due": None}, "SMART"),
    ],
)
def test_failing_letters_are_named(changed: dict[str, object], failing: str) -> None:
    assert letters(**changed) == failing


@pytest.mark.parametrize(
    ("states", "again"),
    [
        ("accepted", None),
        ("accepted done", None),
        ("accepted done accepted", 2),
        ("accepted done signed_off accepted", 3),
        ("dropped proposed accepted", 1),
        ("accepted done accepted done", None),
        ("accepted done accepted done accepted", 4),
    ],
)
def test_action_is_taken_up_again_from_the_entry_after_it_was_carried_out(
    states: str, again: int | None
) -> None:
    assert taken_up_again([ActionState(one) for one in states.split()]) == again
