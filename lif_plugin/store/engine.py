"""Makes the engine: SQLite in WAL with full syncing, or PostgreSQL as the role that row policies bind."""

from typing import Any, Final

from psycopg import errors
from sqlalchemy import Connection, Engine, create_engine, event, make_url

from lif_plugin.errors import BadSetting, SchemaBehind

APP_ROLE: Final = "lif_app"
WRITE: Final = "lif_write"
_BUSY_MS: Final = 30_000


def make_engine(url: str, *, pool_size: int = 10, as_app: bool = True) -> Engine:
    """Make an engine for a ``sqlite:///…`` or ``postgresql://…`` URL.

    On PostgreSQL every connection acts as `APP_ROLE` unless ``as_app`` is false (migrations): whoever
    logs in, row policies apply. Raises `BadSetting` for any other database.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(url, pool_size, as_app=as_app)
    raise BadSetting(
        f"{parsed.get_backend_name()} is not a database lif_plugin can use.",
        hint="Give sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )


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


def _postgresql(url: str, pool_size: int, *, as_app: bool) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = create_engine(
        parsed, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True
    )
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
