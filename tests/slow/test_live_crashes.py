"""A process that dies at every write of the loop with a platform, one after the other, on each database."""

import pytest

from lif_plugin.store.work import Store
from tests.assets.live_story import dies_at_write


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
def test_dying_at_any_write_shows_once_and_loses_no_answer(store: Store, *, after: bool) -> None:
    step = 0
    while dies_at_write(store, step, after=after):
        step += 1
    assert 20 < step < 60
