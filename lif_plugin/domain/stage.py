"""Stages of a framework's own cycle: which an item of learning is in, from what the record shows of it."""

from collections.abc import Mapping
from enum import StrEnum

from lif_plugin.domain.learning import FINISHED, ActionState, Course, ItemState, item_state


class Moment(StrEnum):
    """What the record shows of an item, in the order in which learning goes round.

    RECORDED: nobody has considered it. CONSIDERED: bodies are. DECIDED: they have, and nobody has begun to act.
    ACTING: an action was accepted. DONE: every action is finished. EVALUATED: a body has evaluated it.
    """

    RECORDED = "recorded"
    CONSIDERED = "considered"
    DECIDED = "decided"
    ACTING = "acting"
    DONE = "done"
    EVALUATED = "evaluated"


def moment_of(course: Course, *, considered: bool) -> Moment:
    """The moment of an item; ``considered``: a body has spoken on its learning route."""
    state = item_state(course)
    if state in {ItemState.CLOSED, ItemState.IMPROVED} or (course.evaluation and course.evaluation.verdicts):
        return Moment.EVALUATED
    if course.learning is None or not course.learning.is_walked:
        return Moment.CONSIDERED if considered else Moment.RECORDED
    begun = [action for action in course.actions if action is not ActionState.PROPOSED]
    if course.actions and all(action in FINISHED for action in course.actions):
        return Moment.DONE
    return Moment.ACTING if begun else Moment.DECIDED


def stage_of(stages: Mapping[str, str], moment: Moment) -> str | None:
    """The framework's stage of a moment; None where nobody has said how its stages are read."""
    return stages.get(moment.value)
