"""What a framework's calendar, reports and role tasks make due on which day, and what came of each.

A duty whose frequency names no day is listed as such: it is neither done nor late, and nobody guesses a day.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.frequency import UNTURNED, Frequency, Rhythm, due_days, turn
from lif_plugin.domain.worktime import add_months

_YEARLY: Final = "annual"
NATIONAL: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "england": (
        ("T-33", "Section 11 self-assessment", "each agency"),
        ("T-34", "The partnership's yearly report", "the safeguarding partners"),
    )
}
"""What a nation asks of every partnership, whatever its framework says: id of the time limit, what, who.

T-33 is a local cycle of one to two years (12 months unless the partnership turns its word otherwise); T-34 rests on
Working Together to Safeguard Children 2023: read the primary text before relying on it.
"""


class DutyState(StrEnum):
    """What came of a duty's due day.

    COMING: not yet due. IN_TIME and LATE_DONE: done by the day, or after it. LATE: not done yet. NEVER_CAME: not
    done, and the next due day, or the end of the year asked for, has passed as well.
    """

    COMING = "coming"
    IN_TIME = "in_time"
    LATE_DONE = "late_done"
    LATE = "late"
    NEVER_CAME = "never_came"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a framework asks for again and again. ``who`` is a role or body, ``to`` the body it goes to."""

    kind: str
    entry: str
    label: str
    who: str | None
    to: tuple[str, ...]
    word: str | None
    frequency: Frequency

    @property
    def key(self) -> tuple[str, str]:
        """What identifies it within a framework."""
        return self.kind, self.entry


@dataclass(frozen=True, slots=True)
class Done:
    """That a duty was done; ``due`` names the due day it answers, where the person said so."""

    on: date
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One due day of a duty, and what came of it."""

    duty: Duty
    day: date
    state: DutyState
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a kind of duty in a period: how many duties, how many name no day, and due days by what came of each.

    ``due`` is the sum of ``in_time``, ``late_done``, ``late``, ``never_came`` and ``coming``.
    """

    kind: str
    duties: int
    without_a_day: int
    due: int
    in_time: int
    late_done: int
    late: int
    never_came: int
    coming: int


def tallies(duties: Iterable[Duty], dues: Iterable[Due]) -> tuple[Tally, ...]:
    """Due days counted by kind of duty, in the framework's order of kinds."""
    states = Counter((due.duty.kind, due.state) for due in dues)
    duties = list(duties)
    found = []
    for kind in dict.fromkeys(duty.kind for duty in duties):
        own = [duty for duty in duties if duty.kind == kind]
        undated = sum(duty.frequency.rhythm is not Rhythm.PERIODIC for duty in own)
        by_state = {state.value: states[kind, state] for state in DutyState}
        found.append(Tally(kind, len(own), undated, sum(by_state.values()), **by_state))
    return tuple(found)


def duties_of(framework: Framework, configured: Mapping[str, Frequency] | None = None) -> tuple[Duty, ...]:
    """Every duty of a framework: calendar entries, reports on no calendar, role tasks, reflection and obligations.

    An obligation names no rhythm: it is listed with when it was last shown to be kept. Those of the nation come last.
    """
    reports = {report.id: report for report in framework.recurring_reports}
    on_calendar = {entry.report for entry in framework.reporting_calendar}
    duties = []
    for entry in framework.reporting_calendar:
        report = reports.get(entry.report)
        monthly = Frequency(Rhythm.PERIODIC, named=(entry.month,))
        to = _to(report.to, report.also_to) if report else ()
        label = report.label if report else entry.report
        duties.append(Duty("calendar_entry", entry.id, label, None, to, None, monthly))
    for report in framework.recurring_reports:
        if report.id not in on_calendar:
            frequency = turn(report.frequency, configured)
            to = _to(report.to, report.also_to)
            duties.append(
                Duty("recurring_report", report.id, report.label, None, to, report.frequency, frequency)
            )
    for task in framework.roles:
        frequency = turn(task.frequency, configured)
        via = (task.via,) if task.via else ()
        duties.append(Duty("role_task", task.id, task.task, task.role, via, task.frequency, frequency))
    own = (*_reflections(framework, configured), *_obligations(framework))
    return (*duties, *own, *_national(framework, configured))


def _reflections(framework: Framework, configured: Mapping[str, Frequency] | None) -> Iterator[Duty]:
    for chance in framework.reflection_opportunities:
        to = (chance.body,) if chance.body else ()
        frequency = turn(chance.frequency, configured)
        yield Duty("reflection_opportunity", chance.id, chance.label, None, to, chance.frequency, frequency)


def _obligations(framework: Framework) -> Iterator[Duty]:
    for one in framework.obligations:
        yield Duty("obligation", one.id, one.must, one.who, (), None, UNTURNED)


def _national(framework: Framework, configured: Mapping[str, Frequency] | None) -> Iterator[Duty]:
    for entry, label, who in NATIONAL.get(framework.nation, ()):
        yield Duty("national_duty", entry, label, who, (), _YEARLY, turn(_YEARLY, configured))


def due_in(duty: Duty, first: date, last: date) -> Iterator[date]:
    """The due days of a duty from ``first`` to ``last``, both included, counted from the day before ``first``."""
    anchor = date.fromordinal(first.toordinal() - 1)
    yield from due_days(duty.frequency, anchor, first, last)


def settle(duty: Duty, first: date, last: date, done: Iterable[Done], today: date) -> tuple[Due, ...]:
    """What came of each due day in a period.

    A doing answers the day it names; one that names none answers the earliest open day whose period it falls in or
    after: the time since the due day before.
    """
    days = list(due_in(duty, first, last))
    answers = _answers(days, sorted(done, key=lambda one: one.on))
    found = []
    for number, day in enumerate(days):
        on = answers.get(day)
        ends = days[number + 1] if number + 1 < len(days) else last
        found.append(Due(duty, day, _state(day, on, ends, today), on))
    return tuple(found)


def _answers(days: Sequence[date], done: Sequence[Done]) -> dict[date, date]:
    answers: dict[date, date] = {}
    for one in done:
        if one.due is not None:
            if one.due in days:
                answers.setdefault(one.due, one.on)
            continue
        for number, day in enumerate(days):
            begins = days[number - 1] if number else date.min
            if day not in answers and one.on > begins:
                answers[day] = one.on
                break
    return answers


def _state(day: date, on: date | None, ends: date, today: date) -> DutyState:
    if on is not None:
        return DutyState.IN_TIME if on <= day else DutyState.LATE_DONE
    if today <= day:
        return DutyState.COMING
    return DutyState.NEVER_CAME if today > ends else DutyState.LATE


def next_due(duty: Duty, last_done: date | None, start: date) -> date | None:
    """The next due day after a duty was last done, else after ``start``; None where its word names no day."""
    since = last_done or start
    within = add_months(since, 120)
    return next(iter(due_days(duty.frequency, since, date.fromordinal(since.toordinal() + 1), within)), None)


def _to(first: str | None, more: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in (first, *more) if name)
