"""The seal finds whatever was done to the log behind the application's back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, insert, text

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.seal import Head, Problem, seal, verify
from lif_plugin.store.tables import agency
from lif_plugin.store.work import Store

KEY = b"k" * 32
WORKER = Viewer("aton", frozenset({Role.WORKER}), "direct care", "wendy")
OTHER = Viewer("beton", frozenset({Role.WORKER}), "direct care", "otto")
COPY = (
    "INSERT INTO read_log (id, agency_id, at, subject, roles, purpose, action, cases, nonce, mac) "
    "SELECT {id}, agency_id, at, subject, roles, purpose, action, cases, {nonce}, {mac} FROM read_log WHERE id = 2"
)


@pytest.fixture
def log(store: Store) -> Iterator[ReadLog]:
    """A log with four reads of Aton and one of Beton between them."""
    with store.write(WORKER) as connection:
        rows = [{"id": name, "name": name, "nation": "england"} for name in ("aton", "beton")]
        connection.execute(insert(agency), rows)
    made = ReadLog(store, KEY)
    for viewer, case in ((WORKER, "c1"), (WORKER, "c2"), (OTHER, "c9"), (WORKER, "c3"), (WORKER, "c4")):
        made.record_now(viewer, "case", [case])
    yield made
    made.close()


@pytest.fixture
def head(store: Store, log: ReadLog) -> Head:
    return seal(store, "aton", KEY)


def tamper(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def found(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.what, problem.log_id) for problem in problems]


def test_an_untouched_log_has_no_problems(store: Store, head: Head) -> None:
    assert head.count == 4
    assert verify(store, "aton", KEY, head) == []


def test_each_agency_has_its_own_chain(store: Store, head: Head) -> None:
    assert seal(store, "beton", KEY).count == 1
    assert verify(store, "beton", KEY) == []


def test_sealing_again_adds_nothing(store: Store, head: Head) -> None:
    assert seal(store, "aton", KEY) == head


def test_later_reads_continue_the_chain(store: Store, log: ReadLog, head: Head) -> None:
    log.record_now(WORKER, "case", ["c5"])
    assert seal(store, "aton", KEY).count == 5
    assert verify(store, "aton", KEY, head) == []


def test_reads_not_sealed_yet_are_no_problem(store: Store, log: ReadLog) -> None:
    assert verify(store, "aton", KEY) == []


def test_a_changed_row_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, "UPDATE read_log SET subject = 'nobody' WHERE id = 2")
    assert found(verify(store, "aton", KEY)) == [("changed", 2)]


def test_a_changed_row_is_found_before_it_is_sealed(store: Store, log: ReadLog, tamperer: Engine) -> None:
    tamper(tamperer, "UPDATE read_log SET subject = 'nobody' WHERE id = 2")
    assert found(verify(store, "aton", KEY)) == [("inserted", 2)]
    assert seal(store, "aton", KEY).count == 3
    assert found(verify(store, "aton", KEY)) == [("inserted", 2)]


def test_a_row_given_to_another_agency_is_missed(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, "UPDATE read_log SET agency_id = 'beton' WHERE id = 2")
    assert [problem.log_id for problem in verify(store, "aton", KEY)] == [2]
    assert found(verify(store, "beton", KEY)) == [("inserted", 2)]


def test_a_removed_row_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, "DELETE FROM read_log WHERE id = 2")
    assert found(verify(store, "aton", KEY)) == [("removed", 2)]


def test_a_row_removed_with_its_seal_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, "DELETE FROM read_log WHERE id = 2", "DELETE FROM read_seal WHERE log_id = 2")
    assert found(verify(store, "aton", KEY)) == [("removed", None)]


def test_a_chain_closed_up_after_a_removal_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(
        tamperer,
        "DELETE FROM read_log WHERE id = 4",
        "DELETE FROM read_seal WHERE log_id = 4",
        "UPDATE read_seal SET seal_no = 3 WHERE log_id = 5",
    )
    assert found(verify(store, "aton", KEY)) == [("changed", 5)]


def test_a_row_removed_at_the_end_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, "DELETE FROM read_log WHERE id = 5")
    assert found(verify(store, "aton", KEY)) == [("removed", 5)]


def test_an_end_cut_off_with_its_seals_is_found_by_the_head_kept_outside(
    store: Store, head: Head, tamperer: Engine
) -> None:
    tamper(tamperer, "DELETE FROM read_log WHERE id >= 4", "DELETE FROM read_seal WHERE log_id >= 4")
    assert verify(store, "aton", KEY) == []
    assert found(verify(store, "aton", KEY, head)) == [("cut", None)]


def test_an_end_cut_off_and_grown_again_is_found(
    store: Store, log: ReadLog, head: Head, tamperer: Engine
) -> None:
    tamper(tamperer, "DELETE FROM read_log WHERE id = 5", "DELETE FROM read_seal WHERE log_id = 5")
    log.record_now(WORKER, "case", ["c7"])
    assert seal(store, "aton", KEY).count == 4
    assert found(verify(store, "aton", KEY, head)) == [("cut", None)]


def test_a_row_put_in_at_the_end_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    tamper(tamperer, COPY.format(id=99, nonce="'n'", mac="'m'"))
    assert found(verify(store, "aton", KEY)) == [("inserted", 99)]


def test_rows_put_in_between_are_found_and_never_sealed(store: Store, log: ReadLog, tamperer: Engine) -> None:
    tamper(tamperer, "UPDATE read_log SET id = id * 10")
    assert seal(store, "aton", KEY).count == 4
    tamper(
        tamperer, COPY.replace("id = 2", "id = 20").format(id=15, nonce="'n'", mac="'m'"),
        COPY.replace("id = 2", "id = 20").format(id=45, nonce="'o'", mac="'x'"),
    )  # fmt: skip
    assert seal(store, "aton", KEY).count == 4
    assert found(verify(store, "aton", KEY)) == [("inserted", 15), ("inserted", 45)]


def test_a_true_row_copied_is_found(store: Store, head: Head, tamperer: Engine) -> None:
    unique = "uq_read_log_mac"
    if store.is_sqlite:
        # SQLite cannot drop the constraint; somebody with the file can write the table anew.
        tamper(tamperer, "CREATE TABLE r AS SELECT * FROM read_log", "DROP TABLE read_log",
               "ALTER TABLE r RENAME TO read_log")  # fmt: skip
    else:
        tamper(tamperer, f"ALTER TABLE read_log DROP CONSTRAINT {unique}")
    tamper(tamperer, COPY.format(id=99, nonce="nonce", mac="mac"))
    assert seal(store, "aton", KEY).count == 4
    assert found(verify(store, "aton", KEY)) == [("inserted", 99)]


def test_a_row_committed_late_is_sealed(store: Store, log: ReadLog, tamperer: Engine) -> None:
    tamper(tamperer, "UPDATE read_log SET id = id + 1000 WHERE id = 2")
    seal(store, "aton", KEY)
    log.record_now(WORKER, "case", ["late"])
    assert seal(store, "aton", KEY).count == 5
    assert verify(store, "aton", KEY) == []


def test_another_key_confirms_nothing(store: Store, head: Head) -> None:
    assert [problem.what for problem in verify(store, "aton", b"another")] == ["changed"] * 4


def test_sealers_at_the_same_time_make_one_chain(store: Store, log: ReadLog) -> None:
    for number in range(40):
        log.record(WORKER, "case", [f"c{number}"])
    log.flush()
    with ThreadPoolExecutor(4) as pool:
        heads = list(pool.map(lambda _: seal(store, "aton", KEY), range(8)))
    assert {head.count for head in heads} == {44}
    assert verify(store, "aton", KEY, heads[0]) == []


def test_more_rows_than_one_transaction_seals_are_all_sealed(store: Store, log: ReadLog) -> None:
    for _ in range(1200):
        log.record(WORKER, "case", ["c"])
    log.flush()
    assert seal(store, "aton", KEY).count == 1204
