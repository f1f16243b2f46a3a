"""A SQLite database as a file: where it is, and a checked copy of it while it is in use."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from lif_plugin.errors import BadSetting


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def backup(url: str, path: Path) -> int:
    """Copy a SQLite database to a new file that only its owner can read; gives its size in bytes.

    Raises `BadSetting` for another database, a file that exists, or a copy that is damaged.
    """
    file = sqlite_file(url)
    if file is None:
        raise BadSetting("Only SQLite is backed up here.", hint="Use pg_dump for PostgreSQL.")
    if path.exists():
        raise BadSetting(f"{path} is there already.", hint="Give a new file name.")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BadSetting(f"The copy is damaged: {found}.", hint="Check the disk and try again.")
    return path.stat().st_size


def remove_sqlite(url: str) -> None:
    """Remove a SQLite database with what lies beside it: for demonstrations, which start afresh."""
    file = sqlite_file(url)
    if file is not None:
        for suffix in ("", "-wal", "-shm", "-worker"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
