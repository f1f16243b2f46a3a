"""Brings a database to this version's tables, and says what is wrong with one that is not there."""

import logging
import os
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url, text

from lif_plugin.errors import SchemaBehind
from lif_plugin.store.engine import APP_ROLE, WRITE, make_engine
from lif_plugin.store.tables import GUARDED, metadata
from lif_plugin.store.tables.words import FOUND, WORDED, index_of

# Any number will do as long as every version of ours takes the same one.
_LOCK: Final = 0x6C69665F6D

DBOS_TABLES: Final = frozenset({
    "application_versions", "datasource_outputs", "dbos_datasource_migrations", "dbos_migrations", "event_dispatch_kv",
    "notifications", "operation_outputs", "queues", "streams", "workflow_events",
    "workflow_events_history", "workflow_input", "workflow_output", "workflow_schedules", "workflow_status",
})  # fmt: skip
"""Tables the job library keeps in the same SQLite file: not ours to compare, and names we never take."""


_WORD_INDEXES: Final = frozenset(map(index_of, WORDED))


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    if kind == "index":
        return name not in _WORD_INDEXES
    return kind != "table" or not (name in DBOS_TABLES or str(name).startswith(FOUND))


OPTIONS: Final[dict[str, Any]] = {
    "target_metadata": metadata,
    "include_name": _ours,
    "compare_server_default": True,
}
"""How Alembic looks at our database."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    return config


def migrate(url: str, *, to: str = "head") -> None:
    """Bring the database to this version in one transaction; a second call changes nothing.

    On PostgreSQL the login needs the right to create tables and, the first time, the role `APP_ROLE`;
    migrators wait for one another. ``to`` names an earlier step, for tests of the later ones. The job
    library's own tables are `jobs.migrate`'s.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        # The file will hold children's data, so nobody but its owner reads it from its first moment.
        os.close(os.open(parsed.database, os.O_RDWR | os.O_CREAT, 0o600))
    logging.getLogger("alembic").setLevel(logging.WARNING)
    engine = make_engine(url, as_app=False)
    try:
        with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    finally:
        engine.dispose()


def current_problems(engine: Engine) -> list[str]:
    """Say what keeps this version from using the database, in sentences; nothing when all is well."""
    try:
        with engine.connect() as connection, connection.begin():
            return _version_problems(connection) or _guard_problems(connection)
    except SchemaBehind as behind:
        return [behind.message]


def require_current(engine: Engine) -> None:
    """Raise `SchemaBehind` unless the database is this version's, guarded as it should be."""
    problems = current_problems(engine)
    if problems:
        raise SchemaBehind(" ".join(problems))


def differences(engine: Engine) -> list[Any]:
    """Compare the database with `tables`, as Alembic sees it: the steps a migration is missing."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), metadata))


def _version_problems(connection: Connection) -> list[str]:
    has = MigrationContext.configure(connection).get_current_revision()
    known = ScriptDirectory.from_config(_config())
    if has == known.get_current_head():
        return []
    if has is None:
        return ["The database has none of our tables."]
    if has not in {step.revision for step in known.walk_revisions()}:
        return [f"The database is at step {has}, which a later version made."]
    return [f"The database is at step {has}, this version needs {known.get_current_head()}."]


def _guard_problems(connection: Connection) -> list[str]:
    """On PostgreSQL: row policies must be there, forced, and bind whoever we act as."""
    if connection.dialect.name != "postgresql":
        return []
    problems = []
    free = connection.scalar(
        text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}
    )
    if free is not False:
        problems.append(f"The role {APP_ROLE} is not bound by row policies.")
    held = set(
        connection.scalars(
            text(
                "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
                "WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = 'public'::regnamespace"
            )
        )
    )
    bare = sorted({table.name for table in GUARDED} - held)
    if bare:
        problems.append(f"No row policy guards {', '.join(bare)}.")
    return problems
