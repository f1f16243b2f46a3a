"""Reads the directory of agencies: their names, which everybody may see."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import Connection, select

from lif_plugin.store.reads.conditions import Where, conditions_of
from lif_plugin.store.reads.page import Order, Row, Slice, Window, count_of, page_of
from lif_plugin.store.tables import agency

AGENCY_ORDER: Final = Order((agency.c.id,))


def agencies_page(connection: Connection, window: Window, where: Sequence[Where]) -> Slice:
    """Read a page of the directory, by id."""
    return page_of(connection, select(agency).where(*conditions_of(agency, where)), AGENCY_ORDER, window)


def count_agencies(connection: Connection, where: Sequence[Where]) -> int:
    """Count agencies."""
    return count_of(connection, select(agency).where(*conditions_of(agency, where)))


def agencies_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Row]:
    """Read agencies by their ids; those that are not there are left out."""
    rows = connection.execute(select(agency).where(agency.c.id.in_(sorted(set(ids))))).mappings()
    return {row["id"]: dict(row) for row in rows}
