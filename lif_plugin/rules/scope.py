"""What every template's select asks of an event: whether it is looked at, surely or in doubt, and its text."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    false,
    func,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from lif_plugin.domain.condition import AgeUnder, Condition, Ended, Is, Missing, Shown, parts_of
from lif_plugin.domain.rule import State
from lif_plugin.rules.conditions import truth

CASES: Final = "case_ids"


class _Numbers(TypeDecorator[Sequence[int]]):
    """Many numbers as one value, so that a statement's words do not depend on how many there are."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class _among(FunctionElement[bool]):  # noqa: N801  reads as the function it is
    """Whether a number is one of many."""

    # Without a type, or it would be compared with 1, and then SQLite takes no index.
    inherit_cache = True


@compiles(_among)
def _in_json(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    number, many = (compiler.process(part, **options) for part in element.clauses)
    return f"{number} IN (SELECT value FROM json_each({many}))"


@compiles(_among, "postgresql")
def _in_array(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:
    number, many = (compiler.process(part, **options) for part in element.clauses)
    return f"{number} = ANY ({many})"


def in_scope(row: FromClause, kind: str, about: Condition | None) -> ColumnElement[bool]:
    """The live events of the kind, of the asked cases, that are not surely outside ``about``."""
    asked = _among(row.c.case_id, bindparam(CASES, type_=_Numbers()))
    where = and_(asked, row.c.kind == kind, row.c.live)
    if about is None:
        return where
    return and_(where, truth(about, row).is_not(false()))


_ALWAYS: Final = ("case_id", "id", "key", "occurred_day", "code", "code_raw")


def columns_of(row: FromClause, *asked_next: Condition | None) -> list[ColumnElement[Any]]:
    """The columns of an event that a result shows, and those that the next step's conditions read."""
    names = dict.fromkeys(_ALWAYS)
    for condition in asked_next:
        for part in parts_of(condition) if condition is not None else ():
            names |= dict.fromkeys(_read_by(part))
    return [row.c[name] for name in names]


def _read_by(part: Condition) -> tuple[str, ...]:
    match part:
        case Is(column) | Missing(column):
            return (column,)
        case AgeUnder():
            return ("precision", "born_on")
        case Shown():
            return ("precision", "until_day")
        case Ended():
            return ("until_day",)
        case _:
            return ()


def worked_out(rows: Select[Any], name: str) -> CTE:
    """A step of a select whose columns are worked out once, however often the next step names them.

    Without the word a database may put each expression in the place of its name, and ask the same of the record again
    and again: SQLite does.
    """
    return rows.cte(name).prefix_with("MATERIALIZED")


def sure(condition: Condition | None, row: FromClause) -> ColumnElement[bool]:
    """TRUE where the condition surely holds, FALSE otherwise."""
    if condition is None:
        return false()
    return func.coalesce(truth(condition, row), false())


def in_doubt(about: Condition | None, row: FromClause) -> ColumnElement[bool]:
    """TRUE where it cannot be told whether the event is one to look at, FALSE otherwise."""
    return false() if about is None else truth(about, row).is_(None)


def text_of(row: FromClause) -> ColumnElement[str]:
    """The code as it was sent."""
    return func.coalesce(row.c.code_raw, row.c.code, "")


def verdict(state: State, reason: str = "") -> str:
    """A state with its reason as one text, as a select says them; `read_verdict` takes them apart."""
    return f"{state.value} {reason}"


@cache
def read_verdict(said: str | None) -> tuple[State | None, str | None]:
    """The state and the reason of a verdict; NULL: not yet due."""
    if said is None:
        return None, None
    state, _blank, reason = said.partition(" ")
    return State(state), reason or None
