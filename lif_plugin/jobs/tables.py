"""DBOS's own tables: schema `dbos` on PostgreSQL, beside ours in a SQLite file."""

import logging
from typing import Final

from sqlalchemy import create_engine

from lif_plugin.errors import SchemaBehind
from lif_plugin.store.engine import APP_ROLE, make_engine

SCHEMA: Final = "dbos"


def migrate(url: str) -> None:
    """Bring DBOS's tables to what the installed DBOS needs; our own come first (`store.migrate`)."""
    # Imported here: half a second that commands without jobs do not pay.
    from dbos import DBOS

    logging.getLogger("dbos").setLevel(logging.ERROR)
    sqlite = url.startswith("sqlite")
    DBOS.migrate(url, schema=SCHEMA, application_role=None if sqlite else APP_ROLE)


def current_problems(url: str) -> list[str]:
    """Say what keeps the installed DBOS from using the database; nothing when all is well."""
    from dbos._migration import get_migration_versions, get_sqlite_migration_versions

    sqlite = url.startswith("sqlite")
    # DBOS's statements need the driver's own transactions on SQLite, which our engine turns off.
    engine = create_engine(url) if sqlite else make_engine(url, pool_size=1)
    try:
        if sqlite:
            has, needs = get_sqlite_migration_versions(engine)
        else:
            has, needs = get_migration_versions(engine, SCHEMA, True)
    except SchemaBehind as behind:
        return [behind.message]
    finally:
        engine.dispose()
    # A newer DBOS has migrated it: older ones work on it, as its authors promise.
    return [] if has >= needs else [f"The job tables are at step {has}, the installed DBOS needs {needs}."]
