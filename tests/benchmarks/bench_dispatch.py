"""From received events to stored prompts through all rules, beside durable inserts and nothing else.

Ten events touch five cases, each with a record of fifty facts. The raw figure is that of rows of 420 bytes, by
SQLAlchemy Core, 200 to a durable commit. Both are taken in turns, and the median counts. Prints events a second, rules
and statements to a batch, and how long an event at 50 a second waits for its prompt with durable jobs; last one JSON
object:
  of_raw_inserts     events/s through apply and all rules as a share of raw durable inserts (aim: at least 0.1)
  cpu_of_raw_inserts the same if the processor had nothing else to do: events to a second of processor time
  rules_a_batch      rules asked in a batch of cases, of those that could be
  statements_a_batch statements to a batch of 200 events and the 100 cases they touch
  p50_ms, p99_ms     from handing an event over to its stored prompt, at 50 events a second
"""

import json
import sqlite3
import statistics
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, MetaData, Table, Text, insert
from sqlalchemy.event import listen, remove

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
from lif_plugin.store.engine import WRITE, make_engine
from lif_plugin.store.inbox import LIVE_FEED, InboxRow, inbox_row
from lif_plugin.store.work import Store, now_ms
from lif_plugin.web.server import settle as settle_process
from tests.benchmarks.bench_import import fresh, make_template
from tests.benchmarks.record_data import A_CASE, AGENCY, AS_OF, SINCE, SOURCE, fill

HELD = 500
"""Cases on record."""
EVENTS = 1_000
RAW = 4_000
ROUNDS = 3
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


def raw(folder: Path) -> float:
    """Raw durable inserts a second: Core, 200 rows of 420 bytes to a commit."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        engine = make_engine(f"sqlite:///{own}/raw.db")
        plain = Table(
            "plain",
            MetaData(),
            Column("id", Integer, primary_key=True),
            Column("key", Text),
            Column("payload", Text),
        )
        plain.create(engine)
        rows = [{"key": f"review|{number}", "payload": "x" * 400} for number in range(RAW)]
        started = time.perf_counter()
        for start in range(0, RAW, GROUP):
            with (
                engine.connect().execution_options(**{WRITE: True}) as connection,
                connection.begin(),
            ):
                connection.execute(insert(plain), rows[start : start + GROUP])
        seconds = time.perf_counter() - started
        engine.dispose()
    return RAW / seconds


class Drained(NamedTuple):
    """What it took to bring waiting events to stored results."""

    seconds: float
    cpu: float
    statements: float
    asked: int
    could_be: int


def drained(path: Path, rows: list[InboxRow]) -> Drained:
    """Bring events from the committed inbox to stored results, after ten that make all statements known."""
    store = Store(make_engine(f"sqlite:///{path}"))
    dispatcher = dispatcher_of(store)
    receive(store, rows[:10])
    dispatcher.drain(AGENCY)
    receive(store, rows[10:])
    said: list[str] = []

    def count(*arguments: Any) -> None:
        said.append(arguments[2])

    listen(store.engine, "before_cursor_execute", count)
    started, cpu = time.perf_counter(), time.process_time()
    dispatcher.drain(AGENCY)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    remove(store.engine, "before_cursor_execute", count)
    some = range(1, CASES + 1)
    with store.write(Viewer.system("bench", AGENCY)) as connection:
        cases.mark_touched(connection, dict.fromkeys(some, frozenset({"review"})))
        found = cases.rows_of(connection, some)
        held = read_cases(connection, dispatcher, Agency(AGENCY, "Bench"), found, partly=True)
    store.close()
    could_be = {entry.rule.id for entry in held.reach.ask}
    asked = could_be & frozenset().union(*(held.asked.get(number, could_be) for number in some))
    return Drained(seconds, cpu, len(said) / (len(rows) / GROUP), len(asked), len(could_be))


def receive(store: Store, rows: list[InboxRow]) -> None:
    """Have events committed to the inbox."""
    receiver = Receiver(store)
    for start in range(0, len(rows), GROUP):
        receiver.submit(AGENCY, rows[start : start + GROUP]).result()
    receiver.close()


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
    settle_process()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = prepared(folder)
        settle(template)
        # Ten events, five cases: two of each in turn.
        rows = [review(number, 1 + number // 10 * 5 % HELD + number % 5) for number in range(EVENTS + 10)]
        rounds = [(raw(folder), drained(fresh(folder, template), rows)) for _round in range(ROUNDS)]
        bare = statistics.median(figure for figure, _ours in rounds)
        seconds = statistics.median(ours.seconds for _figure, ours in rounds)
        cpu = statistics.median(ours.cpu for _figure, ours in rounds)
        last = rounds[-1][1]
        print(f"raw durable inserts  {bare:10,.0f} rows/s")
        print(
            f"through {last.asked} of {last.could_be} rules  {EVENTS / seconds:7,.0f} events/s, {EVENTS / cpu:,.0f} to a second "
            f"of processor time; {last.statements:.0f} statements to 200 events"
        )
        waited = waits(fresh(folder, template))
    cuts = statistics.quantiles(waited, n=100)
    print(f"at {RATE} events/s: p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms from receive to stored prompt")
    ratios: dict[str, Any] = {
        "of_raw_inserts": round(EVENTS / seconds / bare, 3),
        "cpu_of_raw_inserts": round(EVENTS / cpu / bare, 3),
        "rules_a_batch": last.asked,
        "statements_a_batch": round(last.statements),
        "p50_ms": round(cuts[49]),
        "p99_ms": round(cuts[98]),
    }
    print(json.dumps({"ratios": ratios}))


if __name__ == "__main__":
    main()
