"""From what rules found to the result rows that should stand: supersession, answers, delivery, the why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

import orjson

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import AnswerKind, Evidence, Finding, prompt_id
from lif_plugin.domain.rule import Channel, Covers, Link, Rule, State
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.flow import ladder
from lif_plugin.flow.deliver import PUSHED, Circumstances, choose_channel
from lif_plugin.store.erasure import PURGED

Row = dict[str, Any]
Wanted = tuple[Row, Rule, Finding]
ANSWERED_STATE: Mapping[str, State] = {
    AnswerKind.DONE: State.MET,
    AnswerKind.EXPLAINED: State.EXPLAINED,
    AnswerKind.WRONG: State.NOT_APPLICABLE,
    AnswerKind.REPLIED: State.EXPLAINED,
}
"""What an answer makes of a gap; the reason says that it rests on an answer."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the results of one case rest on beside its events.

    ``live_keys`` are the natural keys of its live events, ``running`` the rules that were asked,
    ``pending`` the (rule, subject) pairs that are not due yet,
    ``over_budget`` the prompts that the alert budget moved to the digest, ``silent`` the reasons of the rules
    that the source cannot answer, ``out_of_question`` the rules whose spell has ended, ``not_told`` the rules
    whose pilot is with other teams, ``demoted`` those that people marked wrong too often, ``let_through`` the prompts
    that have interrupted somebody. ``alike`` keeps what all results of a rule say alike: the cases of a batch share it.
    """

    case_id: int
    case_ref: str
    source: str
    agency: Agency
    circumstances: Circumstances
    as_of: date
    now: int
    live_keys: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()
    pending: frozenset[tuple[str, str]] = frozenset()
    over_budget: frozenset[str] = frozenset()
    silent: Mapping[str, str] = field(default_factory=dict)
    out_of_question: frozenset[str] = frozenset()
    not_told: frozenset[str] = frozenset()
    demoted: frozenset[str] = frozenset()
    let_through: frozenset[str] = frozenset()
    alike: dict[str, tuple[Rule, Row]] = field(default_factory=dict)

    def prompt_id(self, finding: Finding) -> str:
        """The identity of the result that a finding of this case becomes."""
        return prompt_id(self.agency.id, self.source, self.case_ref, finding.rule, finding.subject)


def answered_reason(kind: str, reason: str | None) -> str:
    """The reason of a result whose state rests on a person's answer."""
    return reason or f"answered_{kind}"


def result_rows(
    ground: Ground, found: Iterable[tuple[Rule, str, Finding]], existing: Mapping[str, Row]
) -> tuple[list[Row], list[Row]]:
    """Work out (new rows, changed rows) of one case from (rule, plugin, finding) triples.

    ``existing`` are the case's stored results by id. What is no longer found ends, and stays.
    """
    wanted: dict[str, Wanted] = {}
    for rule, plugin, finding in found:
        row = _row(ground, rule, plugin, finding)
        wanted[row["id"]] = (row, rule, finding)
    _supersede(wanted)
    new: list[Row] = []
    changed: list[Row] = []
    for row_id, (row, rule, _finding) in wanted.items():
        before = existing.get(row_id)
        purged = before is not None and before["reason"] == PURGED
        _settle(row, rule, None if purged else before, ground)
        if before is None:
            new.append(row)
        elif purged:
            # What it rested on was removed and has been sent anew: it begins anew.
            changed.append(row)
        elif _differs(row, before):
            changed.append({**row, "raised_at": before["raised_at"]})
    for row_id, before in existing.items():
        if row_id not in wanted and before["ended_at"] is None:
            changed.append(_end(before, ground))
    return new, changed


def _row(ground: Ground, rule: Rule, plugin: str, finding: Finding) -> Row:
    day = spoken_day(finding.occurred_day)
    return {
        **_alike(ground, rule),
        "case_id": ground.case_id,
        "id": ground.prompt_id(finding),
        "agency_id": ground.agency.id,
        "plugin": plugin,
        "subject": finding.subject,
        "state": finding.state.value,
        "message": rule.worded(day, finding.text or "nothing recorded"),
        "evidence": orjson.dumps([_shown(item) for item in finding.evidence]).decode(),
        "reason": finding.reason,
        "occurred_day": finding.occurred_day,
        "due_at": finding.due_at,
        "as_of": day_number(ground.as_of),
        "config_version": ground.agency.version,
        "raised_at": ground.now,
        "updated_at": ground.now,
    }


def _alike(ground: Ground, rule: Rule) -> Row:
    kept = ground.alike.get(rule.id)
    if kept is None or kept[0] is not rule:
        row = {
            "rule": rule.id,
            "rule_version": rule.version,
            "severity": rule.severity.value,
            "delivery": Channel.OFF.value,
            "addressees": _listed(rule.addressees),
            "remedy": rule.advice,
            "authority": rule.authority,
            "superseded_by": None,
            "calendar_edition": None,
            "told": False,
            "ended_at": None,
        }
        kept = ground.alike[rule.id] = (rule, row)
    return kept[1]


@lru_cache(maxsize=512)
def _listed(roles: tuple[Role, ...]) -> str:
    """Roles as they are stored: found by a text search for one between commas."""
    return f",{','.join(role.value for role in roles)},"


def _shown(item: Evidence) -> dict[str, Any]:
    return {
        "event": item.event,
        "digest": item.digest,
        "kind": item.kind,
        "day": item.occurred_day,
        "code": item.code,
        "key": item.key,
    }


@lru_cache(maxsize=4096)
def spoken_day(day: int | None) -> str:
    """A day (YYYYMMDD) as a sentence says it."""
    if day is None:
        return "a day that is not recorded"
    value = numbered_day(day)
    return f"{value.day} {value:%B %Y}"


def _supersede(wanted: Mapping[str, Wanted]) -> None:
    """One fact, one prompt: a result gives way to the last one that tells the same fact."""
    standing = [
        one
        for one in wanted.values()
        if one[1].supersedes and one[0]["state"] in {State.GAP, State.EXPLAINED}
    ]
    if not standing:
        return
    by_rule: dict[str, list[Row]] = {}
    for row, _rule, _finding in wanted.values():
        by_rule.setdefault(row["rule"], []).append(row)
    # In order of the facts, so that of a longer run the newest result is the one that is told.
    for row, rule, finding in sorted(
        standing, key=lambda one: (one[0]["occurred_day"] or 0, one[0]["subject"])
    ):
        proof = {item.key: item.occurred_day for item in finding.evidence}
        for covers in rule.covers:
            for other in by_rule.get(covers.rule, ()):
                if (
                    other["state"] == State.GAP
                    and _same_fact(row, proof, other, covers)
                    and not _leads_to(row, other, wanted)
                ):
                    other["superseded_by"] = row["id"]


def _same_fact(row: Row, proof: Mapping[str, int], other: Row, covers: Covers) -> bool:
    """Whether a result tells the fact that another one is about, by the link that its rule names.

    ``proof``: the days of the facts it rests on, by key.
    """
    if covers.link is Link.EVIDENCE:
        return other["subject"] in proof
    if other["occurred_day"] is None:
        return False
    if covers.link is Link.SAME_DAY:
        return bool(other["occurred_day"] == row["occurred_day"])
    if covers.link is Link.RECENT:
        return row["occurred_day"] is not None and _recent(other, row, covers.days)
    return bool(proof) and other["occurred_day"] >= min(proof.values())


def _recent(other: Row, row: Row, days: int) -> bool:
    before = numbered_day(row["occurred_day"]) - numbered_day(other["occurred_day"])
    # Of two on one day, the later in order tells the other.
    return timedelta(0) <= before <= timedelta(days) and other is not row


def _leads_to(row: Row, other: Row, wanted: Mapping[str, Wanted]) -> bool:
    """Whether a result is told by the other in the end: then it cannot be the one that tells it."""
    while row is not other and row["superseded_by"] is not None:
        row = wanted[row["superseded_by"]][0]
    return row is other


def _settle(row: Row, rule: Rule, before: Row | None, ground: Ground) -> None:
    """Let an earlier answer stand, and keep the channel by which somebody has been told."""
    told = before is not None and before["told"]
    channel = choose_channel(
        rule, State(row["state"]), row["occurred_day"], ground.agency, ground.circumstances
    )
    if channel is Channel.NOW and row["id"] in ground.over_budget:
        channel = Channel.DIGEST
    if channel is Channel.NOW and rule.id in ground.demoted and row["id"] not in ground.let_through:
        channel = Channel.DIGEST
    if channel in PUSHED and rule.id in ground.not_told:
        channel = Channel.OFF
    if before is not None and told and channel in {Channel.HISTORIC, Channel.OFF}:
        channel = (
            Channel(before["delivery"]) if ground.circumstances.is_open is not False else Channel.HISTORIC
        )
    row["delivery"] = channel.value
    row["told"] = told or (channel in PUSHED and row["superseded_by"] is None)
    if before is not None and before["answer_kind"] and row["state"] == State.GAP:
        row["state"] = ANSWERED_STATE[before["answer_kind"]].value
        row["reason"] = answered_reason(before["answer_kind"], before["answer_reason"])
    if before is not None:
        row["addressees"] = ladder.addressees(ground.agency, row, before["raised_at"], ground.now)


_TELLING: Final = itemgetter(
    "case_id", "id", "agency_id", "plugin", "rule", "rule_version", "subject", "state", "severity", "delivery",
    "addressees", "message", "remedy", "authority", "evidence", "reason", "occurred_day", "due_at", "superseded_by",
    "config_version", "calendar_edition", "told", "ended_at",
)  # fmt: skip
"""What makes another result of a row: all that `_row` gives, without when it was asked."""


def _differs(row: Row, before: Row) -> bool:
    return bool(_TELLING(row) != _TELLING(before))


def _end(before: Row, ground: Ground) -> Row:
    """A result that no longer holds: mostly because the record now shows it."""
    kept = {name: value for name, value in before.items() if not name.startswith("answer_")}
    if not ground.live_keys or (before["subject"] and before["subject"] not in ground.live_keys):
        state, reason = State.NOT_APPLICABLE.value, "fact_withdrawn"
    elif before["rule"] not in ground.running:
        state, reason = State.NOT_APPLICABLE.value, "rule_switched_off"
    elif before["rule"] in ground.silent:
        # The source no longer says: what was found is neither so nor mended.
        state, reason = State.CANNOT_TELL.value, ground.silent[before["rule"]]
    elif before["rule"] in ground.out_of_question:
        state, reason = State.NOT_APPLICABLE.value, "no_longer_in_question"
    elif (before["rule"], before["subject"]) in ground.pending:
        state, reason = State.NOT_APPLICABLE.value, "not_yet_due"
    elif before["state"] == State.CANNOT_TELL:
        state, reason = before["state"], "no_longer_in_question"
    else:
        state, reason = State.MET.value, "record_now_shows_it"
    return {
        **kept,
        "state": state,
        "reason": reason,
        "superseded_by": None,
        "as_of": day_number(ground.as_of),
        "updated_at": ground.now,
        "ended_at": ground.now,
    }
