"""Draws facts that `lif frameworks coverage` calls live, takes each away, and looks whether its named test fails.

    without.py [COUNT] [SEED]

Says the seed it drew by; exit code 1 where a test still passes without its fact, or fails with everything in place.
"""

import os
import random
import re
import secrets
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lif_plugin.cycle.coverage import Covered, coverage_of
from lif_plugin.frameworks import framework_ids, load_framework

ROOT = Path(__file__).parents[2]
_TOOLS = ROOT / ".ci" / "tools"
_FAILED = 1
_OUTCOMES = {0: "STILL PASSES", _FAILED: "fails"}
"""By pytest's exit code; another one says that the test did not run."""


def main(arguments: Sequence[str]) -> int:
    """Draw, take away, tell."""
    count = int(arguments[0]) if arguments else 40
    seed = int(arguments[1]) if len(arguments) > 1 else secrets.randbelow(1_000_000)
    print(f"{count} facts drawn by the seed {seed}")
    live = [(name, one) for name in framework_ids() for one in coverage_of(load_framework(name)) if one.live]
    drawn = random.Random(seed).sample(live, count)  # noqa: S311  a draw that can be drawn again
    whole = _run([str(one.test) for one in dict.fromkeys(one for _name, one in drawn)])
    print(f"With everything in place: {_said(whole.stdout)}")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda one: _taken_away(one[1]), drawn))
    for (name, one), (code, said) in zip(drawn, results, strict=True):
        mark = _OUTCOMES.get(code, "DID NOT RUN")
        print(f"{mark:12} {name:30} {one.fact.kind:22} {one.fact.entry.id:40} {said}")
    missed = sum(code != _FAILED for code, _words in results)
    print(f"{count - missed} of {count} tests fail without their fact.")
    return 0 if not missed and whole.returncode == 0 else 1


def _taken_away(one: Covered) -> tuple[int, str]:
    ended = _run([str(one.test), f"--without={one.fact.kind}:{one.fact.entry.id}"])
    return ended.returncode, _said(ended.stdout or ended.stderr)


def _run(arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join((str(_TOOLS), str(ROOT)))
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "without_fact", *arguments],
        capture_output=True, text=True, cwd=ROOT, check=False, env=os.environ | {"PYTHONPATH": paths},
    )  # fmt: skip


def _said(output: str) -> str:
    """The line that pytest ends with, or what it said last, without how long it took."""
    lines = [line for line in output.splitlines() if line.strip()]
    return re.sub(r" in [\d.]+s.*$", "", lines[-1].strip("= ")) if lines else "nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
