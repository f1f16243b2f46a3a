"""Reads what cases are nominated for: audits, for named roles to know of."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import nomination
from lif_plugin.store.work import visible


def nominations_of(connection: Connection, viewer: Viewer, case_ids: Collection[int]) -> dict[int, list[Row]]:
    """Read the standing audit nominations of each case, in one statement. Raises `NotAllowed`."""
    viewer.require(Right.READ_AUDITS)
    query = (
        select(nomination)
        .where(
            visible(viewer, nomination),
            nomination.c.case_id.in_(case_ids),
            nomination.c.ended_at.is_(None),
            nomination.c.lapsed_day.is_(None),
        )
        .order_by(nomination.c.case_id, nomination.c.day, nomination.c.raised_at, nomination.c.id)
    )
    found: dict[int, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in connection.execute(query).mappings():
        found[row["case_id"]].append(dict(row))
    return found
