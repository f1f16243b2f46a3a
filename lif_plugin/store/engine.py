"""Makes the engine: SQLite in WAL with full syncing, or PostgreSQL as the role that row policies bind."""

import time
from typing import Any, Final

from psycopg import OperationalError, errors
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError

from lif_plugin.errors import BadSetting, SchemaBehind
from lif_plugin.store.meter import watch_engine
from lif_plugin.store.spans import span_statements

APP_ROLE: Final = "lif_app"
WRITE: Final = "lif_write"
_BUSY_MS: Final = 30_000
_REST_SECONDS: Final = 5.0
"""What a connection may rest in the pool without being asked whether it is still good."""


def make_engine(url: str, *, pool_size: int = 10, as_app: bool = True) -> Engine:
    """Make an engine for a ``sqlite:///…`` or ``postgresql://…`` URL.

    On PostgreSQL every connection acts as `APP_ROLE` unless ``as_app`` is false (migrations): whoever
    logs in, row policies apply. Raises `BadSetting` for any other database.
    """
    backend = make_url(url).get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise BadSetting(
            f"{backend} is not a database lif_plugin can use.",
            hint="Give sqlite:///FILE or postgresql://USER@HOST/NAME.",
        )
    engine = _sqlite(url) if backend == "sqlite" else _postgresql(url, pool_size, as_app=as_app)
    watch_engine(engine)
    span_statements(engine)
    return engine


def _sqlite(url: str) -> Engine:
    # hide_parameters: an error's text must not carry a row's values into a log.
    connect = {"timeout": _BUSY_MS / 1000, "check_same_thread": False}
    engine = create_engine(url, connect_args=connect, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        # The driver's own transactions are off: BEGIN is ours, so that a write takes its lock at once.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _ask_after_rest(engine: Engine) -> None:
    """Ask a connection that rested whether the server still knows it; a lost one is replaced.

    SQLAlchemy's own `pool_pre_ping` asks each time, which takes longer than most of what is then read.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < _REST_SECONDS:
            return
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            connection.rollback()
        except OperationalError as lost:
            raise DisconnectionError from lost


def _postgresql(url: str, pool_size: int, *, as_app: bool) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, pool_size=pool_size, max_overflow=0, hide_parameters=True)
    _ask_after_rest(engine)
    if as_app:

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, _record: object) -> None:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"SET ROLE {APP_ROLE}")
            except errors.InvalidParameterValue as missing:
                raise SchemaBehind(f"The server has no role {APP_ROLE}.") from missing
            connection.commit()

    return engine
