"""Bodies and roles at work: duties done, meetings held, what they decided, the agenda of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lif_plugin.cycle.asking import questions_to
from lif_plugin.cycle.desk import CycleRefused, Desk, Item, require_known
from lif_plugin.cycle.reopened import Reopened, evaluates, reopened_for
from lif_plugin.domain.duty import (
    Done,
    Due,
    Duty,
    DutyState,
    Tally,
    duties_of,
    next_due,
    settle,
    tallies,
)
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.learning import ActionState, Brag, ItemState, brag
from lif_plugin.domain.review_question import ReviewQuestion
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.store import governance, learning, reminders
from lif_plugin.store.tables import action, duty_done, meeting, meeting_decision

_OPEN = frozenset(ItemState) - {ItemState.CLOSED}


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a body has before it on a day.

    ``waiting`` are items whose route waits for the body, ``closing`` those evaluated as better, ``undecided`` those
    whose evaluation cannot tell, ``unrouted`` those that somebody has to choose a route for (before the board, or before
    every body where nobody has said which is the board), ``reopened`` what is open again, with why and when. ``actions`` are the open ones it
    watches with their colours, ``escalated`` those of them that were late for long and put before it. ``dues`` are the
    reports and tasks that come to it and are due, late or never came, ``unanswered`` the systems findings it has not
    answered, ``questions`` the reviews it decides on that open items ask for.
    """

    body: str
    day: date
    waiting: tuple[Item, ...]
    closing: tuple[Item, ...]
    actions: tuple[tuple[dict[str, Any], Brag | None], ...]
    dues: tuple[Due, ...]
    unanswered: tuple[dict[str, Any], ...]
    questions: tuple[ReviewQuestion, ...]
    escalated: tuple[dict[str, Any], ...]
    undecided: tuple[Item, ...]
    reopened: tuple[Reopened, ...]
    unrouted: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty with when it was last done and is next due; ``next`` None: its word names no day."""

    duty: Duty
    last: date | None
    next: date | None


def do_duty(
    desk: Desk,
    viewer: Viewer,
    partnership: str,
    kind: str,
    entry: str,
    done_on: int,
    due: int | None = None,
    note: str | None = None,
) -> str:
    """Write down that something the framework asks for was done; ``due`` names the due day it answers.

    Raises `NotOurWord` for what the framework does not ask for, `CycleRefused` for a day yet to come.
    """
    viewer.require(Right.RECORD_LEARNING)
    if done_on > day_number(desk.today()):
        raise CycleRefused("What is done is done by today.")
    with desk.store.write(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        known = {duty.entry for duty in duties_of(framework) if duty.kind == kind}
        require_known(kind.replace("_", " "), entry, known)
        return learning.add(
            connection,
            duty_done,
            viewer,
            partnership,
            kind=kind,
            entry=entry,
            due=due,
            done_on=done_on,
            note=note,
        )


def hold_meeting(
    desk: Desk,
    viewer: Viewer,
    partnership: str,
    body: str,
    day: int,
    *,
    attended: int,
    invited: int,
    quorum: int,
    minutes: str | None = None,
) -> str:
    """Record a meeting of a body; quorate where at least ``quorum`` of those invited came. Raises `NotOurWord`."""
    viewer.require(Right.SPEAK_FOR_BODY)
    if not 0 <= attended <= invited or quorum < 1:
        raise CycleRefused("Those who came are at most those who were invited, and a quorum is at least one.")
    with desk.store.write(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        require_known("body", body, (one.id for one in framework.governance_bodies))
        return learning.add(
            connection,
            meeting,
            viewer,
            partnership,
            body=body,
            day=day,
            attended=attended,
            invited=invited,
            quorate=attended >= quorum,
            minutes=minutes,
        )


def decide(desk: Desk, viewer: Viewer, meeting_id: str, text: str, action_id: str | None = None) -> str:
    """Record what a meeting decided, with the action it became. Raises `CycleRefused` where it was not quorate."""
    viewer.require(Right.SPEAK_FOR_BODY)
    with desk.store.write(viewer) as connection:
        row = desk.row(connection, viewer, meeting, meeting_id)
        if not row["quorate"]:
            raise CycleRefused("The meeting was not quorate, so it could not decide.")
        if action_id is not None:
            desk.row(connection, viewer, action, action_id)
        return learning.add(
            connection,
            meeting_decision,
            viewer,
            row["partnership_id"],
            meeting_id=meeting_id,
            text=text,
            action_id=action_id,
        )


def year_of_duties(
    desk: Desk, viewer: Viewer, partnership: str, first: date, last: date, kinds: Iterable[str] | None = None
) -> list[Due]:
    """Every due day of a period and what came of it, by day."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        done = _done(desk, connection, viewer, partnership)
    wanted = None if kinds is None else set(kinds)
    dues = [
        due
        for duty in duties_of(framework)
        if wanted is None or duty.kind in wanted
        for due in settle(duty, first, last, done.get(duty.key, ()), desk.today())
    ]
    return sorted(dues, key=lambda due: (due.day, due.duty.key))


def tally_of_year(desk: Desk, viewer: Viewer, partnership: str, first: date, last: date) -> tuple[Tally, ...]:
    """What fell due in a period and what came of it, counted by kind of duty; who names no day is counted beside."""
    dues = year_of_duties(desk, viewer, partnership, first, last)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
    return tallies(duties_of(framework), dues)


def standing_duties(desk: Desk, viewer: Viewer, partnership: str, start: date) -> list[Standing]:
    """Every duty with when it was last done and is next due; a duty never done counts from ``start``."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        done = _done(desk, connection, viewer, partnership)
    found = []
    for duty in duties_of(framework):
        last = max((one.on for one in done.get(duty.key, ())), default=None)
        found.append(Standing(duty, last, next_due(duty, last, start)))
    return found


def agenda_of(desk: Desk, viewer: Viewer, partnership: str, body: str, first: date, day: date) -> Agenda:
    """What a body has before it on a day; duties are looked at from ``first``, the beginning of its year."""
    viewer.require(Right.READ_LEARNING)
    with desk.store.read(viewer) as connection:
        framework = desk.framework_of(connection, viewer, partnership)
        require_known("body", body, (one.id for one in framework.governance_bodies))
        today = desk.today()
        rows = [
            row for row in learning.items(connection, viewer, today) if row["partnership_id"] == partnership
        ]
        items = [item for item in desk.items(connection, viewer, rows) if item.state in _OPEN]
        done = _done(desk, connection, viewer, partnership)
        called_for = questions_to(connection, viewer, framework, body, items, day)
        asked = [
            row
            for row in learning.unanswered(connection, viewer, today)
            if row["answering_body"] == body and row["partnership_id"] == partnership
        ]
        watched = [
            one for item in items for one in item.actions if one["monitored_by"] == body and _is_open(one)
        ]
        ids = [one["id"] for one in watched]
        escalated = reminders.last_entries(connection, viewer, "escalated", ids, today)
        again = reopened_for(connection, viewer, body, items, today)
    return Agenda(
        body=body,
        day=day,
        waiting=tuple(item for item in items if _waits_for(item, body)),
        closing=tuple(item for item in items if item.state is ItemState.IMPROVED and evaluates(item, body)),
        undecided=tuple(item for item in items if _is_undecided(item) and evaluates(item, body)),
        reopened=again,
        unrouted=tuple(
            item for item in items if item.state is ItemState.UNROUTED and is_board(framework, body)
        ),
        actions=tuple((one, _colour(one, day)) for one in watched),
        dues=_dues(framework, body, first, day, done),
        unanswered=tuple(asked),
        questions=called_for,
        escalated=tuple(one for one in watched if one["id"] in escalated),
    )


def year_before(day: date) -> date:
    """From when the duties of an agenda count, where nobody says so: the day after the same day a year before."""
    return date.fromordinal(add_months(day, -12).toordinal() + 1)


def is_board(framework: Framework, body: str) -> bool:
    """Whether a body is the board of a framework; where nobody has said which is, each may be."""
    return framework.bodies_called.get("board", body) == body


def _dues(
    framework: Framework, body: str, first: date, day: date, done: dict[tuple[str, str], list[Done]]
) -> tuple[Due, ...]:
    """What comes to a body and is not done: a due day counts as coming up to its agenda's own day."""
    found = [
        due
        for duty in duties_of(framework)
        if body in duty.to
        for due in settle(duty, first, day, done.get(duty.key, ()), day)
        if due.state in {DutyState.COMING, DutyState.LATE, DutyState.NEVER_CAME}
    ]
    return tuple(sorted(found, key=lambda due: (due.day, due.duty.key)))


def _waits_for(item: Item, body: str) -> bool:
    on_learning = item.state is ItemState.LEARNING
    standing = item.course.learning if on_learning else item.course.evaluation
    if standing is None or item.state not in {ItemState.LEARNING, ItemState.EVALUATING}:
        return False
    return any(body == name or body in item.forms.get(name, ()) for name in standing.waiting)


def _is_undecided(item: Item) -> bool:
    evaluation = item.course.evaluation
    return item.state is ItemState.EVALUATING and evaluation is not None and evaluation.is_walked


def _is_open(row: dict[str, Any]) -> bool:
    return row["state"] not in {ActionState.SIGNED_OFF, ActionState.DROPPED}


def _colour(row: dict[str, Any], day: date) -> Brag | None:
    progressed = numbered_day(row["progressed"]) if row["progressed"] else None
    return brag(ActionState(row["state"]), numbered_day(row["due"]), progressed, day)


def _done(desk: Desk, connection: Any, viewer: Viewer, partnership: str) -> dict[tuple[str, str], list[Done]]:
    found: dict[tuple[str, str], list[Done]] = {}
    for row in governance.duties_done(connection, viewer, partnership, desk.today()):
        due = numbered_day(row["due"]) if row["due"] else None
        found.setdefault((row["kind"], row["entry"]), []).append(Done(numbered_day(row["done_on"]), due))
    return found
