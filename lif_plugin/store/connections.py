"""Connections with live platforms: their settings, whether they run, and whose turn it is to poll."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, insert, or_, select, update

from lif_plugin.store.tables import coverage, import_run, live_connection

Row = dict[str, Any]
SCOPE: Final = "live"
"""The scope of everything a connection states."""
_FIRST_DAY: Final = 19000101
"""A snapshot of a case shows all that is recorded, however old."""


class Saved(NamedTuple):
    """What somebody said about a connection; ``settings`` and ``secrets`` are JSON, the latter names only."""

    name: str
    adapter: str
    source: str
    settings: str
    secrets: str
    every_ms: int


def save(connection: Connection, agency: str, saved: Saved, by: str, now: int) -> Row:
    """Save a connection, new or anew; it runs from now on, whatever had stopped it.

    Other settings may show other fields of the same cases, so that everything is asked for again.
    """
    values = {**saved._asdict(), "state": "running", "reason": None, "said": None, "poll_at": now, "tries": 0,
              "saved_at": now, "saved_by": by}  # fmt: skip
    before = named(connection, agency, saved.name)
    if before is None:
        run = _run(connection, agency, saved, now)
        connection.execute(
            insert(live_connection).values(
                agency_id=agency, run_id=run, version=1, turn=0, turn_until=0, **values
            )
        )
    else:
        cursor = before["cursor"] if before["settings"] == saved.settings else None
        connection.execute(
            update(live_connection)
            .where(live_connection.c.id == before["id"])
            # Whoever polls with the old settings may write nothing more.
            .values(
                **values,
                cursor=cursor,
                version=before["version"] + 1,
                turn=before["turn"] + 1,
                turn_until=0,
            )
        )
    found = named(connection, agency, saved.name)
    if found is None:
        raise LookupError(saved.name)
    return found


def _run(connection: Connection, agency: str, saved: Saved, now: int) -> int:
    """The import that stands for all a connection brings: its counts, and where refused cases are kept."""
    made = connection.execute(
        insert(import_run).values(
            agency_id=agency,
            adapter=saved.adapter,
            source=saved.source,
            scope=SCOPE,
            complete=False,
            state="live",
            basis=f"The connection {saved.name} says what it can see.",
            files="[]",
            coverage='{"covers": [], "parts": null}',
            rows_read=0,
            rows_accepted=0,
            rows_rejected=0,
            events=0,
            started_at=now,
        )
    )
    key = made.inserted_primary_key
    return int(key[0]) if key else 0


def listed(connection: Connection, agency: str) -> list[Row]:
    """Read the connections of an agency, by name."""
    query = select(live_connection).where(live_connection.c.agency_id == agency)
    return [dict(row) for row in connection.execute(query.order_by(live_connection.c.name)).mappings()]


def named(connection: Connection, agency: str, name: str) -> Row | None:
    """Read a connection by its name."""
    return _one(connection, agency, live_connection.c.name == name)


def of_source(connection: Connection, agency: str, source: str) -> Row | None:
    """Read the connection a source comes from; None for a source of files."""
    return _one(connection, agency, live_connection.c.source == source)


def _one(connection: Connection, agency: str, where: Any) -> Row | None:
    row = connection.execute(
        select(live_connection).where(live_connection.c.agency_id == agency, where)
    ).mappings()
    found = row.first()
    return dict(found) if found else None


def take_turn(connection: Connection, row: Row, executor: str, now: int, lease_ms: int) -> int | None:
    """Take the turn to poll, unless somebody living has it; the turn's number goes with every write."""
    taken = connection.execute(
        update(live_connection)
        .where(
            live_connection.c.id == row["id"],
            live_connection.c.version == row["version"],
            live_connection.c.state == "running",
            live_connection.c.turn == row["turn"],
            live_connection.c.turn_until <= now,
        )
        .values(turn=row["turn"] + 1, turn_by=executor, turn_until=now + lease_ms)
    )
    return row["turn"] + 1 if taken.rowcount == 1 else None


def release(connection: Connection, agency: str, executor: str) -> None:
    """Give back the turns of an executor that has begun anew under its name: what it had in hand died with it."""
    connection.execute(
        update(live_connection)
        .where(live_connection.c.agency_id == agency, live_connection.c.turn_by == executor)
        .values(turn_until=0)
    )


def write_turn(connection: Connection, connection_id: int, turn: int, **values: Any) -> bool:
    """Write what a poll came to; False, with nothing written, if somebody else has the turn now."""
    return (
        connection.execute(
            update(live_connection)
            .where(live_connection.c.id == connection_id, live_connection.c.turn == turn)
            .values(**values)
        ).rowcount
        == 1
    )


def cover_until(connection: Connection, connection_id: int, until_ms: int) -> None:
    """Note up to when everything recorded is known; never less than before."""
    later = or_(live_connection.c.covered_until.is_(None), live_connection.c.covered_until < until_ms)
    connection.execute(
        update(live_connection)
        .where(live_connection.c.id == connection_id, later)
        .values(covered_until=until_ms)
    )


def cover(connection: Connection, row: Row, kinds: Collection[str], last_day: int) -> bool:
    """Write that these kinds are known up to a day; says whether that is news, by a day or by a kind.

    What is no longer seen stays known up to where it was.
    """
    mine = and_(
        coverage.c.agency_id == row["agency_id"],
        coverage.c.source == row["source"],
        coverage.c.scope == SCOPE,
        coverage.c.ended_by.is_(None),
    )
    known = {
        stated.kind: stated.last_day
        for stated in connection.execute(select(coverage.c.kind, coverage.c.last_day).where(mine))
    }
    later = [kind for kind in kinds if kind in known and known[kind] < last_day]
    if later:
        connection.execute(update(coverage).where(mine, coverage.c.kind.in_(later)).values(last_day=last_day))
    new = [
        {"agency_id": row["agency_id"], "source": row["source"], "scope": SCOPE, "kind": kind,
         "first_day": _FIRST_DAY, "last_day": last_day, "import_id": row["run_id"]}
        for kind in sorted(set(kinds) - known.keys())
    ]  # fmt: skip
    if new:
        connection.execute(insert(coverage), new)
    return bool(later or new)


def stop(connection: Connection, row: Row, reason: str, said: str) -> bool:
    """Stop a connection until somebody saves it again; False if that has happened meanwhile."""
    return (
        connection.execute(
            update(live_connection)
            .where(live_connection.c.id == row["id"], live_connection.c.version == row["version"])
            .values(state="stopped", reason=reason, said=said, turn_until=0)
        ).rowcount
        == 1
    )


def count(connection: Connection, run_id: int, **more: int) -> None:
    """Add to the counts of what a connection has brought."""
    connection.execute(
        update(import_run)
        .where(import_run.c.id == run_id)
        .values({import_run.c[name]: import_run.c[name] + number for name, number in more.items()})
    )
