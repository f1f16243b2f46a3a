"""Counts of who has read a briefing."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import acknowledgement


def acknowledged(connection: Connection, viewer: Viewer, briefing_id: str) -> dict[str, int]:
    """How many people of the viewer's own agency have acknowledged a briefing, by agency."""
    rows = (
        select(acknowledgement.c.agency_id, func.count())
        .where(acknowledgement.c.briefing_id == briefing_id, acknowledgement.c.agency_id == viewer.agency)
        .group_by(acknowledgement.c.agency_id)
    )
    return {row[0]: row[1] for row in connection.execute(rows)}


def acknowledged_by_briefing(
    connection: Connection, viewer: Viewer, briefing_ids: Iterable[str]
) -> dict[str, int]:
    """How many people of the viewer's own agency have acknowledged each of these briefings."""
    rows = (
        select(acknowledgement.c.briefing_id, func.count())
        .where(
            acknowledgement.c.briefing_id.in_(sorted(briefing_ids)),
            acknowledgement.c.agency_id == viewer.agency,
        )
        .group_by(acknowledgement.c.briefing_id)
    )
    return {row[0]: row[1] for row in connection.execute(rows)}
