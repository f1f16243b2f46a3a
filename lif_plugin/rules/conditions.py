"""Compiles a condition to SQL in three-valued logic: SQL's NULL is *cannot tell*."""

from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy import not_ as sql_not
from sqlalchemy import type_coerce as coerce
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import Boolean

from lif_plugin.domain.condition import (
    AgeUnder,
    AllOf,
    AnyOf,
    Condition,
    During,
    Ended,
    Is,
    Missing,
    Not,
    Shown,
    parts_of,
)
from lif_plugin.domain.kinds import Precision
from lif_plugin.rules.windows import YEAR, inside, is_known
from lif_plugin.store.tables import event


def truth(condition: Condition, row: FromClause) -> ColumnElement[bool]:
    """The condition about an event row: TRUE, FALSE or NULL."""
    match condition:
        case Is(column, values):
            return _one_of(row.c[column], values)
        case Missing(column):
            return _missing(column, row)
        case AgeUnder(years):
            return _age_under(years, row)
        case During(kind, codes, opposite):
            return _during(kind, codes, opposite, row)
        case Ended():
            return row.c.until_day.is_not(None)
        case Shown():
            return _shown(condition, row)
        case Not(inner):
            # In brackets: "NOT x IS NULL" would ask whether x is known.
            return Grouping(sql_not(truth(inner, row)))
        case AllOf(inners):
            light, heavy = _apart(inners, row)
            all_of = and_(true(), *light, *heavy)
            return _unless(and_(*light).is_(false()), false(), all_of) if light and heavy else all_of
        case AnyOf(inners):
            light, heavy = _apart(inners, row)
            any_of = or_(false(), *light, *heavy)
            return _unless(or_(*light), true(), any_of) if light and heavy else any_of


def _apart(
    inners: Iterable[Condition], row: FromClause
) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """What is soon told, and what looks through windows around the event."""
    light: list[ColumnElement[bool]] = []
    heavy: list[ColumnElement[bool]] = []
    for inner in inners:
        looks = any(isinstance(part, Shown) for part in parts_of(inner))
        (heavy if looks else light).append(truth(inner, row))
    return light, heavy


def _unless(
    told: ColumnElement[bool], answer: ColumnElement[bool], asked: ColumnElement[bool]
) -> ColumnElement[bool]:
    """The answer where what is soon told decides: SQLite works out all sides of an AND or OR whose value is asked for."""
    return coerce(case((told, answer), else_=asked), Boolean())


def _one_of(column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of the values, each as a parameter of its own: a bare list is written anew each time."""
    return column.in_([literal(value, column.type) for value in values])


def reads_the_row_alone(condition: Condition) -> bool:
    """Whether a condition asks nothing of the record beside the event itself."""
    return not any(isinstance(part, AgeUnder | During | Shown) for part in parts_of(condition))


def to_the_day(row: FromClause) -> ColumnElement[bool]:
    """Whether the event's day is known; TRUE or FALSE."""
    return _one_of(row.c.precision, (Precision.MINUTE.value, Precision.DAY.value))


def _missing(column: str, row: FromClause) -> ColumnElement[bool]:
    if column != "code":
        return row.c[column].is_(None)
    return coerce(
        case((row.c.code.is_not(None), false()), (row.c.code_raw.is_(None), true()), else_=null()), Boolean()
    )


def _age_under(years: int, row: FromClause) -> ColumnElement[bool]:
    """All birth dates on record must agree on the answer: the row's own and the case's."""
    birth = event.alias()
    births = and_(birth.c.case_id == row.c.case_id, birth.c.kind == "birth", birth.c.live, to_the_day(birth))
    first, last = func.min(birth.c.occurred_day), func.max(birth.c.occurred_day)
    stated = row.c.born_on

    def reached(born: ColumnElement[int]) -> ColumnElement[bool]:
        return coerce(row.c.occurred_day >= born + YEAR * years, Boolean())

    known = [func.coalesce(stated, first), func.coalesce(first, stated), func.coalesce(last, stated)]
    dates: list[ColumnElement[int]] = [coerce(date, Integer()) for date in known]
    said = case(
        (and_(*(reached(date) for date in dates)), false()),
        (or_(*(reached(date) for date in dates)), null()),
        (dates[0].is_(None), null()),
        else_=true(),
    )
    # All in the one look at the births: each that stands by itself would be one more.
    answer = select(coerce(said, Boolean())).where(births).correlate_except(birth).scalar_subquery()
    return coerce(case((~to_the_day(row), null()), else_=answer), Boolean())


def _during(
    kind: str, codes: tuple[str, ...] | None, opposite: tuple[str, ...], row: FromClause
) -> ColumnElement[bool]:
    in_force = _in_force(kind, codes, row)
    if not opposite:
        return in_force
    said = case((in_force, true()), (_in_force(kind, opposite, row), false()), else_=null())
    return coerce(said, Boolean())


def _in_force(kind: str, codes: tuple[str, ...] | None, row: FromClause) -> ColumnElement[bool]:
    spell = event.alias()
    return exists().where(
        spell.c.case_id == row.c.case_id,
        spell.c.kind == kind,
        spell.c.live,
        true() if codes is None else _one_of(spell.c.code, codes),
        spell.c.occurred_day <= row.c.occurred_day,
        or_(spell.c.until_day.is_(None), spell.c.until_day > row.c.occurred_day),
    )


def _shown(condition: Shown, row: FromClause) -> ColumnElement[bool]:
    other = event.alias()
    met = true() if condition.when is None else truth(condition.when, other)
    own = and_(
        other.c.case_id == row.c.case_id, other.c.kind == condition.kind, other.c.live, other.c.id != row.c.id
    )
    near = inside(other.c.occurred_day, row, condition.window)
    surely = and_(to_the_day(other), func.coalesce(near, false()), func.coalesce(met, false()))
    perhaps = and_(or_(~to_the_day(other), func.coalesce(near, true())), func.coalesce(met, true()))
    # One look at them says the best that any says: one, surely; nought, perhaps; NULL, there is none.
    best = select(func.max(case((surely, _whole(1)), else_=_whole(0)))).where(own, perhaps)
    none = case((is_known(condition.kind, row, condition.window), false()))
    said = case(
        {_whole(1): true(), _whole(0): null()},
        value=best.correlate_except(other).scalar_subquery(),
        else_=none,
    )
    return coerce(case((~to_the_day(row), null()), else_=said), Boolean())


def _whole(number: int) -> ColumnElement[int]:
    return literal(number, Integer())
