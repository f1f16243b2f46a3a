"""What an engine promises whatever is asked of it."""

import pytest
from sqlalchemy import URL, insert, text
from sqlalchemy.exc import IntegrityError

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.store import engine
from lif_plugin.store.engine import make_engine
from lif_plugin.store.tables import case_record
from lif_plugin.store.work import Store
from tests.conftest import run

ATON = Viewer.system("test", "aton")


def test_an_errors_text_holds_no_values(store: Store) -> None:
    row = {
        "agency_id": "nowhere",
        "source": "s",
        "ref": "CHILD-17",
        "public_id": "p",
        "stale": True,
        "is_held": False,
    }
    with pytest.raises(IntegrityError) as raised, store.write(Viewer.system("test", "nowhere")) as connection:
        connection.execute(insert(case_record).values(row))
    assert "CHILD-17" not in str(raised.value)


def test_sqlite_syncs_every_commit_and_readers_do_not_wait(sqlite_store: Store) -> None:
    with sqlite_store.read(ATON) as connection:
        pragmas = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_another_database_is_refused() -> None:
    with pytest.raises(BadSetting, match="mysql"):
        make_engine("mysql://somewhere/lif")


def test_a_connection_that_rested_and_was_lost_is_replaced(
    postgres_store: Store, postgres_database: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_REST_SECONDS", 0.0)
    asked = text("SELECT pg_backend_pid()")
    with postgres_store.read(ATON) as connection:
        lost = connection.scalar(asked)
    run(postgres_database, f"SELECT pg_terminate_backend({lost})")
    with postgres_store.read(ATON) as connection:
        assert connection.scalar(asked) != lost


def test_a_reading_begins_with_its_viewer_and_leaves_nothing_of_them(postgres_store: Store) -> None:
    setting = text("SELECT current_setting('lif.agency', true)")
    with postgres_store.read(Viewer.system("test", "a'b%c")) as connection:
        assert connection.scalar(setting) == "a'b%c"
    with postgres_store.engine.connect() as connection:
        assert not connection.scalar(setting)
