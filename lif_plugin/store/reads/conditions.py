"""Conditions on the columns of a table that a list declares: equal, among, within days, missing."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table


@dataclass(frozen=True, slots=True)
class Where:
    """What must hold of a column; of what is given everything. ``first`` and ``last`` are days (YYYYMMDD), both included."""

    column: str
    among: tuple[str, ...] | None = None
    first: int | None = None
    last: int | None = None
    missing: bool | None = None


def conditions_of(table: Table, wanted: Iterable[Where]) -> list[ColumnElement[bool]]:
    """The conditions as a query takes them."""
    return [condition for one in wanted for condition in _conditions(table.c[one.column], one)]


def _conditions(column: ColumnElement[object], wanted: Where) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.among is not None:
        found.append(column.in_(wanted.among))
    if wanted.first is not None:
        found.append(column >= wanted.first)
    if wanted.last is not None:
        found.append(column <= wanted.last)
    if wanted.missing is not None:
        found.append(column.is_(None) if wanted.missing else column.is_not(None))
    return found
