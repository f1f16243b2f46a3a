"""Rules over a whole record, as a backtest asks them: three of them beside hand-written DuckDB, then every one.

The three are those measured before anything was built: how long ago a child was last seen (VOC-05C), a deadline
after an event (VOC-21), two of a kind running (VOC-08). Sizes may be given (make bench NAME=backtest OPTIONS=1000000);
else 1 and 10 million facts, 50 to a case. Ours run in as many processes as the machine has cores, each with its share of
the cases; DuckDB has as many threads. Prints seconds of each rule, memory, and last one JSON object with ratios:
  of_duckdb         our three rules' time as a multiple of DuckDB's for the largest size (aim: at most 3)
  of_duckdb_cpu     the same in processor time, which other work on the machine does not lengthen
  same_counts       whether both count the same gaps
  growth            time of all rules on the largest record as a multiple of that on the smallest, by facts (aim: about 1)
  growth_cpu        the same in processor time
  memory_growth_mb  how much more memory all rules take on the largest than on the smallest, the largest of the processes
"""

import gc
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.rule import ByPlugin, Rule, State
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_start_ms, numbered_day
from lif_plugin.hooks import build_plugins
from lif_plugin.rules import CaseSet, evaluate
from lif_plugin.rules.registry import collect_rules, rules_of
from lif_plugin.store.calendar_table import fill_calendars
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.benchmarks.bench_import import fresh, make_template, peak_mb
from tests.benchmarks.peer_env import python_with
from tests.benchmarks.record_data import A_CASE, AGENCY, AS_OF, SINCE, export, fill

DUCKDB = "duckdb==2.0.0"
SIZES = (1_000_000, 10_000_000)
CORES = os.cpu_count() or 1
AT_ONCE = 2_000
"""Cases to a statement."""
THREE = ("VOC-05C", "VOC-21", "VOC-08")
MOMENT = day_start_ms(numbered_day(AS_OF) + timedelta(days=1), "Europe/London") - 1


def measure(path: Path, cases: range) -> dict[str, Any]:
    """Ask every rule of some cases: seconds and gaps of each, and the peak of memory."""
    store = Store(make_engine(f"sqlite:///{path}"))
    entries = rules_of(Agency(AGENCY, "Bench"), collect_rules(build_plugins(BUILTIN)))
    until = dict.fromkeys(KINDS, MOMENT)
    known = dict.fromkeys(KINDS, ((SINCE, AS_OF),))
    found: dict[str, dict[str, float]] = {}
    # As the server does when it starts.
    gc.collect()
    gc.freeze()
    for rule in (entry.rule for entry in entries if not isinstance(entry.rule.template, ByPlugin)):
        # The three are held against a peer: the best of as many rounds as it has.
        rounds = [_asked(store, rule, cases, until, known) for _ in range(3 if rule.id in THREE else 1)]
        found[rule.id] = min(rounds, key=lambda one: one["seconds"])
    store.close()
    return {"rules": found, "peak_mb": peak_mb()}


def _asked(store: Store, rule: Rule, cases: range, until: Any, known: Any) -> dict[str, float]:
    gaps = rows = 0
    started, worked = time.perf_counter(), time.process_time()
    for first in range(0, len(cases), AT_ONCE):
        ids = cases[first : first + AT_ONCE]
        with store.read(Viewer.system("bench", AGENCY)) as connection:
            said = evaluate(connection, rule, CaseSet(ids, MOMENT, until, known))
        rows += len(said)
        gaps += sum(one.state is State.GAP for one in said)
    seconds, cpu = time.perf_counter() - started, time.process_time() - worked
    return {"seconds": seconds, "cpu": cpu, "gaps": gaps, "rows": rows}


def measured(path: Path, facts: int) -> dict[str, Any]:
    """The same of all cases, in processes of their own, whose memory is their own; a rule takes as long as the slowest."""
    cases = range(1, facts // A_CASE + 1)
    share = -(-len(cases) // CORES)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.bench_backtest", "--measure", str(path),
             str(part.start), str(part.stop)],
            stdout=subprocess.PIPE, text=True,
        )
        for part in (cases[first : first + share] for first in range(0, len(cases), share))
    ]  # fmt: skip
    said = [json.loads(process.communicate()[0]) for process in running]
    rules = {
        rule: {
            "seconds": max(one["rules"][rule]["seconds"] for one in said),
            **{name: sum(one["rules"][rule][name] for one in said) for name in ("cpu", "gaps", "rows")},
        }
        for rule in said[0]["rules"]
    }
    return {"rules": rules, "peak_mb": max(one["peak_mb"] for one in said)}


def by_duckdb(path: Path, folder: Path) -> dict[str, Any] | None:
    """The three rules by hand over the same record; None where the peer cannot be installed."""
    python = python_with(DUCKDB)
    if python is None:
        return None
    table = folder / "record.csv"
    export(path, table)
    script = Path(__file__).with_name("peer_duckdb.py")
    command = [str(python), str(script), str(table), str(AS_OF), str(MOMENT)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    table.unlink()
    result: dict[str, Any] = json.loads(said.stdout)
    return result


def record(folder: Path, template: Path, facts: int) -> Path:
    """A file with so many facts."""
    path = fresh(folder, template)
    started = time.perf_counter()
    fill(path, facts)
    megabytes = path.stat().st_size / 1e6
    print(
        f"{facts:,} facts of {facts // A_CASE:,} cases: written in {time.perf_counter() - started:.0f} s, {megabytes:,.0f} MB"
    )
    return path


def shown(facts: int, ours: dict[str, Any]) -> tuple[float, float]:
    """Print what each rule took; gives the sums of seconds and of processor seconds."""
    for rule, one in sorted(ours["rules"].items()):
        print(
            f"  {rule:9} {one['seconds']:8.2f} s  {one['cpu']:8.2f} s of processors  {one['gaps']:10,} gaps of {one['rows']:10,} findings"
        )
    total, worked = (sum(one[name] for one in ours["rules"].values()) for name in ("seconds", "cpu"))
    print(
        f"  all {len(ours['rules'])} rules {total:.1f} s, {worked:.1f} s of processors, {facts / total:,.0f} facts/s, peak {ours['peak_mb']:.0f} MB"
    )
    return float(total), float(worked)


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), range(int(sys.argv[3]), int(sys.argv[4])))))
        return
    sizes = sorted(int(size) for size in sys.argv[1:]) or list(SIZES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = make_template(folder)
        fill_calendars(f"sqlite:///{template}")
        with sqlite3.connect(template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        totals, peaks = [], []
        ratios: dict[str, Any] = {}
        for facts in sizes:
            path = record(folder, template, facts)
            ours = measured(path, facts)
            totals.append(shown(facts, ours))
            peaks.append(ours["peak_mb"])
            peer = by_duckdb(path, folder)
            if peer:
                ratios |= beside(ours["rules"], peer)
            path.unlink()
    scale = sizes[-1] / sizes[0]
    for place, name in enumerate(("growth", "growth_cpu")):
        ratios[name] = round(totals[-1][place] / totals[0][place] / scale, 3)
    ratios["memory_growth_mb"] = round(peaks[-1] - peaks[0], 1)
    print(json.dumps({"ratios": ratios}))


def beside(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, Any]:
    """Print the three side by side; gives the ratios."""
    for rule in THREE:
        print(
            f"  {rule:9} ours {ours[rule]['seconds']:7.2f} s  DuckDB {peer[rule]['seconds']:7.2f} s  "
            f"gaps {ours[rule]['gaps']:,} and {peer[rule]['gaps']:,}"
        )
    mine, theirs = (sum(side[rule]["seconds"] for rule in THREE) for side in (ours, peer))
    worked, they_worked = (sum(side[rule]["cpu"] for rule in THREE) for side in (ours, peer))
    same = all(ours[rule]["gaps"] == peer[rule]["gaps"] for rule in THREE)
    return {
        "of_duckdb": round(mine / theirs, 3),
        "of_duckdb_cpu": round(worked / they_worked, 3),
        "same_counts": same,
    }


if __name__ == "__main__":
    main()
