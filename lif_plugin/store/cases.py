"""Case rows: made when first seen, marked stale when their record changed, refreshed when evaluated."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, bindparam, case, exists, insert, null, or_, select, update
from uuid6 import uuid7

from lif_plugin.store.among import among
from lif_plugin.store.tables import case_record, event, result
from lif_plugin.store.work import as_rows


def ensure_cases(connection: Connection, agency: str, source: str, refs: Collection[str]) -> dict[str, int]:
    """Give the ids of these cases, making the ones not yet seen."""
    found = case_ids(connection, agency, source, refs)
    new = [ref for ref in refs if ref not in found]
    if new:
        connection.execute(
            insert(case_record),
            [
                {
                    "agency_id": agency,
                    "source": source,
                    "ref": ref,
                    "public_id": str(uuid.UUID(int=uuid7().int)),
                    "stale": True,
                    "is_held": True,
                }
                for ref in new
            ],
        )
        found |= case_ids(connection, agency, source, new)
    return found


def case_ids(connection: Connection, agency: str, source: str, refs: Collection[str]) -> dict[str, int]:
    """The ids of those of these cases that are known."""
    rows = connection.execute(
        select(case_record.c.ref, case_record.c.id).where(
            case_record.c.agency_id == agency, case_record.c.source == source, case_record.c.ref.in_(refs)
        )
    )
    return {row.ref: row.id for row in rows}


def refs_of(connection: Connection, case_ids: Collection[int]) -> dict[int, str]:
    """Give the references of these cases by id."""
    rows = connection.execute(
        select(case_record.c.id, case_record.c.ref).where(case_record.c.id.in_(case_ids))
    )
    return {row.id: row.ref for row in rows}


def ref_of(connection: Connection, case_id: int) -> str:
    """Read the source's own reference of a case."""
    return str(connection.scalar(select(case_record.c.ref).where(case_record.c.id == case_id)))


def public_id(connection: Connection, case_id: int) -> str:
    """The id of a case that stands in our own addresses."""
    return str(connection.scalar(select(case_record.c.public_id).where(case_record.c.id == case_id)))


_ALL_AGAIN: Final[dict[str, Any]] = {
    "stale": True,
    "touched": None,
    "version": case_record.c.version + 1,
}
"""What is written into a case of which all is asked again."""


def mark_stale(connection: Connection, case_ids: Collection[int]) -> None:
    """Have all asked of cases again; their version says so to whoever is evaluating them."""
    if case_ids:
        connection.execute(update(case_record).where(case_record.c.id.in_(case_ids)).values(_ALL_AGAIN))


def mark_touched(connection: Connection, kinds: Mapping[int, frozenset[str]]) -> None:
    """Mark cases, by id, of which facts of these kinds changed, beside those that changed before and still wait."""
    same: dict[str, list[int]] = {}
    for case_id, changed in kinds.items():
        same.setdefault(f",{','.join(sorted(changed))},", []).append(case_id)
    before = case_record.c.touched
    for text, ids in sorted(same.items()):
        touched = case(
            (~case_record.c.stale, text),
            (before.is_(None), null()),
            (before.contains(text, autoescape=True), before),
            else_=before + text,
        )
        values = {**_ALL_AGAIN, "touched": touched}
        connection.execute(update(case_record).where(among(case_record.c.id, ids)).values(values))


def touched_kinds(row: Mapping[str, Any]) -> frozenset[str] | None:
    """The kinds of facts of a stale case that changed; None: all is asked again."""
    text = row["touched"]
    return None if text is None else frozenset(filter(None, text.split(",")))


def hold(connection: Connection, case_id: int) -> None:
    """Hold a case until the transaction ends; whoever is evaluating it finds it changed and does it again."""
    connection.execute(
        update(case_record).where(case_record.c.id == case_id).values(version=case_record.c.version + 1)
    )


def mark_source_stale(connection: Connection, agency: str, source: str | None = None) -> int:
    """Mark every case of an agency (and source): what is covered, or a setting, changed for all; gives how many."""
    statement = update(case_record).where(case_record.c.agency_id == agency)
    if source is not None:
        statement = statement.where(case_record.c.source == source)
    return connection.execute(statement.values(_ALL_AGAIN)).rowcount


def mark_holding(connection: Connection, agency: str, kinds: Collection[str], rules: Collection[str]) -> int:
    """Mark the cases with a live fact of these kinds or a result of these rules; gives how many."""
    facts = select(event.c.case_id).where(event.c.agency_id == agency, event.c.live, event.c.kind.in_(kinds))
    told = select(result.c.case_id).where(result.c.agency_id == agency, result.c.rule.in_(rules))
    return connection.execute(
        update(case_record)
        .where(
            case_record.c.agency_id == agency, or_(case_record.c.id.in_(facts), case_record.c.id.in_(told))
        )
        .values(_ALL_AGAIN)
    ).rowcount


def stale_cases(connection: Connection, agency: str, limit: int) -> list[dict[str, Any]]:
    """Read some stale cases of one source, oldest first."""
    first = connection.execute(
        select(case_record.c.source)
        .where(case_record.c.agency_id == agency, case_record.c.stale)
        .order_by(case_record.c.id)
        .limit(1)
    ).first()
    if first is None:
        return []
    rows = connection.execute(
        select(case_record)
        .where(case_record.c.agency_id == agency, case_record.c.stale, case_record.c.source == first.source)
        .order_by(case_record.c.id)
        .limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


def sources_of(connection: Connection, agency: str) -> list[str]:
    """The sources an agency has cases from."""
    query = select(case_record.c.source).where(case_record.c.agency_id == agency).distinct()
    return sorted(connection.scalars(query))


def open_cases(
    connection: Connection, agency: str, source: str, after: int, limit: int
) -> list[dict[str, Any]]:
    """Read some open cases of a source, those with an id above ``after``, in order of their ids."""
    mine = (case_record.c.agency_id == agency, case_record.c.source == source, case_record.c.id > after)
    query = select(case_record).where(*mine, case_record.c.is_open).order_by(case_record.c.id).limit(limit)
    return as_rows(connection.execute(query))


def rows_of(connection: Connection, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Read the rows of these cases."""
    return as_rows(connection.execute(select(case_record).where(case_record.c.id.in_(case_ids))))


def any_stale(connection: Connection, agency: str) -> bool:
    """Say whether any case of an agency waits to be evaluated."""
    return bool(
        connection.scalar(select(exists().where(case_record.c.agency_id == agency, case_record.c.stale)))
    )


def unchanged(connection: Connection, versions: dict[int, int]) -> set[int]:
    """Hold the cases that nobody changed or evaluated since they were read with these versions."""
    rows = connection.execute(
        select(case_record.c.id, case_record.c.version)
        .where(among(case_record.c.id, versions.keys()), case_record.c.stale)
        .order_by(case_record.c.id)
        .with_for_update()
    )
    return {row.id for row in rows if versions[row.id] == row.version}


_REFRESH = (
    update(case_record)
    .where(case_record.c.id == bindparam("b_id"))
    .values(stale=False, is_open=bindparam("b_open"), is_held=bindparam("b_held"))
)


def refresh(connection: Connection, cases: Iterable[tuple[int, bool | None, bool]]) -> None:
    """Write the caches of evaluated cases: (id, open, held), and that they are no longer stale."""
    rows = [{"b_id": case, "b_open": is_open, "b_held": is_held} for case, is_open, is_held in cases]
    if rows:
        connection.execute(_REFRESH, rows)
