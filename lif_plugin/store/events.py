"""Events in all their versions. One version of each fact is live: the one that rules read."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from lif_plugin.domain.kinds import TYPED_FIELDS
from lif_plugin.store.among import among
from lif_plugin.store.order import in_bytes
from lif_plugin.store.tables import event
from lif_plugin.store.work import as_rows, driver_rows

_CURRENT = event.c.ended_at.is_(None)


def current_versions(
    connection: Connection, agency: str, source: str, keys: Collection[str]
) -> list[dict[str, Any]]:
    """Read the versions that stand for these facts, of every scope that states them."""
    rows = connection.execute(
        select(
            event.c.case_id,
            event.c.id,
            event.c.key,
            event.c.scope,
            event.c.digest,
            event.c.live,
            event.c.kind,
        ).where(event.c.agency_id == agency, event.c.source == source, event.c.key.in_(keys), _CURRENT)
    )
    return [dict(row) for row in rows.mappings()]


def keys_of(connection: Connection, case_id: int) -> list[str]:
    """The keys of every fact of a case that ever was."""
    return list(connection.scalars(select(event.c.key).where(event.c.case_id == case_id).distinct()))


def add_versions(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Add new versions."""
    if rows:
        connection.execute(insert(event), rows)


_SEEN = (
    update(event)
    .where(event.c.case_id == bindparam("b_case"), event.c.id == bindparam("b_id"))
    .values(seen_by=bindparam("b_import"))
)
_END = (
    update(event)
    .where(event.c.case_id == bindparam("b_case"), event.c.id == bindparam("b_id"))
    .values(
        ended_at=bindparam("b_at"), ended_as=bindparam("b_as"), ended_by=bindparam("b_import"), live=False
    )
)


def mark_seen(connection: Connection, ids: Iterable[tuple[int, int]], import_id: int) -> None:
    """Note that an import stated these versions again, unchanged."""
    rows = [{"b_case": case, "b_id": row, "b_import": import_id} for case, row in ids]
    if rows:
        connection.execute(_SEEN, rows)


def end_versions(
    connection: Connection, ids: Iterable[tuple[int, int]], *, how: str, by: int, at: int
) -> None:
    """End versions: superseded, retracted or undone by an import."""
    rows = [{"b_case": case, "b_id": row, "b_import": by, "b_as": how, "b_at": at} for case, row in ids]
    if rows:
        connection.execute(_END, rows)


def settle_live(
    connection: Connection, agency: str, source: str, keys: Collection[str]
) -> list[tuple[int, str]]:
    """Make exactly one version of each of these facts live: that of the last scope which states it.

    Gives the case and kind of each version that came to be live or ceased to be: it need not be of the case whose
    facts the caller had in hand.
    """
    if not keys:
        return []
    later = event.alias("later")
    outdone = exists().where(
        later.c.agency_id == event.c.agency_id,
        later.c.source == event.c.source,
        later.c.key == event.c.key,
        later.c.ended_at.is_(None),
        in_bytes(later.c.scope) > in_bytes(event.c.scope),
    )
    mine = event.c.agency_id == agency, event.c.source == source, event.c.key.in_(keys), _CURRENT
    changed = connection.execute(
        update(event)
        .where(*mine, event.c.live == outdone)
        .values(live=~outdone)
        .returning(event.c.case_id, event.c.kind)
    )
    return [(row.case_id, row.kind) for row in changed]


def unseen(
    connection: Connection,
    agency: str,
    source: str,
    scope: str,
    whole: tuple[Collection[str], Collection[str] | None],
    import_id: int,
    limit: int,
) -> list[dict[str, Any]]:
    """Read facts of a scope that a complete import did not state again, among what it states the whole of.

    ``whole``: the kinds, or the beginnings of keys where there are any.
    """
    kinds, parts = whole
    mine: ColumnElement[bool] = event.c.kind.in_(kinds)
    if parts is not None:
        mine = or_(false(), *(func.substr(event.c.key, 1, len(part)) == part for part in parts))
    return _versions(
        connection,
        and_(
            event.c.agency_id == agency,
            event.c.source == source,
            event.c.scope == scope,
            mine,
            event.c.seen_by != import_id,
            _CURRENT,
        ),
        limit,
    )


def made_by(connection: Connection, import_id: int, limit: int) -> list[dict[str, Any]]:
    """Read standing versions that an import made."""
    return _versions(connection, and_(event.c.import_id == import_id, _CURRENT), limit)


def ended_by(connection: Connection, import_id: int, limit: int) -> list[dict[str, Any]]:
    """Read versions of others that an import ended and that can stand again."""
    others = and_(event.c.ended_by == import_id, event.c.ended_as != "undone", event.c.import_id != import_id)
    return _versions(connection, others, limit)


def _versions(connection: Connection, where: Any, limit: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(event.c.case_id, event.c.id, event.c.key).where(where).limit(limit))
    return [dict(row) for row in rows.mappings()]


_RESTORE = (
    update(event)
    .where(event.c.case_id == bindparam("b_case"), event.c.id == bindparam("b_id"))
    .values(ended_at=None, ended_as=None, ended_by=None)
)


def restore_versions(connection: Connection, ids: Iterable[tuple[int, int]]) -> None:
    """Let ended versions stand again."""
    rows = [{"b_case": case, "b_id": row} for case, row in ids]
    if rows:
        connection.execute(_RESTORE, rows)


def with_any(connection: Connection, case_ids: Collection[int], kinds: Collection[str]) -> set[int]:
    """The cases among these that hold a live event of any of these kinds."""
    held = select(event.c.case_id).where(event.c.case_id.in_(case_ids), event.c.kind.in_(kinds), event.c.live)
    return set(connection.scalars(held.distinct()))


def stated_by(
    connection: Connection, agency: str, source: str, scope: str, case_ids: Collection[int]
) -> list[dict[str, Any]]:
    """Read what a scope states of some cases: case, id, key and kind of each standing version."""
    mine = and_(
        event.c.agency_id == agency,
        event.c.source == source,
        event.c.scope == scope,
        event.c.case_id.in_(case_ids),
        _CURRENT,
    )
    query = select(event.c.case_id, event.c.id, event.c.key, event.c.kind).where(mine)
    return [dict(row) for row in connection.execute(query).mappings()]


def in_time(row: FromClause) -> tuple[ColumnElement[Any], ...]:
    """The order of a case's events: by time, then as the source counts within a time, then by key.

    Never by id, which a correction changes.
    """
    # The number in the statement's own words: windows whose orders hold a parameter each are sorted for one by one.
    return (row.c.occurred_at, func.coalesce(row.c.seq, literal_column("1")), in_bytes(row.c.key))


def live_events(connection: Connection, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Read the live events of some cases, in order of time within each case.

    ``recorded_at`` is when the fact was first had, in whichever version that was not undone.
    """
    first = _first_recorded(connection, case_ids)
    rows = as_rows(connection.execute(_live(select(event), case_ids)))
    for row in rows if first else ():
        row["recorded_at"] = min(
            row["recorded_at"], first.get((row["case_id"], row["key"]), row["recorded_at"])
        )
    return rows


SHOWN: Final = ("case_id", "key", "recorded_at", "id", "digest", "kind", "occurred_at", "occurred_day", "until_day",
                "precision", "detail")  # fmt: skip
"""The columns of `live_facts`, before its `TYPED_FIELDS`."""


def live_facts(
    connection: Connection, case_ids: Collection[int]
) -> tuple[Sequence[tuple[Any, ...]], dict[tuple[int, str], int]]:
    """Read the live events of some cases as `live_events` does, but only what plugins are shown, as plain rows.

    Beside them it gives, by case and key, when facts that have earlier versions were first had.
    """
    columns = [event.c[name] for name in (*SHOWN, *TYPED_FIELDS)]
    rows = driver_rows(connection.execute(_live(select(*columns), case_ids)))
    return rows, _first_recorded(connection, case_ids)


def _live(columns: Select[Any], case_ids: Collection[int]) -> Select[Any]:
    mine = columns.where(among(event.c.case_id, case_ids), event.c.live)
    return mine.order_by(event.c.case_id, *in_time(event))


def _first_recorded(connection: Connection, case_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """When facts that have earlier versions were first had."""
    was_truth = and_(~event.c.live, func.coalesce(event.c.ended_as, "") != "undone")
    rows = connection.execute(
        select(event.c.case_id, event.c.key, func.min(event.c.recorded_at).label("first"))
        .where(among(event.c.case_id, case_ids), was_truth)
        .group_by(event.c.case_id, event.c.key)
    )
    return {(row.case_id, row.key): row.first for row in rows}
