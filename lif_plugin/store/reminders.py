"""Reminders of actions: who is reminded for a role, what waits for its owner, and what was said of it before."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.learning import Row, actions_by_id
from lif_plugin.store.partnerships import readable
from lif_plugin.store.tables import action, action_contact, action_entry, training_reminder
from lif_plugin.store.work import as_rows


def add_contact(connection: Connection, viewer: Viewer, role: str, address: str) -> None:
    """Add an address for a role of the viewer's agency; one that is there stays."""
    if (role, address) not in contacts(connection, viewer):
        values = {"agency_id": viewer.agency, "role": role, "address": address, "added_by": viewer.subject}
        connection.execute(insert(action_contact).values(values))


def drop_contact(connection: Connection, viewer: Viewer, role: str, address: str) -> bool:
    """Take an address away from a role; whether it was there."""
    mine = and_(
        action_contact.c.agency_id == viewer.agency,
        action_contact.c.role == role,
        action_contact.c.address == address,
    )
    return bool(connection.execute(delete(action_contact).where(mine)).rowcount)


def contacts(connection: Connection, viewer: Viewer) -> list[tuple[str, str]]:
    """Roles of the viewer's agency with their addresses, in order."""
    found = select(action_contact.c.role, action_contact.c.address)
    mine = found.where(action_contact.c.agency_id == viewer.agency)
    return [(row.role, row.address) for row in connection.execute(mine.order_by(*found.selected_columns))]


def owned_actions(connection: Connection, viewer: Viewer, today: date) -> list[Row]:
    """The actions of the viewer's agency with their state."""
    own = select(action.c.id).where(action.c.owner_agency == viewer.agency, readable(viewer, action, today))
    return actions_by_id(connection, viewer, connection.scalars(own), today)


def last_entries(
    connection: Connection, viewer: Viewer, kind: str, ids: Iterable[str], today: date
) -> dict[str, dict[str, Any]]:
    """Of each action the last entry of a kind, where it has one."""
    ranked = (
        select(
            action_entry.c.action_id,
            action_entry.c.text,
            action_entry.c.day,
            func.row_number()
            .over(
                partition_by=action_entry.c.action_id,
                order_by=(action_entry.c.at.desc(), action_entry.c.id.desc()),
            )
            .label("rank"),
        )
        .where(
            action_entry.c.kind == kind,
            action_entry.c.action_id.in_(sorted(ids)),
            readable(viewer, action_entry, today),
        )
        .subquery()
    )
    found = connection.execute(select(ranked).where(ranked.c.rank == 1))
    return {row["action_id"]: row for row in as_rows(found)}


def course_reminders(
    connection: Connection, viewer: Viewer, ids: Iterable[str], today: int
) -> dict[str, int]:
    """Of each of these courses the day on which the viewer's agency was last reminded of it.

    What no mail server took counts on its own day only.
    """
    mine = training_reminder.c
    found = (
        select(mine.training_id, func.max(mine.day).label("day"))
        .where(
            mine.agency_id == viewer.agency,
            mine.training_id.in_(sorted(ids)),
            or_(mine.sent, mine.day == today),
        )
        .group_by(mine.training_id)
    )
    return {row.training_id: row.day for row in connection.execute(found)}


def write_course(connection: Connection, viewer: Viewer, training_id: str, day: int, *, sent: bool) -> None:
    """Write down that the viewer's agency was reminded of a course on a day; said again, the last counts."""
    key = {"agency_id": viewer.agency, "training_id": training_id, "day": day}
    same = and_(*(training_reminder.c[name] == value for name, value in key.items()))
    if not connection.execute(update(training_reminder).where(same).values(sent=sent)).rowcount:
        connection.execute(insert(training_reminder).values(**key, sent=sent))
