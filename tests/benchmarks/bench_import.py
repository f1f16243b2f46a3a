"""From files to the committed inbox: beside a bare executemany of the same rows, and beside the peer.

Prints rows a second, memory, and last one JSON object with ratios:
  of_executemany      inbox rows/s as a share of sqlite3's executemany of the same rows (aim: at least 0.4)
  of_csc_validator    file rows/s on the same files as a multiple of csc-validator-be-903 with all its rules
  of_csc_two_rules    the same with only its rules 440 and 441
  memory_growth_mb    how much more memory 100,000 rows take than 10,000 (aim: under 20)
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import lif_adapter_ssda903
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.importing import Imported, import_files
from lif_plugin.flow.receive import GROUP, Receiver
from lif_plugin.hooks import Adapter, build_plugins
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.benchmarks.peer_env import CSC_903, python_with
from tests.benchmarks.samples_903 import scaled

ROUNDS = 5
ROWS = 100_000
COLUMNS = "agency_id, import_id, source, scope, kind, case_ref, key, digest, payload, origin, received_at"


def adapter() -> Adapter:
    """The adapter under test, through the hook as in the application."""
    plugins = build_plugins([("ssda903", lif_adapter_ssda903)])
    found: list[Adapter] = [
        a for _plugin, adapters in plugins.each("lif_adapters", Adapter) for a in adapters
    ]
    return found[0]


def fresh(folder: Path, template: Path) -> Path:
    """A fresh migrated file."""
    path = folder / f"{time.monotonic_ns()}.db"
    path.write_bytes(template.read_bytes())
    return path


def make_template(folder: Path) -> Path:
    """A migrated file with one agency."""
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    store = Store(make_engine(f"sqlite:///{path}"))
    with store.write(Viewer.system("bench", "bench")) as connection:
        save_agency(connection, Agency("bench", "Bench"), "bench")
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def ours(path: Path, files: list[Path], chosen: Adapter | None = None) -> tuple[float, Imported]:
    """Import files into the inbox of a fresh file, by ssda903 or another adapter; seconds and what came of it."""
    store = Store(make_engine(f"sqlite:///{path}"))
    receiver = Receiver(store)
    started = time.perf_counter()
    done = import_files(store, receiver, chosen or adapter(), files, "bench", ExamineOptions(20261122))
    seconds = time.perf_counter() - started
    receiver.close()
    store.close()
    return seconds, done


def bare(path: Path, rows: list[tuple[Any, ...]]) -> float:
    """Insert the same inbox rows with the driver alone: same pragmas, same groups."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    insert = f"INSERT INTO inbox ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))})"
    started = time.perf_counter()
    for start in range(0, len(rows), GROUP):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows[start : start + GROUP])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def memory_mb(rows: int, folder: Path, template: Path) -> float:
    """Peak memory of a process of its own that imports this many rows."""
    scaled(folder / f"set-{rows}", rows)
    command = [sys.executable, "-m", "tests.benchmarks.bench_import", "--memory", str(folder / f"set-{rows}"),
               str(fresh(folder, template))]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(result.stdout.strip())


def peer_seconds(which: str, files: list[Path]) -> float | None:
    """How long the peer takes over the same files; None where it cannot be installed."""
    python = python_with(CSC_903)
    if python is None:
        return None
    script = Path(__file__).with_name("peer_csc_903.py")
    command = [str(python), str(script), which, *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(result.stdout.splitlines()[-1])["seconds"])


def share_of_executemany(folder: Path, template: Path) -> float:
    """Interleaved rounds of ours and the bare insert; the share of the medians."""
    files = scaled(folder / "large", ROWS)
    path = fresh(folder, template)
    _seconds, done = ours(path, files)
    with sqlite3.connect(path) as connection:
        rows = connection.execute(f"SELECT {COLUMNS} FROM inbox ORDER BY id").fetchall()
    path.unlink()
    times: dict[Callable[..., Any], list[float]] = {ours: [], bare: []}
    for _round in range(ROUNDS):
        times[ours].append(ours(fresh(folder, template), files)[0])
        times[bare].append(bare(fresh(folder, template), rows))
    our, raw = (statistics.median(times[verb]) for verb in (ours, bare))
    print(f"{done.tally.read:,} file rows, {len(rows):,} inbox rows, median of {ROUNDS}")
    print(
        f"ours          {our:7.2f} s  {done.tally.read / our:10,.0f} file rows/s  {len(rows) / our:10,.0f} inbox rows/s"
    )
    print(f"executemany   {raw:7.2f} s  {'':10} {'':11}  {len(rows) / raw:10,.0f} inbox rows/s")
    return raw / our


def peak_mb() -> float:
    """This process's own peak: the resource module's figure starts at the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--memory"]:
        ours(Path(sys.argv[3]), sorted(Path(sys.argv[2]).glob("*.csv")))
        print(peak_mb())
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = make_template(folder)
        ratios: dict[str, float | None] = {"of_executemany": share_of_executemany(folder, template)}
        files = scaled(folder / "once", 1)
        seconds = statistics.median(ours(fresh(folder, template), files)[0] for _round in range(ROUNDS))
        for key, which in (("of_csc_validator", "all"), ("of_csc_two_rules", "two")):
            peer = peer_seconds(which, files)
            ratios[key] = peer / seconds if peer else None
            print(
                f"csc-validator-be-903, {which} rules: {peer or 0:.2f} s; ours, the same files: {seconds:.2f} s"
            )
        small, large = memory_mb(10_000, folder, template), memory_mb(ROWS, folder, template)
        print(f"peak memory: {small:.1f} MB for 10,000 rows, {large:.1f} MB for {ROWS:,}")
        ratios["memory_growth_mb"] = large - small
    print(json.dumps({"ratios": {key: value and round(value, 3) for key, value in ratios.items()}}))


if __name__ == "__main__":
    main()
