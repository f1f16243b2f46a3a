"""Plain words for reviews: how criteria and clocks stand, what people decide, which days they state."""

from datetime import date
from typing import Final

from lif_plugin.domain.clock import Basis, ClockReading, ClockState, Milestone, Unit
from lif_plugin.domain.criteria import Part, Standing
from lif_plugin.domain.review import Decision

STANDINGS: Final = {
    Standing.MET: "Met",
    Standing.UNMET: "Not met",
    Standing.CANNOT_TELL: "Cannot tell",
}
PARTS: Final = {
    Part.ALL_OF: "All of these",
    Part.ANY_OF: "At least one of these",
    Part.ALWAYS_WHEN: "Or, whatever else, any of these",
}
DECISIONS: Final = {
    Decision.YES: "Yes – it is called for",
    Decision.NO: "No – it is not called for",
    Decision.NOT_YET: "Not yet",
}
MILESTONES: Final = {
    Milestone.AWARE: "The authority became aware",
    Milestone.NOTIFIED: "The notification was sent",
    Milestone.RAPID_REVIEW_SENT: "The rapid review was sent to the Panel",
    Milestone.REFERRED: "The committee was notified",
    Milestone.DECIDED: "It was decided",
}
_STATES: Final = {
    ClockState.NOT_STARTED: "Not started",
    ClockState.RUNNING: "Running",
    ClockState.DUE_SOON: "Due soon",
    ClockState.LATE: "Late",
    ClockState.MET: "Met in time",
    ClockState.STOPPED: "Stopped: it was decided that this is not called for",
}


def date_in_words(day: date | None) -> str | None:
    """Return a day as people write it: 5 March 2024."""
    return f"{day.day} {day:%B %Y}" if day else None


def limit_in_words(clock: ClockReading) -> str:
    """Return how long somebody has, and from when."""
    unit = "working days" if clock.rule.unit is Unit.WORKING_DAYS else "days"
    return f"{clock.rule.limit} {unit} from the day: {MILESTONES[clock.rule.starts].lower()}"


def clock_in_words(clock: ClockReading) -> str:
    """Return how a clock stands, without blame and without a day that nobody gave."""
    state = _STATES[clock.state]
    if clock.state is ClockState.NOT_STARTED:
        return f"{state}: nobody has stated that day"
    if clock.state in {ClockState.RUNNING, ClockState.DUE_SOON}:
        left = clock.left or 0
        days = "the last day is today" if left == 0 else f"{left} working day{'' if left == 1 else 's'} left"
        return f"{state}: {days}"
    if clock.done_on is not None:
        return f"{state}: done on {date_in_words(clock.done_on)}"
    return state


def start_in_words(clock: ClockReading) -> str | None:
    """Return from when it counts, and who gave that day."""
    if clock.started is None:
        return None
    day = date_in_words(clock.started.day)
    if clock.started.basis is Basis.RECORDED:
        return f"{day} at the latest: then it was in the record. If it was known earlier, state the day"
    return f"{day}, as stated"
