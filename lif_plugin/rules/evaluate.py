"""Runs rules over a set of cases of one source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select

from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, LastN, Rule, State, Template
from lif_plugin.rules.templates import AS_OF, CASES, EVIDENCE_UNTIL, due_after, field_check, last_n

NOT_COVERED: Final = "not_covered"
"""The reason of a rule that cannot tell because the source does not know of such facts."""


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases of one source, and what that source knows.

    ``as_of_ms`` is the moment the question is asked for; ``covered_until_ms`` maps each covered kind to
    the last moment its source knows, ``covered_days`` to the stretches of days it knows without a break.
    """

    case_ids: Sequence[int]
    as_of_ms: int
    covered_until_ms: Mapping[str, int]
    covered_days: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


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

    Gives what is not met: gaps, exempt ones, what cannot be told, and what will fall due. A case whose
    source does not cover what the rule is about gets one *cannot tell* for itself.
    """
    template = rule.template
    if isinstance(template, ByPlugin) or not cases.case_ids:
        return _uncovered(rule, cases, set())
    parameters: dict[str, Any] = {CASES: list(cases.case_ids)}
    if isinstance(template, DueAfter):
        # No coverage at all lies before every deadline, so that no deadline counts as covered.
        parameters[EVIDENCE_UNTIL] = cases.covered_until_ms.get(template.evidence, -(1 << 60))
        parameters[AS_OF] = cases.as_of_ms
    rows = [dict(row) for row in connection.execute(_select(template), parameters).mappings()]
    found = [_raw(rule.id, row) for row in rows]
    if isinstance(template, LastN):
        spans = cases.covered_days.get(template.kind, ())
        found = [_unbroken(raw, row, spans) for raw, row in zip(found, rows, strict=True)]
    return found + _uncovered(rule, cases, {row.case_id for row in found})


@lru_cache(maxsize=512)
def _select(template: Template) -> Select[Any]:
    match template:
        case FieldCheck():
            return field_check(template)
        case LastN():
            return last_n(template)
        case DueAfter():
            return due_after(template)
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


def _uncovered(rule: Rule, cases: CaseSet, found: set[int]) -> list[RawFinding]:
    if rule.template.kind in cases.covered_until_ms:
        return []
    return [
        RawFinding(case_id, rule.id, "", State.CANNOT_TELL, None, None, (), NOT_COVERED, None)
        for case_id in cases.case_ids
        if case_id not in found
    ]
