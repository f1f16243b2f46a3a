"""Reads what hooks proposed about cases for named roles to decide on: audit nominations and review links."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, Table, select

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import nomination, review_link
from lif_plugin.store.work import visible

DECIDERS: Final = frozenset({Role.MANAGER, Role.CHAIR, Role.QUALITY, Role.BOARD})
"""Who may see that a case was proposed for an audit or a review; never the worker as such."""


def nominations_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """Read the standing audit nominations of each case, in one statement. Raises `NotAllowed`."""
    return _of(connection, viewer, nomination, case_ids)


def review_links_of(
    connection: Connection, viewer: Viewer, case_ids: Collection[int]
) -> dict[int, list[Row]]:
    """Read the standing review links of each case, in one statement. Raises `NotAllowed`."""
    return _of(connection, viewer, review_link, case_ids)


def _of(
    connection: Connection, viewer: Viewer, table: Table, case_ids: Collection[int]
) -> dict[int, list[Row]]:
    if DECIDERS.isdisjoint(viewer.roles):
        raise NotAllowed(
            "Only managers, chairs, the quality team and the board see what a case is proposed for."
        )
    query = select(table).where(
        visible(viewer, table), table.c.case_id.in_(case_ids), table.c.ended_at.is_(None)
    )
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(query.order_by(table.c.case_id, table.c.raised_at, table.c.id)).mappings():
        found[row["case_id"]].append(dict(row))
    return found
