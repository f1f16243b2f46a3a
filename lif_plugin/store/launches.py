"""Launches from a case system: each is kept, opened or refused; a signed link opens once."""

from typing import Any

from sqlalchemy import Connection, exists, insert, select
from sqlalchemy.exc import IntegrityError

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import agency as agency_table
from lif_plugin.store.tables import case_record, launch
from lif_plugin.store.work import Store, as_rows, now_ms, visible


def open_case(
    store: Store,
    viewer: Viewer,
    source: str,
    ref: str,
    *,
    subject: str | None,
    key: str | None = None,
    once: str | None = None,
) -> tuple[str, str | None]:
    """Find the case of a launch by the source's own reference, and keep that it opens: (outcome, its public id).

    *replayed*: the key signed this link and it has opened before; *no_case*: there is none that the viewer may
    see. Neither is kept here.
    """
    try:
        with store.write(viewer) as connection:
            if key is not None and _used(connection, viewer.agency, key, once):
                return "replayed", None
            public_id = _case_of(connection, viewer, source, ref)
            if public_id is None:
                return "no_case", None
            _keep(
                connection, viewer.agency, source, "opened", key_id=key, nonce=once, subject=subject,
                public_id=public_id,
            )  # fmt: skip
    except IntegrityError:
        # Two at the same moment: the database let one of them through.
        return "replayed", None
    return "opened", public_id


def _case_of(connection: Connection, viewer: Viewer, source: str, ref: str) -> str | None:
    query = select(case_record.c.public_id).where(
        visible(viewer, case_record),
        case_record.c.source == source,
        case_record.c.ref == ref,
        case_record.c.is_held,
    )
    return connection.scalar(query)


def _used(connection: Connection, agency: str, key: str, once: str | None) -> bool:
    query = exists().where(launch.c.agency_id == agency, launch.c.key_id == key, launch.c.nonce == once)
    return bool(connection.scalar(select(query)))


def _keep(connection: Connection, agency: str, source: str, outcome: str, **more: str | None) -> None:
    """Keep a launch; a second one with the same key and nonce breaks the table's uniqueness."""
    values = {"agency_id": agency, "at": now_ms(), "source": source, "outcome": outcome}
    connection.execute(insert(launch).values(values | more))


def keep_refused(
    store: Store, agency: str, source: str, outcome: str, subject: str | None = None, key: str | None = None
) -> bool:
    """Keep a launch that was refused, with who came and by which key where that is proven; False if there is no such agency."""
    with store.write(Viewer.system("launch", agency)) as connection:
        if connection.scalar(select(agency_table.c.id).where(agency_table.c.id == agency)) is None:
            return False
        _keep(connection, agency, source, outcome, subject=subject, key_id=key)
    return True


def launches(connection: Connection, agency: str, limit: int) -> list[dict[str, Any]]:
    """Read an agency's launches, the newest first."""
    query = select(launch).where(launch.c.agency_id == agency).order_by(launch.c.id.desc()).limit(limit)
    return as_rows(connection.execute(query))
