"""What goes out: tries, pauses, dead letters, stops, and executors that die or meet."""

from typing import Any

import pytest
from sqlalchemy import select

from lif_plugin.errors import GiveUp, SignInRefused, TryLater
from lif_plugin.flow.outbox import TRIES
from lif_plugin.flow.showing import BY_HAND
from lif_plugin.hooks.live import Delivered, Outgoing
from lif_plugin.store import outbox as stored
from lif_plugin.store.tables import outbox, push
from lif_plugin.store.work import Store
from tests.assets.live_world import LEASE, LiveWorld, opened, visit
from tests.assets.made_platform import NAME, Died, Session


def waiting(world: LiveWorld) -> dict[str, Any]:
    return world.rows(select(outbox).order_by(outbox.c.id.desc()))[0]


def test_the_platform_says_from_when(world: LiveWorld) -> None:
    due = world.clock.at + 600_000
    world.platform.faults["deliver"] = [TryLater(due_at=due)]
    world.case()
    row = waiting(world)
    assert (row["state"], row["due_at"], row["tries"], row["reason"]) == ("waiting", due, 0, "try_later")
    world.clock.at = due
    world.live.send_out(world.connection)
    assert world.out() == [("show", "done", "written")]


def test_pauses_grow_and_then_a_person_is_asked(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [TryLater() for _ in range(TRIES)]
    world.case()
    pauses = []
    while (row := waiting(world))["state"] == "waiting":
        pauses.append((row["due_at"] - world.clock.at) // 1000)
        world.clock.at = row["due_at"]
        world.live.send_out(world.connection)
    assert (row["state"], row["tries"], len(pauses)) == ("dead", TRIES, TRIES - 1)
    assert (pauses[:4], max(pauses)) == ([2, 5, 15, 30], 3600)


def test_what_the_platform_will_not_take_is_kept_with_its_reason(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [GiveUp(f"{NAME} may not be flagged")]
    world.case()
    row = waiting(world)
    assert (row["state"], row["reason"]) == ("dead", "give_up")
    assert row["said"] == f"The platform will not take this, however often it is tried. {GiveUp.hint}"


def test_a_dead_letter_is_tried_again_when_somebody_asks(anywhere: LiveWorld) -> None:
    anywhere.platform.faults["deliver"] = [GiveUp()]
    anywhere.case()
    assert anywhere.platform.standing("c1") == []
    with anywhere.store.write(anywhere.viewer) as connection:
        assert stored.retry(connection, "elmshire", None, anywhere.clock.at) == 1
    anywhere.round()
    assert (len(anywhere.platform.standing("c1")), anywhere.out()) == (1, [("show", "done", "written")])


def test_a_dead_letter_that_is_not_wanted_any_more_is_never_shown(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [GiveUp()]
    world.case()
    world.platform.save("c1", visit("c1", 1, "yes"))
    world.round()
    with world.store.write(world.viewer) as connection:
        assert stored.retry(connection, "elmshire", None, world.clock.at) == 0
    assert world.out() == [("withdraw", "done", "absent")]


def test_what_no_adapter_should_raise_is_its_fault_and_is_tried_again(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [KeyError(NAME)]
    world.case()
    assert waiting(world)["reason"] == "adapter_fault"
    assert [(fault.plugin, fault.hook) for fault in world.plugins.faults] == [("made", "lif_adapters")]
    assert NAME not in waiting(world)["said"] + world.plugins.faults[0].message
    world.clock.at = waiting(world)["due_at"]
    world.live.send_out(world.connection)
    assert world.out() == [("show", "done", "written")]


@pytest.mark.parametrize("verb", ["poll", "deliver", "answers", "look"])
def test_an_account_that_is_refused_is_never_tried_again(world: LiveWorld, verb: str) -> None:
    if verb != "deliver":
        world.case()
    world.platform.faults[verb] = [SignInRefused()]
    if verb == "answers":
        world.platform.save("c1")
    if verb == "look":
        world.platform.cases["c1"].due_on = 20260310
        world.platform.save("c1")
    world.case("c2") if verb == "deliver" else world.round()
    if verb == "look":
        world.clock.at += 86_400_000
        world.round()
    world.platform.calls.clear()
    world.round()
    row = world.connection
    assert (row["state"], row["reason"], world.platform.calls) == ("stopped", "sign_in_refused", [])


def test_a_connection_that_is_mended_goes_on_where_it_was(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [SignInRefused()]
    world.case()
    assert (waiting(world)["state"], waiting(world)["tries"]) == ("waiting", 0)
    world.connect()
    world.round()
    assert (world.connection["state"], world.out()) == ("running", [("show", "done", "written")])


@pytest.mark.parametrize("error", [TryLater(), KeyError("x")], ids=["timeout", "fault"])
def test_an_error_after_the_write_was_done_shows_it_once(world: LiveWorld, error: BaseException) -> None:
    world.platform.after.append(error)
    world.case()
    world.round()
    assert (world.platform.writes, world.out()) == (1, [("show", "done", "there")])


def test_two_executors_never_have_one_case(anywhere: LiveWorld) -> None:
    other = anywhere.loop(anywhere.executor("two"))
    held: list[tuple[str, int, int]] = []
    for ref in ("c1", "c2"):
        anywhere.platform.save(ref, opened(ref), visit(ref, 1), visit(ref, 2))
    anywhere.live.bring_in(anywhere.connection)
    anywhere.dispatcher.drain(anywhere.agency.id)

    class Watching(Session):
        def deliver(self, outgoing: Outgoing) -> Delivered:
            if not held:
                other.send_out(anywhere.connection)
                mine, others = outgoing.case_ref, {"c1", "c2"} - {outgoing.case_ref}
                held.append(
                    (
                        mine,
                        len(anywhere.platform.standing(mine)),
                        len(anywhere.platform.standing(others.pop())),
                    )
                )
            return super().deliver(outgoing)

    anywhere.platform.connect = lambda *given: Watching(anywhere.platform, given[1]["password"], given[2])  # type: ignore[method-assign]
    anywhere.loop(anywhere.executor("one")).send_out(anywhere.connection)
    # While the first had its case, the other did both prompts of the other case and none of this one.
    assert held == [(held[0][0], 0, 2)]
    assert (anywhere.platform.writes, len(anywhere.out())) == (4, 4)


def test_what_a_dead_executor_had_claimed_is_taken_over_after_its_lease(anywhere: LiveWorld) -> None:
    anywhere.platform.faults["deliver"] = [Died()]
    with pytest.raises(Died):
        anywhere.case()
    other = anywhere.loop(anywhere.executor("two"))
    assert other.send_out(anywhere.connection)["done"] == 0
    anywhere.clock.at += LEASE
    assert other.send_out(anywhere.connection)["done"] == 1
    assert len(anywhere.platform.standing("c1")) == 1


def test_an_executor_that_begins_anew_has_its_own_claims_back_at_once(world: LiveWorld) -> None:
    world.platform.faults["deliver"] = [Died()]
    with pytest.raises(Died):
        world.case()
    anew = world.loop(world.executor("one"))
    anew.begin_anew()
    assert anew.send_out(world.connection)["done"] == 1


def test_an_executor_that_slept_through_its_lease_changes_nothing(anywhere: LiveWorld) -> None:
    other = anywhere.loop(anywhere.executor("two"))
    anywhere.platform.save("c1", opened("c1"), visit("c1", 1))
    anywhere.live.bring_in(anywhere.connection)
    anywhere.dispatcher.drain(anywhere.agency.id)

    class Sleeper(Session):
        def deliver(self, outgoing: Outgoing) -> Delivered:
            anywhere.clock.at += LEASE
            other.send_out(anywhere.connection)
            raise GiveUp

    anywhere.platform.connect = lambda *given: Sleeper(anywhere.platform, given[1]["password"], given[2])  # type: ignore[method-assign]
    anywhere.loop(anywhere.executor("one")).send_out(anywhere.connection)
    assert (anywhere.out(), len(anywhere.platform.standing("c1"))) == ([("show", "done", "written")], 1)


def test_the_order_of_a_prompts_rows_is_kept(anywhere: LiveWorld) -> None:
    anywhere.platform.faults["deliver"] = [TryLater(due_at=anywhere.clock.at + 10**7)]
    anywhere.case()
    anywhere.platform.faults["deliver"] = [Died()]
    anywhere.clock.at += 10**7
    with pytest.raises(Died):
        anywhere.live.send_out(anywhere.connection)
    anywhere.answer_on_panel(anywhere.prompt()["id"])
    assert anywhere.out() == [("show", "claimed", None), ("withdraw", "waiting", None)]
    assert anywhere.live.send_out(anywhere.connection)["done"] == 0
    anywhere.clock.at += LEASE
    anywhere.round()
    assert [one.by for one in anywhere.platform.cases["c1"].shown] == ["service"]


def test_while_paused_nothing_goes_out_and_nothing_is_lost(world: LiveWorld) -> None:
    world.pause()
    world.platform.save("c1", opened("c1"), visit("c1", 1))
    world.round()
    assert (world.platform.writes, world.out()) == (0, [("show", "waiting", None)])
    world.resume()
    world.round()
    assert world.out() == [("show", "done", "written")]


def test_nothing_is_shown_in_quiet_hours(world: LiveWorld) -> None:
    world.clock.at += 9 * 3_600_000
    world.case()
    assert world.out() == [("show", "waiting", None)]
    [pushed] = world.rows(select(push))
    world.clock.at = pushed["push_from"]
    world.live.send_out(world.connection)
    assert world.out() == [("show", "done", "written")]


def test_what_is_over_the_alert_budget_is_not_shown(store: Store) -> None:
    from dataclasses import replace

    from lif_plugin.domain.rule import Severity
    from tests.assets.live_world import SEEN

    with LiveWorld(store, rules=(replace(SEEN, severity=Severity.WARNING),)) as world:
        world.platform.save("c1", opened("c1"), *(visit("c1", number) for number in range(4)))
        world.round()
        assert (len(world.platform.standing("c1")), world.out()) == (2, [("show", "done", "written")] * 2)


def test_what_is_taken_back_by_hand_stays_so(world: LiveWorld) -> None:
    world.case()
    with world.store.write(world.viewer) as connection:
        row = stored.of_prompt(connection, "elmshire", world.platform.standing("c1")[0].identity)
        assert row is not None
        stored.take_back(connection, row, BY_HAND, world.clock.at, by_hand=True)
    world.platform.save("c1", visit("c1", 2, "yes"))
    world.round()
    assert (world.platform.standing("c1"), world.prompt()["state"]) == ([], "gap")
