"""The inbox: what was received and committed, and waits to be applied."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import orjson
from sqlalchemy import Connection, delete, exists, insert, select

from lif_plugin.domain.record import Event
from lif_plugin.store.tables import inbox

LIVE_FEED = 0
"""The import id of events that come one by one from a platform."""


def inbox_row(event: Event, *, agency: str, source: str, scope: str, import_id: int, origin: str, now: int
              ) -> dict[str, Any]:  # fmt: skip
    """Make the inbox row of an event; its digest stands for everything the event states."""
    payload = orjson.dumps(
        (
            event.occurred_day,
            event.until_day,
            event.occurred_at,
            event.until_at,
            event.precision,
            event.fields,
            event.detail,
        ),
        option=orjson.OPT_SORT_KEYS,
    )
    return {
        "agency_id": agency,
        "import_id": import_id,
        "source": source,
        "scope": scope,
        "kind": event.kind,
        "case_ref": event.case_ref,
        "key": event.key,
        "digest": blake2b(payload, digest_size=16, key=event.kind.encode()).hexdigest(),
        "payload": payload.decode(),
        "origin": origin,
        "received_at": now,
    }


_INSERT = insert(inbox)


def put(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows to the inbox."""
    connection.execute(_INSERT, rows)


def take(connection: Connection, agency: str, import_id: int, limit: int) -> list[dict[str, Any]]:
    """Read the oldest rows of an import (or of the live feed), without removing them."""
    rows = connection.execute(
        select(inbox)
        .where(inbox.c.agency_id == agency, inbox.c.import_id == import_id)
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


def remove(connection: Connection, agency: str, ids: Sequence[int]) -> int:
    """Remove rows that are being applied; gives how many were still there."""
    return connection.execute(delete(inbox).where(inbox.c.agency_id == agency, inbox.c.id.in_(ids))).rowcount


def waits(connection: Connection, agency: str) -> bool:
    """Say whether anything of an agency waits."""
    return bool(connection.scalar(select(exists().where(inbox.c.agency_id == agency))))
