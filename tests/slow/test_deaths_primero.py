"""The process dies at every request and around every write of the loop, one after the other: one flag, no lost answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lif_adapter_primero.client import Primero
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.work import Store
from tests.assets.primero_world import PrimeroWorld
from tests.slow.campaign import say

TEXT = "Done, invented words"


class Died(BaseException):
    """The process died."""


class Deaths:
    """Counts steps and dies at one of them: before or after a request is sent, before or after a commit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        self.count = 0
        ask, write = Primero._ask, Store.write

        def asking(client: Primero, *what: Any) -> Any:
            self.step()
            answer = ask(client, *what)
            self.step()
            return answer

        @contextmanager
        def writing(store: Store, viewer: Viewer) -> Iterator[Any]:
            if viewer.purpose not in {"poll", "outbox", "answers", "apply", "evaluate", "push", "hint"}:
                with write(store, viewer) as connection:
                    yield connection
                return
            with write(store, viewer) as connection:
                yield connection
                self.step()
            self.step()

        monkeypatch.setattr(Primero, "_ask", asking)
        monkeypatch.setattr(Store, "write", writing)

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            raise Died


def _revive(world: PrimeroWorld) -> None:
    """A new process under the old one's name, as a supervisor starts it."""
    world.parts = world.executor("one")
    world.live = world.loop(world.parts)
    world.live.begin_anew()


def _tell(world: PrimeroWorld, deaths: Deaths, at: int | None) -> tuple[int, int]:
    """The whole story with one death; gives (steps until the end, how often it died)."""
    deaths.at, deaths.count, died = None, 0, 0
    ref = world.add_case()
    begun = len(world.answers())
    world.plan_follow_up(ref)
    deaths.at, deaths.count = at, 0
    resolved = False
    for _ in range(400):
        try:
            world.tick(20_000)
            flags = world.fake.flags(ref)
            if flags and not resolved:
                world.fake.resolve(ref, flags[0]["id"], TEXT)
                resolved = True
            if len(world.answers()) > begun:
                break
        except Died:
            died += 1
            _revive(world)
    steps = deaths.count
    deaths.at = None
    world.go_on(1_500, step=300)
    assert [len(world.fake.flags(ref)), len(world.prompts(ref))] == [1, 1], f"died at step {at}"
    assert world.answers()[begun:] == [("done", TEXT, "primero_cp")], f"died at step {at}"
    return steps, died


def test_a_death_at_any_step_doubles_no_flag_and_loses_no_answer(
    store: Store, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    deaths = Deaths(monkeypatch)
    with PrimeroWorld(store, settle=60.0, every=20.0, webhooks=False) as world:
        steps, _ = _tell(world, deaths, None)
        total = sum(_tell(world, deaths, at)[1] for at in range(1, steps + 1))
        assert {state for _want, state, _reason in world.out()} == {"done"}
    say(
        f"{database}: {total} deaths, one at each step of the loop (it has some {steps}): one flag and one answer each"
    )
    # A later story may have a step less than the first, which also reads what the account may see.
    assert total >= 50
