"""Whatever Primero or the network answers, a prompt is shown once or kept with its reason; nothing private is written."""

from sqlalchemy import Engine

from lif_adapter_primero.testing import PASSWORD, Fault
from lif_plugin.store.work import Store
from lif_plugin.testing import listening
from tests.assets.primero_faults import (
    DEAD,
    PASSING,
    costs_nothing_or_is_kept,
    is_given_up_and_asked_again,
    refused_sign_in_stops_at_once,
)
from tests.assets.primero_world import NAME, NOTE, PrimeroWorld
from tests.assets.written import everything_written, tables_with

ONE_OF_EACH = ("timeout", "reset after", "429, done", "500")
"""Nothing heard, done and not heard, asked for time though done, refused for now; tests/slow has them all."""
TEXT = "Done, she was seen by her teacher, invented words"


def test_a_passing_failure_costs_nothing_and_a_lasting_one_is_kept_with_its_reason(
    sqlite_store: Store,
) -> None:
    with PrimeroWorld(sqlite_store, timeout=0.3) as world:
        costs_nothing_or_is_kept(world, {name: PASSING[name] for name in ONE_OF_EACH}, {403: DEAD[403]})


def test_a_server_that_never_takes_it_is_given_up_with_its_reason_and_may_be_asked_again(
    sqlite_store: Store,
) -> None:
    with PrimeroWorld(sqlite_store, every=3_600.0, webhooks=True) as world:
        is_given_up_and_asked_again(world)


def test_a_refused_sign_in_stops_the_connection_at_once_and_locks_nobody(sqlite_store: Store) -> None:
    with PrimeroWorld(sqlite_store) as world:
        refused_sign_in_stops_at_once(world)


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
