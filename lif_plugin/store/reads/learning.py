"""Reads what was learnt for lists and pages: rows of the viewer's agency and what its partners have shared."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, LargeBinary, Select, Table, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import learning
from lif_plugin.store.partnerships import readable
from lif_plugin.store.reads.conditions import Where, conditions_of
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.reads.themes import counted_as
from lif_plugin.store.tables import action
from lif_plugin.store.work import as_rows

NARROWED: Final = (
    "partnership_id",
    "source_of_learning",
    "theme",
    "nature",
    "owner_agency",
    "plan_type",
    "body",
)
"""The columns by which a list can be narrowed, where its table has them; a theme counts with those merged into it."""


def newest_first(table: Table) -> Order:
    """The order of every list of the cycle: the last that was written down first."""
    return Order((table.c.at, table.c.id), descending=True)


def rows_page(
    connection: Connection,
    viewer: Viewer,
    table: Table,
    today: date,
    window: Window,
    where: Sequence[Where] = (),
    **wanted: str | None,
) -> Slice:
    """One page of a table of the cycle; ``wanted`` narrows it by columns of `NARROWED`, ``where`` by conditions."""
    return page_of(connection, _query(viewer, table, today, wanted, where), newest_first(table), window)


def rows_count(
    connection: Connection,
    viewer: Viewer,
    table: Table,
    today: date,
    where: Sequence[Where] = (),
    **wanted: str | None,
) -> int:
    """How many rows the whole list has."""
    return count_of(connection, _query(viewer, table, today, wanted, where))


def all_rows(
    connection: Connection, viewer: Viewer, table: Table, today: date, **wanted: str | None
) -> list[Row]:
    """The whole list, the last that was written down first."""
    query = _query(viewer, table, today, wanted).order_by(table.c.at.desc(), table.c.id.desc())
    return as_rows(connection.execute(query))


def rows_with(
    connection: Connection, viewer: Viewer, table: Table, column: str, values: Iterable[str], today: date
) -> list[Row]:
    """The rows whose column has one of these values, in the order in which they were added."""
    query = _query(viewer, table, today, {}).where(table.c[column].in_(sorted(set(values))))
    return as_rows(connection.execute(query.order_by(table.c.at, table.c.id)))


def with_state(connection: Connection, viewer: Viewer, rows: Collection[Row], today: date) -> list[Row]:
    """Rows of actions with their ``state`` and ``progressed``, in one statement."""
    found = {
        row["id"]: row
        for row in learning.actions_by_id(connection, viewer, [one["id"] for one in rows], today)
    }
    return [found[row["id"]] for row in rows if row["id"] in found]


def all_actions(connection: Connection, viewer: Viewer, today: date, **wanted: str | None) -> list[Row]:
    """The actions that the viewer may read with their state, the last that was written down first."""
    return with_state(connection, viewer, all_rows(connection, viewer, action, today, **wanted), today)


def _query(
    viewer: Viewer, table: Table, today: date, wanted: dict[str, str | None], where: Sequence[Where] = ()
) -> Select[Any]:
    viewer.require(Right.READ_LEARNING)
    # A file's content is read one at a time, where it is asked for.
    columns = [column for column in table.c if not isinstance(column.type, LargeBinary)]
    conditions: list[ColumnElement[bool]] = [
        counted_as(viewer, table, value, today) if name == "theme" else table.c[name] == value
        for name, value in wanted.items()
        if value is not None and name in NARROWED
    ]
    return select(*columns).where(readable(viewer, table, today), *conditions, *conditions_of(table, where))
