"""The selects of `FieldCheck` and `DueAfter`.

Every template's select but that of runs gives rows of: case, subject, verdict, day, text, due time, evidence ids. What is simply
met is left out; so is what is not yet due, unless it has a due time.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
)

from lif_plugin.domain.condition import Condition
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.rule import DueAfter, FieldCheck, State
from lif_plugin.rules.conditions import reads_the_row_alone, to_the_day, truth
from lif_plugin.rules.scope import columns_of, in_doubt, in_scope, sure, text_of, verdict, worked_out
from lif_plugin.store.tables import Id, event

AS_OF: Final = "as_of_ms"
EVIDENCE_UNTIL: Final = "evidence_until_ms"
_HOUR_MS: Final = 3_600_000
_DAY_LESS_ONE: Final = 86_399_999
UNKNOWN_TIME: Final = "not_recorded"
EXEMPT: Final = "exempt"
DECLINED: Final = "declined"
"""The reason of what was offered in time and declined; a rule that says so has an exemption of that code."""


def field_check(template: FieldCheck) -> Select[Any]:
    """Each event by itself."""
    row = event.alias("e")
    gap = truth(template.gap_when, row)
    where = in_scope(row, template.kind, template.about)
    if reads_the_row_alone(template.gap_when):
        # Asked twice, and yet cheaper than to carry what is met to the next step.
        where = and_(where, gap.is_not(false()))
    asked = worked_out(
        select(
            *columns_of(row, template.exempt_when),
            gap.label("gap"),
            in_doubt(template.about, row).label("doubt"),
        ).where(where),
        "asked",
    )
    said = case(
        (
            and_(asked.c.gap, sure(template.exempt_when, asked)),
            verdict(State.NOT_APPLICABLE, EXEMPT),
        ),
        (or_(asked.c.gap.is_(None), asked.c.doubt), verdict(State.CANNOT_TELL, UNKNOWN_TIME)),
        else_=verdict(State.GAP),
    )
    return select(
        asked.c.case_id,
        asked.c.key,
        said,
        asked.c.occurred_day,
        text_of(asked),
        type_coerce(null(), Id),
        asked.c.id,
    ).where(asked.c.gap.is_not(false()))


_KEPT: Final = 3
_DECLINED: Final = 2
_PERHAPS: Final = 1


def due_after(template: DueAfter) -> Select[Any]:
    """A deadline after an event's end, kept by an event of another kind."""
    row = event.alias("e")
    first = row.c.until_at + template.hours * _HOUR_MS
    asked = worked_out(
        select(
            *columns_of(row),
            func.coalesce(row.c.until_day, row.c.occurred_day).label("day"),
            (first + _slack(row)).label("last"),
            to_the_day(row).label("dated"),
            in_doubt(template.about, row).label("doubt"),
            _answer(template, row, first).label("answer"),
        ).where(in_scope(row, template.kind, template.about), row.c.until_at.is_not(None)),
        "asked",
    )
    c = asked.c
    said = case(
        (and_(c.answer == _DECLINED, ~c.doubt), verdict(State.EXPLAINED, DECLINED)),
        (bindparam(AS_OF, type_=Id) <= c.last, null()),
        (bindparam(EVIDENCE_UNTIL, type_=Id) < c.last, verdict(State.CANNOT_TELL, "not_covered")),
        (or_(c.answer > 0, ~c.dated, c.doubt), verdict(State.CANNOT_TELL, "edge_of_day")),
        else_=verdict(State.GAP),
    )
    found = (c.case_id, c.key, said, c.day, text_of(asked), c.last, c.id)
    return select(*found).where(c.answer < _KEPT)


def _slack(row: FromClause) -> ColumnElement[int]:
    """How much later than its stored time an event may have been: a day-precise one, up to the day's end."""
    minute = row.c.precision == Precision.MINUTE.value
    return case((minute, literal(0, Integer())), else_=literal(_DAY_LESS_ONE, Integer()))


def _answer(template: DueAfter, row: FromClause, first: ColumnElement[int]) -> ColumnElement[int]:
    """The best that evidence says: surely kept; surely offered in time and declined; perhaps kept; 0: nothing.

    ``first`` is the first moment at which the deadline may have passed. Where it is blank whether it was declined,
    what is not shown is asked for.
    """
    proof = event.alias("proof")
    own = and_(proof.c.case_id == row.c.case_id, proof.c.kind == template.evidence, proof.c.live)
    since = or_(
        proof.c.occurred_at >= row.c.until_at,
        # Of a day only the day is known; on the day of the end it counts as after it.
        and_(proof.c.precision != Precision.MINUTE.value, proof.c.occurred_day == row.c.until_day),
    )
    in_time = and_(to_the_day(row), to_the_day(proof), since, proof.c.occurred_at + _slack(proof) <= first)
    perhaps = or_(
        ~to_the_day(row), ~to_the_day(proof), and_(since, proof.c.occurred_at <= first + _slack(row))
    )
    says = [(and_(in_time, _holds(template.met_when, proof, unknown=False)), _number(_KEPT))]
    if template.declined_when is not None:
        declined = and_(in_time, _holds(template.declined_when, proof, unknown=False))
        says.append((declined, _number(_DECLINED)))
    says.append((_holds(template.met_when, proof, unknown=True), _number(_PERHAPS)))
    best = select(func.max(case(*says))).where(own, perhaps).scalar_subquery()
    return func.coalesce(best, _number(0))


def _holds(condition: Condition | None, row: FromClause, *, unknown: bool) -> ColumnElement[bool]:
    if condition is None:
        return true()
    return func.coalesce(truth(condition, row), true() if unknown else false())


def _number(value: int) -> ColumnElement[int]:
    return literal(value, Integer())
