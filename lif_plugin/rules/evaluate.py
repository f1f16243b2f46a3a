"""Runs rules over a set of cases of one source."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select

from lif_plugin.domain.condition import AllOf, Ended, shown_in
from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, GapSince, LastN, Rule, State, Template
from lif_plugin.domain.template import conditions_of
from lif_plugin.domain.window import Span, last_day
from lif_plugin.domain.worktime import OutsideCalendar, day_number, day_start_ms, local_day, numbered_day
from lif_plugin.rules.gap_since import gap_since
from lif_plugin.rules.raw import RawFinding
from lif_plugin.rules.runs import find_runs, in_order
from lif_plugin.rules.scope import CASES, read_verdict
from lif_plugin.rules.templates import AS_OF, EVIDENCE_UNTIL, due_after, field_check
from lif_plugin.rules.windows import AS_OF_DAY, EDITION, NATION, clock_parameters, window_parameters
from lif_plugin.store.calendars import EDITION as THIS_EDITION
from lif_plugin.store.calendars import calendar_of
from lif_plugin.store.work import driver_rows


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
            return find_runs(rule.id, rows, template.n, cases.covered_days.get(template.kind, ()))
        case _:
            return _each(rule.id, rows)


def count_asked(connection: Connection, rule: Rule, cases: CaseSet) -> Counter[int]:
    """Count, by case, the facts that a rule looks at or may have to: without any, it has nothing to say of a case.

    A rule about a spell that lasts says something of each it looks at, so it is not asked here.
    """
    template = rule.template
    about = template.about
    if isinstance(template, DueAfter):
        about = Ended() if about is None else AllOf((about, Ended()))
    every = FieldCheck(template.kind, AllOf(()), about)
    return Counter(row[0] for row in _rows(connection, every, cases))


def _rows(connection: Connection, template: Template, cases: CaseSet) -> Sequence[Sequence[Any]]:
    return driver_rows(connection.execute(_select(template), _parameters(template, cases)))


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
        spans = cases.covered_days.get(template.evidence, ())
        parameters |= clock_parameters(
            template.limit, parameters[AS_OF_DAY], spans, calendar_of(cases.nation)
        )
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
            return in_order(template)
        case DueAfter():
            return due_after(template)
        case GapSince():
            return gap_since(template)
        case ByPlugin():
            raise TypeError("A plugin's own finding has no select.")


def _each(rule: str, rows: Iterable[Sequence[Any]]) -> list[RawFinding]:
    return [
        RawFinding(case_id, rule, subject, state, day, text or None, tuple(evidence), reason, due_at)
        for case_id, subject, said, day, text, due_at, *evidence in rows
        for state, reason in (read_verdict(said),)
    ]


def _since(rule: str, row: Sequence[Any], template: GapSince, cases: CaseSet) -> RawFinding:
    """A finding of a clock: about the day on which its limit is up."""
    case_id, subject, said, clock_day, text, _due, *evidence = row
    state, reason = read_verdict(said)
    ids = tuple(number for number in evidence if number is not None)
    up = _limit_up(clock_day, template.limit, cases.nation, cases.zone)
    if up is None:
        reason = "outside_calendar"
        return RawFinding(
            case_id, rule, subject, State.CANNOT_TELL, clock_day, text or None, ids, reason, None
        )
    day, due_at, last_at = up
    # What is not yet due is asked again after the last day on which it could still be met.
    return RawFinding(
        case_id, rule, subject, state, day, text or None, ids, reason, due_at if state else last_at
    )


@lru_cache(maxsize=4096)
def _limit_up(clock_day: int, limit: Span, nation: str, zone: str) -> tuple[int, int, int] | None:
    """The day on which a limit is up, its end, and that of the last day within it; None outside the calendar."""
    try:
        due, last = last_day(clock_day, limit, calendar_of(nation))
    except OutsideCalendar:
        return None
    return due, _day_end(due, zone), _day_end(last, zone)


def _day_end(day: int, zone: str) -> int:
    return day_start_ms(numbered_day(day) + timedelta(days=1), zone) - 1


_STRENGTH: Final = (State.GAP, State.CANNOT_TELL, State.NOT_APPLICABLE, None)


def _one_for_each_clock(found: list[RawFinding]) -> list[RawFinding]:
    """Two spells whose clocks started from one event tell one fact: the stronger finding of them."""
    kept: dict[tuple[int, str], RawFinding] = {}
    for one in sorted(found, key=lambda raw: (_STRENGTH.index(raw.state), raw.evidence_ids)):
        kept.setdefault((one.case_id, one.subject), one)
    return list(kept.values())
