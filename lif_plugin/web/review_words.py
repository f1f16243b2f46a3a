"""Plain words for reviews: how criteria and clocks stand, what people decide, which days they state."""

from datetime import date
from typing import Final

from lif_plugin.domain.clock import Basis, ClockReading, ClockState, Milestone, Sense, Unit
from lif_plugin.domain.criteria import Part, Standing
from lif_plugin.domain.review import Decision
from lif_plugin.domain.review_work import ReviewStage

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
STAGES: Final = {
    ReviewStage.TERMS: "Terms of reference are agreed",
    ReviewStage.GATHERED: "Records and accounts are in",
    ReviewStage.HEARD: "Practitioners, the family and the child were heard",
    ReviewStage.ANALYSED: "Findings are written",
    ReviewStage.ACCEPTED: "The report is accepted",
    ReviewStage.PUBLISHED: "It is published, or why not is decided",
}
MILESTONES: Final = {
    Milestone.AWARE: "The authority became aware",
    Milestone.NOTIFIED: "The notification was sent",
    Milestone.RAPID_REVIEW_SENT: "The rapid review was sent to the Panel",
    Milestone.REFERRED: "The committee was notified",
    Milestone.DECIDED: "It was decided",
    Milestone.PANEL_RECEIVED: "The Panel received the rapid review",
    Milestone.PANEL_REPLIED: "The Panel replied",
    Milestone.INSPECTORATE_TOLD: "The Care Inspectorate was told of the decision",
    Milestone.COMPLETED: "The review was completed",
    Milestone.REPORT_SENT: "The full report was sent to the Care Inspectorate",
    Milestone.PROCEEDINGS_BEGAN: "The review was put on hold for criminal proceedings",
    Milestone.PROCEEDINGS_ENDED: "The review went on after them",
    Milestone.PUBLICATION_PLANNED: "Publication is planned for",
    Milestone.COPY_SENT: "A copy was sent to the Panel and the Secretary of State",
    Milestone.PUBLISHED: "The review was published",
    Milestone.TAKEN_DOWN: "The published review was taken down",
}
_UNITS: Final = {
    Unit.WORKING_DAYS: "working day",
    Unit.DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
}
_SENSES: Final = {
    Sense.WITHIN: "{} from the day: {}",
    Sense.BEFORE: "at the latest {} before the day: {}",
    Sense.AT_LEAST: "at least {} from the day: {}",
}
_STATES: Final = {
    ClockState.NOT_STARTED: "Not started",
    ClockState.RUNNING: "Running",
    ClockState.PAUSED: "Paused: on hold for criminal proceedings",
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
    rule = clock.rule
    time = f"{rule.limit} {_UNITS[rule.unit]}{'' if rule.limit == 1 else 's'}"
    named = MILESTONES[rule.starts]
    return _SENSES[rule.sense].format(time, named[0].lower() + named[1:])


def clock_in_words(clock: ClockReading) -> str:
    """Return how a clock stands, without blame and without a day that nobody gave."""
    state = _STATES[clock.state]
    if clock.rule.sense is Sense.AT_LEAST and clock.started is not None:
        return _kept_in_words(clock)
    if clock.state is ClockState.NOT_STARTED:
        return f"{state}: nobody has stated that day"
    if clock.state in {ClockState.RUNNING, ClockState.DUE_SOON}:
        left = clock.left or 0
        days = "the last day is today" if left == 0 else f"{left} working day{'' if left == 1 else 's'} left"
        return f"{state}: {days}"
    if clock.done_on is not None:
        return f"{state}: done on {date_in_words(clock.done_on)}"
    return state


def _kept_in_words(clock: ClockReading) -> str:
    """Return how something stands that is to last: until when, or that it ended sooner."""
    until = date_in_words(clock.due_on)
    if clock.state is ClockState.RUNNING:
        return f"Running: until {until} at least"
    if clock.state is ClockState.LATE:
        return f"Ended on {date_in_words(clock.done_on)}, before {until}"
    return f"Kept until {until}"


def start_in_words(clock: ClockReading) -> str | None:
    """Return from when it counts, and who gave that day."""
    if clock.started is None:
        return None
    day = date_in_words(clock.started.day)
    if clock.started.basis is Basis.RECORDED:
        return f"{day} at the latest: then it was in the record. If it was known earlier, state the day"
    return f"{day}, as stated"
