"""Why a rule, timer or audit trigger stands as it does for one case, and what would change that."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import orjson

from lif_plugin.app import App
from lif_plugin.cli.options import operator
from lif_plugin.cli.output import iso
from lif_plugin.cycle.heard import Heard, heard_in_work
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.heard import WORK_RULES, WorkRule
from lif_plugin.domain.rule import Rule, State
from lif_plugin.domain.timer_reading import TimerReading, TimerState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.guarding import GUARD, GUARD_UNKNOWN
from lif_plugin.flow.timers import see_timers
from lif_plugin.rules.registry import as_set
from lif_plugin.store.reads.cases import cases_named
from lif_plugin.store.reads.links import nominations_of
from lif_plugin.store.reads.prompts import prompts_of_case
from lif_plugin.store.work import now_ms

Row = dict[str, Any]
CHANGES: Final = {
    State.MET: "A correction or retraction of what it rests on.",
    State.EXPLAINED: "The evidence itself, or an answer taken back.",
    State.CANNOT_TELL: "Data that covers what it needs, up to the day it asks about.",
    State.NOT_APPLICABLE: "A correction of the fact that takes it out of the question.",
}
GUARD_CHANGES: Final = {
    GUARD: "A correction of what the agency's own condition asks, or another condition: `lif config diff`.",
    GUARD_UNKNOWN: "Data that says what the agency's own condition asks.",
}
TIMER_CHANGES: Final = {
    TimerState.NOT_STARTED: "The fact that its clock counts from, on the record.",
    TimerState.RUNNING: "The fact that ends the clock, or the passing of the last day.",
    TimerState.PAUSED: "The end of the pause.",
    TimerState.STOPPED: "A correction of what stopped it.",
    TimerState.DUE_SOON: "The fact that ends the clock, or the passing of the last day.",
    TimerState.MET: "A correction or retraction of what it rests on.",
    TimerState.LATE: "A record that it was done in time, or a correction of the day it counts from.",
    TimerState.EXPLAINED: "A record that it was done in time.",
    TimerState.CANNOT_TELL: "Data that says what is missing, up to the last day.",
}


_WORK: Final = {rule.id: rule for rule in WORK_RULES}


class Found(NamedTuple):
    """A case that somebody asks about, in whose name, of which agency."""

    viewer: Viewer
    agency: Agency
    row: Row


def find_case(app: App, name: str, agency: str | None, source: str | None) -> Found:
    """The one case a reference or public id names. Raises `NotFound`, or `BadSetting` where several do."""
    found = []
    for agency_id in app.agencies(agency):
        viewer = operator(agency_id)
        with app.store.read(viewer) as connection:
            rows = cases_named(connection, viewer, name)
        found += [
            Found(viewer, app.agency(agency_id), row) for row in rows if source in {None, row["source"]}
        ]
    if not found:
        raise NotFound(
            "There is no such case.", hint="Give the source's own reference or the case's public id."
        )
    if len(found) > 1:
        raise BadSetting("Several cases have this reference.", hint="Give --agency and --source.")
    return found[0]


def explain(app: App, rule_id: str, found: Found) -> Row:
    """All that is known of a rule and a case; the reading is logged. Raises `NotFound`."""
    known = as_set(found.agency, app.rules)
    common = {"rule": rule_id, "case_ref": found.row["ref"], "source": found.row["source"],
              "config_version": found.agency.version}  # fmt: skip
    with app.store.read(found.viewer) as connection:
        if rule_id in known:
            entry = known[rule_id]
            rows = [row for row in prompts_of_case(connection, found.viewer, found.row["case_id"])
                    if row["rule"] == rule_id]  # fmt: skip
            answer = _rule(entry.rule, found.agency, entry.plugin, rows)
        elif rule_id in app.timers:
            readings = see_timers(connection, found.viewer, app.timers, [found.row["case_id"]], now_ms())
            mine = [one for one in readings.get(found.row["case_id"], ()) if one.timer.id == rule_id]
            answer = _timer(app, rule_id, found.agency, mine)
        elif rule_id in _WORK:
            work = heard_in_work(connection, found.viewer, found.agency.rules_off)
            mine_too = [
                one for one in work if (one.rule.id, one.public_id) == (rule_id, found.row["public_id"])
            ]
            answer = _work(_WORK[rule_id], mine_too)
        else:
            nominations = nominations_of(connection, found.viewer, [found.row["case_id"]])
            rows = [row for row in nominations.get(found.row["case_id"], ()) if row["trigger"] == rule_id]
            if not rows:
                raise NotFound(
                    f"There is no rule or timer {rule_id!r}, and no audit trigger of that name put this case forward.",
                    hint="`lif rules list` names them; `lif reviews show` explains a review.",
                )
            answer = _trigger(rows)
    app.read_log.record(found.viewer, "cli.rules.explain", [found.row["public_id"]])
    return {**common, **answer}


def _rule(rule: Rule, agency: Agency, plugin: str, rows: list[Row]) -> Row:
    off = rule.id in agency.rules_off or plugin in agency.plugins_off
    said = ""
    if agency.nation not in rule.nations:
        said = f"It is not for {agency.nation}."
    elif off:
        said = "It is switched off here."
    elif not rows:
        said = (
            f"The record holds nothing it asks about: no {rule.template.kind.replace('_', ' ')} of that sort."
        )
    return {
        "kind": "rule",
        "title": rule.title,
        "said": said or None,
        "guard": setting.guard if (setting := agency.rules.get(rule.id)) else None,
        "results": [_result(rule, row) for row in rows],
    }


def _result(rule: Rule, row: Row) -> Row:
    state = State(row["state"])
    changes = GUARD_CHANGES.get(row["reason"], CHANGES.get(state))
    if state is State.GAP:
        reasons = "; ".join(f"{one.code}: {one.label}" for one in rule.exemptions)
        changes = row["remedy"] + (f" Or a coded reason ({reasons})." if reasons else "")
    return {
        "state": state.value,
        "reason": row["reason"],
        "message": row["message"],
        "delivery": row["delivery"],
        "occurred_on": iso(row["occurred_day"]),
        "rule_version": row["rule_version"],
        "config_version": row["config_version"],
        "authority": row["authority"],
        "calendar": row["calendar_edition"],
        "as_of": iso(row["as_of"]),
        "told_by": row["superseded_by"],
        "ended": row["ended_at"] is not None,
        "evidence": [
            {"kind": part["kind"], "on": iso(part["day"]), "code": part["code"], "version": part["digest"]}
            for part in orjson.loads(row["evidence"])
        ],
        "would_change": changes,
    }


_CARRIED: Final = {
    "review_links": "Its days are stated on the review's own page: `lif reviews list`.",
    "governance": "It is about a partnership, not a case: `lif governance duties`.",
}
"""Where a timer's days are stated that no record gives, by the feature that carries it."""


def _timer(app: App, timer_id: str, agency: Agency, readings: list[TimerReading]) -> Row:
    timer = app.timers[timer_id].timer
    said = None
    if agency.nation not in timer.nations:
        said = f"It is not for {agency.nation}."
    elif timer.waits:
        said = f"It waits: {timer.waits}."
    elif timer.carried_by:
        said = _CARRIED[timer.carried_by]
    elif not readings:
        said = f"No clock of it has begun: the record does not show {timer.clock_start}."
        said += f" {timer.unfed}." if timer.unfed else ""
    return {
        "kind": "timer",
        "title": timer.title,
        "said": said,
        "results": [reading_row(one) for one in readings],
    }


def reading_row(one: TimerReading) -> Row:
    """A timer's reading as JSON gives it."""
    return {
        "timer": one.timer.id,
        "what": one.step.what,
        "state": one.state.value,
        "reason": one.reason or None,
        "reason_in_words": one.words or None,
        "started_on": one.started_on,
        "due_on": one.due_on,
        "done_on": one.done_on,
        "stopped_on": one.stopped_on,
        "working_days_left": one.left,
        "limit": str(one.step.limit),
        "clock_start": one.timer.clock_start,
        "authority": one.timer.source,
        "strength": one.timer.strength.value,
        "read_first": one.timer.read_first,
        "calendar": one.edition,
        "as_of": one.as_of,
        "is_current": one.is_current,
        "evidence": [
            {"kind": proof.kind, "on": iso(proof.occurred_day), "code": proof.code, "version": proof.digest}
            for proof in one.evidence
        ],
        "would_change": TIMER_CHANGES[one.state],
    }


def _work(rule: WorkRule, found: list[Heard]) -> Row:
    """How a rule about audits or learning stands for what came from one case."""
    return {
        "kind": "rule",
        "title": rule.title,
        "said": None
        if found
        else "No closed audit of this case, and no learning from it, is what it asks about.",
        "results": [
            {
                "what": one.title,
                "state": one.state.value,
                "message": rule.message if one.state is State.GAP else None,
                "occurred_on": iso(one.day),
                "authority": rule.authority,
                "rule_version": rule.version,
                "delivery": rule.delivery.value,
                "evidence": [],
                "would_change": rule.remedy if one.state is State.GAP else CHANGES[one.state],
            }
            for one in found
        ],
    }


def _trigger(rows: list[Row]) -> Row:
    return {
        "kind": "audit_trigger",
        "title": rows[0]["trigger"],
        "said": None,
        "results": [
            {
                "state": "nominated",
                "reason": row["reason"],
                "occurred_on": iso(row["day"]),
                "authority": row["authority"],
                "evidence": [{"kind": None, "on": None, "code": None, "version": key}
                             for key in orjson.loads(row["evidence"])],
                "would_change": "A correction of the facts it rests on; else a draw, or the end of its month.",
            }
            for row in rows
        ],
    }  # fmt: skip


_LINES: Final = (
    ("reason", "Reason"), ("reason_in_words", "That is"), ("message", "It says"), ("occurred_on", "About"),
    ("clock_start", "Counts from"), ("started_on", "Started on"), ("limit", "Limit"), ("due_on", "Last day"),
    ("done_on", "Done on"), ("stopped_on", "Stopped on"), ("authority", "Rests on"),
    ("rule_version", "Rule version"), ("config_version", "Configuration version"), ("calendar", "Calendar"),
    ("as_of", "Record as of"), ("delivery", "Delivery"), ("told_by", "Told by"),
)  # fmt: skip


def in_sentences(answer: Row) -> Iterator[str]:
    """What an explanation says to a person, line by line."""
    yield f"{answer['rule']} {answer['title']}, case {answer['case_ref']} of {answer['source']}."
    if answer["said"]:
        yield answer["said"]
    if answer.get("guard"):
        yield f"This agency asks it only where {answer['guard']}."
    for result in answer["results"]:
        yield f"\n{result.get('what') or 'State'}: {result['state'].replace('_', ' ')}"
        for name, label in _LINES:
            value = result.get(name, answer.get(name) if name == "config_version" else None)
            if value is not None:
                yield f"  {label}: {value}"
        if result.get("read_first"):
            yield "  Read the primary text before relying on this limit."
        for proof in result["evidence"]:
            said = [part for part in (proof["kind"], proof["on"], proof["code"]) if part]
            yield f"  Evidence: {' '.join(said)} (version {proof['version'][:12]})"
        yield f"  What would change it: {result['would_change']}"
