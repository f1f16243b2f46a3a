"""The forward plan of audits: months of programmes, and what was done in them."""

from typing import Any

from sqlalchemy import Connection, func, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store import audit_work
from lif_plugin.store.tables import audit, audit_planned
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]


def add(
    connection: Connection, viewer: Viewer, programme: str, month: int, scope: str, lead: str, quota: int
) -> None:
    """Keep a month of a programme."""
    audit_work.add(
        connection,
        audit_planned,
        viewer,
        programme=programme,
        month=month,
        scope=scope,
        lead=lead,
        quota=quota,
    )


def planned(connection: Connection, viewer: Viewer, first: int, last: int) -> list[Row]:
    """The months (YYYYMM) that are planned, by month and programme. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    query = select(audit_planned).where(
        visible(viewer, audit_planned), audit_planned.c.month >= first, audit_planned.c.month <= last
    )
    return sorted(as_rows(connection.execute(query)), key=lambda row: (row["month"], row["programme"]))


def audits_by_month(
    connection: Connection, viewer: Viewer, first: int, last: int
) -> dict[tuple[str, int], tuple[int, int]]:
    """How many audits of each programme were opened in each month, and how many of those are submitted.

    Withdrawn ones do not count. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_COUNTS)
    # Whole numbers on both databases: SQLite and PostgreSQL divide them alike.
    month = (audit.c.opened_on // 100).label("month")
    query = (
        select(
            audit.c.programme,
            month,
            func.count().label("opened"),
            func.count(audit.c.submitted_on).label("done"),
        )
        .where(visible(viewer, audit), audit.c.state != "withdrawn", month >= first, month <= last)
        .group_by(audit.c.programme, month)
    )
    return {(row.programme, row.month): (row.opened, row.done) for row in connection.execute(query)}
