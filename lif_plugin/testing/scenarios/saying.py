"""What each rule says of a scenario's child, in the words a scenario is written in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.clock import ClockReading, Milestone
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.review import Decision
from lif_plugin.domain.rule import ByPlugin, State
from lif_plugin.domain.timer import Timer
from lif_plugin.domain.timer_reading import Ground, TimerReading, read_timers
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number, day_start_ms, numbered_day
from lif_plugin.flow.answer import answer_prompt
from lif_plugin.flow.review import Judgement, decide_review, state_review_day
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.flow.timers import fact_of, timers_of
from lif_plugin.hooks.types import Fact
from lif_plugin.rules.registry import rules_of
from lif_plugin.store import results
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.calendars import calendar_of
from lif_plugin.store.reads.facts import facts_of
from lif_plugin.store.reads.prompts import prompts_of_case
from lif_plugin.store.reads.reviews import ReviewFilter, reviews_where
from lif_plugin.store.work import now_ms
from lif_plugin.testing.scenarios.facts import ZONE
from lif_plugin.testing.scenarios.form import NOT_CALLED_FOR, NOTHING, TOLD_BY, Claim, Subject
from lif_plugin.testing.scenarios.world import PURPOSE, Child, World

Said = dict[str, Any]
_NOT_FOR: Final = [{"state": "not applicable", "reason": "nation"}]
_BY: Final = frozenset({Role.BOARD, Role.MANAGER, Role.QUALITY})


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim, and what its rule said of the child in order of days."""

    claim: Claim
    said: tuple[Said, ...]


def listen(world: World) -> list[Heard]:
    """Answer and state what the claims have somebody answer and state, then hear what each rule says."""
    agencies = {
        name: _agency(world, name) for name in dict.fromkeys(child.agency for child in world.children)
    }
    heard = []
    for child in world.children:
        said = _ASKED[child.claim.subject](world, agencies[child.agency], child)
        heard.append(Heard(child.claim, tuple(said)))
    return heard


def _agency(world: World, name: str) -> Agency:
    with world.store.read(Viewer.system(PURPOSE, name)) as connection:
        return load_agency(connection, name)


def _rule(world: World, agency: Agency, child: Child) -> list[Said]:
    running = {entry.rule.id: entry.rule for entry in rules_of(agency, world.rules)}
    rule = running.get(child.claim.rule)
    if rule is None:
        return _NOT_FOR
    rows = _results(world, child)
    if child.claim.answered is not None:
        _answer(world, agency, child, rows)
        rows = _results(world, child)
    told = {row["id"]: row["rule"] for row in rows}
    said = [
        {
            "state": f"{TOLD_BY}{told.get(row['superseded_by'])}"
            if row["superseded_by"]
            else _words(row["state"]),
            "reason": row["reason"],
            "on": _iso(row["occurred_day"]),
        }
        for row in rows
        if row["rule"] == child.claim.rule
    ]
    if said:
        return sorted(said, key=lambda one: one["on"] or "")
    kind = rule.template.kind
    asked = any(fact["kind"] == kind for fact in child.claim.facts) or isinstance(rule.template, ByPlugin)
    return [{"state": "met" if asked else NOTHING, "reason": None, "on": None}]


def _results(world: World, child: Child) -> list[Said]:
    viewer = Viewer.system(PURPOSE, child.agency)
    with world.store.read(viewer) as connection:
        rows = prompts_of_case(connection, viewer, child.case_id)
    return [row for row in rows if row["ended_at"] is None]


def _answer(world: World, agency: Agency, child: Child, rows: Iterable[Mapping[str, Any]]) -> None:
    """Choose the reason of a claim at each prompt of its rule, as whoever is told of it."""
    rules = {name: entry.rule for name, entry in world.rules.items()}
    roles = frozenset(world.rules[child.claim.rule].rule.addressees)
    by = Viewer(agency.id, roles, "casework", PURPOSE)
    for row in rows:
        if row["rule"] == child.claim.rule and row["state"] == State.GAP:
            answer_prompt(
                world.store,
                world.plugins,
                rules,
                by,
                row["id"],
                AnswerKind.EXPLAINED,
                child.claim.answered,
                None,
                now_ms(),
            )


def _trigger(world: World, agency: Agency, child: Child) -> list[Said]:
    with world.store.read(Viewer.system(PURPOSE, child.agency)) as connection:
        rows = results.nominations_of(connection, [child.case_id])
        unknown = results.unknown_of(connection, [child.case_id])
    mine = [row for row in rows if row["trigger"] == child.claim.rule and row["ended_at"] is None]
    if mine:
        days = sorted(mine, key=lambda row: row["day"])
        return [{"state": "nominated", "reason": row["reason"], "on": _iso(row["day"])} for row in days]
    for why in ("not_covered", "not_recorded"):
        if any(child.claim.rule in row[why].split(",") for row in unknown):
            return [{"state": "cannot tell", "reason": why, "on": None}]
    return [{"state": "not nominated", "reason": None, "on": None}]


def _review(world: World, agency: Agency, child: Child) -> list[Said]:
    return [
        {
            "state": "proposed" if link.standing is Standing.MET or not link.criteria else "cannot tell",
            "reason": link.reason,
            "on": None if link.day is None else link.day.isoformat(),
        }
        for link in _links(world, child)
        if link.review == child.claim.rule.rpartition("/")[2]
    ] or [{"state": "not proposed", "reason": None, "on": None}]


def _links(world: World, child: Child) -> list[ReviewSeen]:
    viewer, now = _looker(child)
    with world.store.read(viewer) as connection:
        rows = reviews_where(connection, viewer, ReviewFilter(case_ids=(child.case_id,)))
        return see_reviews(connection, viewer, rows, now)


def _looker(child: Child) -> tuple[Viewer, int]:
    """Who looks at reviews, at the end of the day that is asked for."""
    now = day_start_ms(child.claim.today + timedelta(days=1), ZONE) - 1
    return Viewer(child.agency, _BY, PURPOSE, PURPOSE), now


def _timer(world: World, agency: Agency, child: Child) -> list[Said]:
    timers = [one for one in timers_of(agency, world.timers) if one.id == child.claim.rule]
    if not timers:
        return []
    if timers[0].carried_by:
        return _clocks(world, child)
    viewer = Viewer.system(PURPOSE, child.agency)
    with world.store.read(viewer) as connection:
        facts = facts_of(connection, viewer, [child.case_id])[child.case_id]
    return timer_said(timers[0], map(fact_of, facts.rows), child.claim)


def timer_said(timer: Timer, facts: Iterable[Fact], claim: Claim) -> list[Said]:
    """What a timer says of facts on a claim's own ground: the same facts may be asked about on any day."""
    whole = (claim.known_from, claim.today)
    known = {kind: (_days(claim.known.get(kind, whole)),) for kind in KINDS if kind not in claim.unknown}
    found = read_timers([timer], facts, Ground(claim.today, calendar_of(claim.nation), ZONE, known))
    return [_reading(one) for one in sorted(found, key=lambda one: one.started_on or date.min)]


def _days(span: tuple[date, date]) -> tuple[int, int]:
    return day_number(span[0]), day_number(span[1])


def _clocks(world: World, child: Child) -> list[Said]:
    """A clock of a review, once people have stated what they state."""
    viewer, now = _looker(child)
    mine = [
        link
        for link in _links(world, child)
        if any(clock.rule.id == child.claim.rule for clock in link.clocks)
    ]
    for link in mine:
        for name, day in child.claim.stated.items():
            if name in {NOT_CALLED_FOR, Milestone.DECIDED}:
                decided = Decision.NO if name == NOT_CALLED_FOR else Decision.YES
                on = child.claim.today if name == NOT_CALLED_FOR else date.fromisoformat(day)
                decide_review(world.store, viewer, link.id, _judgement(decided, on), now)
            else:
                state_review_day(world.store, viewer, link.id, Milestone(name), date.fromisoformat(day), now)
    return [
        _reading(clock)
        for link in _links(world, child)
        for clock in link.clocks
        if clock.rule.id == child.claim.rule
    ]


def _judgement(decision: Decision, day: date) -> Judgement:
    return Judgement(decision, day, "An invented group", "An invented chair", "As the scenario says")


def _reading(one: TimerReading | ClockReading) -> Said:
    if isinstance(one, TimerReading):
        started, reason = one.started_on, one.reason
    else:
        started, reason = one.started.day if one.started else None, ""
    return {
        "state": one.state.value,
        "reason": reason,
        "started": _text(started),
        "due": _text(one.due_on),
        "done": _text(one.done_on),
        "left": one.left,
    }


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _iso(day: int | None) -> str | None:
    return None if day is None else numbered_day(day).isoformat()


def _words(state: str) -> str:
    return state.replace("_", " ")


_ASKED: Final[Mapping[Subject, Callable[[World, Agency, Child], list[Said]]]] = {
    Subject.RULE: _rule,
    Subject.TIMER: _timer,
    Subject.TRIGGER: _trigger,
    Subject.REVIEW: _review,
}
