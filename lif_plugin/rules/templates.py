"""One select for each template. Each row: case, subject, state, day, text, evidence ids, reason, due time.

A row that is simply met is left out; so is one that is not yet due, unless it has a due time.
"""

from collections.abc import Sequence
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
from lif_plugin.rules.scope import columns_of, in_doubt, in_scope, sure, text_of, worked_out
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
    asked = worked_out(
        select(
            *columns_of(row),
            truth(template.gap_when, row).label("gap"),
            in_doubt(template.about, row).label("doubt"),
        ).where(in_scope(row, template.kind, template.about)),
        "asked",
    )
    gap = asked.c.gap
    state = case(
        (and_(gap, sure(template.exempt_when, asked)), State.NOT_APPLICABLE.value),
        (or_(gap.is_(None), and_(gap, asked.c.doubt)), State.CANNOT_TELL.value),
        (gap, State.GAP.value),
    )
    judged = worked_out(
        select(
            asked.c.case_id,
            asked.c.key.label("subject"),
            state.label("state"),
            asked.c.occurred_day,
            text_of(asked).label("text"),
            type_coerce(asked.c.id, Id).label("evidence_0"),
            type_coerce(null(), Id).label("due_at"),
        ),
        "judged",
    )
    return select(judged, _reason(judged.c.state).label("reason")).where(judged.c.state.is_not(None))


def _reason(state: ColumnElement[str]) -> ColumnElement[str]:
    return case(
        (state == State.CANNOT_TELL.value, UNKNOWN_TIME), (state == State.NOT_APPLICABLE.value, "exempt")
    )


def last_n(template: LastN) -> Select[tuple[object, ...]]:
    """Runs: an event and the n-1 before it, in order of time and of the source within a day."""
    row = event.alias("e")
    gap = truth(template.gap_when, row)
    if template.about is not None:
        gap = type_coerce(case((truth(template.about, row), gap), else_=null()), Boolean())
    asked = worked_out(
        select(*columns_of(row), gap.label("gap")).where(in_scope(row, template.kind, template.about)),
        "asked",
    )
    runs = _runs(template, asked)
    state = case(
        (and_(runs.c.gaps == template.n, sure(template.exempt_when, runs)), State.NOT_APPLICABLE.value),
        (runs.c.gaps == template.n, State.GAP.value),
        (and_(runs.c.gaps + runs.c.doubts == template.n, runs.c.doubts > 0), State.CANNOT_TELL.value),
    )
    judged = worked_out(
        select(
            runs.c.case_id,
            runs.c.key.label("subject"),
            runs.c.occurred_day,
            runs.c.first_day,
            runs.c.one_scope,
            text_of(runs).label("text"),
            type_coerce(runs.c.id, Id).label("evidence_0"),
            *(runs.c[f"evidence_{back}"] for back in range(1, template.n)),
            state.label("state"),
            type_coerce(null(), Id).label("due_at"),
        ),
        "judged",
    )
    return select(judged, _reason(judged.c.state).label("reason")).where(judged.c.state.is_not(None))


def _runs(template: LastN, asked: FromClause) -> FromClause:
    """Each event with what holds of it and the n-1 before it together."""
    # All by one window: a database sorts once for each that differs, and a frame of its own would differ.
    window: dict[str, Any] = {"partition_by": asked.c.case_id, "order_by": in_time(asked)}
    backs = range(1, template.n)
    before = worked_out(
        select(
            *asked.c,
            *(
                func.lag(asked.c[name], back).over(**window).label(f"{name}_{back}")
                for name in ("id", "gap", "occurred_day", "scope")
                for back in backs
            ),
        ),
        "before",
    )
    c = before.c
    gaps = [c.gap, *(c[f"gap_{back}"] for back in backs)]
    there = [true(), *(c[f"id_{back}"].is_not(None) for back in backs)]
    doubts = [and_(held, gap.is_(None)) for held, gap in zip(there, gaps, strict=True)]
    return worked_out(
        select(
            *(c[column.name] for column in asked.c if column.name != "gap"),
            *(type_coerce(c[f"id_{back}"], Id).label(f"evidence_{back}") for back in backs),
            (c[f"occurred_day_{template.n - 1}"] if template.n > 1 else c.occurred_day).label("first_day"),
            and_(true(), *(c[f"scope_{back}"] == c.scope for back in backs)).label("one_scope"),
            _how_many(gaps).label("gaps"),
            _how_many(doubts).label("doubts"),
        ),
        "runs",
    )


def _how_many(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
    """How many of some conditions hold."""
    found: ColumnElement[int] = literal(0, Integer())
    for condition in conditions:
        found = found + case((condition, literal(1, Integer())), else_=literal(0, Integer()))
    return found


def due_after(template: DueAfter) -> Select[tuple[object, ...]]:
    """A deadline after an event's end, kept by an event of another kind."""
    row = event.alias("e")
    kept, _perhaps = _evidence(template, template.met_when, row, *_limits(template, row))
    asked = worked_out(
        select(*columns_of(row), kept.label("kept"), in_doubt(template.about, row).label("doubt")).where(
            in_scope(row, template.kind, template.about), row.c.until_at.is_not(None)
        ),
        "asked",
    )
    first, last = _limits(template, asked)
    _kept, perhaps = _evidence(template, template.met_when, asked, first, last)
    declined = _declined(template, asked, first, last)
    covered = func.coalesce(type_coerce(bindparam(EVIDENCE_UNTIL, type_=Id) >= last, Boolean()), false())
    passed = bindparam(AS_OF, type_=Id) > last
    unsure = or_(perhaps, ~covered, ~to_the_day(asked), asked.c.doubt)
    state = case(
        (and_(declined, ~asked.c.doubt), State.EXPLAINED.value),
        (and_(passed, unsure), State.CANNOT_TELL.value),
        (passed, State.GAP.value),
    )
    judged = worked_out(
        select(
            asked.c.case_id,
            asked.c.key.label("subject"),
            type_coerce(state, String()).label("state"),
            func.coalesce(asked.c.until_day, asked.c.occurred_day).label("occurred_day"),
            text_of(asked).label("text"),
            type_coerce(asked.c.id, Id).label("evidence_0"),
            covered.label("covered"),
            type_coerce(last, Id).label("due_at"),
        ).where(~asked.c.kept),
        "judged",
    )
    cannot_tell = judged.c.state == State.CANNOT_TELL.value
    reason = case(
        (judged.c.state == State.EXPLAINED.value, DECLINED),
        (and_(cannot_tell, ~judged.c.covered), "not_covered"),
        (cannot_tell, "edge_of_day"),
    )
    columns = [column for column in judged.c if column.name != "covered"]
    return select(*columns, reason.label("reason"))


def _limits(template: DueAfter, row: FromClause) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The first moment at which the deadline may have passed, and the last."""
    first = row.c.until_at + template.hours * _HOUR_MS
    return first, first + _slack(row)


def _slack(row: FromClause) -> ColumnElement[int]:
    """How much later than its stored time an event may have been: a day-precise one, up to the day's end."""
    minute = row.c.precision == Precision.MINUTE.value
    return case((minute, literal(0, Integer())), else_=literal(_DAY_LESS_ONE, Integer()))


def _declined(
    template: DueAfter, row: FromClause, first: ColumnElement[int], last: ColumnElement[int]
) -> ColumnElement[bool]:
    """Whether it was surely offered in time and declined; where that is blank, what is not shown is asked for."""
    if template.declined_when is None:
        return false()
    return _evidence(template, template.declined_when, row, first, last)[0]


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
