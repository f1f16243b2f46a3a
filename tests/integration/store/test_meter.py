"""What reads for too long is stopped in the database, on both of them, and the connection is sound afterwards."""

import threading
import time
from typing import Any

import pytest
from sqlalchemy import text

from lif_plugin.store.meter import Meter, TooSlow, measured
from lif_plugin.store.work import Store
from tests.assets.builders import viewer

AGES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def ages(store: Store) -> Any:
    return text(AGES[store.engine.dialect.name])


def is_sound(store: Store) -> bool:
    """Whether what the pool gives reads and writes as before, without a limit left from somebody else."""
    with store.read(viewer()) as connection:
        found = connection.scalar(text("SELECT 1"))
        timed = None if store.is_sqlite else connection.scalar(text("SHOW statement_timeout"))
    return (found, timed) in {(1, None), (1, "0")}


def test_a_statement_that_takes_too_long_is_stopped(store: Store) -> None:
    with measured(Meter.within(0.2)), store.read(viewer()) as connection, pytest.raises(TooSlow):
        connection.execute(ages(store)).all()
    assert is_sound(store)


def test_after_the_time_is_over_nothing_more_is_begun(store: Store) -> None:
    with measured(Meter.within(60)) as meter, store.read(viewer()) as connection:
        meter.ends = time.monotonic()
        with pytest.raises(TooSlow):
            connection.execute(text("SELECT 1"))
        assert meter.statements == 1
    assert is_sound(store)


def test_a_later_statement_has_only_what_is_left(store: Store) -> None:
    with measured(Meter.within(60)) as meter, store.read(viewer()) as connection:
        connection.execute(text("SELECT 1"))
        meter.ends = time.monotonic() + 0.2
        with pytest.raises(TooSlow):
            connection.execute(ages(store)).all()
    assert is_sound(store)


def test_what_nobody_waits_for_is_stopped(store: Store) -> None:
    meter = Meter()
    begun = threading.Event()

    def leave() -> None:
        begun.wait()
        while meter._running is None:
            time.sleep(0.001)
        meter.leave()

    thread = threading.Thread(target=leave)
    thread.start()
    with measured(meter), store.read(viewer()) as connection:
        begun.set()
        with pytest.raises(TooSlow):
            connection.execute(ages(store)).all()
    thread.join()
    assert is_sound(store)


def test_what_writes_is_never_cut_off(store: Store) -> None:
    with measured(Meter.within(-1)), store.write(viewer()) as connection:
        connection.execute(text("SELECT 1"))


def test_statements_are_counted_for_whoever_measures_and_for_nobody_else(store: Store) -> None:
    with measured(Meter()) as meter, store.read(viewer()) as connection:
        for _ in range(3):
            connection.execute(text("SELECT 1"))
    with store.read(viewer()) as connection:
        connection.execute(text("SELECT 1"))
    # One begins the transaction.
    assert meter.statements == 4
