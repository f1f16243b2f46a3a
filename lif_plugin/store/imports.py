"""Imports: what came in, what was refused, what was odd, and what the source then covers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, case, delete, func, insert, literal, or_, select, update

from lif_plugin.domain.record import Coverage, Delivery, Rejected
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.store.tables import coverage, import_notice, import_run, inbox, rejected_row


def start(
    connection: Connection, agency: str, source: str, delivery: Delivery, *, complete: bool, now: int
) -> int:
    """Begin an import; an earlier one of the same source that never finished is abandoned."""
    begun = select(import_run.c.id).where(
        import_run.c.agency_id == agency, import_run.c.source == source, import_run.c.state == "receiving"
    )
    for import_id in list(connection.scalars(begun)):
        abandon(connection, agency, import_id, now)
    made = connection.execute(
        insert(import_run).values(
            agency_id=agency,
            adapter=delivery.adapter,
            source=source,
            scope=delivery.scope,
            complete=complete,
            state="receiving",
            basis=delivery.basis,
            files=orjson.dumps([name.rsplit("/", 1)[-1] for name in delivery.files]).decode(),
            coverage=_stated(delivery),
            rows_read=0,
            rows_accepted=0,
            rows_rejected=0,
            events=0,
            started_at=now,
        )
    )
    key = made.inserted_primary_key
    return int(key[0]) if key else 0


def _stated(delivery: Delivery) -> str:
    covers = [(stated.kind, stated.first_day, stated.last_day) for stated in delivery.coverage]
    return orjson.dumps({"covers": covers, "parts": delivery.parts}).decode()


def states_whole(run: dict[str, Any]) -> tuple[list[str], list[str] | None]:
    """Of what an import states every fact of its scope: the kinds it covers, or the beginnings of keys if it says."""
    stated = orjson.loads(run["coverage"])
    return [kind for kind, _first, _last in stated["covers"]], stated["parts"]


def abandon(connection: Connection, agency: str, import_id: int, now: int) -> None:
    """Give up an import unless it was received whole: nothing of it is left in the inbox."""
    state = select(import_run.c.state).where(import_run.c.agency_id == agency, import_run.c.id == import_id)
    if connection.scalar(state.with_for_update()) not in {"receiving", "abandoned"}:
        return
    connection.execute(delete(inbox).where(inbox.c.agency_id == agency, inbox.c.import_id == import_id))
    set_state(connection, agency, import_id, "abandoned", now)


def received(connection: Connection, agency: str, import_id: int, counts: dict[str, int]) -> bool:
    """Note that an import has been received whole; False if it was abandoned meanwhile."""
    return (
        connection.execute(
            update(import_run)
            .where(
                import_run.c.agency_id == agency,
                import_run.c.id == import_id,
                import_run.c.state == "receiving",
            )
            .values(state="received", **counts)
        ).rowcount
        == 1
    )


def claim(connection: Connection, import_id: int, state: str) -> bool:
    """Hold an import for this transaction, if it is still in this state."""
    found = select(import_run.c.id).where(import_run.c.id == import_id, import_run.c.state == state)
    return connection.scalar(found.with_for_update()) is not None


def set_state(connection: Connection, agency: str, import_id: int, state: str, now: int) -> None:
    """Move an import to a state."""
    connection.execute(
        update(import_run)
        .where(import_run.c.agency_id == agency, import_run.c.id == import_id)
        .values(state=state, finished_at=now)
    )


def listed(connection: Connection, agency: str) -> list[dict[str, Any]]:
    """Read all imports of an agency, oldest first."""
    rows = connection.execute(
        select(import_run).where(import_run.c.agency_id == agency).order_by(import_run.c.id)
    )
    return [dict(row) for row in rows.mappings()]


def unfinished(connection: Connection, agency: str) -> dict[str, Any] | None:
    """Read the import to go on with: the newest that is being undone, else the oldest received.

    Newest first, because undoing an import puts back what it ended, and a later one must be gone by then.
    """
    undoing = import_run.c.state == "undoing"
    row = (
        connection.execute(
            select(import_run)
            .where(import_run.c.agency_id == agency, or_(undoing, import_run.c.state == "received"))
            .order_by(case((undoing, -import_run.c.id), else_=literal(0)), import_run.c.id)
            .limit(1)
        )
        .mappings()
        .first()
    )
    return dict(row) if row else None


def later_than(connection: Connection, agency: str, source: str, import_id: int) -> list[int]:
    """The ids of later imports of the same source that still stand."""
    return list(
        connection.scalars(
            select(import_run.c.id)
            .where(
                import_run.c.agency_id == agency,
                import_run.c.source == source,
                import_run.c.id > import_id,
                import_run.c.state.in_(("received", "done")),
            )
            .order_by(import_run.c.id)
        )
    )


def add_rejected(connection: Connection, agency: str, import_id: int, rows: Sequence[Rejected]) -> None:
    """Keep refused rows: they hold child data and are shown to the own admin only."""
    if rows:
        connection.execute(
            insert(rejected_row),
            [
                {
                    "agency_id": agency,
                    "import_id": import_id,
                    "file": _keepable(row.file),
                    "row": row.number,
                    "field": row.field,
                    "reason": row.reason,
                    "message": _keepable(row.message),
                    "raw": _keepable(row.raw),
                }
                for row in rows
            ],
        )


def _keepable(text: str) -> str:
    """A refused row may hold what no database keeps as text: it is shown as a question mark."""
    return text.replace("\x00", "?").encode(errors="replace").decode()


def add_notices(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the oddities of an import, one row per file, field and reason."""
    if rows:
        connection.execute(insert(import_notice), rows)


def rejected(connection: Connection, agency: str, import_id: int | None = None) -> list[dict[str, Any]]:
    """Read refused rows of an agency, or of one import."""
    statement = select(rejected_row).where(rejected_row.c.agency_id == agency).order_by(rejected_row.c.id)
    if import_id is not None:
        statement = statement.where(rejected_row.c.import_id == import_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def notices(connection: Connection, agency: str, import_id: int | None = None) -> list[dict[str, Any]]:
    """Read the oddities of an agency's imports, or of one."""
    statement = select(import_notice).where(import_notice.c.agency_id == agency).order_by(import_notice.c.id)
    if import_id is not None:
        statement = statement.where(import_notice.c.import_id == import_id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def cover(connection: Connection, run: dict[str, Any]) -> None:
    """Write what an applied import covers, in place of what its scope covered before."""
    stated = [Coverage(*row) for row in orjson.loads(run["coverage"])["covers"]]
    where = (
        coverage.c.agency_id == run["agency_id"],
        coverage.c.source == run["source"],
        coverage.c.scope == run["scope"],
        coverage.c.kind.in_([row.kind for row in stated]),
        coverage.c.ended_by.is_(None),
    )
    connection.execute(update(coverage).where(*where).values(ended_by=run["id"]))
    rows = [
        {
            "agency_id": run["agency_id"],
            "source": run["source"],
            "scope": run["scope"],
            "kind": row.kind,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "import_id": run["id"],
        }
        for row in stated
    ]
    if rows:
        connection.execute(insert(coverage), rows)


def uncover(connection: Connection, agency: str, import_id: int) -> None:
    """Take back what an import covers; what its scope covered before stands again."""
    connection.execute(
        delete(coverage).where(coverage.c.agency_id == agency, coverage.c.import_id == import_id)
    )
    connection.execute(
        update(coverage)
        .where(coverage.c.agency_id == agency, coverage.c.ended_by == import_id)
        .values(ended_by=None)
    )


def covered(connection: Connection, agency: str, source: str | None = None) -> list[dict[str, Any]]:
    """Read what stands covered, by source, kind and scope."""
    statement = select(coverage).where(coverage.c.agency_id == agency, coverage.c.ended_by.is_(None))
    if source is not None:
        statement = statement.where(coverage.c.source == source)
    statement = statement.order_by(coverage.c.source, coverage.c.kind, coverage.c.first_day)
    return [dict(row) for row in connection.execute(statement).mappings()]


def last_days(connection: Connection, agency: str, source: str) -> dict[str, int]:
    """The last day that a source covers, by kind."""
    rows = connection.execute(
        select(coverage.c.kind, func.max(coverage.c.last_day).label("last_day"))
        .where(coverage.c.agency_id == agency, coverage.c.source == source, coverage.c.ended_by.is_(None))
        .group_by(coverage.c.kind)
    )
    return {row.kind: row.last_day for row in rows}


def covered_days(connection: Connection, agency: str, source: str) -> dict[str, list[tuple[int, int]]]:
    """The stretches of days that a source covers without a break, by kind."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in covered(connection, agency, source):
        known = spans.setdefault(row["kind"], [])
        if known and row["first_day"] <= _day_after(known[-1][1]):
            known[-1] = (known[-1][0], max(known[-1][1], row["last_day"]))
        else:
            known.append((row["first_day"], row["last_day"]))
    return spans


def _day_after(day: int) -> int:
    return day_number(numbered_day(day) + timedelta(days=1))
