"""Plain words for learning: states, verdicts, colours and what came of due days."""

from datetime import date
from typing import Final

from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.learning import ActionState, Brag, ItemState, Nature, NotTold
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.theme import label_of
from lif_plugin.domain.worktime import numbered_day

STATES: Final = {
    ItemState.UNROUTED: "No route: somebody has to choose one",
    ItemState.LEARNING: "On its way to learning",
    ItemState.ACTING: "Actions under way",
    ItemState.EVALUATING: "Being evaluated",
    ItemState.IMPROVED: "Evaluated as better, to be closed",
    ItemState.REOPENED: "Open again: it got no better",
    ItemState.CLOSED: "Closed",
}
NATURES: Final = {Nature.STRENGTH: "A strength", Nature.CONCERN: "A concern"}
ACTIONS: Final = {
    ActionState.PROPOSED: "Proposed",
    ActionState.ACCEPTED: "Accepted by its owner",
    ActionState.DONE: "Done, to be signed off",
    ActionState.SIGNED_OFF: "Signed off",
    ActionState.DROPPED: "Dropped",
}
COLOURS: Final = {
    Brag.BLUE: "Blue: signed off",
    Brag.GREEN: "Green: in time",
    Brag.AMBER: "Amber: due soon, or quiet for a while",
    Brag.RED: "Red: late",
}
VERDICTS: Final = {
    Verdict.AGREED: "Agreed",
    Verdict.NO_ACTION: "Nothing to change",
    Verdict.SENT_BACK: "Sent back",
    Verdict.NOT_NEEDED: "Not needed here",
    Verdict.IMPROVED: "It got better",
    Verdict.NOT_IMPROVED: "It got no better",
    Verdict.CANNOT_TELL: "Cannot tell yet",
}
NOT_TOLD: Final = {
    NotTold.UNKNOWN: "nobody knows which child it was",
    NotTold.AWAY: "the child cannot be reached",
    NotTold.DECLINED: "the child did not want to be told",
    NotTold.UNSAFE: "telling would not be safe",
    NotTold.DIED: "the child has died",
    NotTold.SOMEBODY_ELSE: "somebody who speaks for the child was told",
}
TURNS: Final = {
    "routed": "Its routes were chosen",
    "closed": "Closed",
    "reopened": "Opened again",
    "told": "The child was told what came of it",
    "not_told": "The child could not be told",
}
DUES: Final = {
    DutyState.COMING: "Due",
    DutyState.IN_TIME: "Done in time",
    DutyState.LATE_DONE: "Done late",
    DutyState.LATE: "Late",
    DutyState.NEVER_CAME: "Never came",
}


def theme_in_words(theme: str) -> str:
    """What a theme is called, as a partnership's own word is shown too."""
    return label_of(theme).replace("_", " ")


def day_in_words(day: int | date | None) -> str:
    """A stored day or a date as people write it: 5 March 2024."""
    if day is None:
        return ""
    known = numbered_day(day) if isinstance(day, int) else day
    return f"{known.day} {known:%B %Y}"
