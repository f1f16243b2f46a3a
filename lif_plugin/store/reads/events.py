"""Reads the events of cases, the versions that stand or all of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Select, select, tuple_

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.store.reads.page import Order, Row, Slice, Window, counts_by, pages_by
from lif_plugin.store.tables import case_record, event, import_run
from lif_plugin.store.work import visible

EVENT_ORDER: Final = Order((event.c.occurred_at, event.c.id))
_HIDDEN: Final = frozenset({"detail", "actor", "agency_id", "seen_by", "ended_by"})
"""Not for readers: what no rule reads, who the worker was (nothing is listed by worker), and bookkeeping."""
_COLUMNS: Final = (
    *(column for column in event.c if column.name not in _HIDDEN),
    case_record.c.public_id,
    import_run.c.files,
)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events: days are YYYYMMDD, both included; ``history`` also gives versions that no longer stand."""

    kinds: tuple[str, ...] | None = None
    first_day: int | None = None
    last_day: int | None = None
    history: bool = False


def _query(viewer: Viewer, wanted: EventFilter) -> Select[Any]:
    viewer.require(Right.READ_CASES)
    query = (
        select(*_COLUMNS)
        .join(case_record, case_record.c.id == event.c.case_id)
        .outerjoin(import_run, (import_run.c.id == event.c.import_id) & visible(viewer, import_run))
        .where(visible(viewer, event), case_record.c.agency_id == viewer.agency)
    )
    if not wanted.history:
        query = query.where(event.c.live)
    if wanted.kinds is not None:
        query = query.where(event.c.kind.in_(wanted.kinds))
    if wanted.first_day is not None:
        query = query.where(event.c.occurred_day >= wanted.first_day)
    if wanted.last_day is not None:
        query = query.where(event.c.occurred_day <= wanted.last_day)
    return query


def events_of(
    connection: Connection, viewer: Viewer, case_ids: Collection[int], wanted: EventFilter, window: Window
) -> dict[int, Slice]:
    """Read the same page of each case's events, oldest first. Raises `NotAllowed`."""
    query = _query(viewer, wanted).where(event.c.case_id.in_(case_ids))
    return pages_by(connection, query, event.c.case_id, EVENT_ORDER, window)


def count_events(
    connection: Connection, viewer: Viewer, case_ids: Collection[int], wanted: EventFilter
) -> dict[int, int]:
    """Count each case's events; a case without any is left out. Raises `NotAllowed`."""
    query = _query(viewer, wanted).where(event.c.case_id.in_(case_ids))
    return counts_by(connection, query, event.c.case_id)


def events_by_key(
    connection: Connection, viewer: Viewer, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Row]:
    """Read event versions by (case id, event id), whether they still stand or not. Raises `NotAllowed`."""
    if not keys:
        return {}
    query = _query(viewer, EventFilter(history=True)).where(tuple_(event.c.case_id, event.c.id).in_(keys))
    return {(row["case_id"], row["id"]): dict(row) for row in connection.execute(query).mappings()}


def file_and_row(row: Row) -> str:
    """Return the file and row an event came from; without a file's name where it came from a live feed."""
    file, _, number = row["origin"].partition(":")
    files = orjson.loads(row["files"]) if row["files"] else []
    named = file.isdigit() and int(file) < len(files)
    return f"{files[int(file)]}, row {number}" if named else row["origin"]
