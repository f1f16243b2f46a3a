"""The log of reads: written soon, by itself, once, and never by halves."""

import json
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.readlog import ReadLog, mac
from lif_plugin.store.tables import agency, read_log
from lif_plugin.store.work import Store

KEY = b"k" * 32
WORKER = Viewer("aton", frozenset({Role.WORKER, Role.IRO}), "direct care", "wendy")
OTHER = Viewer("beton", frozenset({Role.MANAGER}), "oversight", "mo")
NEVER = 3600.0


@pytest.fixture
def agencies(store: Store) -> Store:
    with store.write(WORKER) as connection:
        rows = [{"id": name, "name": name, "nation": "england"} for name in ("aton", "beton")]
        connection.execute(insert(agency), rows)
    return store


@pytest.fixture
def log(agencies: Store) -> Iterator[ReadLog]:
    """A log that writes only when told to, so that a test sees what waits."""
    made = ReadLog(agencies, KEY, interval=NEVER)
    yield made
    made.close()


def rows(store: Store, viewer: Viewer = WORKER) -> list[dict[str, object]]:
    with store.read(viewer) as connection:
        found = select(read_log).where(read_log.c.agency_id == viewer.agency).order_by(read_log.c.id)
        return [dict(row) for row in connection.execute(found).mappings()]


def test_a_read_is_written_by_itself(agencies: Store) -> None:
    log = ReadLog(agencies, KEY, interval=0.01)
    log.record(WORKER, "case", ["c2", "c1"])
    patience = time.monotonic() + 30
    while not rows(agencies) and time.monotonic() < patience:
        time.sleep(0.005)
    (row,) = rows(agencies)
    log.close()
    assert (row["subject"], row["roles"], row["purpose"], row["action"]) == (
        "wendy", "iro,worker", "direct care", "case"
    )  # fmt: skip
    assert json.loads(str(row["cases"])) == ["c1", "c2"]


def test_a_note_of_an_agency_that_is_not_there_keeps_no_other_waiting(log: ReadLog, agencies: Store) -> None:
    log.record(Viewer("nowhere", frozenset({Role.WORKER}), "direct care", "nobody"), "case", ["c1"])
    log.record(WORKER, "case", ["c2"])
    with pytest.raises(DatabaseError):
        log.flush()
    assert [row["subject"] for row in rows(agencies)] == ["wendy"]
    with agencies.write(Viewer.system("test", "nowhere")) as connection:
        connection.execute(insert(agency).values(id="nowhere", name="n", nation="england"))


def test_whom_no_agency_here_knows_waits_for_nobody(log: ReadLog, agencies: Store) -> None:
    log.record(Viewer("nowhere", frozenset({Role.WORKER}), "direct care", "nobody"), "cases", [])
    log.record(WORKER, "case", ["c2"])
    log.flush()
    assert [row["subject"] for row in rows(agencies)] == ["wendy"]


def test_every_row_bears_its_mac(agencies: Store, log: ReadLog) -> None:
    log.record_now(WORKER, "case", ["c1"])
    (row,) = rows(agencies)
    assert row["mac"] == mac(KEY, row)
    assert row["mac"] != mac(KEY, {**row, "cases": '["c2"]'})
    assert row["mac"] != mac(b"another key", row)


def test_the_same_read_twice_has_two_macs(agencies: Store, log: ReadLog) -> None:
    log.record_now(WORKER, "case", ["c1"])
    log.record_now(WORKER, "case", ["c1"])
    first, second = rows(agencies)
    assert first["mac"] != second["mac"]


def test_a_flush_is_one_insert_for_each_agency(agencies: Store, log: ReadLog) -> None:
    inserts: list[str] = []
    for case in ("c1", "c2", "c3"):
        log.record(WORKER, "case", [case])
    log.record(OTHER, "case", ["c9"])
    event.listen(agencies.engine, "before_cursor_execute", lambda _c, _cur, sql, *_: inserts.append(sql[:6]))
    log.flush()
    assert inserts.count("INSERT") == 2
    assert (len(rows(agencies)), len(rows(agencies, OTHER))) == (3, 1)


def test_a_read_to_be_sure_of_is_committed_when_it_returns(agencies: Store, log: ReadLog) -> None:
    log.record_now(OTHER, "break glass", ["c1"])
    assert [row["action"] for row in rows(agencies, OTHER)] == ["break glass"]


def test_closing_writes_what_waits_and_later_reads_at_once(agencies: Store) -> None:
    log = ReadLog(agencies, KEY, interval=0.01)
    log.record(WORKER, "first", [])
    log.close()
    log.record(WORKER, "second", [])
    assert [row["action"] for row in rows(agencies)] == ["first", "second"]


def test_notes_the_database_refuses_are_kept(agencies: Store, log: ReadLog) -> None:
    log.record(WORKER, "good", [])
    log.record(Viewer("nobody's", frozenset(), "p", "s"), "no such agency", ["c1"])
    with pytest.raises(DatabaseError):
        log.flush()
    assert [row["action"] for row in rows(agencies)] == ["good"]
    with agencies.write(Viewer.system("test", "nobody's")) as connection:
        connection.execute(insert(agency).values(id="nobody's", name="n", nation="england"))
    log.flush()
    assert len(rows(agencies, Viewer.system("test", "nobody's"))) == 1
    assert len(rows(agencies)) == 1


def test_sqlite_refuses_to_change_or_remove_a_row(sqlite_store: Store) -> None:
    with sqlite_store.write(WORKER) as connection:
        connection.execute(insert(agency).values(id="aton", name="n", nation="england"))
    log = ReadLog(sqlite_store, KEY)
    log.record_now(WORKER, "case", [])
    log.close()
    for statement in (update(read_log).values(action="x"), delete(read_log), text("DELETE FROM read_log")):
        with pytest.raises(DatabaseError, match="append-only"), sqlite_store.write(WORKER) as connection:
            connection.execute(statement)
    assert [row["action"] for row in rows(sqlite_store)] == ["case"]
