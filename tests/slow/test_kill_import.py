"""Killed at any moment of import and dispatch and started again, the same prompts come out as without."""

import sys
from collections.abc import Callable, Sequence

import pytest

from tests.slow.campaign import campaign
from tests.slow.importing import left


@pytest.mark.parametrize("kind", ["inline", "durable"])
def test_an_import_killed_at_20_moments_gives_the_same_prompts(new_url: Callable[[], str], kind: str) -> None:
    def command(url: str) -> Sequence[str]:
        return [sys.executable, "-m", "tests.slow.importing", url, kind]

    rounds = campaign(command, new_url, left, moments=20, skip=0.3)
    assert [done for done in rounds if not done.same] == []
    assert sum(done.halfway for done in rounds) >= 5
