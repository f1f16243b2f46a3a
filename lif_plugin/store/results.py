"""Results of rules and hooks: prompts, nominations, review links, next-due times and plugin faults."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, or_, select, update

from lif_plugin.domain.rule import State
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.among import among
from lif_plugin.store.tables import (
    answer,
    audit_unknown,
    case_record,
    next_due,
    nomination,
    plugin_fault,
    result,
    review_link,
)
from lif_plugin.store.work import as_rows, visible


def results_of(
    connection: Connection, case_ids: Collection[int], rules: Collection[str] | None = None
) -> list[dict[str, Any]]:
    """Read every result of some cases, ended ones too; with ``rules`` those of these rules, and gaps told of."""
    query = select(result).where(among(result.c.case_id, case_ids))
    if rules is not None:
        told = and_(result.c.told, result.c.ended_at.is_(None), result.c.state == State.GAP.value)
        query = query.where(or_(result.c.rule.in_(rules), told))
    return as_rows(connection.execute(query))


def result_of(connection: Connection, viewer: Viewer, result_id: str) -> dict[str, Any] | None:
    """Read one result with its case's ref and source, if the viewer may see it."""
    row = (
        connection.execute(
            select(result, case_record.c.ref, case_record.c.source)
            .join(case_record, case_record.c.id == result.c.case_id)
            .where(result.c.id == result_id, visible(viewer, result))
        )
        .mappings()
        .first()
    )
    return dict(row) if row else None


def nominations_of(connection: Connection, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Read every audit nomination of some cases, ended ones too."""
    return _of(connection, nomination, case_ids)


def unknown_of(connection: Connection, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Read what audit triggers could not tell of some cases."""
    return _of(connection, audit_unknown, case_ids)


def save_unknown(
    connection: Connection, gone: Iterable[tuple[int, str]], rows: Sequence[dict[str, Any]]
) -> None:
    """Write what triggers cannot tell, in place of what these (case, plugin) pairs said before."""
    pairs = [{"b_case": case_id, "b_plugin": plugin} for case_id, plugin in gone]
    if pairs:
        connection.execute(
            delete(audit_unknown).where(
                audit_unknown.c.case_id == bindparam("b_case"),
                audit_unknown.c.plugin == bindparam("b_plugin"),
            ),
            pairs,
        )
    if rows:
        connection.execute(insert(audit_unknown), list(rows))


def review_links_of(connection: Connection, case_ids: Collection[int]) -> list[dict[str, Any]]:
    """Read every review link of some cases, ended ones too."""
    return _of(connection, review_link, case_ids)


def _of(connection: Connection, table: Table, case_ids: Collection[int]) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(among(table.c.case_id, case_ids)))
    return [dict(row) for row in rows.mappings()]


_TABLES: Mapping[str, Table] = {"result": result, "nomination": nomination, "review_link": review_link}


def save(
    connection: Connection, what: str, new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]
) -> None:
    """Insert new and rewrite changed results, nominations or review links, keyed (case_id, id)."""
    table = _TABLES[what]
    if new:
        connection.execute(insert(table), list(new))
    if changed:
        columns = [name for name in changed[0] if name not in {"case_id", "id"}]
        statement = (
            update(table)
            .where(table.c.case_id == bindparam("b_case_id"), table.c.id == bindparam("b_id"))
            .values({name: bindparam(f"b_{name}") for name in columns})
        )
        connection.execute(
            statement, [{f"b_{name}": value for name, value in row.items()} for row in changed]
        )


def save_next_due(
    connection: Connection, asked: Mapping[int, frozenset[str] | None], rows: Sequence[dict[str, Any]]
) -> None:
    """Replace what time alone will make due for some cases, of the rules that were asked (None: of all)."""
    same: dict[frozenset[str] | None, list[int]] = {}
    for case_id, rules in asked.items():
        same.setdefault(rules, []).append(case_id)
    for rules, ids in same.items():
        statement = delete(next_due).where(among(next_due.c.case_id, ids))
        if rules is not None:
            statement = statement.where(next_due.c.rule.in_(sorted(rules)))
        connection.execute(statement)
    if rows:
        connection.execute(insert(next_due), list(rows))


def due_cases(connection: Connection, agency: str, until_ms: int) -> list[int]:
    """The cases for which something has come due."""
    return list(
        connection.scalars(
            select(next_due.c.case_id)
            .where(next_due.c.agency_id == agency, next_due.c.due_at <= until_ms)
            .distinct()
        )
    )


def add_faults(connection: Connection, agency: str, faults: Iterable[tuple[str, str, str, int]]) -> None:
    """Keep what went wrong in plugins: (plugin, hook, message, time)."""
    rows = [
        {"agency_id": agency, "plugin": plugin, "hook": hook, "message": message, "at": at}
        for plugin, hook, message, at in faults
    ]
    if rows:
        connection.execute(insert(plugin_fault), rows)


def add_answer(connection: Connection, row: dict[str, Any], result_values: dict[str, Any]) -> None:
    """Keep an answer and what it makes of its result."""
    connection.execute(insert(answer).values(row))
    connection.execute(
        update(result)
        .where(and_(result.c.case_id == row["case_id"], result.c.id == row["result_id"]))
        .values(result_values)
    )
