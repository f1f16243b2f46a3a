"""A seat is one process's, and free as soon as that process is gone."""

import subprocess
import sys

from sqlalchemy import URL, create_engine, text

from lif_plugin.store.seat import take_seat

HOLDER = """
import sys, time
from lif_plugin.store.seat import take_seat
seat = take_seat(sys.argv[1], "host-0")
print("taken" if seat else "busy", flush=True)
time.sleep(600)
"""


def test_a_seat_is_taken_once(store_url: str) -> None:
    seat = take_seat(store_url, "host-0")
    assert seat is not None
    assert take_seat(store_url, "host-0") is None
    seat.release()


def test_a_seat_left_is_free(store_url: str) -> None:
    first = take_seat(store_url, "host-0")
    assert first is not None
    first.release()
    second = take_seat(store_url, "host-0")
    assert second is not None
    second.release()


def test_a_file_has_one_seat_whatever_its_name(sqlite_url: str) -> None:
    seat = take_seat(sqlite_url, "host-0")
    assert seat is not None
    assert take_seat(sqlite_url, "host-1") is None
    seat.release()


def test_a_server_has_a_seat_for_each_name(postgres_url: str) -> None:
    seats = [take_seat(postgres_url, name) for name in ("host-0", "host-1")]
    assert None not in seats
    for seat in seats:
        if seat is not None:
            seat.release()


def test_a_killed_process_leaves_its_seat_free(store_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, store_url], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        assert take_seat(store_url, "host-0") is None
        holder.kill()
    # PostgreSQL notices the closed socket in its own time.
    seat = None
    while seat is None:
        seat = take_seat(store_url, "host-0")
    seat.release()


def end_sessions(database: URL) -> None:
    engine = create_engine(database)
    with engine.connect() as connection:
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                 "WHERE datname = current_database() AND pid <> pg_backend_pid()")
        )  # fmt: skip
    engine.dispose()


def test_a_seat_lost_with_the_connection_is_taken_again(postgres_url: str, postgres_database: URL) -> None:
    seat = take_seat(postgres_url, "host-0")
    assert seat is not None
    end_sessions(postgres_database)
    assert seat.keep()
    assert take_seat(postgres_url, "host-0") is None
    seat.release()


def test_a_seat_that_somebody_else_has_taken_is_lost(postgres_url: str, postgres_database: URL) -> None:
    seat = take_seat(postgres_url, "host-0")
    assert seat is not None
    end_sessions(postgres_database)
    other = None
    while other is None:
        other = take_seat(postgres_url, "host-0")
    assert not seat.keep()
    seat.release()
    other.release()
