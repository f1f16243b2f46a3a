"""The dataset straight from its database, on SQLite and on PostgreSQL: what is the same is nothing new."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, DateTime, Engine, MetaData, String, Table, create_engine, func, select, text

from lif_adapter_ssd import lif_adapters
from lif_plugin.errors import UnreadableInput
from lif_plugin.flow.importing import Imported, import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.tables import event
from tests.assets.world import World

FILES = Path(__file__).resolve().parents[3] / "fixtures" / "ssd" / "liquidlogic"
(SSD,) = lif_adapters()
SCHEMA = {"sqlite": None, "postgres": "ssd"}


def table(metadata: MetaData, path: Path) -> tuple[Table, list[dict[str, Any]]]:
    """A table in the types of a real one: its dates are times of day, its blanks are NULL."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows: list[dict[str, Any]] = list(csv.DictReader(stream))
    dated = {name for name in rows[0] if name.endswith(("_date", "_dob", "_due"))}
    for row in rows:
        for name, value in row.items():
            row[name] = datetime.fromisoformat(value) if value and name in dated else value or None
    columns = [Column(name, DateTime() if name in dated else String(400)) for name in rows[0]]
    return Table(path.stem, metadata, *columns), rows


@pytest.fixture
def engine(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The database of a case system, with the tables of one invented story."""
    url = f"sqlite:///{tmp_path / 'case.db'}"
    if database == "postgres":
        url = request.getfixturevalue("postgres_database").render_as_string(hide_password=False)
    engine = create_engine(url)
    metadata = MetaData(schema=SCHEMA[database])
    filled = [
        table(metadata, path) for path in sorted(FILES.glob("*.csv")) if path.stem != "ssd_voice_of_child"
    ]
    with engine.begin() as connection:
        if metadata.schema:
            connection.execute(text(f"CREATE SCHEMA {metadata.schema}"))
        metadata.create_all(connection)
        for one, rows in filled:
            connection.execute(one.insert(), rows)
    yield engine
    engine.dispose()


@pytest.fixture
def settings(engine: Engine, database: str, tmp_path: Path) -> Path:
    """The file that leads to it."""
    path = tmp_path / "ssd.toml"
    schema = f'\nschema = "{SCHEMA[database]}"' if SCHEMA[database] else ""
    path.write_text(f'url = "{engine.url.render_as_string(hide_password=False)}"{schema}')
    return path


def bring(world: World, path: Path, received: int, *, complete: bool = False) -> Imported:
    done = import_files(
        world.store, world.receiver, SSD, [path], world.agency.id, ExamineOptions(received), complete=complete
    )
    world.drain()
    return done


def versions(world: World, how: str | None = None) -> int:
    """How many versions there are, or that ended in one way."""
    query = select(func.count().label("n")).select_from(event)
    (row,) = world.rows(query if how is None else query.where(event.c.ended_as == how))
    count: int = row["n"]
    return count


def change(engine: Engine, database: str, statement: str) -> None:
    schema = f"{SCHEMA[database]}." if SCHEMA[database] else ""
    with engine.begin() as connection:
        connection.execute(text(statement.replace("ssd_", f"{schema}ssd_", 1)))


def test_database_states_what_the_files_of_it_state(world: World, settings: Path) -> None:
    done = bring(world, settings, 20240310)
    stored = sorted((row["key"], row["digest"]) for row in world.rows(select(event.c.key, event.c.digest)))
    assert (done.tally.rejected, len(stored)) == (0, done.tally.events)
    delivery = SSD.examine([FILES], ExamineOptions(20261122, None, 20240310))
    filed = [fact.key for row in SSD.read(delivery) for fact in getattr(row, "events", ())]
    assert [key for key, _digest in stored] == sorted(filed)


def test_next_days_extract_of_an_unchanged_database_adds_no_version(world: World, settings: Path) -> None:
    bring(world, settings, 20240310)
    before = versions(world)
    bring(world, settings, 20240311, complete=True)
    assert versions(world) == before
    assert versions(world, "retracted") == 0


def test_one_changed_row_supersedes_one_fact(
    world: World, engine: Engine, database: str, settings: Path
) -> None:
    bring(world, settings, 20240310)
    before = versions(world)
    change(engine, database, "UPDATE ssd_cla_reviews SET clar_cla_review_participation = 'PN6' "
           "WHERE clar_cla_review_id = 'RV3'")  # fmt: skip
    bring(world, settings, 20240311)
    assert (versions(world), versions(world, "superseded")) == (before + 1, 1)
    assert [row["code"] for row in world.rows(world.live_facts("review")) if row["key"].endswith("RV3")] == [
        "PN6"
    ]


def test_row_that_is_gone_is_taken_back_by_a_complete_extract_only(
    world: World, engine: Engine, database: str, settings: Path
) -> None:
    bring(world, settings, 20240310)
    change(engine, database, "DELETE FROM ssd_cla_reviews WHERE clar_cla_review_id = 'RV3'")
    bring(world, settings, 20240311)
    assert versions(world, "retracted") == 0
    bring(world, settings, 20240312, complete=True)
    assert versions(world, "retracted") == 1


def test_table_that_is_gone_takes_nothing_back(
    world: World, engine: Engine, database: str, settings: Path
) -> None:
    bring(world, settings, 20240310)
    change(engine, database, "DROP TABLE ssd_disability")
    change(engine, database, "DROP TABLE ssd_cp_visits")
    bring(world, settings, 20240311, complete=True)
    assert versions(world, "retracted") == 0


def test_database_that_cannot_be_reached_is_refused_without_its_address(tmp_path: Path) -> None:
    path = tmp_path / "ssd.toml"
    path.write_text('url = "postgresql+psycopg://sam:hidden@localhost:1/none?connect_timeout=1"')
    with pytest.raises(UnreadableInput, match="did not give the list of tables") as refusal:
        SSD.examine([path], ExamineOptions(20240310))
    assert "hidden" not in f"{refusal.value}"
