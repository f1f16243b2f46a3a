"""Reads the directory of agencies: their names, which everybody may see."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import agency


def agencies_by_id(connection: Connection, ids: Collection[str]) -> dict[str, Row]:
    """Read agencies by their ids; those that are not there are left out."""
    rows = connection.execute(select(agency).where(agency.c.id.in_(sorted(set(ids))))).mappings()
    return {row["id"]: dict(row) for row in rows}
