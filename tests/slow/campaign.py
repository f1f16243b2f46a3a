"""Kills a command at random moments, runs it again to its end, and compares what is left with an undisturbed run."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Command = Callable[[str], Sequence[str]]
"""The command to run on the database at this address; run again, it goes on where it was cut off."""

Fingerprint = Callable[[str], object]
"""What counts of the database at this address: equal for two runs that came to the same."""

PATIENCE = 600.0
SLOWER = 1.3
"""How many times as long a run may take while the machine has other work."""


@dataclass(frozen=True)
class Round:
    """One kill: when, whether the command was still running, and what was found afterwards."""

    seconds: float
    killed: bool
    halfway: bool
    same: bool


def campaign(
    command: Command,
    fresh: Callable[[], str],
    fingerprint: Fingerprint,
    *,
    moments: int = 20,
    seed: int = 1,
    skip: float = 0.0,
    environment: Mapping[str, str] | None = None,
) -> list[Round]:
    """Kill the command once on each of so many fresh databases; print and return what came of it.

    ``skip`` is the share of the undisturbed run before anything is written (a program's start), where a
    kill would show nothing. A kill hit something when the database was neither as at first nor as at the end;
    kills that hit nothing narrow the time in which the next are drawn, as machines start and stop at their own pace.
    """
    url = fresh()
    nothing = fingerprint(url)
    run(command(url), environment)
    # The first run also warms the disk's cache, so the second tells how long a run takes.
    url = fresh()
    began = time.monotonic()
    run(command(url), environment)
    lasted = time.monotonic() - began
    expected = fingerprint(url)
    assert expected != nothing
    say(f"seed {seed}: an undisturbed run lasts {lasted:.2f} s")
    chance = random.Random(seed)
    rounds = []
    first, last = lasted * skip, lasted
    for number in range(moments):
        url = fresh()
        seconds = chance.uniform(first, last)
        killed = kill(command(url), seconds, environment)
        left = fingerprint(url)
        # Halfway to where nothing was hit, and the other edge a little away from there: no run is as fast as another.
        if left == nothing:
            first, last = (first + seconds) / 2, max(last, seconds * SLOWER)
        elif left == expected:
            first, last = min(first, seconds / SLOWER), (last + seconds) / 2
        run(command(url), environment)
        done = Round(seconds, killed, left not in (nothing, expected), fingerprint(url) == expected)
        say(f"moment {number + 1}: {done}")
        rounds.append(done)
    return rounds


def say(line: str) -> None:
    """Tell what happens; pytest shows it when the test fails."""
    sys.stdout.write(f"{line}\n")


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run the command to its end, which must be a good one."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE, env=environment)


def kill(command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> bool:
    """Start the command and kill it after so many seconds; false when it had ended before."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        return False
