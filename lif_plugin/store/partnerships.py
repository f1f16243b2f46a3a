"""Partnerships and who belongs to them, and the predicate by which partners read each other's learning."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, insert, or_, select, update

from lif_plugin.domain.in_force import FrameworkFrom, in_force
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.store.tables import agency, partnership, partnership_agency, partnership_version
from lif_plugin.store.work import ANY, as_rows, now_ms


def make_partnership(connection: Connection, partnership_id: str, name: str, framework: str) -> None:
    """Make a partnership, or rename it and give it another framework."""
    values = {"name": name, "framework": framework}
    there = connection.execute(update(partnership).where(partnership.c.id == partnership_id).values(values))
    if not there.rowcount:
        connection.execute(insert(partnership).values(id=partnership_id, made_at=now_ms(), **values))


def join_partnership(
    connection: Connection,
    partnership_id: str,
    agency_id: str,
    since: int,
    plays: str | None = None,
    *,
    until: int | None = None,
    purposes: Collection[str] | None = None,
) -> None:
    """Let an agency belong to a partnership from a day to a last one (YYYYMMDD), for purposes (None: any).

    This is the agreement by which it reads what the others share; joining again puts a new one in its place.
    ``plays``: which of the framework's agencies it is.
    """
    key = and_(
        partnership_agency.c.partnership_id == partnership_id, partnership_agency.c.agency_id == agency_id
    )
    agreed = {"since": since, "until": until, "plays": plays, "purposes": _written(purposes)}
    there = connection.execute(update(partnership_agency).where(key).values(agreed))
    if not there.rowcount:
        connection.execute(
            insert(partnership_agency).values(partnership_id=partnership_id, agency_id=agency_id, **agreed)
        )


def _written(purposes: Collection[str] | None) -> str | None:
    """Purposes as they are stored, so that the row policies can look for one. Raises `BadSetting`."""
    if purposes is None:
        return None
    if not purposes or any(not one.strip() or ANY in one for one in purposes):
        raise BadSetting("A purpose is a text without a bar.")
    return f"|{'|'.join(sorted(set(purposes)))}|"


def purposes_of(row: Mapping[str, Any]) -> list[str] | None:
    """The purposes of a membership; None: any."""
    return None if row["purposes"] is None else row["purposes"].strip("|").split("|")


def leave_partnership(connection: Connection, partnership_id: str, agency_id: str, until: int) -> None:
    """Let an agency's membership end with a day (YYYYMMDD). Raises `NotFound`."""
    left = connection.execute(
        update(partnership_agency)
        .where(
            partnership_agency.c.partnership_id == partnership_id,
            partnership_agency.c.agency_id == agency_id,
        )
        .values(until=until)
    )
    if not left.rowcount:
        raise NotFound("The agency does not belong to this partnership.")


def move_to_version(connection: Connection, partnership_id: str, framework: str, since: int) -> None:
    """Let a partnership work by another version of its framework from a day (YYYYMMDD); the same day again corrects."""
    key = and_(partnership_version.c.partnership_id == partnership_id, partnership_version.c.since == since)
    there = connection.execute(update(partnership_version).where(key).values(framework=framework))
    if not there.rowcount:
        connection.execute(
            insert(partnership_version).values(
                partnership_id=partnership_id, framework=framework, since=since
            )
        )


def versions_of(connection: Connection, partnership_ids: Iterable[str]) -> dict[str, list[FrameworkFrom]]:
    """The versions that partnerships moved to, in order of time."""
    query = select(partnership_version).where(
        partnership_version.c.partnership_id.in_(sorted(partnership_ids))
    )
    found: dict[str, list[FrameworkFrom]] = {}
    for row in connection.execute(query.order_by(partnership_version.c.since)):
        found.setdefault(row.partnership_id, []).append(FrameworkFrom(row.since, row.framework))
    return found


def partnerships_of(connection: Connection, agency_id: str, today: date) -> list[dict[str, Any]]:
    """The partnerships an agency belongs to on a day, with name and the framework in force then, by id."""
    rows = as_rows(
        connection.execute(
            select(partnership.c.id, partnership.c.name, partnership.c.framework)
            .join(partnership_agency, partnership_agency.c.partnership_id == partnership.c.id)
            .where(_belongs(agency_id, today))
            .order_by(partnership.c.id)
        )
    )
    versions = versions_of(connection, (row["id"] for row in rows))
    return [
        row | {"framework": in_force(row["framework"], versions.get(row["id"], ()), day_number(today))}
        for row in rows
    ]


def partnership_of(connection: Connection, partnership_id: str) -> dict[str, Any]:
    """A partnership with its name and framework. Raises `NotFound`."""
    rows = as_rows(connection.execute(select(partnership).where(partnership.c.id == partnership_id)))
    if not rows:
        raise NotFound("There is no such partnership.")
    return rows[0]


def members_of(connection: Connection, partnership_id: str) -> list[dict[str, Any]]:
    """The agencies of a partnership with the days of their membership, by id."""
    rows = select(partnership_agency).where(partnership_agency.c.partnership_id == partnership_id)
    return as_rows(connection.execute(rows.order_by(partnership_agency.c.agency_id)))


def members_of_all(connection: Connection, partnership_ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The agencies of each of these partnerships, by id, in one statement."""
    rows = select(partnership_agency).where(partnership_agency.c.partnership_id.in_(sorted(partnership_ids)))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in as_rows(connection.execute(rows.order_by(partnership_agency.c.agency_id))):
        found.setdefault(row["partnership_id"], []).append(row)
    return found


def names_of(connection: Connection, partnership_id: str, today: date) -> dict[str, str]:
    """The names of the agencies that belong to a partnership on a day, by id."""
    rows = (
        select(agency.c.id, agency.c.name)
        .join(partnership_agency, partnership_agency.c.agency_id == agency.c.id)
        .where(partnership_agency.c.partnership_id == partnership_id, _standing(today))
    )
    return {row.id: row.name for row in connection.execute(rows)}


def readable(viewer: Viewer, table: Table, today: date) -> ColumnElement[bool]:
    """The rows of a shared table that a viewer may read: their own agency's, and what partners have shared.

    The row policies of PostgreSQL say the same by the server's own day.
    """
    return or_(
        table.c.agency_id == viewer.agency,
        and_(table.c.shared, table.c.partnership_id.in_(agreed(viewer, today))),
    )


def agreed(viewer: Viewer, today: date) -> Select[tuple[str]]:
    """The partnerships whose shared learning a viewer may read: by an agreement in force, for its purpose."""
    day = day_number(today)
    held = partnership_agency.c
    found = select(held.partnership_id).where(_belongs(viewer.agency, today), held.since <= day)
    if Role.SYSTEM not in viewer.roles:
        # Looking for a text in another, without regard to wildcards and alike on both databases.
        without = func.replace(held.purposes, f"|{viewer.purpose.replace(ANY, '')}|", "")
        found = found.where(or_(held.purposes.is_(None), held.purposes != without))
    return (
        found
        if viewer.agreement is None
        else found.where(held.partnership_id == viewer.agreement.replace(ANY, ""))
    )


def _belongs(agency_id: str, today: date) -> ColumnElement[bool]:
    return and_(partnership_agency.c.agency_id == agency_id, _standing(today))


def _standing(today: date) -> ColumnElement[bool]:
    return or_(partnership_agency.c.until.is_(None), partnership_agency.c.until >= day_number(today))


def frameworks_of(connection: Connection, partnership_ids: Iterable[str], today: date) -> dict[str, str]:
    """The framework of each of these partnerships that is in force on a day."""
    wanted = sorted(set(partnership_ids))
    versions = versions_of(connection, wanted)
    rows = select(partnership.c.id, partnership.c.framework).where(partnership.c.id.in_(wanted))
    return {
        row.id: in_force(row.framework, versions.get(row.id, ()), day_number(today))
        for row in connection.execute(rows)
    }
