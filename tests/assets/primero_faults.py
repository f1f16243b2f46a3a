"""What can happen to a prompt that is sent to Primero, and what becomes of the prompt each time."""

from collections.abc import Mapping

from lif_adapter_primero.testing import PASSWORD, SERVICE, Break, Fault
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import outbox
from tests.assets.primero_world import FIELD, PrimeroWorld

DEAD = {
    403: "primero_not_visible",
    404: "primero_gone",
    409: "primero_already_there",
    422: "primero_not_taken",
}
"""By the status that is final, the reason that is kept."""
PASSING = {
    "timeout": Fault(Break.SILENT),
    "reset before": Fault(Break.BEFORE),
    "reset after": Fault(Break.AFTER),
    "reset in mid-answer": Fault(Break.MIDWAY),
    "429 without Retry-After": Fault(429),
    "429, done": Fault(429, done=True),
    "500": Fault(500),
    "500, done": Fault(500, done=True),
    "502": Fault(502),
    "503": Fault(503),
}
"""What goes by itself, by a name for it: not done though Primero may have done it, or not done at all."""


def asked(world: PrimeroWorld) -> str:
    """A case whose follow-up is overdue, its prompt about to be shown."""
    ref = world.add_case()
    world.plan_follow_up(ref)
    world.until(lambda: world.prompts(ref), step=5)
    world.go_on(570, step=570)
    assert world.fake.flags(ref) == []
    return ref


def retry_all(world: PrimeroWorld) -> int:
    """Ask again for all that was given up; gives how many."""
    with world.store.write(Viewer.system("retry", FIELD.id)) as connection:
        return outbox.retry(connection, FIELD.id, None, world.clock.now())


def costs_nothing_or_is_kept(
    world: PrimeroWorld, passing: Mapping[str, Fault], dead: Mapping[int, str]
) -> None:
    """Each passing fault leaves one flag; each lasting one leaves its reason, and one flag when asked again."""
    shown, kept = [], []
    for name, fault in passing.items():
        ref = asked(world)
        world.fake.faults.add(Fault(fault.happens, "POST", "/flags", done=fault.done))
        world.until(lambda: world.out()[-1][1] == "done", 2_000, step=5)
        assert len(world.fake.flags(ref)) == 1, name
        shown.append(ref)
    for status, reason in dead.items():
        ref = asked(world)
        world.fake.faults.add(Fault(status, "POST", "/flags"))
        world.until(lambda: world.out()[-1][1] == "dead", 2_000, step=5)
        assert (world.out()[-1][2], world.fake.flags(ref)) == (reason, [])
        kept.append(ref)
    assert retry_all(world) == len(kept)
    world.go_on(120, step=30)
    assert [len(world.fake.flags(ref)) for ref in (*shown, *kept)] == [1] * (len(passing) + len(dead))
    assert {state for _want, state, _reason in world.out()} == {"done"}


def is_given_up_and_asked_again(world: PrimeroWorld) -> None:
    """A server that never takes it is given up after forty tries with its reason; asked again, it shows one flag."""
    ref = asked(world)
    world.fake.faults.add(Fault(500, "POST", "/flags", times=1_000))
    world.go_on(3 * 86_400, step=3_600)
    assert world.out() == [("show", "dead", "primero_server_fault")]
    tries = len([path for method, path in world.fake.requests if method == "POST" and "/flags" in path])
    assert tries == 40
    world.fake.faults.planned.clear()
    assert retry_all(world) == 1
    world.go_on(120, step=30)
    assert (len(world.fake.flags(ref)), world.out()) == (1, [("show", "done", None)])


def refused_sign_in_stops_at_once(world: PrimeroWorld) -> None:
    """One request is refused, none follows, the account is not locked; connected anew, the flag comes."""
    ref = asked(world)
    account = world.fake.world.people.users[SERVICE]
    account.password = "another one"
    before = len(world.fake.requests)
    world.go_on(7_200, step=600)
    assert len(world.fake.requests) == before + 1
    assert not world.fake.locked(SERVICE)
    account.password = PASSWORD
    world.connect()
    world.go_on(120, step=30)
    assert (len(world.fake.flags(ref)), world.out()) == (1, [("show", "done", None)])
