"""Answers: those that come from platforms, each taken once as it is first seen; and what had been given by a time."""

from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.store.tables import answer, platform_answer


def first_seen(connection: Connection, row: dict[str, Any]) -> bool:
    """Note that an answer was seen in a platform; False if it was taken before, whatever stands there now."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(platform_answer).values(row).on_conflict_do_nothing()
    return connection.execute(statement.returning(platform_answer.c.receipt)).first() is not None


def keep(connection: Connection, row: dict[str, Any]) -> None:
    """Keep an answer beside its result, whose state it does not change."""
    connection.execute(insert(answer).values(row))


def given_until(
    connection: Connection, agency: str, cases: tuple[int, int], until_ms: int
) -> dict[str, dict[str, Any]]:
    """The last answer to each result of a range of cases that had been given by a moment, by the result's id."""
    query = (
        select(answer)
        .where(answer.c.agency_id == agency, answer.c.case_id.between(*cases), answer.c.at <= until_ms)
        .order_by(answer.c.id)
    )
    return {row["result_id"]: dict(row) for row in connection.execute(query).mappings()}
