"""The select of `GapSince`: how long ago evidence last came, while a spell lasts.

Each row has the columns of the other templates, and ``clock_day``, from which the day it is due is counted.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    null,
    or_,
    select,
    true,
    type_coerce,
)

from lif_plugin.domain.rule import GapSince, State
from lif_plugin.rules.conditions import to_the_day, truth
from lif_plugin.rules.scope import in_doubt, in_scope, sure, text_of, worked_out
from lif_plugin.rules.windows import as_of_day, latest_span, within
from lif_plugin.store.events import in_time
from lif_plugin.store.tables import Id, event


def gap_since(template: GapSince) -> Select[Any]:
    """Each spell that lasts on the day asked for, with the state of its clock; NULL: not yet due."""
    waits = _waits(template)
    doubt = case((waits.c.passed, or_(waits.c.doubt, _perhaps_since(template, waits))), else_=false())
    too_few = case((waits.c.passed, _too_few(template, waits)), else_=false())
    judged = worked_out(select(waits, doubt.label("in_doubt"), too_few.label("too_few")), "judged")
    c = judged.c
    state = case(
        (~c.passed, null()),
        (or_(~c.known, c.too_few, c.in_doubt), State.CANNOT_TELL.value),
        (c.exempt, State.NOT_APPLICABLE.value),
        else_=State.GAP.value,
    )
    reason = case(
        (~c.passed, null()),
        (~c.known, "not_covered"),
        (c.too_few, "too_few_services"),
        (c.in_doubt, "not_recorded"),
        (c.exempt, "exempt"),
    )
    found = ("case_id", "subject", "clock_day", "text", "evidence_0", "evidence_1")
    return select(*(c[name] for name in found), state.label("state"), reason.label("reason"))


def _waits(template: GapSince) -> FromClause:
    """The spells, each with how long it has waited since its clock started."""
    spell = worked_out(_spells(template), "spell")
    clock = event.alias("clock")
    joined = spell.outerjoin(clock, and_(clock.c.case_id == spell.c.case_id, clock.c.id == spell.c.clock_id))
    clock_day = func.coalesce(clock.c.occurred_day, spell.c.started)
    passed = func.coalesce(~within(clock_day, as_of_day(), template.limit), true())
    return worked_out(
        select(
            spell.c.case_id,
            func.coalesce(clock.c.key, spell.c.key).label("subject"),
            clock_day.label("clock_day"),
            spell.c.text,
            spell.c.doubt,
            spell.c.exempt,
            type_coerce(func.coalesce(clock.c.id, spell.c.id), Id).label("evidence_0"),
            type_coerce(case((clock.c.id.is_not(None), spell.c.id)), Id).label("evidence_1"),
            passed.label("passed"),
            _is_known(template, clock_day).label("known"),
        ).select_from(joined),
        "waits",
    )


def _spells(template: GapSince) -> Select[Any]:
    """The spells that last, each with the event its clock started from."""
    row = event.alias("e")
    as_of = as_of_day()
    return select(
        row.c.case_id,
        row.c.id,
        row.c.key,
        row.c.occurred_day.label("started"),
        text_of(row).label("text"),
        _last_evidence(template, row).label("clock_id"),
        or_(in_doubt(template.about, row), ~to_the_day(row)).label("doubt"),
        sure(template.exempt_when, row).label("exempt"),
    ).where(
        in_scope(row, template.kind, template.about),
        row.c.occurred_day <= as_of,
        or_(row.c.until_day.is_(None), row.c.until_day > as_of),
    )


def _evidence(
    template: GapSince, row: FromClause
) -> tuple[FromClause, ColumnElement[bool], ColumnElement[bool]]:
    """(alias, whether it is evidence of the case at all, whether it meets what is asked)."""
    proof = event.alias()
    own = and_(proof.c.case_id == row.c.case_id, proof.c.kind == template.evidence, proof.c.live)
    return proof, own, true() if template.met_when is None else truth(template.met_when, proof)


def _last_evidence(template: GapSince, row: FromClause) -> ColumnElement[int]:
    proof, own, met = _evidence(template, row)
    return (
        select(proof.c.id)
        .where(
            own,
            to_the_day(proof),
            proof.c.occurred_day >= row.c.occurred_day,
            proof.c.occurred_day <= as_of_day(),
            func.coalesce(met, false()),
        )
        .order_by(*(column.desc() for column in in_time(proof)))
        .limit(1)
        .scalar_subquery()
    )


def _perhaps_since(template: GapSince, waits: FromClause) -> ColumnElement[bool]:
    """Whether evidence that is not sure may have come in time."""
    proof, own, met = _evidence(template, waits)
    in_question = and_(
        proof.c.occurred_day >= waits.c.clock_day,
        proof.c.occurred_day <= as_of_day(),
        func.coalesce(within(proof.c.occurred_day, as_of_day(), template.limit), true()),
    )
    return exists().where(own, or_(~to_the_day(proof), in_question), func.coalesce(met, true()))


def _is_known(template: GapSince, clock_day: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the source knows, for longer than the limit, that no evidence came; TRUE or FALSE."""
    before, last = latest_span(template.evidence)
    since = case((clock_day > before, clock_day), else_=before)
    until = case((last < as_of_day(), last), else_=as_of_day())
    return func.coalesce(~within(since, until, template.limit), false())


def _too_few(template: GapSince, row: FromClause) -> ColumnElement[bool]:
    """Whether the record shows fewer services than are needed to tell."""
    if not template.services:
        return false()
    proof, own, _met = _evidence(template, row)
    services = select(func.count(proof.c.service.distinct())).where(own, proof.c.occurred_day <= as_of_day())
    return services.scalar_subquery() < template.services
