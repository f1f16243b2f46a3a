"""Writes what people decide and state of reviews, and knows whose records are on hold for one."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, exists, insert, or_, select, update

from lif_plugin.store.reads.reviews import holds
from lif_plugin.store.tables import case_record, event, review_day, review_decision, waiting_removal


def add_decision(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a decision; those before it stay."""
    connection.execute(insert(review_decision).values(row))


def add_day(connection: Connection, row: dict[str, Any]) -> None:
    """Keep a stated day; those before it stay."""
    connection.execute(insert(review_day).values(row))


def held_cases(connection: Connection, agency: str, case_ids: Collection[int]) -> set[int]:
    """Which of these cases are on hold."""
    query = select(case_record.c.id).where(
        case_record.c.agency_id == agency, case_record.c.id.in_(case_ids), holds(agency)
    )
    return set(connection.scalars(query))


def held_of_import(connection: Connection, agency: str, import_id: int) -> int:
    """How many cases on hold an import made or ended facts of."""
    touched = select(event.c.case_id).where(
        event.c.agency_id == agency, or_(event.c.import_id == import_id, event.c.ended_by == import_id)
    )
    query = select(case_record.c.id).where(
        case_record.c.agency_id == agency, case_record.c.id.in_(touched), holds(agency)
    )
    return len(connection.scalars(query).all())


def let_wait(connection: Connection, row: dict[str, Any]) -> None:
    """Keep that a source asked for a removal that has to wait."""
    connection.execute(insert(waiting_removal).values(row))


def waiting_removals(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """Read the removals of a case that wait, oldest first."""
    query = select(waiting_removal).where(
        waiting_removal.c.case_id == case_id, waiting_removal.c.done_at.is_(None)
    )
    return [dict(row) for row in connection.execute(query.order_by(waiting_removal.c.id)).mappings()]


def stated_since(connection: Connection, case_id: int, moment: int) -> bool:
    """Say whether the source has stated a new fact, or a new version of one, of a case after a moment."""
    newer = exists().where(event.c.case_id == case_id, event.c.recorded_at > moment)
    return bool(connection.scalar(select(newer)))


def removed(connection: Connection, case_id: int, now: int) -> None:
    """Note that the removals of a case that waited are done."""
    connection.execute(
        update(waiting_removal)
        .where(waiting_removal.c.case_id == case_id, waiting_removal.c.done_at.is_(None))
        .values(done_at=now)
    )
