"""What bodies and roles did: duties done and meetings held."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import duty_done, meeting
from lif_plugin.store.work import as_rows


def duties_done(
    connection: Connection, viewer: Viewer, partnership: str, today: date
) -> list[dict[str, Any]]:
    """What was done of a partnership's duties, by day."""
    found = select(duty_done).where(
        duty_done.c.partnership_id == partnership, readable(viewer, duty_done, today)
    )
    return as_rows(connection.execute(found.order_by(duty_done.c.done_on, duty_done.c.id)))


def meetings(connection: Connection, viewer: Viewer, partnership: str, today: date) -> list[dict[str, Any]]:
    """The meetings of a partnership's bodies, the newest first."""
    found = select(meeting).where(meeting.c.partnership_id == partnership, readable(viewer, meeting, today))
    return as_rows(connection.execute(found.order_by(meeting.c.day.desc(), meeting.c.id.desc())))
