"""Pages of a list by keyset: stable while rows come and go, forward and backward."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_

Row = dict[str, Any]
Key = tuple[str | int, ...]
CURSOR: Final = "cursor_"


@dataclass(frozen=True, slots=True)
class Order:
    """The columns a list is ordered by; together they are unique. All run the same way."""

    columns: tuple[ColumnElement[Any], ...]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list: ``size`` rows after one key and before another, from the start or the end."""

    size: int
    after: Key | None = None
    before: Key | None = None
    from_end: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of a window in the list's order, each with its key, and whether there are more."""

    rows: tuple[Row, ...] = ()
    has_next: bool = False
    has_previous: bool = False


def key_of(row: Row) -> Key:
    """Return the key of a row that came in a `Slice`."""
    keys = sorted(
        (name for name in row if name.startswith(CURSOR)), key=lambda name: int(name[len(CURSOR) :])
    )
    return tuple(row[name] for name in keys)


def page_of(connection: Connection, query: Select[Any], order: Order, window: Window) -> Slice:
    """Read one window of a query, in one statement."""
    statement = _within(query, order, window).order_by(*_sorting(order, window)).limit(window.size + 1)
    return _sliced([dict(row) for row in connection.execute(statement).mappings()], window)


def pages_by(
    connection: Connection, query: Select[Any], owner: ColumnElement[int], order: Order, window: Window
) -> dict[int, Slice]:
    """Read the same window of each owner's own list, all owners in one statement."""
    return slices_of(connection, paged_by(query, owner, order, window), window, {})


def paged_by(query: Select[Any], owner: ColumnElement[int], order: Order, window: Window) -> Select[Any]:
    """Make the statement of `pages_by`: making it can take longer than running it, so that some keep theirs."""
    rank = func.row_number().over(partition_by=owner, order_by=_sorting(order, window)).label("rank_")
    ranked = _within(query, order, window).add_columns(owner.label("owner_"), rank).subquery()
    return select(ranked).where(ranked.c.rank_ <= window.size + 1).order_by(ranked.c.owner_, ranked.c.rank_)


def slices_of(
    connection: Connection, statement: Select[Any], window: Window, values: Mapping[str, Any]
) -> dict[int, Slice]:
    """Run a statement of `paged_by` with the values of its parameters."""
    owned: defaultdict[int, list[Row]] = defaultdict(list)
    for row in connection.execute(statement, values).mappings():
        owned[row["owner_"]].append(dict(row))
    return {key: _sliced(rows, window) for key, rows in owned.items()}


def count_of(connection: Connection, query: Select[Any]) -> int:
    """Count the rows of a query."""
    return connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def counts_by(connection: Connection, query: Select[Any], owner: ColumnElement[int]) -> dict[int, int]:
    """Count the rows of each owner, all owners in one statement; an owner without any is left out."""
    statement = query.with_only_columns(owner, func.count()).order_by(None).group_by(owner)
    return {row[0]: row[1] for row in connection.execute(statement)}


def _within(query: Select[Any], order: Order, window: Window) -> Select[Any]:
    keys = [column.label(f"{CURSOR}{number}") for number, column in enumerate(order.columns)]
    query = query.add_columns(*keys)
    if window.after is not None:
        query = query.where(_beyond(order, window.after, later=True))
    if window.before is not None:
        query = query.where(_beyond(order, window.before, later=False))
    return query


def _beyond(order: Order, key: Key, *, later: bool) -> ColumnElement[bool]:
    columns = tuple_(*order.columns)
    values = tuple_(*(literal(part, column.type) for part, column in zip(key, order.columns, strict=True)))
    return columns > values if later != order.descending else columns < values


def _sorting(order: Order, window: Window) -> Sequence[ColumnElement[Any]]:
    if order.descending != window.from_end:
        return [column.desc() for column in order.columns]
    return [column.asc() for column in order.columns]


def _sliced(rows: list[Row], window: Window) -> Slice:
    more = len(rows) > window.size
    kept: Iterable[Row] = rows[: window.size]
    if window.from_end:
        return Slice(tuple(kept)[::-1], has_next=window.before is not None, has_previous=more)
    return Slice(tuple(kept), has_next=more, has_previous=window.after is not None)
