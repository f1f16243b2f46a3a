"""Events that come in one by one: each is taken once, and what a sender covers is kept with it."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.domain.record import Coverage
from lif_plugin.store.cases import mark_source_stale
from lif_plugin.store.inbox import LIVE_FEED
from lif_plugin.store.tables import coverage, received_event

SCOPE: Final = "events"
"""The scope of everything that comes event by event: never that of a connection, whose facts it can neither correct nor retract."""


class Received(NamedTuple):
    """One event as it is told apart, and what its sender says it covers."""

    source: str
    once: str
    at: int
    coverage: tuple[Coverage, ...] = ()

    @classmethod
    def of(
        cls, source: str, event_source: str, event_id: str, at: int, covers: tuple[Coverage, ...] = ()
    ) -> "Received":
        """An event by its own source and id, which together are unique."""
        digest = hashlib.sha256(f"{event_source}\x1f{event_id}".encode()).hexdigest()
        return cls(source, digest, at, covers)


def take_once(connection: Connection, agency: str, event: Received) -> bool:
    """Keep that an event was received; False if it was before: the same again changes nothing."""
    made: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {"agency_id": agency, "source": event.source, "once": event.once, "at": event.at}
    statement = made.insert(received_event).values(row).on_conflict_do_nothing()
    if connection.execute(statement.returning(received_event.c.once)).first() is None:
        return False
    if event.coverage:
        _cover(connection, agency, event.source, event.coverage)
        mark_source_stale(connection, agency, event.source)
    return True


def _cover(connection: Connection, agency: str, source: str, stated: Iterable[Coverage]) -> None:
    """Write what a sender covers: a later statement widens an earlier one, and nothing is ever taken from it."""
    for one in stated:
        mine = (
            coverage.c.agency_id == agency, coverage.c.source == source, coverage.c.scope == SCOPE,
            coverage.c.kind == one.kind, coverage.c.import_id == LIVE_FEED, coverage.c.ended_by.is_(None),
        )  # fmt: skip
        before = connection.execute(
            select(coverage.c.id, coverage.c.first_day, coverage.c.last_day).where(*mine)
        ).all()
        touching = [row for row in before if row.first_day <= one.last_day and one.first_day <= row.last_day]
        if touching:
            days = {
                "first_day": min(one.first_day, *(row.first_day for row in touching)),
                "last_day": max(one.last_day, *(row.last_day for row in touching)),
            }
            connection.execute(update(coverage).where(coverage.c.id == touching[0].id).values(days))
        else:
            connection.execute(
                insert(coverage).values(
                    agency_id=agency, source=source, scope=SCOPE, kind=one.kind, first_day=one.first_day,
                    last_day=one.last_day, import_id=LIVE_FEED,
                )
            )  # fmt: skip
