"""Audit tools that partnerships brought themselves: every version there is, and that one is retired."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import audit_tool
from lif_plugin.store.work import as_rows

Row = dict[str, Any]


def brought(connection: Connection, viewer: Viewer, today: date) -> list[Row]:
    """Every version of every tool of the viewer's partnerships, by tool and version."""
    query = select(audit_tool).where(readable(viewer, audit_tool, today))
    return as_rows(connection.execute(query.order_by(audit_tool.c.tool, audit_tool.c.version)))


def retire(connection: Connection, viewer: Viewer, row_id: str, day: int, why: str) -> bool:
    """Retire a version that the viewer's agency added; whether it was in use until now."""
    mine = (
        audit_tool.c.id == row_id,
        audit_tool.c.agency_id == viewer.agency,
        audit_tool.c.retired_on.is_(None),
    )
    done = connection.execute(update(audit_tool).where(*mine).values(retired_on=day, why_retired=why))
    return bool(done.rowcount)
