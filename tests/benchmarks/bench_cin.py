"""From a census file to the committed inbox, beside a peer that only reads it, and ten times as large.

Prints rows a second, memory, and last one JSON object with ratios:
  of_csc_validator    how many times as long csc-validator-be-cin takes to read the same 14,000 rows (aim: at least 20)
  of_small_rate       rows/s at 140,000 rows as a share of those at 14,000
  memory_growth_mb    how much more memory 140,000 rows take than 14,000 (aim: under 20)
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lif_adapter_cin
from lif_plugin.domain.record import Row
from lif_plugin.hooks import Adapter, build_plugins
from lif_plugin.hooks.types import ExamineOptions
from tests.benchmarks.bench_import import fresh, make_template, ours, peak_mb
from tests.benchmarks.peer_env import CSC_CIN, python_with
from tests.benchmarks.samples_cin import scaled

ROUNDS = 5
SMALL, LARGE = 14_000, 140_000


def adapter() -> Adapter:
    """The adapter under test, through the hook as in the application."""
    plugins = build_plugins([("cin_census", lif_adapter_cin)])
    found: list[Adapter] = [
        one for _plugin, adapters in plugins.each("lif_adapters", Adapter) for one in adapters
    ]
    return found[0]


def rate(folder: Path, template: Path, file: Path, rounds: int) -> tuple[float, float]:
    """Median seconds of an import, and rows a second."""
    times = []
    for _round in range(rounds):
        path = fresh(folder, template)
        seconds, done = ours(path, [file], adapter())
        times.append(seconds)
        path.unlink()
    seconds = statistics.median(times)
    print(
        f"ours          {done.tally.read:9,} rows, {done.tally.events:9,} events  {seconds:7.2f} s  "
        f"{done.tally.read / seconds:8,.0f} rows/s to the committed inbox"
    )
    return seconds, done.tally.read / seconds


def read_alone(file: Path) -> None:
    """Print how fast the adapter gives rows, with nothing stored."""
    started = time.perf_counter()
    delivery = adapter().examine([file], ExamineOptions(20261122))
    rows = sum(isinstance(item, Row) for item in adapter().read(delivery))
    print(f"adapter alone {rows:9,} rows  {rows / (time.perf_counter() - started):8,.0f} rows/s")


def peer(file: Path) -> float | None:
    """How long the peer takes to read the same file; None where it cannot be installed."""
    # Its pandas, of 2023, is too old for the numpy that pip would take.
    python = python_with(CSC_CIN, "numpy<2")
    if python is None:
        return None
    script = Path(__file__).with_name("peer_csc_cin.py")
    said = subprocess.run([str(python), str(script), str(file)], capture_output=True, text=True, check=True)
    found = json.loads(said.stdout.splitlines()[-1])
    print(
        f"csc-validator-be-cin, reading only  {found['seconds']:7.2f} s, its rows: {sum(found['rows'].values()):,}"
    )
    return float(found["seconds"])


def memory_mb(file: Path, folder: Path, template: Path) -> float:
    """Peak memory of a process of its own that imports the file."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_cin",
        "--memory",
        str(file),
        str(fresh(folder, template)),
    ]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--memory"]:
        ours(Path(sys.argv[3]), [Path(sys.argv[2])], adapter())
        print(peak_mb())
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = make_template(folder)
        small, large = scaled(folder / "small.xml", SMALL), scaled(folder / "large.xml", LARGE)
        read_alone(small)
        seconds, small_rate = rate(folder, template, small, ROUNDS)
        _, large_rate = rate(folder, template, large, 1)
        peers = peer(small)
        before, after = (memory_mb(file, folder, template) for file in (small, large))
        print(f"peak memory: {before:.1f} MB for {SMALL:,} rows, {after:.1f} MB for {LARGE:,}")
        ratios = {
            "of_csc_validator": peers and round(peers / seconds, 3),
            "of_small_rate": round(large_rate / small_rate, 3),
            "memory_growth_mb": round(after - before, 3),
        }
    print(json.dumps({"ratios": ratios}))


if __name__ == "__main__":
    main()
