"""How long a sender waits for its commit while dispatch writes to the same SQLite file.

A large import is applied and evaluated in one thread while another hands over single events, one every
10 ms. Prints p50, p99 and the longest wait, alone and beside dispatch, and last one JSON object:
  p99_of_limit   p99 beside dispatch as a share of the 100 ms limit (aim: under 1)
  p99_of_idle    p99 beside dispatch as a multiple of p99 with nothing else going on
"""

import json
import statistics
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.record import Event
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.importing import import_files
from lif_plugin.flow.receive import Receiver
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.engine import make_engine
from lif_plugin.store.inbox import LIVE_FEED, inbox_row
from lif_plugin.store.work import Store
from tests.benchmarks.bench_import import adapter, make_template
from tests.benchmarks.samples_903 import scaled

LIMIT_MS = 100.0
EVERY_SECONDS = 0.01
IDLE_SENDS = 300
ROWS = 30_000


def send(receiver: Receiver, number: int) -> float:
    """Hand over one event as a platform would; the milliseconds until its commit."""
    event = Event("contact", f"LIVE{number % 50}", f"contact|{number}", 20180101, {"code": "call"}, {})
    row = inbox_row(
        event, agency="bench", source="live", scope="live", import_id=LIVE_FEED, origin="bench", now=0
    )
    started = time.perf_counter()
    receiver.submit("bench", [row]).result()
    return (time.perf_counter() - started) * 1000


def senders_wait(receiver: Receiver, until: threading.Event, at_most: int) -> list[float]:
    """Send now and then until told to stop; the waits."""
    waits: list[float] = []
    while not until.is_set() and len(waits) < at_most:
        waits.append(send(receiver, len(waits)))
        time.sleep(EVERY_SECONDS)
    return waits


def described(name: str, waits: list[float]) -> float:
    """Print a set of waits; gives its p99."""
    cuts = statistics.quantiles(waits, n=100)
    print(
        f"{name:16} {len(waits):6,} sends  p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  max {max(waits):6.1f} ms"
    )
    return cuts[98]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(make_engine(f"sqlite:///{make_template(folder)}"))
        receiver = Receiver(store)
        plugins = build_plugins(BUILTIN)
        dispatcher = Dispatcher(store, plugins, collect_rules(plugins), lambda _agency: None, date.today)
        idle = described("alone", senders_wait(receiver, threading.Event(), IDLE_SENDS))
        import_files(
            store, receiver, adapter(), scaled(folder / "set", ROWS), "bench", ExamineOptions(20261122)
        )
        done = threading.Event()

        def work() -> None:
            dispatcher.drain("bench")
            done.set()

        started = time.perf_counter()
        worker = threading.Thread(target=work)
        worker.start()
        busy = described("beside dispatch", senders_wait(receiver, done, 1_000_000))
        worker.join()
        print(f"dispatch of {ROWS:,} rows took {time.perf_counter() - started:.1f} s beside the senders")
        receiver.close()
        store.close()
    ratios = {"p99_of_limit": round(busy / LIMIT_MS, 3), "p99_of_idle": round(busy / idle, 2)}
    print(json.dumps({"ratios": ratios}))


if __name__ == "__main__":
    main()
