"""From received events to stored prompts through all rules, beside durable inserts of the same events and nothing else.

Ten events touch five cases, each with a record of fifty facts. Prints events a second, rules and seconds to a batch,
and how long an event at 50 a second waits for its prompt with durable jobs; last one JSON object with ratios:
  of_raw_inserts   events/s through apply and all rules as a share of raw durable inserts of them (aim: at least 0.1)
  rules_a_batch    rules asked in a batch of cases
  p50_ms, p99_ms   from handing an event over to its stored prompt, at 50 events a second
"""

import json
import sqlite3
import statistics
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.dispatch import CASES, Dispatcher
from lif_plugin.flow.evaluation import read_cases
from lif_plugin.flow.receive import GROUP, Receiver
from lif_plugin.flow.sweep import mark_all
from lif_plugin.hooks import build_plugins
from lif_plugin.jobs import migrate as migrate_jobs
from lif_plugin.jobs.durable import Jobs
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store import cases
from lif_plugin.store.calendar_table import fill_calendars
from lif_plugin.store.engine import make_engine
from lif_plugin.store.inbox import LIVE_FEED, InboxRow, inbox_row
from lif_plugin.store.work import Store, now_ms
from tests.benchmarks.bench_import import COLUMNS, fresh, make_template
from tests.benchmarks.record_data import A_CASE, AGENCY, AS_OF, SINCE, SOURCE, fill

HELD = 500
"""Cases on record."""
EVENTS = 1_000
RATE = 50
SECONDS = 20
EVERY = 0.02
"""How often it is looked whether a prompt has been stored, in seconds."""


def prepared(folder: Path) -> Path:
    """A file with a record, what its source covers, and the tables of the job library."""
    template = make_template(folder)
    fill_calendars(f"sqlite:///{template}")
    migrate_jobs(f"sqlite:///{template}")
    fill(template, HELD * A_CASE)
    with sqlite3.connect(template) as connection:
        connection.executemany(
            "INSERT INTO coverage (agency_id, source, scope, kind, first_day, last_day, import_id) "
            "VALUES (?, ?, 'all', ?, ?, ?, 1)",
            [(AGENCY, SOURCE, kind, SINCE, AS_OF) for kind in KINDS],
        )
        connection.execute(
            "INSERT INTO recorded_field (agency_id, source, kind, field) "
            "SELECT DISTINCT agency_id, source, kind, '' FROM event"
        )
        for name in (
            "code",
            "seen",
            "alone",
            "offered",
            "accepted",
            "held",
            "joint",
            "participation",
            "service",
        ):
            connection.execute(
                f"INSERT INTO recorded_field (agency_id, source, kind, field) SELECT DISTINCT agency_id, source, kind, "
                f"'{name}' FROM event WHERE {name} IS NOT NULL"
            )
        # An event has the number of its inbox row.
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('inbox', ?)", (HELD * A_CASE,))
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return template


def settle(path: Path) -> None:
    """Evaluate the record as it is, so that what is measured is what the events change."""
    store = Store(make_engine(f"sqlite:///{path}"))
    dispatcher = dispatcher_of(store)
    mark_all(dispatcher, AGENCY)
    started = time.perf_counter()
    dispatcher.drain(AGENCY)
    print(
        f"{HELD:,} cases with {A_CASE} facts each, all rules for the first time: {time.perf_counter() - started:.1f} s"
    )
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def review(number: int, case: int) -> InboxRow:
    """A review without the child's view, of one of the cases."""
    stated = {"code": "PN4", "held": "yes"}
    event = Event("review", f"C{case}", f"new|{number}", 20240301, stated, {})
    return inbox_row(
        event, agency=AGENCY, source=SOURCE, scope="all", import_id=LIVE_FEED, origin="b", now=now_ms()
    )


def dispatcher_of(store: Store) -> Dispatcher:
    """A dispatch with all that is built in."""
    plugins = build_plugins(BUILTIN)
    return Dispatcher(store, plugins, collect_rules(plugins), lambda _agency: None, date.today)


def raw(path: Path, rows: list[InboxRow]) -> float:
    """Seconds of durable inserts with the driver alone: same pragmas, same groups."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    insert = f"INSERT INTO inbox ({COLUMNS}) VALUES ({', '.join('?' * len(InboxRow._fields))})"
    started = time.perf_counter()
    for start in range(0, len(rows), GROUP):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows[start : start + GROUP])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def drained(path: Path, rows: list[InboxRow]) -> tuple[float, int, int]:
    """Seconds from the committed inbox to stored results; how many batches, and rules asked in one."""
    store = Store(make_engine(f"sqlite:///{path}"))
    receiver = Receiver(store)
    for start in range(0, len(rows), GROUP):
        receiver.submit(AGENCY, rows[start : start + GROUP]).result()
    receiver.close()
    dispatcher = dispatcher_of(store)
    started = time.perf_counter()
    batches = dispatcher.drain(AGENCY)
    seconds = time.perf_counter() - started
    with store.read(Viewer.system("bench", AGENCY)) as connection:
        some = cases.rows_of(connection, range(1, CASES + 1))
        asked = len(read_cases(connection, dispatcher, Agency(AGENCY, "Bench"), some).reach.ask)
    store.close()
    return seconds, batches, asked


def waits(path: Path) -> list[float]:
    """Milliseconds from handing an event over to its stored prompt, at a steady rate with durable jobs."""
    store = Store(make_engine(f"sqlite:///{path}"))
    receiver = Receiver(store)
    dispatcher = dispatcher_of(store)

    def pending() -> list[str]:
        return [AGENCY] if dispatcher.waits(AGENCY) else []

    jobs = Jobs(f"sqlite:///{path}", dispatcher.batch, pending, poll=0.05)
    jobs.start()
    sent: dict[str, float] = {}
    stored: dict[str, float] = {}
    done = threading.Event()
    watcher = threading.Thread(target=watch, args=(path, stored, done))
    watcher.start()
    began = time.perf_counter()
    for number in range(RATE * SECONDS):
        time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        sent[f"new|{number}"] = time.perf_counter()
        receiver.submit(AGENCY, [review(number, 1 + number % HELD)]).result()
        jobs.wake(AGENCY)
    jobs.drain([AGENCY])
    time.sleep(5 * EVERY)
    done.set()
    watcher.join()
    jobs.stop()
    receiver.close()
    store.close()
    assert stored.keys() == sent.keys()
    return [(stored[key] - sent[key]) * 1000 for key in sent]


def watch(path: Path, stored: dict[str, float], done: threading.Event) -> None:
    """Note when each prompt about a new review is first seen in the store."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    last = 0
    while not done.is_set():
        query = "SELECT rowid, subject FROM result WHERE rowid > ? AND rule = 'VOC-07' ORDER BY rowid"
        for number, subject in connection.execute(query, (last,)).fetchall():
            last = number
            if subject.startswith("new|"):
                stored.setdefault(subject, time.perf_counter())
        time.sleep(EVERY)
    connection.close()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = prepared(folder)
        settle(template)
        # Ten events, five cases: two of each in turn.
        rows = [review(number, 1 + number // 10 * 5 % HELD + number % 5) for number in range(EVENTS)]
        bare = statistics.median(raw(fresh(folder, template), rows) for _round in range(3))
        seconds, batches, asked = drained(fresh(folder, template), rows)
        print(f"raw durable inserts  {EVENTS / bare:10,.0f} events/s")
        print(
            f"through {asked} rules     {EVENTS / seconds:10,.0f} events/s  {batches} batches, {seconds / batches * 1000:.0f} ms each"
        )
        waited = waits(fresh(folder, template))
    cuts = statistics.quantiles(waited, n=100)
    print(f"at {RATE} events/s: p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms from receive to stored prompt")
    ratios: dict[str, Any] = {
        "of_raw_inserts": round(bare / seconds, 3),
        "rules_a_batch": asked,
        "p50_ms": round(cuts[49]),
        "p99_ms": round(cuts[98]),
    }
    print(json.dumps({"ratios": ratios}))


if __name__ == "__main__":
    main()
