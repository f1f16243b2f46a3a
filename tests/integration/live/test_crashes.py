"""A process that dies in the middle of the loop: one showing, no lost answer. Every write: tests/slow."""

from typing import Any

import pytest

from lif_plugin.store.work import Store
from tests.assets.live_story import an_agency, dies_at_write, ends_well, live_on, tell
from tests.assets.live_world import LiveWorld
from tests.assets.made_platform import Died, MadePlatform


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
@pytest.mark.parametrize("step", [4, 9, 14, 19])
def test_dying_at_a_write_shows_once_and_loses_no_answer(store: Store, step: int, *, after: bool) -> None:
    assert dies_at_write(store, step, after=after)


@pytest.mark.parametrize("verb", ["poll", "deliver", "answers", "after"])
def test_dying_at_a_call_of_the_platform_shows_once_and_loses_no_answer(
    sqlite_store: Store, verb: str
) -> None:
    for turn in range(2):
        with LiveWorld(sqlite_store, an_agency(f"{verb}{turn}")) as world:
            world.platform = _dying(world.platform, verb, turn)
            try:
                tell(world)
            except Died:
                world.platform.faults.clear()
                live_on(world, same_name=turn % 2 == 0)
            ends_well(world)


def _dying(platform: MadePlatform, verb: str, turn: int) -> MadePlatform:
    """The platform, where our process dies at the call that is counted down to, or after its write."""

    class Countdown(list[BaseException]):
        left = turn

        def __bool__(self) -> bool:
            self.left -= 1
            return self.left == -1

        def pop(self, _index: Any = 0) -> BaseException:
            return Died()

    if verb == "after":
        platform.after = Countdown()
    else:
        platform.faults[verb] = Countdown()
    return platform
