"""The learning cycle as states: an item of learning, its actions and its evaluation, and what may follow what.

An item stays open until its evaluation is recorded on the evaluation route; nothing here closes by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lif_plugin.domain.route import Standing, Verdict
from lif_plugin.errors import LifError


class ClosingRefused(LifError):
    """This item of learning cannot be closed yet."""

    code = "closing_refused"
    hint = "Record what is missing first; `facts` names it."


class Nature(StrEnum):
    """Whether practice was good or fell short. Both are recorded with the same care."""

    STRENGTH = "strength"
    CONCERN = "concern"


class ItemState(StrEnum):
    """Where an item of learning is.

    UNROUTED: its framework gives its source no route; somebody has to choose one. LEARNING: on the learning route.
    ACTING: decided, with actions under way. EVALUATING: done, on the evaluation route. IMPROVED: evaluated as
    better, to be closed. REOPENED: evaluated, or audited again, as no better. CLOSED.
    """

    UNROUTED = "unrouted"
    LEARNING = "learning"
    ACTING = "acting"
    EVALUATING = "evaluating"
    IMPROVED = "improved"
    REOPENED = "reopened"
    CLOSED = "closed"


class ActionState(StrEnum):
    """Where an action is. DONE is the owner's word, SIGNED_OFF the monitoring body's; neither closes the item."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DONE = "done"
    SIGNED_OFF = "signed_off"
    DROPPED = "dropped"


class NotTold(StrEnum):
    """Why a child whose view began an item could not be told what came of it.

    UNKNOWN: nobody knows which child it was. AWAY: the child cannot be reached. DECLINED: the child did not want to be
    told. UNSAFE: telling would not be safe. DIED. SOMEBODY_ELSE: somebody who speaks for the child was told instead.
    """

    UNKNOWN = "unknown"
    AWAY = "away"
    DECLINED = "declined"
    UNSAFE = "unsafe"
    DIED = "died"
    SOMEBODY_ELSE = "somebody_else"


class Brag(StrEnum):
    """The usual colours with what they stand for; a page shows the words too.

    BLUE: signed off. GREEN: done, or in time. AMBER: due within 28 days, or without progress for 56. RED: late.
    """

    BLUE = "blue"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"


FOLLOWS: Final[dict[ActionState, frozenset[ActionState]]] = {
    ActionState.PROPOSED: frozenset({ActionState.ACCEPTED, ActionState.DROPPED}),
    ActionState.ACCEPTED: frozenset({ActionState.DONE, ActionState.DROPPED}),
    ActionState.DONE: frozenset({ActionState.SIGNED_OFF, ActionState.ACCEPTED}),
    ActionState.SIGNED_OFF: frozenset({ActionState.ACCEPTED}),
    ActionState.DROPPED: frozenset({ActionState.PROPOSED}),
}
"""What may follow; going back is reopening and always needs a reason."""
FINISHED: Final = frozenset({ActionState.SIGNED_OFF, ActionState.DROPPED})
_SOON: Final = timedelta(days=28)
_QUIET: Final = timedelta(days=56)


def brag(state: ActionState, due: date | None, progressed: date | None, today: date) -> Brag | None:
    """The colour of an action; None for one that is dropped or has no due day. ``progressed``: the last entry."""
    if state is ActionState.SIGNED_OFF:
        return Brag.BLUE
    if state is ActionState.DROPPED or due is None:
        return None
    if state is ActionState.DONE:
        return Brag.GREEN
    if due < today:
        return Brag.RED
    if due - today <= _SOON or (progressed is not None and today - progressed > _QUIET):
        return Brag.AMBER
    return Brag.GREEN


def taken_up_again(states: Sequence[ActionState]) -> int | None:
    """Which of the states that an action was given, in order, took it up again; None: it was not, or is done again."""
    again, carried_out = None, False
    for number, state in enumerate(states):
        if state in {ActionState.DONE, *FINISHED}:
            again, carried_out = None, True
        elif carried_out and again is None:
            again = number
    return again


@dataclass(frozen=True, slots=True)
class Course:
    """What an item's state rests on. ``learning`` and ``evaluation`` are None where it has no such route.

    ``evaluation`` counts the words of the present round only: reopening begins a new one. ``untold`` says that the
    item began with a child's view, and the child has not been told what came of it.
    """

    learning: Standing | None
    evaluation: Standing | None
    actions: Sequence[ActionState] = ()
    reopened: bool = False
    closed: bool = False
    untold: bool = False


def item_state(course: Course) -> ItemState:
    """Where an item is, from what was recorded."""
    if course.closed:
        return ItemState.CLOSED
    if course.learning is None:
        return ItemState.UNROUTED
    if not course.learning.is_walked:
        return ItemState.LEARNING
    if any(action not in FINISHED for action in course.actions):
        return ItemState.REOPENED if course.reopened else ItemState.ACTING
    verdicts = course.evaluation.verdicts if course.evaluation else ()
    if course.evaluation is not None and course.evaluation.is_walked:
        if Verdict.NOT_IMPROVED in verdicts:
            return ItemState.REOPENED
        if Verdict.IMPROVED in verdicts and Verdict.CANNOT_TELL not in verdicts:
            return ItemState.IMPROVED
    # Reopened with nothing new decided: the evaluation of the round before does not count again.
    return ItemState.REOPENED if course.reopened and not verdicts else ItemState.EVALUATING


def require_closable(course: Course) -> None:
    """Raise `ClosingRefused`, with every reason, unless the evaluation says on its route that it got better."""
    reasons = list(_reasons(course))
    if reasons:
        raise ClosingRefused(" ".join(reasons), reasons=tuple(reasons))


def _reasons(course: Course) -> Sequence[str]:
    reasons = []
    if course.learning is None:
        reasons.append("No route was chosen for it.")
    elif not course.learning.is_walked:
        reasons.append(f"The learning route still waits for {', '.join(course.learning.waiting)}.")
    unfinished = sum(action not in FINISHED for action in course.actions)
    if unfinished:
        reasons.append(f"{unfinished} of its actions are not signed off.")
    if course.evaluation is None:
        reasons.append("No evaluation route was chosen for it.")
    elif not course.evaluation.is_walked:
        reasons.append(f"The evaluation still waits for {', '.join(course.evaluation.waiting)}.")
    else:
        verdicts = course.evaluation.verdicts
        if Verdict.NOT_IMPROVED in verdicts:
            reasons.append("It was evaluated as no better.")
        elif Verdict.CANNOT_TELL in verdicts or Verdict.IMPROVED not in verdicts:
            reasons.append("The evaluation cannot tell yet whether it got better.")
    if course.untold:
        reasons.append("The child whose view began it has not been told what came of it.")
    return reasons
