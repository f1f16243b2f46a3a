"""Launches from a case system: each is kept, opened or refused; a signed link opens once."""

from typing import Any

from sqlalchemy import Connection, exists, insert, select

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import agency as agency_table
from lif_plugin.store.tables import case_record, launch
from lif_plugin.store.work import Store, as_rows, now_ms, visible


def case_of(connection: Connection, viewer: Viewer, source: str, ref: str) -> str | None:
    """The public id of a case by the source's own reference, if the viewer may see it and it is still held."""
    query = select(case_record.c.public_id).where(
        visible(viewer, case_record),
        case_record.c.source == source,
        case_record.c.ref == ref,
        case_record.c.is_held,
    )
    return connection.scalar(query)


def used(connection: Connection, agency: str, key: str, once: str) -> bool:
    """Say whether a signed link has opened before."""
    query = exists().where(launch.c.agency_id == agency, launch.c.key_id == key, launch.c.nonce == once)
    return bool(connection.scalar(select(query)))


def keep(
    connection: Connection,
    agency: str,
    source: str,
    outcome: str,
    *,
    key: str | None = None,
    once: str | None = None,
    subject: str | None = None,
    public_id: str | None = None,
) -> None:
    """Keep a launch; a second one with the same key and ``once`` breaks the table's uniqueness."""
    connection.execute(
        insert(launch).values(
            agency_id=agency, at=now_ms(), source=source, key_id=key, nonce=once, subject=subject,
            public_id=public_id, outcome=outcome,
        )
    )  # fmt: skip


def keep_refused(store: Store, agency: str, source: str, outcome: str, subject: str | None = None) -> bool:
    """Keep a launch that was refused; says whether there is such an agency to keep it for."""
    with store.write(Viewer.system("launch", agency)) as connection:
        if connection.scalar(select(agency_table.c.id).where(agency_table.c.id == agency)) is None:
            return False
        keep(connection, agency, source, outcome, subject=subject)
    return True


def launches(connection: Connection, agency: str, limit: int) -> list[dict[str, Any]]:
    """Read an agency's launches, the newest first."""
    query = select(launch).where(launch.c.agency_id == agency).order_by(launch.c.id.desc()).limit(limit)
    return as_rows(connection.execute(query))
