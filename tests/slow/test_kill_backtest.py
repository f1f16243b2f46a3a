"""A backtest killed at any moment and given again goes on where it stopped, and counts each case once."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.slow.backtesting import left, prepare
from tests.slow.campaign import campaign


def test_a_backtest_killed_at_6_moments_counts_the_same(new_url: Callable[[], str], tmp_path: Path) -> None:
    def command(url: str) -> Sequence[str]:
        return [sys.executable, "-m", "tests.slow.backtesting", url, str(tmp_path)]

    rounds = campaign(command, lambda: prepare(new_url()), left, moments=6, skip=0.3)
    assert [done for done in rounds if not done.same] == []
    assert sum(done.halfway for done in rounds) >= 2
