"""Clocks: from a day that is known to a day that is due, by the nation's own calendar; and those of a review."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lif_plugin.domain.worktime import Calendar, add_months

SOON: Final = 2
"""Working days before the last one from which a clock is due soon: ours, so that somebody can still act."""


class Milestone(StrEnum):
    """A day that starts or stops a clock. People state it; only AWARE may also come from the record."""

    AWARE = "aware"
    NOTIFIED = "notified"
    RAPID_REVIEW_SENT = "rapid_review_sent"
    REFERRED = "referred"
    DECIDED = "decided"


class Unit(StrEnum):
    """What a limit is counted in. MONTHS go by the corresponding date; HOURS need a moment, not a day."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"


class Basis(StrEnum):
    """Who gave the day a clock starts on. RECORDED: it is at the latest then, perhaps earlier."""

    STATED = "stated"
    RECORDED = "recorded"


class ClockState(StrEnum):
    """NOT_STARTED: the day it starts on is not known. LATE: also when it was done, but after the last day.

    STOPPED: people decided that it is not called for.
    """

    NOT_STARTED = "not_started"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    LATE = "late"
    MET = "met"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A time limit as data: from one milestone to another, and the law or guidance it rests on."""

    id: str
    label: str
    starts: Milestone
    done: Milestone
    limit: int
    unit: Unit
    source: str


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
    """Give the last day in time of a review's clock. Raises `OutsideCalendar`."""
    return due_day(start, rule.limit, rule.unit, calendar)


def read_clock(
    rule: ClockRule,
    started: Started | None,
    done_on: date | None,
    today: date,
    calendar: Calendar,
    *,
    stopped: bool = False,
) -> ClockReading:
    """Read a clock on ``today``. No start is made up: without one it has not started, whatever was done.

    Raises `OutsideCalendar`.
    """
    if started is None:
        state = ClockState.STOPPED if stopped else ClockState.NOT_STARTED
        return ClockReading(rule, state, done_on=done_on)
    due = last_day(rule, started.day, calendar)
    left = calendar.working_days_between(today, due)
    if done_on is not None:
        state = ClockState.MET if done_on <= due else ClockState.LATE
    elif stopped:
        state = ClockState.STOPPED
    elif today > due:
        state = ClockState.LATE
    else:
        state = ClockState.DUE_SOON if left <= SOON else ClockState.RUNNING
    return ClockReading(rule, state, started, due, done_on, left, calendar.edition)
