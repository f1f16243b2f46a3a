"""Runs rules over a set of cases of one source."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select

from lif_plugin.domain.condition import AllOf, Ended, shown_in
from lif_plugin.domain.reach import NOT_COVERED
from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, GapSince, LastN, Rule, State, Template
from lif_plugin.domain.template import conditions_of
from lif_plugin.domain.window import last_day
from lif_plugin.domain.worktime import OutsideCalendar, day_number, day_start_ms, local_day, numbered_day
from lif_plugin.rules.gap_since import gap_since
from lif_plugin.rules.scope import CASES
from lif_plugin.rules.templates import AS_OF, EVIDENCE_UNTIL, due_after, field_check, last_n
from lif_plugin.rules.windows import AS_OF_DAY, EDITION, NATION, latest_parameters, window_parameters
from lif_plugin.store.calendars import EDITION as THIS_EDITION
from lif_plugin.store.calendars import calendar_of


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases of one source, and what that source knows.

    ``as_of_ms`` is the moment the question is asked for; ``covered_until_ms`` maps each covered kind to
    the last moment its source knows, ``covered_days`` to the stretches of days it knows without a break.
    Days are those of ``zone``, working days those of ``nation``.
    """

    case_ids: Sequence[int]
    as_of_ms: int
    covered_until_ms: Mapping[str, int]
    covered_days: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    nation: str = "england"
    zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class RawFinding:
    """A row of a rule's select. ``state`` None: not yet due, look again at ``due_at``."""

    case_id: int
    rule: str
    subject: str
    state: State | None
    occurred_day: int | None
    text: str | None
    evidence_ids: tuple[int, ...]
    reason: str | None
    due_at: int | None


def evaluate(connection: Connection, rule: Rule, cases: CaseSet) -> list[RawFinding]:
    """Run one rule over a set of cases.

    Gives what is not met: gaps, exempt ones, what cannot be told, and what will fall due. What is the same for
    every case of a source (it does not cover what the rule needs) is not said here: see `domain.reach`.
    """
    template = rule.template
    if isinstance(template, ByPlugin) or not cases.case_ids:
        return []
    rows = _rows(connection, template, cases)
    match template:
        case GapSince():
            return _one_for_each_clock([_since(rule.id, row, template, cases) for row in rows])
        case LastN():
            spans = cases.covered_days.get(template.kind, ())
            return [_unbroken(_raw(rule.id, row), row, spans) for row in rows]
        case _:
            return [_raw(rule.id, row) for row in rows]


def count_asked(connection: Connection, rule: Rule, cases: CaseSet) -> Counter[int]:
    """Count, by case, the facts that a rule looks at or may have to: without any, it has nothing to say of a case.

    A rule about a spell that lasts says something of each it looks at, so it is not asked here.
    """
    template = rule.template
    about = template.about
    if isinstance(template, DueAfter):
        about = Ended() if about is None else AllOf((about, Ended()))
    every = FieldCheck(template.kind, AllOf(()), about)
    return Counter(row["case_id"] for row in _rows(connection, every, cases))


def _rows(connection: Connection, template: Template, cases: CaseSet) -> list[dict[str, Any]]:
    found = connection.execute(_select(template), _parameters(template, cases))
    return [dict(row) for row in found.mappings()]


def _parameters(template: Template, cases: CaseSet) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        CASES: list(cases.case_ids),
        AS_OF: cases.as_of_ms,
        AS_OF_DAY: day_number(local_day(cases.as_of_ms, cases.zone)),
        NATION: cases.nation,
        EDITION: THIS_EDITION,
    }
    for condition, _kind in conditions_of(template):
        for shown in shown_in(condition):
            parameters |= window_parameters(
                shown, cases.covered_days.get(shown.kind, ()), calendar_of(cases.nation)
            )
    if isinstance(template, GapSince):
        kind = template.evidence
        parameters |= latest_parameters(kind, cases.covered_days.get(kind, ()))
    if isinstance(template, DueAfter):
        # No coverage at all lies before every deadline, so that no deadline counts as covered.
        parameters[EVIDENCE_UNTIL] = cases.covered_until_ms.get(template.evidence, -(1 << 60))
    return parameters


@lru_cache(maxsize=512)
def _select(template: Template) -> Select[Any]:
    match template:
        case FieldCheck():
            return field_check(template)
        case LastN():
            return last_n(template)
        case DueAfter():
            return due_after(template)
        case GapSince():
            return gap_since(template)
        case ByPlugin():
            raise TypeError("A plugin's own finding has no select.")


def _raw(rule: str, row: dict[str, Any]) -> RawFinding:
    evidence = tuple(
        value for name, value in row.items() if name.startswith("evidence_") and value is not None
    )
    return RawFinding(
        case_id=row["case_id"],
        rule=rule,
        subject=row["subject"],
        state=State(row["state"]) if row["state"] else None,
        occurred_day=row["occurred_day"],
        text=row["text"] or None,
        evidence_ids=evidence,
        reason=row["reason"],
        due_at=row["due_at"],
    )


def _unbroken(raw: RawFinding, row: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> RawFinding:
    """A run is only known as one if its source knew all the days in between, or one return states all of it."""
    if row["one_scope"] or any(
        first <= row["first_day"] and row["occurred_day"] <= last for first, last in spans
    ):
        return raw
    return replace(raw, state=State.CANNOT_TELL, reason=NOT_COVERED)


def _since(rule: str, row: dict[str, Any], template: GapSince, cases: CaseSet) -> RawFinding:
    """A finding of a clock: about the day on which its limit is up."""
    try:
        due, last = last_day(row["clock_day"], template.limit, calendar_of(cases.nation))
    except OutsideCalendar:
        raw = _raw(rule, {**row, "occurred_day": row["clock_day"], "due_at": None})
        return replace(raw, state=State.CANNOT_TELL, reason="outside_calendar")
    # What is not yet due is asked again after the last day on which it could still be met.
    end = _day_end(due if row["state"] else last, cases.zone)
    return _raw(rule, {**row, "occurred_day": due, "due_at": end})


def _day_end(day: int, zone: str) -> int:
    return day_start_ms(numbered_day(day) + timedelta(days=1), zone) - 1


_STRENGTH: Final = (State.GAP, State.CANNOT_TELL, State.NOT_APPLICABLE, None)


def _one_for_each_clock(found: list[RawFinding]) -> list[RawFinding]:
    """Two spells whose clocks started from one event tell one fact: the stronger finding of them."""
    kept: dict[tuple[int, str], RawFinding] = {}
    for one in sorted(found, key=lambda raw: (_STRENGTH.index(raw.state), raw.evidence_ids)):
        kept.setdefault((one.case_id, one.subject), one)
    return list(kept.values())
