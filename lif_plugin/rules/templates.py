"""One select for each template. Each row: case, subject, state, day, text, evidence ids, reason, due time.

A row that is simply met is left out; so is one that is not yet due, unless it has a due time.
"""

from typing import Any, Final

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
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
from lif_plugin.domain.rule import DueAfter, FieldCheck, LastN, State
from lif_plugin.rules.conditions import to_the_day, truth
from lif_plugin.rules.scope import in_doubt, in_scope, sure, text_of
from lif_plugin.store.events import in_time
from lif_plugin.store.tables import Id, event

AS_OF: Final = "as_of_ms"
EVIDENCE_UNTIL: Final = "evidence_until_ms"
_HOUR_MS: Final = 3_600_000
_DAY_LESS_ONE: Final = 86_399_999
UNKNOWN_TIME: Final = "not_recorded"
DECLINED: Final = "declined"
"""The reason of what was offered in time and declined; a rule that says so has an exemption of that code."""


def field_check(template: FieldCheck) -> Select[tuple[object, ...]]:
    """Each event by itself."""
    row = event.alias("e")
    gap = truth(template.gap_when, row)
    state = case(
        (and_(gap, sure(template.exempt_when, row)), State.NOT_APPLICABLE.value),
        (or_(gap.is_(None), and_(gap, in_doubt(template.about, row))), State.CANNOT_TELL.value),
        (gap, State.GAP.value),
    )
    checked = select(
        row.c.case_id,
        row.c.key.label("subject"),
        state.label("state"),
        row.c.occurred_day,
        text_of(row).label("text"),
        type_coerce(row.c.id, Id).label("evidence_0"),
        _reason(state).label("reason"),
        type_coerce(null(), Id).label("due_at"),
    ).where(in_scope(row, template.kind, template.about))
    inner = checked.subquery()
    return select(inner).where(inner.c.state.is_not(None))


def _reason(state: ColumnElement[str]) -> ColumnElement[str]:
    return case(
        (state == State.CANNOT_TELL.value, UNKNOWN_TIME), (state == State.NOT_APPLICABLE.value, "exempt")
    )


def last_n(template: LastN) -> Select[tuple[object, ...]]:
    """Runs: an event and the n-1 before it, in order of time and of the source within a day."""
    row = event.alias("e")
    order = in_time(row)
    gap = truth(template.gap_when, row)
    if template.about is not None:
        gap = type_coerce(case((truth(template.about, row), gap), else_=null()), Boolean())

    window: dict[str, Any] = {"partition_by": row.c.case_id, "order_by": order, "rows": (1 - template.n, 0)}

    def in_run(indicator: ColumnElement[int]) -> ColumnElement[int]:
        return func.sum(indicator).over(**window)

    lags = [
        func.lag(row.c.id, back).over(partition_by=row.c.case_id, order_by=order)
        for back in range(1, template.n)
    ]
    runs = (
        select(
            row.c.case_id,
            row.c.key.label("subject"),
            row.c.occurred_day,
            func.min(row.c.occurred_day).over(**window).label("first_day"),
            (func.min(row.c.scope).over(**window) == func.max(row.c.scope).over(**window)).label("one_scope"),
            text_of(row).label("text"),
            type_coerce(row.c.id, Id).label("evidence_0"),
            *(type_coerce(lag, Id).label(f"evidence_{back}") for back, lag in enumerate(lags, 1)),
            in_run(case((gap, 1), else_=0)).label("gaps"),
            in_run(case((gap.is_(None), 1), else_=0)).label("doubts"),
            sure(template.exempt_when, row).label("exempt"),
        )
        .where(in_scope(row, template.kind, template.about))
        .subquery()
    )
    state = case(
        (and_(runs.c.gaps == template.n, runs.c.exempt), State.NOT_APPLICABLE.value),
        (runs.c.gaps == template.n, State.GAP.value),
        (and_(runs.c.gaps + runs.c.doubts == template.n, runs.c.doubts > 0), State.CANNOT_TELL.value),
    )
    found = select(
        *(column for column in runs.c if column.name not in {"gaps", "doubts", "exempt"}),
        state.label("state"),
        _reason(state).label("reason"),
        type_coerce(null(), Id).label("due_at"),
    ).subquery()
    return select(found).where(found.c.state.is_not(None))


def due_after(template: DueAfter) -> Select[tuple[object, ...]]:
    """A deadline after an event's end, kept by an event of another kind."""
    row = event.alias("e")
    limit = template.hours * _HOUR_MS
    first = row.c.until_at + limit
    last = first + _slack(row)
    in_time, perhaps = _evidence(template, template.met_when, row, first, last)
    declined, perhaps_declined = _declined(template, row, first, last)
    covered = func.coalesce(type_coerce(bindparam(EVIDENCE_UNTIL, type_=Id) >= last, Boolean()), false())
    passed = bindparam(AS_OF, type_=Id) > last
    state = case(
        (in_time, null()),
        (and_(declined, ~in_doubt(template.about, row)), State.EXPLAINED.value),
        (
            and_(
                passed,
                or_(perhaps, perhaps_declined, ~covered, ~to_the_day(row), in_doubt(template.about, row)),
            ),
            State.CANNOT_TELL.value,
        ),
        (passed, State.GAP.value),
    )
    reason = case(
        (state == State.EXPLAINED.value, DECLINED),
        (and_(state == State.CANNOT_TELL.value, ~covered), "not_covered"),
        (state == State.CANNOT_TELL.value, "edge_of_day"),
    )
    checked = (
        select(
            row.c.case_id,
            row.c.key.label("subject"),
            type_coerce(state, String()).label("state"),
            func.coalesce(row.c.until_day, row.c.occurred_day).label("occurred_day"),
            text_of(row).label("text"),
            type_coerce(row.c.id, Id).label("evidence_0"),
            reason.label("reason"),
            type_coerce(last, Id).label("due_at"),
            in_time.label("kept"),
        )
        .where(in_scope(row, template.kind, template.about), row.c.until_at.is_not(None))
        .subquery()
    )
    columns = [column for column in checked.c if column.name != "kept"]
    return select(*columns).where(~checked.c.kept)


def _slack(row: FromClause) -> ColumnElement[int]:
    """How much later than its stored time an event may have been: a day-precise one, up to the day's end."""
    minute = row.c.precision == Precision.MINUTE.value
    return case((minute, literal(0, Integer())), else_=literal(_DAY_LESS_ONE, Integer()))


def _declined(
    template: DueAfter, row: FromClause, first: ColumnElement[int], last: ColumnElement[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """(surely offered in time and declined, perhaps so)."""
    if template.declined_when is None:
        return false(), false()
    return _evidence(template, template.declined_when, row, first, last)


def _evidence(
    template: DueAfter,
    when: Condition | None,
    row: FromClause,
    first: ColumnElement[int],
    last: ColumnElement[int],
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """(surely there in time, perhaps there): both are TRUE or FALSE."""
    proof = event.alias("proof")
    met = true() if when is None else truth(when, proof)
    own = and_(proof.c.case_id == row.c.case_id, proof.c.kind == template.evidence, proof.c.live)
    since = or_(
        proof.c.occurred_at >= row.c.until_at,
        # Of a day only the day is known; on the day of the end it counts as after it.
        and_(proof.c.precision != Precision.MINUTE.value, proof.c.occurred_day == row.c.until_day),
    )
    sure = exists().where(
        own,
        since,
        to_the_day(row),
        to_the_day(proof),
        proof.c.occurred_at + _slack(proof) <= first,
        func.coalesce(met, false()),
    )
    perhaps = exists().where(
        own,
        or_(~to_the_day(row), ~to_the_day(proof), and_(since, proof.c.occurred_at <= last)),
        func.coalesce(met, true()),
    )
    return sure, perhaps
