"""Which cases an item of learning came from: the own agency's only, apart from everything that is shared."""

from typing import Any

from sqlalchemy import Connection, insert, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import case_record, learning_case, nomination
from lif_plugin.store.work import as_rows, visible


def nominated_case(connection: Connection, viewer: Viewer, nomination_id: str) -> dict[str, Any] | None:
    """The case of a nomination that the viewer may see, with its ``public_id``; None where there is none."""
    found = (
        select(nomination.c.case_id, case_record.c.public_id)
        .join(case_record, case_record.c.id == nomination.c.case_id)
        .where(nomination.c.id == nomination_id, visible(viewer, nomination))
    )
    rows = as_rows(connection.execute(found))
    return rows[0] if rows else None


def keep_case(
    connection: Connection, viewer: Viewer, item_id: str, case_id: int, nomination_id: str | None
) -> None:
    """Keep that an item came from a case; a second time changes nothing."""
    there = select(learning_case.c.case_id).where(
        learning_case.c.item_id == item_id, learning_case.c.case_id == case_id
    )
    if connection.scalar(there) is None:
        connection.execute(
            insert(learning_case).values(
                item_id=item_id, case_id=case_id, agency_id=viewer.agency, nomination_id=nomination_id
            )
        )


def cases_of_item(connection: Connection, viewer: Viewer, item_id: str) -> list[dict[str, Any]]:
    """The cases an item came from, with what they were nominated for, by reference."""
    found = (
        select(case_record.c.public_id, case_record.c.ref, nomination.c.trigger, nomination.c.reason)
        .select_from(learning_case)
        .join(case_record, case_record.c.id == learning_case.c.case_id)
        .outerjoin(nomination, nomination.c.id == learning_case.c.nomination_id)
        .where(learning_case.c.item_id == item_id, visible(viewer, learning_case))
    )
    return as_rows(connection.execute(found.order_by(case_record.c.ref)))
