"""What the panel says of timers, in plain words: what is due, by when, how it stands, and why; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.timer_reading import TimerReading, TimerState, open_readings
from lif_plugin.web.review_words import date_in_words

_STATES: Final = {
    TimerState.NOT_STARTED: "Not started: the day it counts from is not on the record",
    TimerState.RUNNING: "Running",
    TimerState.PAUSED: "Paused",
    TimerState.DUE_SOON: "Due soon",
    TimerState.LATE: "The last day has passed, and the record does not yet show it",
}
_PRIMARY: Final = "Read the primary text before relying on this limit"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: what, by when, how it stands, from when it counts, and what that rests on."""

    what: str
    state: str
    by: str | None
    since: str | None
    allows: str
    source: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due on a case, the nearest last day first, and what nobody can tell from the data."""

    items: tuple[Due, ...] = ()
    unchecked: tuple[str, ...] = ()


def due_list(readings: Sequence[TimerReading]) -> DueList:
    """Put a case's timers into words; what is over and done with is left out."""
    unsure = [one for one in readings if one.is_shown and not one.is_open]
    unstated = {one.timer.id for one in unsure if one.timer.unfed and not one.is_fed}
    titles = sorted({one.timer.title for one in unsure if one.timer.id not in unstated})
    if unstated:
        # One by one they would stand on every page of a source that has never stated them.
        limit = "time limit" if len(unstated) == 1 else "time limits"
        titles.append(f"{len(unstated)} {limit} of which this record's source never states the days")
    return DueList(tuple(_due(one) for one in open_readings(readings)), tuple(titles))


def _due(one: TimerReading) -> Due:
    notes = [_PRIMARY] if one.timer.read_first else []
    if one.timer.note:
        notes.append(one.timer.note)
    return Due(
        what=one.step.what,
        state=state_in_words(one),
        by=date_in_words(one.due_on),
        since=date_in_words(one.started_on),
        allows=f"{one.timer.allows}, from: {one.timer.clock_start}",
        source=one.timer.source,
        notes=tuple(notes),
    )


def state_in_words(one: TimerReading) -> str:
    """Return how a timer stands, without blame and without a day that nobody gave."""
    said = _STATES.get(one.state, one.state.value.replace("_", " ").capitalize())
    if one.words:
        said = f"{said}: {one.words}"
    if one.state not in {TimerState.RUNNING, TimerState.DUE_SOON} or one.left is None:
        return said
    if one.step.limit.unit is Unit.HOURS or one.due_on == one.as_of:
        return f"{said}: the last day is today" if one.due_on == one.as_of else said
    return f"{said}: {one.left} working day{'' if one.left == 1 else 's'} left"
