"""A worker's seat: held by one process, and free the moment that process is gone, however it went."""

import os
import sqlite3
from typing import Protocol

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from lif_plugin.store.engine import make_engine


class Seat(Protocol):
    """A seat that is held."""

    def keep(self) -> bool:
        """Make sure that it is still held, after a lost connection too; false: somebody else has it now."""

    def release(self) -> None:
        """Leave it."""


def take_seat(url: str, name: str) -> Seat | None:
    """Take the seat of this name at this database, or None while a living process has it.

    A SQLite file has one seat, whatever its name: one long-lived process works on a file. The locks are the
    databases' own (a lock on a file beside SQLite's, an advisory lock of a PostgreSQL session), so there is no
    heartbeat to miss and no clock to differ.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _FileSeat.take(f"{parsed.database}-worker")
    return _SessionSeat.take(url, name)


class _FileSeat:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, path: str) -> Seat | None:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return None
        return cls(connection)

    def keep(self) -> bool:
        return True

    def release(self) -> None:
        self._connection.close()


class _SessionSeat:
    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._connection: Connection | None = None

    @classmethod
    def take(cls, url: str, name: str) -> Seat | None:
        seat = cls(make_engine(url, pool_size=1), name)
        if seat._sit():
            return seat
        seat.release()
        return None

    def _sit(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # A host that vanishes without a word is noticed within about a minute, not PostgreSQL's two hours.
        for setting in (
            "tcp_keepalives_idle = 30",
            "tcp_keepalives_interval = 10",
            "tcp_keepalives_count = 3",
        ):
            connection.execute(text(f"SET {setting}"))
        lock = text("SELECT pg_try_advisory_lock(hashtext('lif seat'), hashtext(:name))")
        if not connection.scalar(lock, {"name": self._name}):
            connection.close()
            return False
        self._connection = connection
        return True

    def keep(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
        except DBAPIError:
            self._connection = None
            self._engine.dispose()
        return self._sit()

    def release(self) -> None:
        if self._connection is not None:
            # Closed for good, not given back to the pool: with the session goes the lock.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
        self._engine.dispose()
