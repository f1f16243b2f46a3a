"""Tokens of other systems that were used: each is taken once, however many servers there are."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.store.tables import used_token


class Use(NamedTuple):
    """One token as it is told apart: whose it is, a digest of its jti, and when (UTC ms) it has expired anyway."""

    client: str
    once: str
    until: int


def use(connection: Connection, agency: str, tokens: Sequence[Use]) -> list[bool]:
    """Keep that tokens are used, in their order; False for one that was used before."""
    made: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [{"agency_id": agency, **one._asdict()} for one in dict.fromkeys(tokens)]
    statement = made.insert(used_token).values(rows).on_conflict_do_nothing()
    taken = connection.execute(statement.returning(used_token.c.client, used_token.c.once))
    fresh = {(row.client, row.once) for row in taken}
    answers = []
    for one in tokens:
        answers.append((one.client, one.once) in fresh)
        fresh.discard((one.client, one.once))
    return answers


def forget_expired(connection: Connection, agency: str, now: int) -> int:
    """Remove what could not be used again anyway; gives how many."""
    return connection.execute(
        delete(used_token).where(used_token.c.agency_id == agency, used_token.c.until <= now)
    ).rowcount
