"""Whatever CommCare or the network answers, a prompt is shown once or kept with its reason; nothing private is written."""

import pytest
from sqlalchemy import Engine

from lif_adapter_commcare.testing import KEY, Fault
from lif_plugin.store.work import Store
from lif_plugin.testing import listening
from tests.assets.commcare_faults import DEAD, PASSING, costs_nothing_or_is_kept
from tests.assets.commcare_world import FORWARDED, NAME, NOTE, CommCareWorld
from tests.assets.written import everything_written, tables_with

ONE_OF_EACH = ("timeout", "reset after", "429 with Retry-After", "500")
"""Nothing heard, done and not heard, asked for time, refused for now; tests/slow has them all."""
TEXT = "She was seen by her teacher, invented words"


def test_a_passing_failure_costs_nothing_and_a_lasting_one_is_kept_with_its_reason(
    sqlite_store: Store,
) -> None:
    with CommCareWorld(sqlite_store, every=30.0, timeout=0.3) as world:
        costs_nothing_or_is_kept(world, {name: PASSING[name] for name in ONE_OF_EACH}, {403: DEAD[403]})


def test_while_it_asks_for_time_nothing_is_sent_and_no_try_is_counted(sqlite_store: Store) -> None:
    with CommCareWorld(sqlite_store, forwards=False) as world:
        refs = [world.add_case() for _ in range(3)]
        for ref in refs:
            world.visit(ref)
        world.fake.faults.append(Fault(429, "PUT", headers=(("Retry-After", "600"),)))
        world.until(lambda: ("PUT", 1) in _counted(world), step=5)
        began = len(world.fake.requests)
        world.go_on(590, step=60)
        assert len(world.fake.requests) == began
        world.until(lambda: all(world.fake.prompts(ref) for ref in refs), step=10)
        assert [row["tries"] for row in world.outbox()] == [0, 0, 0]


def _counted(world: CommCareWorld) -> set[tuple[str, int]]:
    methods = [method for method, _path in world.fake.requests]
    return {(method, methods.count(method)) for method in methods}


def test_a_refused_key_stops_the_connection_at_once(sqlite_store: Store) -> None:
    with CommCareWorld(sqlite_store) as world:
        world.go_on(10, step=5)
        world.fake.key = "another one"
        before = len(world.fake.requests)
        ref = world.add_case()
        world.visit(ref)
        world.go_on(7_200, step=600)
        assert len(world.fake.requests) == before + 1
        world.fake.key = KEY
        world.connect()
        world.go_on(120, step=30)
        assert (len(world.fake.prompts(ref)), world.out()) == (1, [("show", "done", None)])


def test_a_forward_that_is_not_signed_in_is_final_there_and_the_poll_finds_the_case(
    sqlite_store: Store,
) -> None:
    with CommCareWorld(sqlite_store) as world:
        world.fake.forwarder.headers = {"Authorization": "Bearer another"}
        ref = world.add_case()
        world.visit(ref)
        world.until(lambda: world.prompts(ref), step=5)
        world.go_on(20, step=5)
        assert set(world.fake.forwarder.outcomes) == {"invalid"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_name_and_no_word_of_a_child_is_in_any_table_log_or_prompt(store: Store, tamperer: Engine) -> None:
    with listening() as heard, CommCareWorld(store) as world:
        world.fake.faults.append(Fault(500, "PUT"))
        ref = world.add_case()
        world.visit(ref)
        world.until(lambda: world.fake.prompts(ref), step=5)
        prompts = str([one["properties"] for one in world.fake.prompts(ref)])
        world.fake.answer(world.fake.prompts(ref)[0]["case_id"], "done", TEXT)
        world.until(world.answers, step=5)
        written = everything_written(tamperer)
    private = [NAME, *NAME.split(), NOTE, "uncle", "C-0142"]
    assert sum(map(len, written.values())) > 20
    assert tables_with(written, [*private, KEY, FORWARDED]) == {}
    assert [text for text in (*private, TEXT, KEY, FORWARDED) if heard.holds(text) or text in prompts] == []
