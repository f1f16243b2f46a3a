"""Migrating from empty gives exactly the declared tables, on both databases."""

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, insert, text

from lif_plugin.errors import SchemaBehind
from lif_plugin.store import connections
from lif_plugin.store.connections import Saved
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import current_problems, differences, migrate, require_current
from lif_plugin.store.tables import metadata
from lif_plugin.store.work import Store

SQLITE = "SELECT type, name, sql FROM sqlite_master WHERE type <> 'trigger' ORDER BY 1, 2"
POSTGRES = """
SELECT 'column', table_name, column_name, ordinal_position::text, data_type, is_nullable, column_default,
       character_maximum_length::text
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT 'index', tablename, indexname, indexdef, '', '', '', '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', ''
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'
UNION ALL
SELECT 'comment', objoid::regclass::text, objsubid::text, description, '', '', '', ''
FROM pg_description WHERE objoid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
ORDER BY 1, 2, 3
"""


def described(engine: Engine) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(text(SQLITE if engine.dialect.name == "sqlite" else POSTGRES))
        found = [tuple(row) for row in rows if "alembic_version" not in str(row[1:3])]
    return found if engine.dialect.name != "sqlite" else [(*row[:2], ordered(row[2])) for row in found]


def ordered(sql: str | None) -> list[str]:
    """The parts of a SQLite definition: columns as they come, then constraints by name.

    SQLite puts the name of a table that was made anew and renamed into quotes, and a column that a later
    migration added behind the constraints, on whatever line.
    """
    plain = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", " ".join((sql or "").split()))
    name, bracket, rest = plain.partition("(")
    # A comma within brackets parts nothing: a constraint may name several columns.
    body, _, tail = rest.rpartition(")")
    parts = [part.strip() for part in re.split(r",(?![^(]*\))", body)] if bracket else []
    return [name, *sorted(parts, key=lambda part: part if part.startswith("CONSTRAINT") else ""), tail]


def declared(engine: Engine) -> list[tuple[Any, ...]]:
    """What `tables` itself would make, in this same database once it is empty."""
    with engine.begin() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    return described(engine)


def test_sqlite_migrated_from_empty_is_as_declared(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    migrate(url)
    engine = create_engine(url)
    migrated = described(engine)
    assert len([row for row in migrated if row[0] == "table"]) > len(metadata.tables)
    assert declared(engine) == migrated
    engine.dispose()


def test_postgresql_migrated_from_empty_is_as_declared(empty_postgres: str) -> None:
    migrate(empty_postgres)
    engine = create_engine(empty_postgres)
    migrated = described(engine)
    assert len({row[1] for row in migrated if row[0] == "column"}) == len(metadata.tables)
    assert declared(engine) == migrated
    engine.dispose()


def test_alembic_sees_nothing_left_to_do(store: Store) -> None:
    assert differences(store.engine) == []


def test_a_missing_column_is_seen(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE plugin_fault DROP COLUMN hook"))
    assert [step[0] for step in differences(sqlite_store.engine)] == ["add_column"]


def test_migrating_again_changes_nothing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    before = described(engine)
    migrate(sqlite_url)
    assert described(engine) == before
    engine.dispose()


def test_an_empty_file_is_refused_with_the_reason(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert current_problems(engine) == ["The database has none of our tables."]
    with pytest.raises(SchemaBehind, match="lif migrate"):
        require_current(engine)
    engine.dispose()


def test_an_older_database_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    (problem,) = current_problems(sqlite_store.engine)
    assert problem.startswith("The database is at step 0001, this version needs ")


def test_a_later_versions_database_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert current_problems(sqlite_store.engine) == [
        "The database is at step 9999, which a later version made."
    ]


def test_a_migrated_database_has_no_problems(store: Store) -> None:
    assert current_problems(store.engine) == []


def test_an_empty_postgresql_is_refused(postgres_store: Store, empty_postgres: str) -> None:
    engine = make_engine(empty_postgres)
    assert current_problems(engine) == ["The database has none of our tables."]
    engine.dispose()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    migrate(f"sqlite:///{tmp_path / 'a.db'}")
    assert (tmp_path / "a.db").stat().st_mode & 0o077 == 0


def test_an_older_databases_rows_are_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    migrate(url, to="0001")
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO agency VALUES ('a', 'Aton', 'england')"))
    migrate(url)
    assert current_problems(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, name FROM agency")).all() == [("a", "Aton")]
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_events_stated_before_is_told_apart_from_what_connections_state(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}" if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    migrate(url, to="0027")
    rows = [("own", "live"), ("platform", "live"), ("file", "2024")]
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO agency (id, name, nation) VALUES ('elmshire', 'E', 'england')"))
        for number, (source, scope) in enumerate(rows):
            connection.execute(
                insert(metadata.tables["coverage"]).values(
                    id=number, agency_id="elmshire", source=source, scope=scope, kind="visit", first_day=1,
                    last_day=2, import_id=0,
                )
            )  # fmt: skip
        saved = Saved("platform", "commcare", "platform", "{}", "{}", 5000)
        connections.save(connection, "elmshire", saved, "test", 1)
    migrate(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT source, scope FROM coverage ORDER BY id")).all()
        forced = connection.scalar(text("SELECT count(*) FROM pg_class WHERE relforcerowsecurity AND relname IN "
                                        "('inbox', 'event', 'coverage', 'live_connection')")) if kind == "postgres" else 4  # fmt: skip
    engine.dispose()
    assert ([tuple(row) for row in found], forced) == (
        [("own", "events"), ("platform", "live"), ("file", "2024")],
        4,
    )
