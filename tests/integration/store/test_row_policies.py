"""On PostgreSQL an agency's rows are its own, whatever the statement forgets to ask."""

import pytest
from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.tables import GUARDED, agency, plugin_fault, read_log
from lif_plugin.store.work import Store

ATON = Viewer.system("test", "aton")
BETON = Viewer.system("test", "beton")
FAULT = {"plugin": "p", "hook": "h", "message": "m", "at": 1}


@pytest.fixture
def two(postgres_store: Store) -> Store:
    """Two agencies; Aton has one fault."""
    with postgres_store.write(ATON) as connection:
        connection.execute(
            insert(agency), [{"id": name, "name": name, "nation": "england"} for name in ("aton", "beton")]
        )
        connection.execute(insert(plugin_fault).values(agency_id="aton", **FAULT))
    return postgres_store


def count(store: Store, viewer: Viewer, table: Table = plugin_fault) -> int:
    """Every row the database shows, with no predicate of ours."""
    with store.read(viewer) as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_own_rows_are_seen(two: Store) -> None:
    assert count(two, ATON) == 1


def test_another_agencys_rows_are_not_seen(two: Store) -> None:
    assert count(two, BETON) == 0


def test_without_a_viewer_nothing_is_seen(two: Store) -> None:
    with two.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(plugin_fault)) == 0


def test_the_viewer_is_forgotten_with_the_transaction(two: Store) -> None:
    with two.engine.connect() as connection:
        with connection.begin():
            connection.execute(text("SELECT set_config('lif.agency', 'aton', true)"))
        assert connection.scalar(select(func.count()).select_from(plugin_fault)) == 0


def test_another_agencys_rows_cannot_be_written(two: Store) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), two.write(BETON) as connection:
        connection.execute(insert(plugin_fault).values(agency_id="aton", **FAULT))
    assert count(two, ATON) == 1


def test_another_agencys_rows_are_neither_changed_nor_removed(two: Store) -> None:
    with two.write(BETON) as connection:
        assert connection.execute(update(plugin_fault).values(message="x")).rowcount == 0
        assert connection.execute(delete(plugin_fault)).rowcount == 0
    assert count(two, ATON) == 1


def test_a_row_cannot_be_given_away(two: Store) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), two.write(ATON) as connection:
        connection.execute(update(plugin_fault).values(agency_id="beton"))
    assert count(two, BETON) == 0


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_every_table_with_agency_data_shows_nothing_to_nobody(postgres_store: Store, table: Table) -> None:
    with postgres_store.engine.connect() as connection:
        plan = "\n".join(connection.scalars(text(f"EXPLAIN SELECT * FROM {table.name}")))
    assert "current_setting('lif.agency'" in plan


def test_the_application_cannot_switch_policies_off(two: Store) -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), two.write(ATON) as connection:
        connection.execute(text("ALTER TABLE plugin_fault DISABLE ROW LEVEL SECURITY"))
    assert count(two, BETON) == 0


@pytest.mark.parametrize(
    "verb", ["UPDATE read_log SET action = 'x'", "DELETE FROM read_log", "TRUNCATE read_log"]
)
def test_the_application_cannot_change_the_log(two: Store, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), two.write(ATON) as connection:
        connection.execute(text(verb))
    assert count(two, ATON, read_log) == 0
