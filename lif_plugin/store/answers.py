"""Answers that come from platforms: each is taken once, as it is first seen."""

from typing import Any

from sqlalchemy import Connection, insert
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
