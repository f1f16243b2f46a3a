"""The select of `GapSince`: how long ago evidence last came, while a spell lasts.

Each row is as of the other templates; its day is the one from which the day it is due is counted.
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
from lif_plugin.rules.scope import columns_of, in_doubt, in_scope, sure, text_of, verdict, worked_out
from lif_plugin.rules.windows import AS_OF_DAY, KNOWN_BEFORE, PASSED_BEFORE, PERHAPS_FROM, day_of
from lif_plugin.store.events import in_time
from lif_plugin.store.tables import Id, event


def gap_since(template: GapSince) -> Select[Any]:
    """Each spell that lasts on the day asked for, with the verdict on its clock; NULL: not yet due."""
    spell = worked_out(_spells(template), "spell")
    clock = event.alias("clock")
    joined = spell.outerjoin(clock, and_(clock.c.case_id == spell.c.case_id, clock.c.id == spell.c.clock_id))
    clock_day = func.coalesce(clock.c.occurred_day, spell.c.occurred_day)
    said = case(
        (clock_day >= day_of(PASSED_BEFORE), null()),
        (clock_day >= day_of(KNOWN_BEFORE), verdict(State.CANNOT_TELL, "not_covered")),
        (_too_few(template, spell), verdict(State.CANNOT_TELL, "too_few_services")),
        (
            or_(spell.c.doubt, _perhaps_since(template, spell, clock_day)),
            verdict(State.CANNOT_TELL, "not_recorded"),
        ),
        (sure(template.exempt_when, spell), verdict(State.NOT_APPLICABLE, "exempt")),
        else_=verdict(State.GAP),
    )
    return select(
        spell.c.case_id,
        func.coalesce(clock.c.key, spell.c.key),
        said,
        clock_day,
        text_of(spell),
        type_coerce(null(), Id),
        type_coerce(func.coalesce(clock.c.id, spell.c.id), Id),
        type_coerce(case((clock.c.id.is_not(None), spell.c.id)), Id),
    ).select_from(joined)


def _spells(template: GapSince) -> Select[Any]:
    """The spells that last, each with the event its clock started from."""
    row = event.alias("e")
    as_of = day_of(AS_OF_DAY)
    return select(
        *columns_of(row, template.exempt_when),
        _last_evidence(template, row).label("clock_id"),
        or_(in_doubt(template.about, row), ~to_the_day(row)).label("doubt"),
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
            proof.c.occurred_day <= day_of(AS_OF_DAY),
            func.coalesce(met, false()),
        )
        .order_by(*(column.desc() for column in in_time(proof)))
        .limit(1)
        .scalar_subquery()
    )


def _perhaps_since(
    template: GapSince, spell: FromClause, clock_day: ColumnElement[int]
) -> ColumnElement[bool]:
    """Whether evidence that is not sure may have come in time."""
    proof, own, met = _evidence(template, spell)
    in_question = and_(
        proof.c.occurred_day >= clock_day,
        proof.c.occurred_day >= day_of(PERHAPS_FROM),
        proof.c.occurred_day <= day_of(AS_OF_DAY),
    )
    return exists().where(own, or_(~to_the_day(proof), in_question), func.coalesce(met, true()))


def _too_few(template: GapSince, row: FromClause) -> ColumnElement[bool]:
    """Whether the record shows fewer services than are needed to tell."""
    if not template.services:
        return false()
    proof, own, _met = _evidence(template, row)
    services = select(func.count(proof.c.service.distinct())).where(
        own, proof.c.occurred_day <= day_of(AS_OF_DAY)
    )
    return services.scalar_subquery() < template.services
