"""A story of the loop that can be broken off at any write, and how it has to end all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.prompt import prompt_id
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.work import Store
from tests.assets.live_world import LEASE, LiveWorld, opened, visit
from tests.assets.made_platform import Died


class Mortal(Store):
    """A store whose process dies before or after the write that is counted down to."""

    left: int | None = None
    after = False

    @contextmanager
    def write(self, viewer: Viewer) -> Iterator[Any]:
        last = self.left == 0
        if self.left is not None:
            self.left -= 1
        with super().write(viewer) as connection:
            yield connection
            if last and not self.after:
                raise Died
        if last:
            raise Died


def tell(world: LiveWorld) -> None:
    """A case is opened, its prompt shown and answered in the platform, and a second one answered by the record."""
    ref = world.platform
    if "c1" not in ref.cases:
        ref.save("c1", opened("c1"), visit("c1", 1), visit("c1", 2))
    world.round()
    mine = [one for one in ref.cases["c1"].shown if one.by is None]
    if (
        len(ref.cases["c1"].facts) == 3
        and len(mine) == 2
        and ref.cases["c1"].facts["visit|c1|2"].fields["seen"] == "no"
    ):
        ref.answer("c1", "done, saw her", number=_number(world, "visit|c1|1"))
        ref.save("c1", visit("c1", 2, "yes"))
    world.round()


def _number(world: LiveWorld, subject: str) -> int:
    identity = prompt_id(world.agency.id, "made", "c1", "SEEN", subject)
    return [one.identity for one in world.platform.cases["c1"].shown].index(identity)


def ends_well(world: LiveWorld) -> None:
    shown = world.platform.cases["c1"].shown
    assert sorted(str(one.by) for one in shown) == ["service", "w.amina"]
    assert world.answers() == [("done", None, "done, saw her", "w.amina")]
    assert world.platform.writes == 3
    assert {row[1] for row in world.out()} == {"done"}
    assert world.facts() == ["case|c1", "visit|c1|1", "visit|c1|2"]


def live_on(world: LiveWorld, *, same_name: bool) -> None:
    """Another process goes on: under the same name at once, under another after the lease."""
    parts = world.executor("one" if same_name else "two")
    world.live = world.loop(parts)
    if same_name:
        world.live.begin_anew()
    else:
        world.clock.at += LEASE
    for _ in range(3):
        tell(world)


def an_agency(name: str) -> Agency:
    """An agency of its own for each telling."""
    return Agency(name, name, go_live=20260101)


def dies_at_write(store: Store, step: int, *, after: bool) -> bool:
    """Tell it with a process that dies at one of its writes, and let another go on; False if it never died."""
    mortal = Mortal(store.engine)
    died = False
    with LiveWorld(mortal, an_agency(f"a{step}-{after}")) as world:
        mortal.after, mortal.left = after, step
        try:
            tell(world)
        except Died:
            died, mortal.left = True, None
            live_on(world, same_name=step % 2 == 0)
        mortal.left = None
        ends_well(world)
    return died
