"""The inbox: what was received and committed, and waits to be applied."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, delete, exists, select

from lif_plugin.domain.record import Event, Purge
from lif_plugin.errors import InvalidEvent
from lif_plugin.store.among import among
from lif_plugin.store.tables import inbox

LIVE_FEED = 0
"""The import id of events that come one by one from a platform."""
PURGE: Final = "purge"
"""Stands for the kind of a row that asks for removal; its key is how the keys of what goes begin."""

SNAPSHOT: Final = "snapshot"
"""Stands for the kind of a row that says which facts of a case its platform still states."""


class InboxRow(NamedTuple):
    """One row to be, in the order of `COLUMNS`: a tuple, because the driver takes them as they are."""

    agency_id: str
    import_id: int
    source: str
    scope: str
    kind: str
    case_ref: str
    key: str
    digest: str
    payload: str
    origin: str
    received_at: int


def inbox_row(
    event: Event, *, agency: str, source: str, scope: str, import_id: int, origin: str, now: int
) -> InboxRow:
    """Make the inbox row of an event; its digest stands for everything the event states.

    Raises `InvalidEvent` if its detail cannot be kept, or if a note's words have not been read.
    """
    kind, case_ref, key, day, fields, detail, until_day, at, until_at, precision, words = event
    if words is not None:
        raise InvalidEvent(f"A {kind} event still carries its words; they are read before anything is kept.")
    try:
        payload = orjson.dumps(
            (day, until_day, at, until_at, precision, fields, detail), option=orjson.OPT_SORT_KEYS
        )
    except TypeError:
        # Without its cause: that may quote a value.
        raise InvalidEvent(f"The detail of a {kind} event holds something that is no JSON.") from None
    if b"\\u0000" in payload:
        raise InvalidEvent(f"A {kind} event holds a NUL character.")
    # Whose fact it is belongs to what it states; when it moves to another case, that is a correction.
    stated = payload + case_ref.encode()
    digest = blake2b(stated, digest_size=16, key=kind.encode()).hexdigest()
    return InboxRow(
        agency, import_id, source, scope, kind, case_ref, key, digest, payload.decode(), origin, now
    )


def purge_row(
    purge: Purge, *, agency: str, source: str, scope: str, import_id: int, origin: str, now: int
) -> InboxRow:
    """Make the inbox row of a removal that was asked for."""
    return InboxRow(
        agency, import_id, source, scope, PURGE, purge.case_ref, purge.key_prefix, "", "null", origin, now
    )


def snapshot_row(
    case_ref: str, keys: Sequence[str], *, agency: str, source: str, scope: str, origin: str, now: int
) -> InboxRow:
    """Make the inbox row that closes a live platform's statement of a case: these are all of its facts."""
    payload = orjson.dumps(list(keys)).decode()
    return InboxRow(agency, LIVE_FEED, source, scope, SNAPSHOT, case_ref, case_ref, "", payload, origin, now)


_PLACE: Final = {"sqlite": "?", "postgresql": "%s"}
_AT_ONCE: Final = 200


@lru_cache(maxsize=64)
def _insert(dialect: str, rows: int) -> str:
    places = ", ".join([_PLACE[dialect]] * len(InboxRow._fields))
    return f"INSERT INTO inbox ({', '.join(InboxRow._fields)}) VALUES {', '.join([f'({places})'] * rows)}"


def put(connection: Connection, rows: Sequence[InboxRow]) -> None:
    """Add rows to the inbox.

    One statement for many rows, in the driver's own words: the driver then lets other threads run for the
    whole of it, where executemany would take and give back the interpreter for every row.
    """
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        connection.exec_driver_sql(
            _insert(connection.dialect.name, len(part)), tuple(chain.from_iterable(part))
        )


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
    return connection.execute(
        delete(inbox).where(inbox.c.agency_id == agency, among(inbox.c.id, ids))
    ).rowcount


def waits(connection: Connection, agency: str, import_id: int) -> bool:
    """Say whether anything of an import (or of the live feed) waits."""
    there = exists().where(inbox.c.agency_id == agency, inbox.c.import_id == import_id)
    return bool(connection.scalar(select(there)))
