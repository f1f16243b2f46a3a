"""What a source lets rules answer: the fields its facts hold, and the rules that cannot tell for all of it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    delete,
    exists,
    func,
    insert,
    select,
    tuple_,
)

from lif_plugin.domain.kinds import TYPED_FIELDS
from lif_plugin.store.tables import event, out_of_reach, recorded_field

Pair = tuple[str, str]
"""A kind and one of its typed fields; an empty field stands for the kind itself."""


def recorded(connection: Connection, agency: str, source: str) -> dict[str, set[str]]:
    """The typed fields that any live fact of a source holds, by kind; a kind without facts is left out."""
    fields: dict[str, set[str]] = {}
    for kind, field in _kept(connection, agency, source):
        fields.setdefault(kind, set()).add(field)
    return fields


def look_through(connection: Connection, agency: str, source: str) -> set[Pair]:
    """Look through all live facts of a source for the fields they hold: one pass, so once an import."""
    mine = event.c.agency_id == agency, event.c.source == source, event.c.live
    return fields_held(connection, event, *mine)


def fields_held(connection: Connection, facts: FromClause, *where: ColumnElement[bool]) -> set[Pair]:
    """The fields that some of these facts hold, which have the columns of events."""
    counts = select(facts.c.kind, *(func.count(facts.c[name]).label(name) for name in TYPED_FIELDS))
    found: set[Pair] = set()
    for row in connection.execute(counts.where(*where).group_by(facts.c.kind)).mappings():
        found |= {(row["kind"], ""), *((row["kind"], name) for name in TYPED_FIELDS if row[name])}
    return found


def fields_of(rows: Iterable[dict[str, Any]]) -> set[Pair]:
    """The fields that these new versions hold."""
    found: set[Pair] = set()
    for row in rows:
        found.add((row["kind"], ""))
        found |= {(row["kind"], name) for name in TYPED_FIELDS if row[name] is not None}
    return found


def add_recorded(connection: Connection, agency: str, source: str, found: Collection[Pair]) -> bool:
    """Note fields that facts hold; True if any is new."""
    new = set(found) - _kept(connection, agency, source)
    if new:
        rows = [
            {"agency_id": agency, "source": source, "kind": kind, "field": field}
            for kind, field in sorted(new)
        ]
        connection.execute(insert(recorded_field), rows)
    return bool(new)


def forget_lost(
    connection: Connection, agency: str, source: str, versions: Collection[tuple[int, int]]
) -> bool:
    """Forget fields that only these (case, id) versions held, which rules no longer read; True if there are any.

    A feed's corrections would otherwise let a rule be asked whose field no fact holds any more.
    """
    if not versions:
        return False
    named = tuple_(event.c.case_id, event.c.id).in_(sorted(versions))
    rows = connection.execute(select(event.c.kind, *(event.c[name] for name in TYPED_FIELDS)).where(named))
    held = fields_of([dict(row) for row in rows.mappings()])
    return _forget(connection, agency, source, held & _kept(connection, agency, source))


def settle_recorded(connection: Connection, agency: str, source: str, found: Collection[Pair]) -> bool:
    """Let what is noted be what a look through the facts found; True if anything changed."""
    forgotten = _forget(connection, agency, source, _kept(connection, agency, source) - set(found))
    return add_recorded(connection, agency, source, found) or forgotten


def _forget(connection: Connection, agency: str, source: str, pairs: Collection[Pair]) -> bool:
    gone = {pair for pair in pairs if _is_gone(connection, agency, source, pair)}
    if gone:
        mine = recorded_field.c.agency_id == agency, recorded_field.c.source == source
        named = tuple_(recorded_field.c.kind, recorded_field.c.field).in_(sorted(gone))
        connection.execute(delete(recorded_field).where(*mine, named))
    return bool(gone)


def _kept(connection: Connection, agency: str, source: str) -> set[Pair]:
    rows = connection.execute(
        select(recorded_field.c.kind, recorded_field.c.field).where(
            recorded_field.c.agency_id == agency, recorded_field.c.source == source
        )
    )
    return {(row.kind, row.field) for row in rows}


def _is_gone(connection: Connection, agency: str, source: str, pair: Pair) -> bool:
    """Whether no fact holds a field now: a feed may have brought one since the facts were looked through."""
    kind, field = pair
    held = [event.c.agency_id == agency, event.c.source == source, event.c.kind == kind, event.c.live]
    if field:
        held.append(event.c[field].is_not(None))
    return not connection.scalar(select(exists().where(*held)))


def beyond(connection: Connection, agency: str, source: str) -> dict[str, dict[str, Any]]:
    """The rules that are said to be beyond a source's reach, by rule."""
    rows = connection.execute(
        select(out_of_reach).where(out_of_reach.c.agency_id == agency, out_of_reach.c.source == source)
    )
    return {row["rule"]: dict(row) for row in rows.mappings()}


def save_beyond(
    connection: Connection, agency: str, source: str, rules: Collection[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Say anew of these rules whether they are beyond a source's reach."""
    if rules:
        connection.execute(
            delete(out_of_reach).where(
                out_of_reach.c.agency_id == agency,
                out_of_reach.c.source == source,
                out_of_reach.c.rule.in_(rules),
            )
        )
    if rows:
        connection.execute(insert(out_of_reach), list(rows))
