"""What one operation asks of the database: its statements counted, and cut off when their time is over or nobody waits."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import ceil, inf
from typing import Any, Final

from psycopg import Connection as Postgres
from psycopg import Error as PostgresError
from sqlalchemy import Connection, Engine, event

from lif_plugin.errors import LifError

_STEPS: Final = 20_000
"""After how many of its steps SQLite asks whether it may go on: some ten times in a millisecond at most."""
_CANCEL_SECONDS: Final = 2.0


class TooSlow(LifError):
    """This took longer than one request may, and was stopped."""

    code = "too_slow"
    hint = "Ask for less: smaller pages, fewer lists at once, narrower filters. What was asked for was only read."


@dataclass(slots=True)
class Meter:
    """One operation: how many statements it ran, until when it may read, and whether somebody still waits for it.

    ``ends`` in seconds of `time.monotonic`. What writes is never cut off: it is short, and half of it is nothing.
    """

    ends: float = inf
    statements: int = 0
    is_left: bool = False
    _writes: int = 0
    _set_to: float = inf
    _running: Any = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def within(cls, seconds: float) -> "Meter":
        """A meter whose time runs from now."""
        return cls(time.monotonic() + seconds)

    @property
    def is_over(self) -> bool:
        """Whether what reads has to stop."""
        return not self._writes and (self.is_left or time.monotonic() > self.ends)

    def milliseconds(self) -> int | None:
        """What a statement of PostgreSQL that begins now may take; None: as long as it likes."""
        if self.ends == inf or self._writes:
            return None
        self._set_to = self.ends - time.monotonic()
        return max(1, ceil(self._set_to * 1000))

    def leave(self) -> None:
        """Nobody waits any longer: stop what runs. Called from another thread than the one that reads."""
        with self._lock:
            self.is_left = True
            if isinstance(self._running, Postgres) and not self._writes:
                try:
                    self._running.cancel_safe(timeout=_CANCEL_SECONDS)
                except PostgresError:
                    # Its own time-out stops it at the server.
                    return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is done here is not cut off."""
        self._writes += 1
        try:
            yield
        finally:
            self._writes -= 1

    def begins(self, connection: Any) -> None:
        """A statement begins. Raises `TooSlow`."""
        if self.is_over:
            raise TooSlow
        self.statements += 1
        with self._lock:
            self._running = connection

    def ended(self) -> None:
        """The statement has ended."""
        with self._lock:
            self._running = None

    def is_tight(self) -> bool:
        """Whether less than half is left of what PostgreSQL was told last: then it has to be told anew."""
        return self.ends != inf and self.ends - time.monotonic() < self._set_to / 2


_current: Final[ContextVar[Meter | None]] = ContextVar("meter", default=None)


def current() -> Meter | None:
    """The meter of the operation that this thread works on."""
    return _current.get()


@contextmanager
def measured(meter: Meter) -> Iterator[Meter]:
    """Count what this thread asks of the database on a meter, until the block ends."""
    token = _current.set(meter)
    try:
        yield meter
    finally:
        _current.reset(token)


@contextmanager
def uncut() -> Iterator[None]:
    """Let what writes come to its end, whatever the meter says."""
    meter = current()
    if meter is None:
        yield
    else:
        with meter.writing():
            yield


def watch_engine(engine: Engine) -> None:
    """Count and cut off the statements of an engine for whoever has a meter."""
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: object) -> None:
            connection.set_progress_handler(_stops, _STEPS)

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, _cursor: Any, *_more: Any) -> None:
        meter = current()
        if meter is None:
            return
        driver = connection.connection.driver_connection
        meter.begins(driver)
        if not is_sqlite and meter.is_tight():
            milliseconds = meter.milliseconds()
            if milliseconds is not None and driver is not None:
                driver.execute(f"SET LOCAL statement_timeout = {milliseconds}")

    @event.listens_for(engine, "after_cursor_execute")
    def _after(_connection: Connection, _cursor: Any, *_more: Any) -> None:
        meter = current()
        if meter is not None:
            meter.ended()

    @event.listens_for(engine, "handle_error")
    def _failed(_context: Any) -> None:
        meter = current()
        if meter is not None:
            meter.ended()
            if meter.is_over:
                raise TooSlow


def _stops() -> bool:
    meter = current()
    return meter is not None and meter.is_over
