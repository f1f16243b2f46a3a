"""What says whether learning heard the child: items that came from a case, their findings' themes, deaths on record."""

from typing import Any

from sqlalchemy import Connection, exists, select

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import (
    audit_entry,
    case_record,
    coverage,
    event,
    finding,
    learning_case,
    learning_item,
)
from lif_plugin.store.work import as_rows, visible


def closed_on(connection: Connection, viewer: Viewer, audit_ids: list[str]) -> dict[str, int]:
    """The day (YYYYMMDD) on which each audit was last closed."""
    query = (
        select(audit_entry.c.audit_id, audit_entry.c.day)
        .where(visible(viewer, audit_entry), audit_entry.c.audit_id.in_(audit_ids), audit_entry.c.kind == "closed")
        .order_by(audit_entry.c.day)
    )  # fmt: skip
    return {row["audit_id"]: row["day"] for row in as_rows(connection.execute(query))}


def learnt_from_cases(connection: Connection, viewer: Viewer) -> list[dict[str, Any]]:
    """The own agency's items that came from a case, a row for each case and finding, the newest first.

    ``nature`` and ``theme`` are the finding's, None without any; ``died`` whether a death stands on the case, None where its source
    does not say. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_AUDITS)
    dead = exists().where(event.c.case_id == learning_case.c.case_id, event.c.kind == "death", event.c.live)
    says = exists().where(
        coverage.c.agency_id == case_record.c.agency_id, coverage.c.source == case_record.c.source,
        coverage.c.kind == "death", coverage.c.ended_by.is_(None),
    )  # fmt: skip
    query = (
        select(
            learning_item.c.id, learning_item.c.title, learning_item.c.day, learning_item.c.voice_source,
            finding.c.nature, finding.c.theme, case_record.c.ref, case_record.c.public_id, dead.label("dead"), says.label("says"),
        )
        .select_from(learning_case)
        .join(learning_item, learning_item.c.id == learning_case.c.item_id)
        .join(case_record, case_record.c.id == learning_case.c.case_id)
        .outerjoin(finding, finding.c.learning_item_id == learning_item.c.id)
        .where(visible(viewer, learning_case), learning_item.c.agency_id == viewer.agency)
        .order_by(learning_item.c.day.desc(), learning_item.c.id, case_record.c.ref)
    )  # fmt: skip
    rows = as_rows(connection.execute(query))
    return [{**row, "died": True if row["dead"] else False if row["says"] else None} for row in rows]
