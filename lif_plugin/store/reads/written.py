"""Rows of the learning cycle as JSON that PostgreSQL writes: a whole document below them in one statement.

Text is put together with ``concat`` and ``string_agg``; ``jsonb_agg`` took four times as long for the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, Connection, Select, String, Text, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import action_entry, agency, metadata


class Kind(Enum):
    """How a column is written: as it is, as a day, as the name of a code, or as the id of a node."""

    PLAIN = "plain"
    DAY = "day"
    CODE = "code"
    NODE = "node"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value of an object; ``node`` is the type that an id names."""

    key: str
    column: str
    kind: Kind = Kind.PLAIN
    node: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The agency that a column names, as an object."""

    key: str
    column: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Under:
    """The rows of another table that belong to a row by ``column``, as a list."""

    key: str
    column: str
    branch: "Branch"


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows of a table as objects, their members in the order asked for."""

    table: str
    members: tuple[Leaf | Named | Under, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An object as JSON, and how many rows below it were read for it."""

    text: str
    rows: int


_NULL: Final = literal("null", Text)


def written(
    connection: Connection, viewer: Viewer, branch: Branch, ids: Sequence[str], today: date
) -> dict[str, Written]:
    """Write rows of a table and all that is asked for below them. Raises `NotAllowed`.

    Every table's rows pass `readable`, as they do when they are read one level at a time.
    """
    viewer.require(Right.READ_LEARNING)
    wanted = select(func.unnest(cast(list(ids), ARRAY(String))))
    found = _objects(viewer, branch, "id", wanted, today)
    return {row.id: Written(row.text, row.rows) for row in connection.execute(select(found))}


def _objects(viewer: Viewer, branch: Branch, column: str, values: Select[Any], today: date) -> CTE:
    """The rows whose column has one of these values: id, owner, order, text, and the rows below."""
    table = metadata.tables[branch.table]
    level = select(table).where(readable(viewer, table, today), table.c[column].in_(values)).cte()
    parts: list[ColumnElement[Any]] = [literal("{", Text)]
    below: list[ColumnElement[Any]] = [literal(0)]
    joined: Any = level
    for number, member in enumerate(branch.members):
        parts.append(literal(f'{"," if number else ""}"{member.key}":', Text))
        if isinstance(member, Leaf):
            parts.append(_value(member, _column(viewer, level, member.column, today)))
        elif isinstance(member, Named):
            named = agency.alias()
            joined = joined.outerjoin(named, named.c.id == level.c[member.column])
            parts.append(func.concat(literal("{", Text), *_leaves(member.leaves, named), literal("}", Text)))
        else:
            rows = _lists(viewer, member, select(level.c.id), today)
            joined = joined.outerjoin(rows, rows.c.owner == level.c.id)
            parts.append(func.concat("[", func.coalesce(rows.c.text, literal("", Text)), "]"))
            below.append(func.coalesce(rows.c.rows, 0))
    parts.append(literal("}", Text))
    total = below[0]
    for more in below[1:]:
        total += more
    return (
        select(level.c.id, level.c[column].label("owner"), level.c.at, func.concat(*parts).label("text"),
               total.label("rows"))
        .select_from(joined)
        .cte()
    )  # fmt: skip


def _lists(viewer: Viewer, under: Under, values: Select[Any], today: date) -> CTE:
    """The objects below each row, joined in the order in which they were added."""
    rows = _objects(viewer, under.branch, under.column, values, today)
    text = func.string_agg(rows.c.text, aggregate_order_by(literal(",", Text), rows.c.at, rows.c.id))
    count = func.count() + func.sum(rows.c.rows)
    return select(rows.c.owner, text.label("text"), count.label("rows")).group_by(rows.c.owner).cte()


def _leaves(leaves: Sequence[Leaf], source: Any) -> list[ColumnElement[Any]]:
    parts: list[ColumnElement[Any]] = []
    for number, leaf in enumerate(leaves):
        parts.append(literal(f'{"," if number else ""}"{leaf.key}":', Text))
        parts.append(_value(leaf, source.c[leaf.column]))
    return parts


def _column(viewer: Viewer, level: CTE, name: str, today: date) -> ColumnElement[Any]:
    """A column of a row; an action's state is what its last entry of that kind says."""
    if name != "state":
        return level.c[name]
    last = (
        select(action_entry.c.state)
        .where(action_entry.c.action_id == level.c.id, action_entry.c.kind == "state")
        .where(readable(viewer, action_entry, today))
        .order_by(action_entry.c.at.desc(), action_entry.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(last, literal("proposed", Text))


def _value(leaf: Leaf, column: ColumnElement[Any]) -> ColumnElement[Any]:
    match leaf.kind:
        case Kind.DAY:
            # make_date is null for a null, so that coalesce sees it.
            day = func.make_date(column // 10_000, column // 100 % 100, column % 100)
            return func.coalesce(cast(func.to_json(day), Text), _NULL)
        case Kind.CODE:
            return func.coalesce(cast(func.to_json(func.upper(column)), Text), _NULL)
        case Kind.NODE:
            raw = func.convert_to(func.concat(f"{leaf.node}:", column), "UTF8")
            return func.concat('"', func.replace(func.encode(raw, "base64"), "\n", ""), '"')
        case Kind.PLAIN:
            return func.coalesce(cast(func.to_json(column), Text), _NULL)
