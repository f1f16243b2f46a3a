"""Clocks: from a day that is known to a day that is due, by the nation's own calendar; and those of a review."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lif_plugin.domain.worktime import Calendar, add_months

SOON: Final = 2
"""Working days before the last one from which a clock is due soon: ours, so that somebody can still act."""


class Milestone(StrEnum):
    """A day that starts, pauses or stops a clock. People state it; only AWARE may also come from the record.

    PUBLICATION_PLANNED alone may lie ahead.
    """

    AWARE = "aware"
    NOTIFIED = "notified"
    RAPID_REVIEW_SENT = "rapid_review_sent"
    PANEL_RECEIVED = "panel_received"
    PANEL_REPLIED = "panel_replied"
    REFERRED = "referred"
    DECIDED = "decided"
    INSPECTORATE_TOLD = "inspectorate_told"
    COMPLETED = "completed"
    REPORT_SENT = "report_sent"
    PROCEEDINGS_BEGAN = "proceedings_began"
    PROCEEDINGS_ENDED = "proceedings_ended"
    PUBLICATION_PLANNED = "publication_planned"
    COPY_SENT = "copy_sent"
    PUBLISHED = "published"
    TAKEN_DOWN = "taken_down"


class Unit(StrEnum):
    """What a limit is counted in. MONTHS go by the corresponding date; HOURS need a moment, not a day."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"


class Sense(StrEnum):
    """What a limit asks. WITHIN: done so long after the start; BEFORE: so long ahead of it; AT_LEAST: not sooner."""

    WITHIN = "within"
    BEFORE = "before"
    AT_LEAST = "at_least"


class Basis(StrEnum):
    """Who gave the day a clock starts on. RECORDED: it is at the latest then, perhaps earlier."""

    STATED = "stated"
    RECORDED = "recorded"


class ClockState(StrEnum):
    """NOT_STARTED: the day it starts on is not known. LATE: also when it was done, but after the last day, or too soon.

    PAUSED: for proceedings that people stated. STOPPED: people decided that it is not called for.
    """

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    DUE_SOON = "due_soon"
    LATE = "late"
    MET = "met"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A time limit as data: from one milestone to another, and the law or guidance it rests on.

    ``pauses`` are the milestones from and to which it does not run. ``either_way``: a no does not stop it.
    """

    id: str
    label: str
    starts: Milestone
    done: Milestone
    limit: int
    unit: Unit
    source: str
    sense: Sense = Sense.WITHIN
    pauses: tuple[Milestone, Milestone] | None = None
    either_way: bool = False

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """Every day that it asks for."""
        return (self.starts, self.done, *(self.pauses or ()))


@dataclass(frozen=True, slots=True)
class Pause:
    """The days from which to which a clock does not run; ``until`` is None while it lasts."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The day a clock starts on, and who gave it."""

    day: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class ClockReading:
    """How a clock stands on a day. ``left`` counts working days to the last day in time, negative after it."""

    rule: ClockRule
    state: ClockState
    started: Started | None = None
    due_on: date | None = None
    done_on: date | None = None
    left: int | None = None
    edition: str | None = None


def due_day(start: date, limit: int, unit: Unit, calendar: Calendar) -> date:
    """Give the last day in time; the starting day is day 0. Hours are counted in whole days of 24.

    Only working days move with the calendar: a limit in days, weeks or months may end on a day off. Raises
    `OutsideCalendar`.
    """
    match unit:
        case Unit.WORKING_DAYS:
            return calendar.add_working_days(start, limit)
        case Unit.DAYS:
            return start + timedelta(days=limit)
        case Unit.WEEKS:
            return start + timedelta(weeks=limit)
        case Unit.MONTHS:
            return add_months(start, limit)
        case Unit.HOURS:
            return start + timedelta(days=-(-limit // 24))


def last_day(rule: ClockRule, start: date, calendar: Calendar) -> date:
    """Give the last day in time of a review's clock; of one that asks "at least", the first. Raises `OutsideCalendar`."""
    return due_day(start, -rule.limit if rule.sense is Sense.BEFORE else rule.limit, rule.unit, calendar)


def moved_on(due: date, start: date, pause: Pause, today: date, unit: Unit, calendar: Calendar) -> date:
    """Give the last day as a pause before it moves it on: its days, first and last too, are not counted.

    Raises `OutsideCalendar`.
    """
    first = max(pause.since, start)
    last = today if pause.until is None else min(pause.until, today)
    if first > due or last < first:
        return due
    if unit is not Unit.WORKING_DAYS:
        return due + (last - first) + timedelta(days=1)
    lost = calendar.working_days_between(first - timedelta(days=1), last)
    return calendar.add_working_days(due, lost) if lost else due


def read_clock(
    rule: ClockRule,
    started: Started | None,
    done_on: date | None,
    today: date,
    calendar: Calendar,
    *,
    stopped: bool = False,
    pause: Pause | None = None,
) -> ClockReading:
    """Read a clock on ``today``. No start is made up: without one it has not started, whatever was done.

    Raises `OutsideCalendar`.
    """
    if started is None:
        state = ClockState.STOPPED if stopped else ClockState.NOT_STARTED
        return ClockReading(rule, state, done_on=done_on)
    due = last_day(rule, started.day, calendar)
    if pause is not None:
        due = moved_on(due, started.day, pause, today, rule.unit, calendar)
    left = calendar.working_days_between(today, due)
    if rule.sense is Sense.AT_LEAST:
        state = _kept(due, done_on, today)
    elif done_on is not None:
        state = ClockState.MET if done_on <= due else ClockState.LATE
    elif stopped:
        state = ClockState.STOPPED
    elif (
        pause is not None and pause.since <= min(today, due) and (pause.until is None or today <= pause.until)
    ):
        state = ClockState.PAUSED
    elif today > due:
        state = ClockState.LATE
    else:
        state = ClockState.DUE_SOON if left <= SOON else ClockState.RUNNING
    return ClockReading(rule, state, started, due, done_on, left, calendar.edition)


def _kept(until: date, ended_on: date | None, today: date) -> ClockState:
    """How something stands that is to last at least until a day."""
    if ended_on is not None and ended_on < until:
        return ClockState.LATE
    return ClockState.MET if today >= until else ClockState.RUNNING
