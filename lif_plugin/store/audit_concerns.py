"""Concerns for now: kept, told step by step, acknowledged; within the own agency, for those who may read audits."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.tables import audit, audit_concern, audit_concern_step, case_record
from lif_plugin.store.work import as_rows, visible

Row = dict[str, Any]


def concerns(
    connection: Connection,
    viewer: Viewer,
    *,
    ids: Collection[str] | None = None,
    audit_ids: Collection[str] | None = None,
    waiting: bool = False,
) -> list[Row]:
    """Concerns with their audit and case, those that wait first; an auditor without more sees their own.

    Raises `NotAllowed`.
    """
    query = (
        select(audit_concern, audit.c.programme, audit.c.auditor, case_record.c.ref, case_record.c.public_id)
        .join(audit, audit.c.id == audit_concern.c.audit_id)
        .outerjoin(case_record, case_record.c.id == audit_concern.c.case_id)
        .where(visible(viewer, audit_concern))
        .order_by(audit_concern.c.acknowledged_at.is_not(None), audit_concern.c.at, audit_concern.c.id)
    )
    if not viewer.may(Right.READ_AUDITS):
        viewer.require(Right.AUDIT)
        query = query.where(or_(audit_concern.c.by == viewer.subject, audit.c.auditor == viewer.subject))
    if ids is not None:
        query = query.where(audit_concern.c.id.in_(sorted(ids)))
    if audit_ids is not None:
        query = query.where(audit_concern.c.audit_id.in_(sorted(audit_ids)))
    if waiting:
        query = query.where(audit_concern.c.acknowledged_at.is_(None))
    return as_rows(connection.execute(query))


def steps_of(connection: Connection, viewer: Viewer, concern_ids: Collection[str]) -> dict[str, list[Row]]:
    """Who was told of these concerns, in order."""
    query = select(audit_concern_step).where(
        visible(viewer, audit_concern_step), audit_concern_step.c.audit_concern_id.in_(sorted(concern_ids))
    )
    found: dict[str, list[Row]] = {key: [] for key in concern_ids}
    for row in as_rows(connection.execute(query.order_by(audit_concern_step.c.place))):
        found[row["audit_concern_id"]].append(row)
    return found


def acknowledge(connection: Connection, viewer: Viewer, concern_id: str, done: str, now: int) -> bool:
    """Keep that somebody has seen one and what is being done; whether it still waited."""
    waits = and_(
        audit_concern.c.id == concern_id,
        visible(viewer, audit_concern),
        audit_concern.c.acknowledged_at.is_(None),
    )
    values = {"acknowledged_by": viewer.subject, "acknowledged_at": now, "done": done}
    return bool(connection.execute(update(audit_concern).where(waits).values(values)).rowcount)


def unsent(connection: Connection, viewer: Viewer) -> list[Row]:
    """Steps of waiting concerns of which no message went out yet, with the audit each is about."""
    query = (
        select(audit_concern_step, audit_concern.c.audit_id)
        .join(audit_concern, audit_concern.c.id == audit_concern_step.c.audit_concern_id)
        .where(
            visible(viewer, audit_concern_step),
            audit_concern_step.c.mail.is_(None),
            audit_concern.c.acknowledged_at.is_(None),
        )
        .order_by(audit_concern_step.c.at, audit_concern_step.c.id)
    )
    return as_rows(connection.execute(query))


def settle_mail(connection: Connection, viewer: Viewer, step_id: str, fate: str) -> None:
    """Keep what became of a step's message."""
    connection.execute(
        update(audit_concern_step)
        .where(audit_concern_step.c.id == step_id, visible(viewer, audit_concern_step))
        .values(mail=fate)
    )
