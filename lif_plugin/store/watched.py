"""What was last seen of each case of a live platform, which cases to look at, and where answers may wait."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, case, delete, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.store.tables import case_hint, watched_case

Row = dict[str, Any]


def of(connection: Connection, connection_id: int, refs: Collection[str]) -> dict[str, Row]:
    """Read what was last seen of some cases, by their references."""
    rows = connection.execute(
        select(watched_case).where(
            watched_case.c.connection_id == connection_id, watched_case.c.case_ref.in_(refs)
        )
    )
    return {row["case_ref"]: dict(row) for row in rows.mappings()}


def keep(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep what was seen of cases; ``ask_at`` None leaves when answers are to be looked for as it is."""
    if not rows:
        return
    statement = _upsert(connection, watched_case)
    given = statement.excluded
    asks = case(
        (given.ask_at.is_(None), watched_case.c.ask_at),
        else_=given.ask_at,
    )
    changed = {name: given[name] for name in ("digest", "moved_at", "due_on", "gone", "restricted")}
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "case_ref"], set_={**changed, "ask_at": asks}
        ),
        list(rows),
    )


def _upsert(connection: Connection, table: Any) -> Any:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def wake_due(connection: Connection, row: Row, day: int, now: int) -> int:
    """Turn what time alone has made by a day into hints to look; gives how many."""
    due = (watched_case.c.connection_id == row["id"], watched_case.c.due_on <= day)
    refs = list(connection.scalars(select(watched_case.c.case_ref).where(*due).limit(500)))
    if refs:
        hint(connection, row, refs, now, forced=True)
        connection.execute(
            update(watched_case)
            .where(watched_case.c.connection_id == row["id"], watched_case.c.case_ref.in_(refs))
            .values(due_on=None)
        )
    return len(refs)


def any_due(connection: Connection, connection_id: int, day: int) -> bool:
    """Say whether time alone has made something by a day."""
    due = select(literal(1)).where(
        watched_case.c.connection_id == connection_id, watched_case.c.due_on <= day
    )
    return connection.execute(due.limit(1)).first() is not None


def hint(connection: Connection, row: Row, refs: Collection[str], now: int, *, forced: bool = False) -> None:
    """Note cases to look at; one that is noted already is looked at once all the same.

    ``forced``: the case is taken as it stands, even if nothing that is watched has changed.
    """
    statement = _upsert(connection, case_hint)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "case_ref"],
            set_={
                "times": case_hint.c.times + 1,
                "forced": or_(case_hint.c.forced, statement.excluded.forced),
                "due_at": now,
            },
        ),
        [
            {"connection_id": row["id"], "agency_id": row["agency_id"], "case_ref": ref, "times": 1,
             "forced": forced, "tries": 0, "due_at": now}
            for ref in refs
        ],
    )  # fmt: skip


def hints(connection: Connection, connection_id: int, now: int, limit: int) -> list[Row]:
    """Read the hints whose time has come, the longest waiting first."""
    rows = connection.execute(
        select(case_hint)
        .where(case_hint.c.connection_id == connection_id, case_hint.c.due_at <= now)
        .order_by(case_hint.c.due_at, case_hint.c.case_ref)
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


def _this(row: Row) -> tuple[Any, ...]:
    return (
        case_hint.c.connection_id == row["connection_id"],
        case_hint.c.case_ref == row["case_ref"],
        case_hint.c.times == row["times"],
    )


def forget_hint(connection: Connection, row: Row) -> None:
    """Forget a hint that was followed, unless another for the same case has come meanwhile."""
    connection.execute(delete(case_hint).where(*_this(row)))


def put_off_hint(connection: Connection, row: Row, due_at: int) -> None:
    """Follow a hint later."""
    connection.execute(update(case_hint).where(*_this(row)).values(tries=row["tries"] + 1, due_at=due_at))


def ask(connection: Connection, row: Row, ref: str, at: int) -> None:
    """Look for answers on a case at a time, or sooner if that is planned already."""
    sooner = case(
        (or_(watched_case.c.ask_at.is_(None), watched_case.c.ask_at > at), at), else_=watched_case.c.ask_at
    )
    mine = (watched_case.c.connection_id == row["id"], watched_case.c.case_ref == ref)
    if not connection.execute(update(watched_case).where(*mine).values(ask_at=sooner)).rowcount:
        connection.execute(
            insert(watched_case).values(
                connection_id=row["id"], case_ref=ref, agency_id=row["agency_id"], digest="", moved_at=0,
                gone=False, restricted=False, ask_at=at,
            )
        )  # fmt: skip


def to_ask(connection: Connection, connection_id: int, now: int, limit: int) -> list[Row]:
    """Read the cases on which answers are to be looked for now, the longest waiting first."""
    rows = connection.execute(
        select(watched_case)
        .where(watched_case.c.connection_id == connection_id, watched_case.c.ask_at <= now)
        .order_by(watched_case.c.ask_at, watched_case.c.case_ref)
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


def asked(connection: Connection, row: Row, next_at: int | None) -> None:
    """Note that a case was asked, unless it moved meanwhile; the next time is given, None for no more."""
    connection.execute(
        update(watched_case)
        .where(
            watched_case.c.connection_id == row["connection_id"],
            watched_case.c.case_ref == row["case_ref"],
            watched_case.c.ask_at == row["ask_at"],
        )
        .values(ask_at=next_at)
    )
