"""Whatever Primero or the network answers, a prompt is shown once or kept with its reason; nothing private is written."""

from sqlalchemy import Engine

from lif_adapter_primero.testing import PASSWORD, SERVICE, Break, Fault
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store import outbox
from lif_plugin.store.work import Store
from lif_plugin.testing import listening
from tests.assets.primero_world import FIELD, NAME, NOTE, PrimeroWorld
from tests.assets.written import everything_written, tables_with

DEAD = {
    403: "primero_not_visible",
    404: "primero_gone",
    409: "primero_already_there",
    422: "primero_not_taken",
}
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
TEXT = "Done, she was seen by her teacher, invented words"


def _asked(world: PrimeroWorld) -> str:
    """A case whose follow-up is overdue, its prompt about to be shown."""
    ref = world.add_case()
    world.plan_follow_up(ref)
    world.until(lambda: world.prompts(ref), step=5)
    world.go_on(570, step=570)
    assert world.fake.flags(ref) == []
    return ref


def _retry_all(world: PrimeroWorld) -> int:
    with world.store.write(Viewer.system("retry", FIELD.id)) as connection:
        return outbox.retry(connection, FIELD.id, None, world.clock.now())


def test_a_passing_failure_costs_nothing_and_a_lasting_one_is_kept_with_its_reason(store: Store) -> None:
    with PrimeroWorld(store, timeout=0.3) as world:
        shown, kept = [], []
        for name, fault in PASSING.items():
            ref = _asked(world)
            world.fake.faults.add(Fault(fault.happens, "POST", "/flags", done=fault.done))
            world.until(lambda: world.out()[-1][1] == "done", 2_000, step=5)
            assert len(world.fake.flags(ref)) == 1, name
            shown.append(ref)
        for status, reason in DEAD.items():
            ref = _asked(world)
            world.fake.faults.add(Fault(status, "POST", "/flags"))
            world.until(lambda: world.out()[-1][1] == "dead", 2_000, step=5)
            assert (world.out()[-1][2], world.fake.flags(ref)) == (reason, [])
            kept.append(ref)
        assert _retry_all(world) == len(kept)
        world.go_on(120, step=30)
        assert [len(world.fake.flags(ref)) for ref in (*shown, *kept)] == [1] * len(PASSING | DEAD)
        assert {state for _want, state, _reason in world.out()} == {"done"}


def test_a_server_that_never_takes_it_is_given_up_with_its_reason_and_may_be_asked_again(
    store: Store,
) -> None:
    with PrimeroWorld(store, every=3_600.0, webhooks=True) as world:
        ref = _asked(world)
        world.fake.faults.add(Fault(500, "POST", "/flags", times=1_000))
        world.go_on(3 * 86_400, step=3_600)
        assert world.out() == [("show", "dead", "primero_server_fault")]
        tries = len([path for method, path in world.fake.requests if method == "POST" and "/flags" in path])
        assert tries == 40
        world.fake.faults.planned.clear()
        assert _retry_all(world) == 1
        world.go_on(120, step=30)
        assert (len(world.fake.flags(ref)), world.out()) == (1, [("show", "done", None)])


def test_a_refused_sign_in_stops_the_connection_at_once_and_locks_nobody(store: Store) -> None:
    with PrimeroWorld(store) as world:
        ref = _asked(world)
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


def test_no_name_and_no_note_is_in_any_table_log_or_flag(store: Store, tamperer: Engine) -> None:
    with listening() as heard, PrimeroWorld(store, settle=0.0) as world:
        ref = world.add_case()
        world.fake.faults.add(Fault(500, "POST", "/flags"))
        world.plan_follow_up(ref)
        world.until(lambda: world.fake.flags(ref))
        world.fake.resolve(ref, world.fake.flags(ref)[0]["id"], TEXT)
        world.until(world.answers)
        flags = str([flag["message"] for flag in world.fake.flags(ref)])
        written = everything_written(tamperer)
    private = [NAME, *NAME.split(), NOTE, "uncle", "2017-03-02T", "invented words about"]
    assert sum(map(len, written.values())) > 20
    assert tables_with(written, [*private, PASSWORD]) == {}
    assert set(tables_with(written, [TEXT])) == {f"{_schema(tamperer)}.answer", f"{_schema(tamperer)}.result"}
    assert [text for text in (*private, TEXT, PASSWORD) if heard.holds(text) or text in flags] == []


def _schema(engine: Engine) -> str:
    """The schema our tables are in."""
    return "main" if engine.dialect.name == "sqlite" else "public"
