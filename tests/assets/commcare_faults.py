"""What can happen to a prompt that is sent to CommCare, and what becomes of the prompt each time."""

from collections.abc import Mapping

from lif_adapter_commcare.testing import Break, Fault
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import outbox
from tests.assets.commcare_world import CommCareWorld
from tests.assets.field_world import FIELD

DEAD = {
    400: "commcare_not_taken",
    403: "commcare_not_allowed",
    404: "commcare_not_there",
    409: "commcare_not_taken",
    422: "commcare_not_taken",
}
"""By the status that is final, the reason that is kept."""
PASSING = {
    "timeout": Fault(Break.SILENT),
    "reset before": Fault(Break.BEFORE),
    "reset after": Fault(Break.AFTER),
    "429 with Retry-After": Fault(429, headers=(("Retry-After", "90"),)),
    "429 without Retry-After": Fault(429),
    "500": Fault(500),
    "500, done": Fault(500, done=True),
    "502": Fault(502),
    "504, done": Fault(504, done=True),
}
"""What goes by itself, by a name for it: not done though CommCare may have done it, or not done at all."""


def costs_nothing_or_is_kept(
    world: CommCareWorld, passing: Mapping[str, Fault], dead: Mapping[int, str]
) -> None:
    """Each passing fault leaves one prompt; each lasting one leaves its reason, and one prompt when asked again."""
    shown, kept = [], []
    for name, fault in passing.items():
        world.fake.faults.append(Fault(fault.happens, "PUT", done=fault.done, headers=fault.headers))
        ref = world.add_case()
        world.visit(ref)
        shown.append(ref)
        world.until(
            lambda: world.out()[-1:] == [("show", "done", None)] and world.fake.prompts(shown[-1]),
            2_000,
            step=30,
        )
        assert len(world.fake.prompts(ref)) == 1, name
    for status, reason in dead.items():
        world.fake.faults.append(Fault(status, "PUT"))
        ref = world.add_case()
        world.visit(ref)
        kept.append(ref)
        world.until(lambda: len(_dead(world)) == len(kept), 2_000, step=30)
        assert (_dead(world)[-1], world.fake.prompts(ref)) == (reason, [])
    assert _retry_all(world) == len(kept)
    world.go_on(120, step=30)
    assert [len(world.fake.prompts(ref)) for ref in (*shown, *kept)] == [1] * (len(passing) + len(dead))
    assert {state for _want, state, _reason in world.out()} == {"done"}


def _dead(world: CommCareWorld) -> list[str | None]:
    return [reason for _want, state, reason in world.out() if state == "dead"]


def _retry_all(world: CommCareWorld) -> int:
    with world.store.write(Viewer.system("retry", FIELD.id)) as connection:
        return outbox.retry(connection, FIELD.id, None, world.clock.now())
