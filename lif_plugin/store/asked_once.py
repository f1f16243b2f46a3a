"""Requests with a key: the first of them is done and kept, the same again finds what the first gave."""

from typing import Any, Final

from sqlalchemy import Connection, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import asked_once
from lif_plugin.store.work import as_rows

KEPT_MS: Final = 24 * 60 * 60 * 1000
"""How long a key is kept: a day. After that the same key is a new one."""


def claim(connection: Connection, viewer: Viewer, key: str, digest: str, now: int) -> dict[str, Any] | None:
    """Take a key for what is about to be done; gives the row of whoever took it before, None: nobody.

    Who asks with a key that another transaction has taken waits until that one is over.
    """
    forget_asked(connection, viewer.agency, now)
    made: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = {**_named(viewer, key), "digest": digest, "until": now + KEPT_MS}
    taking = made.insert(asked_once).values(row).on_conflict_do_nothing().returning(asked_once.c.key)
    if connection.execute(taking).first() is not None:
        return None
    before = as_rows(connection.execute(select(asked_once).where(_is(viewer, key))))
    return before[0]


def keep_answer(connection: Connection, viewer: Viewer, key: str, answer: str) -> None:
    """Keep what the answer is made of, with the key that was taken for it."""
    connection.execute(update(asked_once).where(_is(viewer, key)).values(answer=answer))


def forget_asked(connection: Connection, agency: str, now: int) -> int:
    """Remove keys whose day is over; gives how many."""
    over = and_(asked_once.c.agency_id == agency, asked_once.c.until <= now)
    return connection.execute(delete(asked_once).where(over)).rowcount


def _named(viewer: Viewer, key: str) -> dict[str, str]:
    return {"agency_id": viewer.agency, "caller": viewer.subject, "key": key}


def _is(viewer: Viewer, key: str) -> Any:
    return and_(*(asked_once.c[name] == value for name, value in _named(viewer, key).items()))
