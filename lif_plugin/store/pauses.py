"""Pauses: whether delivery is stopped for an agency, since when and by whom."""

from typing import Any

from sqlalchemy import Connection, and_, delete, exists, insert, or_, select, update

from lif_plugin.store.tables import case_record, delivery_pause, outbox, push
from lif_plugin.store.work import as_rows


def paused(connection: Connection, agency: str) -> dict[str, Any] | None:
    """Read the pause that lasts; None where delivery goes on."""
    query = select(delivery_pause).where(
        delivery_pause.c.agency_id == agency, delivery_pause.c.resumed_at.is_(None)
    )
    row = connection.execute(query.limit(1)).mappings().first()
    return dict(row) if row else None


def begin(connection: Connection, agency: str, by: str, why: str, now: int) -> None:
    """Stop delivery."""
    connection.execute(insert(delivery_pause).values(agency_id=agency, paused_at=now, paused_by=by, why=why))


def end(connection: Connection, agency: str, by: str, now: int) -> None:
    """Let delivery go on."""
    lasts = (delivery_pause.c.agency_id == agency, delivery_pause.c.resumed_at.is_(None))
    connection.execute(update(delivery_pause).where(*lasts).values(resumed_at=now, resumed_by=by))


def listed(connection: Connection, agency: str) -> list[dict[str, Any]]:
    """Read all pauses, the newest first."""
    query = select(delivery_pause).where(delivery_pause.c.agency_id == agency)
    return as_rows(connection.execute(query.order_by(delivery_pause.c.id.desc())))


def undecide(connection: Connection, agency: str, since: int) -> int:
    """Take back what the alert budget had let through and nobody was interrupted with; gives how many prompts.

    That is what was to interrupt after delivery stopped, and what still waits to be shown in a platform. The budget
    then decides on it again, with the week in which it is told.
    """
    unseen = exists().where(
        outbox.c.case_id == push.c.case_id,
        outbox.c.prompt_id == push.c.result_id,
        outbox.c.state == "waiting",
        outbox.c.claims == 0,
        outbox.c.want == "show",
    )
    waits = and_(
        push.c.agency_id == agency, push.c.push_from.is_not(None), or_(push.c.push_from >= since, unseen)
    )
    cases = list(connection.scalars(select(push.c.case_id).where(waits).distinct()))
    if not cases:
        return 0
    taken = connection.execute(delete(push).where(waits)).rowcount
    # Whoever is evaluating one of these cases has read it as it was before.
    connection.execute(
        update(case_record).where(case_record.c.id.in_(cases)).values(version=case_record.c.version + 1)
    )
    return taken
