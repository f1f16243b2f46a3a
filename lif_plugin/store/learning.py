"""Adds rows of the learning cycle, which never change; how they are read stands in `learning_rows`."""

from typing import Any

from sqlalchemy import Connection, Table, insert
from uuid6 import uuid7

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.learning_rows import (
    Row,
    action_of,
    actions_by_id,
    actions_of,
    has_evidence,
    items,
    row_of,
    rows_of,
    turns_of,
    unanswered,
    words_of,
)
from lif_plugin.store.tally import about_to_add
from lif_plugin.store.work import now_ms

__all__ = [
    "Row", "action_of", "actions_by_id", "actions_of", "add", "has_evidence", "items", "row_of", "rows_of", "turns_of",
    "unanswered", "words_of",
]  # fmt: skip


def add(
    connection: Connection,
    table: Table,
    viewer: Viewer,
    partnership: str,
    *,
    shared: bool = True,
    **values: Any,
) -> str:
    """Add a row of the viewer's agency to a table of the cycle; gives its id. What it changes is counted with it.

    Raises `NotFound` where partners would read it and the agency no longer belongs to the partnership.
    """
    row_id = str(uuid7())
    about_to_add(connection, viewer, table, partnership, {"id": row_id, "shared": shared, **values})
    connection.execute(
        insert(table).values(
            id=row_id,
            agency_id=viewer.agency,
            partnership_id=partnership,
            shared=shared,
            by=viewer.subject,
            at=now_ms(),
            **values,
        )
    )
    return row_id
