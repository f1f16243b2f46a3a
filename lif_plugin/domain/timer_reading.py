"""Reads a case's timers on a day: what, from when, by when, and how each stands. It never makes up a start."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from lif_plugin.domain.clock import SOON, Pause, Unit, due_day, moved_on
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.prompt import Evidence
from lif_plugin.domain.timer import Happened, Limit, Step, Timer
from lif_plugin.domain.timer_occasion import EXACT, Dated, Occasion, occasions
from lif_plugin.domain.timer_scope import Stretches
from lif_plugin.domain.worktime import (
    Calendar,
    OutsideCalendar,
    add_months,
    day_number,
    day_start_ms,
    local_day,
    numbered_day,
)

HOUR_MS: Final = 3_600_000
AHEAD: Final = timedelta(days=28)
"""How long before its last day the source must know what comes ahead of something: ours."""


class TimerState(StrEnum):
    """How a timer stands.

    NOT_STARTED: the fact its clock counts from is missing. STOPPED: it is no longer called for. EXPLAINED: a coded
    reason stands on the record; still counted. LATE: also when it was done, but after the last day. CANNOT_TELL: the
    data does not say, which is never met and never late.
    """

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DUE_SOON = "due_soon"
    MET = "met"
    LATE = "late"
    EXPLAINED = "explained"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why a timer is in its state, where the state alone does not say it."""

    START_MISSING = "start_missing"
    START_NOT_EXACT = "start_not_exact"
    START_NOT_COVERED = "start_not_covered"
    NOT_COVERED = "not_covered"
    NOT_RECORDED = "not_recorded"
    AT_THE_EDGE = "at_the_edge"
    LIMIT_NOT_KNOWN = "limit_not_known"
    MAY_NOT_APPLY = "may_not_apply"
    NO_CALENDAR = "no_calendar"
    DAY_PASSED_BEFORE = "day_passed_before"
    LAPSED = "lapsed"


OPEN_STATES: Final = frozenset(
    {TimerState.NOT_STARTED, TimerState.RUNNING, TimerState.PAUSED, TimerState.DUE_SOON, TimerState.LATE}
)


@dataclass(frozen=True, slots=True)
class Ground:
    """What timers are read against: the day, the nation's calendar and zone, and what the source knows."""

    today: date
    calendar: Calendar | None
    zone: str
    known: Stretches


@dataclass(frozen=True, slots=True)
class TimerReading:
    """How one clock of a timer stands on ``as_of``.

    ``started_on`` is None where the fact it counts from is missing. ``reason`` is a code: of a `Why`, or of the
    stop, pause or explanation, and ``words`` says it where the timer's data does. ``evidence`` is what it rests
    on, in order. ``is_current``: no later clock of the same step and spell has begun. ``is_fed``: the case's source
    knows facts that end it, at some time at least.
    """

    timer: Timer
    step: Step
    state: TimerState
    as_of: date
    started_on: date | None
    due_on: date | None
    done_on: date | None
    stopped_on: date | None
    left: int | None
    reason: str
    words: str
    evidence: tuple[Evidence, ...]
    edition: str | None
    is_current: bool
    is_fed: bool = True

    @property
    def is_open(self) -> bool:
        """Whether something may still have to be done."""
        return (
            self.is_current and self.state in OPEN_STATES and self.done_on is None and self.stopped_on is None
        )

    @property
    def is_shown(self) -> bool:
        """Whether somebody who looks at the case today should see it: it is open, or nobody can tell."""
        unsure = self.state is TimerState.CANNOT_TELL and self.done_on is None and self.stopped_on is None
        return self.is_open or (self.is_current and unsure)


@dataclass(frozen=True, slots=True)
class _Verdict:
    state: TimerState
    reason: str = ""
    words: str = ""
    due: date | None = None


def read_timers(timers: Iterable[Timer], facts: Iterable[Happened], ground: Ground) -> list[TimerReading]:
    """Read every clock of some timers on a case's facts, in order of timer and start."""
    held = list(facts)
    today = day_number(ground.today)
    return [
        _read(timer, occasion, ground)
        for timer in timers
        for step in timer.steps
        for occasion in occasions(step, held, today, ground.known)
        if occasion.excluded is not True
    ]


def _read(timer: Timer, occasion: Occasion, ground: Ground) -> TimerReading:
    verdict = _verdict(occasion, ground)
    started = None if occasion.start is None else numbered_day(occasion.start)
    due, done, stop = verdict.due, occasion.done, occasion.stop
    if done is not None and stop is not None and stop.day < done.day:
        done = None
    shown_stop = stop if done is None and verdict.state is not TimerState.MET else None
    proof = [
        occasion.start_fact,
        occasion.about,
        *(one.fact for one in (done, shown_stop, occasion.explained) if one),
    ]
    left = None
    if due is not None and ground.calendar is not None:
        left = _between(ground.calendar, ground.today, due)
    return TimerReading(
        timer=timer,
        step=occasion.step,
        state=verdict.state,
        as_of=ground.today,
        started_on=started,
        due_on=due,
        done_on=None if done is None else numbered_day(done.day),
        stopped_on=None if shown_stop is None else numbered_day(shown_stop.day),
        left=left,
        reason=verdict.reason,
        words=verdict.words,
        evidence=tuple(dict.fromkeys(fact.evidence for fact in proof)),
        edition=None if ground.calendar is None or due is None else ground.calendar.edition,
        is_current=occasion.is_current,
        is_fed=any(ground.known.get(match.kind) for match in occasion.step.done),
    )


def _between(calendar: Calendar, today: date, due: date) -> int | None:
    try:
        return calendar.working_days_between(today, due)
    except OutsideCalendar:
        return None


def _verdict(occasion: Occasion, ground: Ground) -> _Verdict:
    if occasion.start is None:
        return _without_start(occasion, ground)
    if occasion.start_fact.precision not in EXACT:
        return _cannot_tell(Why.START_NOT_EXACT)
    if occasion.excluded is None:
        return _cannot_tell(Why.MAY_NOT_APPLY)
    step = occasion.step
    if not occasion.is_first_known and not step.nth:
        return _cannot_tell(Why.START_NOT_COVERED)
    verdicts = []
    for limit in _limits(occasion):
        try:
            verdicts.append(_under(occasion, limit, ground))
        except OutsideCalendar:
            return _cannot_tell(Why.NO_CALENDAR)
    first, last = verdicts[0], verdicts[-1]
    return first if first.state is last.state else _cannot_tell(Why.LIMIT_NOT_KNOWN, last.due)


def _without_start(occasion: Occasion, ground: Ground) -> _Verdict:
    """No fact to count from: the clock has not started where the source would know of it, else nobody can tell."""
    began, about = occasion.step.began_with, occasion.about.evidence.occurred_day
    is_known = began is not None and _reach(ground, {began.kind}, about) is not None
    return (
        _Verdict(TimerState.NOT_STARTED, Why.START_MISSING)
        if is_known
        else _cannot_tell(Why.START_NOT_COVERED)
    )


def _cannot_tell(why: Why, due: date | None = None) -> _Verdict:
    return _Verdict(TimerState.CANNOT_TELL, why.value, due=due)


def _limits(occasion: Occasion) -> list[Limit]:
    """The limits that may hold, the shortest first: one, or two where the record cannot say which."""
    step, start = occasion.step, occasion.start
    if step.shortest is not None and not occasion.is_first_known:
        return [step.shortest, step.limit]
    if step.longest is None or start is None:
        return [step.limit]
    if occasion.spell is not None and step.longest_after:
        turns = add_months(numbered_day(occasion.spell.first), 12 * step.longest_after)
        if numbered_day(start) < turns:
            return [step.limit]
    if step.extended is None:
        return [step.limit] if occasion.spell is None else [step.limit, step.longest]
    possible = {True: [step.longest], False: [step.limit], None: [step.limit, step.longest]}
    return possible[occasion.extended]


def _under(occasion: Occasion, limit: Limit, ground: Ground) -> _Verdict:
    """How a clock stands under one limit. Raises `OutsideCalendar`."""
    due = _due(occasion, limit, ground)
    if occasion.step.passes and day_number(due) < occasion.about.evidence.occurred_day:
        return _Verdict(TimerState.STOPPED, Why.DAY_PASSED_BEFORE, "the day had passed before", due)
    verdict = _by_facts(occasion, limit, due, ground) or _by_time(occasion, limit, due, ground)
    return _Verdict(verdict.state, verdict.reason, verdict.words, due)


def _due(occasion: Occasion, limit: Limit, ground: Ground) -> date:
    """The last day in time, moved on by what paused the clock before it. Raises `OutsideCalendar`."""
    start = numbered_day(occasion.start or 0)
    if limit.unit is Unit.WORKING_DAYS and ground.calendar is None:
        raise OutsideCalendar("There is no calendar of working days.")
    # Only working days look at a calendar.
    calendar = ground.calendar or Calendar("", "", start, start, ())
    due = due_day(start, -limit.n if occasion.step.ahead else limit.n, limit.unit, calendar)
    if occasion.step.month_end:
        due = add_months(due.replace(day=1), 1) - timedelta(days=1)
    if occasion.step.asked is not None:
        # What is asked for is to be done before the day on which it would be due unasked.
        due -= timedelta(days=1)
    for one in sorted(occasion.pauses, key=lambda each: each.day):
        until = None if one.fact.until_day is None else numbered_day(one.fact.until_day)
        due = moved_on(due, start, Pause(numbered_day(one.day), until), ground.today, limit.unit, calendar)
    return due


def _by_facts(occasion: Occasion, limit: Limit, due: date, ground: Ground) -> _Verdict | None:
    """What the facts up to the last day say, if they say anything."""
    done, stop, explained = occasion.done, occasion.stop, occasion.explained
    last = day_number(due)
    if stop is not None and done is not None and stop.day < done.day:
        done = None
    in_time = None if done is None else _in_time(occasion, done, limit, due, ground)
    if in_time is True:
        return _Verdict(TimerState.MET)
    if explained is not None:
        return _Verdict(TimerState.EXPLAINED, explained.match.reason, explained.match.words)
    if occasion.maybe is not None and occasion.maybe <= last:
        return _cannot_tell(Why.NOT_RECORDED)
    if done is not None and in_time is None:
        return _cannot_tell(Why.AT_THE_EDGE)
    if stop is not None and stop.day <= last and (done is None or stop.day < done.day):
        return _Verdict(TimerState.STOPPED, stop.match.reason, stop.match.words)
    return None


def _in_time(occasion: Occasion, done: Dated, limit: Limit, due: date, ground: Ground) -> bool | None:
    """Whether it was done in time; None where hours count and only days are known, at the edge."""
    if limit.unit is not Unit.HOURS:
        return numbered_day(done.day) <= due
    first, last = _moments(occasion.start_fact, occasion.start or 0, ground)
    done_first, done_last = _moments(done.fact, done.day, ground)
    allowed = limit.n * HOUR_MS
    if done_last <= first + allowed:
        return True
    return False if done_first >= last + allowed else None


def _moments(fact: Happened, day: int, ground: Ground) -> tuple[int, int]:
    """The first and the last moment (UTC ms) at which something may have happened."""
    if fact.precision == Precision.MINUTE and day_number(local_day(fact.occurred_at, ground.zone)) == day:
        return fact.occurred_at, fact.occurred_at
    start = numbered_day(day)
    return day_start_ms(start, ground.zone), day_start_ms(start + timedelta(days=1), ground.zone)


def _by_time(occasion: Occasion, limit: Limit, due: date, ground: Ground) -> _Verdict:
    """What the passing of time says, as far as the source knows."""
    kinds = {match.kind for match in occasion.step.done}
    start = occasion.start or 0
    reach = _reach(ground, kinds, day_number(due - AHEAD) if occasion.step.ahead else start)
    if reach is None or (occasion.step.ahead and reach < start):
        return _cannot_tell(Why.NOT_COVERED)
    if occasion.step.lapses and occasion.done is None and ground.today > due:
        return _Verdict(TimerState.STOPPED, Why.LAPSED, "the time for it is over")
    if occasion.done is not None or ground.today > due:
        return _Verdict(TimerState.LATE) if reach >= day_number(due) else _cannot_tell(Why.NOT_COVERED)
    for pause in occasion.pauses:
        if pause.day <= day_number(ground.today) and _lasts(pause, ground.today):
            return _Verdict(TimerState.PAUSED, pause.match.reason, pause.match.words)
    return _Verdict(TimerState.DUE_SOON if _is_soon(limit, due, ground) else TimerState.RUNNING)


def _lasts(pause: Dated, today: date) -> bool:
    return pause.fact.until_day is None or pause.fact.until_day >= day_number(today)


def _is_soon(limit: Limit, due: date, ground: Ground) -> bool:
    if limit.unit is Unit.HOURS:
        return (due - ground.today).days <= 1
    left = None if ground.calendar is None else _between(ground.calendar, ground.today, due)
    return ((due - ground.today).days if left is None else left) <= SOON


def _reach(ground: Ground, kinds: Iterable[str], day: int) -> int | None:
    """The last day up to which the source knows all of these kinds without a break from a day; None: not that day."""
    ends: list[int] = []
    for kind in kinds:
        found = [last for first, last in ground.known.get(kind, ()) if first <= day <= last]
        if not found:
            return None
        ends += found
    return min(ends, default=None)


def open_readings(readings: Sequence[TimerReading]) -> list[TimerReading]:
    """Open readings, those with the nearest last day first; what has none comes last."""
    return sorted(
        (one for one in readings if one.is_open),
        key=lambda one: (one.due_on is None, one.due_on or date.max, one.timer.id),
    )
