"""Answers: those from platforms, each taken once; those that came late; and what had been given by a time."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.store.tables import answer, platform_answer

Row = dict[str, Any]
_SAME = ("agency_id", "case_id", "result_id", "kind", "reason", "text", "by", "at")


def first_seen(connection: Connection, row: Row) -> bool:
    """Note that an answer was seen in a platform; False if it was taken before, whatever stands there now."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(platform_answer).values(row).on_conflict_do_nothing()
    return connection.execute(statement.returning(platform_answer.c.receipt)).first() is not None


def keep_late(connection: Connection, row: Row) -> None:
    """Keep, once, an answer for which nothing waited any more, beside its result: it changes nothing of it."""
    same = select(answer.c.id).where(*(answer.c[name].is_not_distinct_from(row[name]) for name in _SAME))
    if connection.scalar(same.limit(1)) is None:
        connection.execute(insert(answer).values({**row, "late": True}))


def late_of(
    connection: Connection, agency: str, results: Collection[tuple[int, str]]
) -> dict[str, list[Row]]:
    """The late answers to some results, given by case and id; by the result's id, in the order they came in."""
    found: dict[str, list[Row]] = {}
    query = select(answer).where(
        answer.c.agency_id == agency,
        answer.c.case_id.in_({case_id for case_id, _result_id in results}),
        answer.c.result_id.in_([result_id for _case_id, result_id in results]),
        answer.c.late,
    )
    for row in connection.execute(query.order_by(answer.c.id)).mappings():
        found.setdefault(row["result_id"], []).append(dict(row))
    return found


def given_until(
    connection: Connection, agency: str, cases: tuple[int, int], until_ms: int
) -> dict[str, dict[str, Any]]:
    """The last answer that counts to each result of a range of cases, of those given by a moment, by the result's id."""
    query = (
        select(answer)
        .where(
            answer.c.agency_id == agency,
            answer.c.case_id.between(*cases),
            answer.c.at <= until_ms,
            ~answer.c.late,
        )
        .order_by(answer.c.id)
    )
    return {row["result_id"]: dict(row) for row in connection.execute(query).mappings()}
