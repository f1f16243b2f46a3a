"""Hints that something changed: from this process's own writes, and on PostgreSQL from all, by one connection.

A hint may be lost, double or late: whoever takes hints asks by themselves now and then.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

import psycopg
from sqlalchemy import Connection, event

from lif_plugin.store.engine import WRITE
from lif_plugin.store.work import Store

CHANNEL: Final = "lif_change"
_REST_SECONDS: Final = 1.0
_log: Final = logging.getLogger(__name__)


class Hints:
    """Listens from `start` to `close`, and calls whoever is given with each hint, from other threads."""

    def __init__(self, store: Store, hinted: Callable[[], None]) -> None:
        self._store = store
        self._hinted = hinted
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to listen."""
        if self._store.is_sqlite:
            event.listen(self._store.engine, "commit", self._commits)
            return
        self._thread = threading.Thread(target=self._run, name="change-hints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
        elif self._store.is_sqlite and event.contains(self._store.engine, "commit", self._commits):
            event.remove(self._store.engine, "commit", self._commits)

    def _commits(self, connection: Connection) -> None:
        """This process is about to commit: who is told leaves it a moment before looking."""
        if connection.get_execution_options().get(WRITE, False):
            self._hinted()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                _log.warning("hints of changes stopped: %s; listening again", type(error).__name__)
                self._closed.wait(_REST_SECONDS)

    def _listen(self) -> None:
        """Listen on a connection of its own: one that is waiting cannot be lent to readers."""
        url = self._store.engine.url.set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            # Between two connections a hint may have been lost.
            self._hinted()
            while not self._closed.is_set():
                for _ in connection.notifies(timeout=_REST_SECONDS, stop_after=1):
                    self._hinted()
