"""What comes in: snapshots, older states, due days, cases that cannot be read or are gone, hints."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lif_plugin.errors import NotAllowed, TryLater
from lif_plugin.flow.live import take_hint
from lif_plugin.hooks.live import Changed
from lif_plugin.store.tables import case_hint, case_record, coverage, event, import_run, watched_case
from tests.assets.live_world import DAY, TODAY, LiveWorld, opened, visit
from tests.assets.made_platform import Died

BODY = b'{"case": "c1", "name": "Robin Exampleson"}'
AGREED = {"x-key": "agreed"}


def test_what_a_case_no_longer_states_is_retracted(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.save("c1", visit("c1", 2), gone=["visit|c1|1"])
    anywhere.round()
    assert anywhere.facts() == ["case|c1", "visit|c1|2"]
    [ended] = anywhere.rows(select(event.c.key, event.c.ended_as).where(event.c.ended_at.is_not(None)))
    assert ended == {"key": "visit|c1|1", "ended_as": "retracted"}


def test_a_fact_taken_out_and_stated_again_stands(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", gone=["visit|c1|1"])
    world.live.bring_in(world.connection | {"poll_at": 0})
    world.platform.save("c1", visit("c1", 1))
    world.live.bring_in(world.connection | {"poll_at": 0})
    world.dispatcher.drain(world.agency.id)
    assert world.facts() == ["case|c1", "visit|c1|1"]


def test_a_case_that_moved_without_news_brings_none(world: LiveWorld) -> None:
    world.case()
    before = world.rows(select(case_record.c.version))
    world.platform.save("c1")
    world.round()
    assert world.rows(select(case_record.c.version)) == before


def test_an_older_state_never_replaces_a_newer_one(world: LiveWorld) -> None:
    world.case()
    case = world.platform.cases["c1"]
    case.facts["visit|c1|1"], case.moved_at = visit("c1", 1, "yes"), case.moved_at - 5000
    take_hint(world.parts, "elmshire", "made", AGREED, BODY)
    world.round()
    assert world.prompt()["state"] == "gap"


def test_time_alone_wakes_a_case(world: LiveWorld) -> None:
    world.case(due_on=TODAY + 1)
    world.platform.calls.clear()
    later = world.connection | {"poll_at": world.clock.at + 2 * DAY}
    world.live.bring_in(later)
    assert world.platform.calls == []
    world.clock.at += DAY
    world.platform.cases["c1"].due_on = None
    world.live.bring_in(later)
    assert world.platform.calls == ["look"]
    assert world.rows(select(watched_case.c.due_on)) == [{"due_on": None}]


def test_a_day_that_has_come_is_taken_though_the_digest_is_the_same(world: LiveWorld) -> None:
    world.case(due_on=TODAY + 1)
    case = world.platform.cases["c1"]
    state = case.state()
    assert isinstance(state, Changed)
    later = replace(state, due_on=None, events=(*state.events, visit("c1", 7, day=TODAY + 1)))
    case.state = lambda: later  # type: ignore[method-assign]
    world.clock.at += DAY
    world.round()
    assert world.facts()[-1] == "visit|c1|7"


def test_a_case_that_cannot_be_read_is_refused_once_and_keeps_what_is_known(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", broken=True)
    world.round()
    world.platform.save("c1")
    world.round()
    assert world.refused() == [("no_status", "c1")]
    assert world.facts() == ["case|c1", "visit|c1|1"]
    world.platform.save("c1", visit("c1", 2), broken=False)
    world.round()
    assert len(world.facts()) == 3


def test_a_case_with_a_fact_that_fits_no_kind_is_refused(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", visit("c1", 2, day=20261341))
    world.platform.save("c2", opened("c2"), visit("c9", 1))
    world.round()
    assert world.refused() == [("invalid_event", "c1"), ("invalid_event", "c2")]
    [run] = world.rows(select(import_run))
    assert (run["state"], run["rows_accepted"], run["rows_rejected"]) == ("live", 1, 2)


def test_a_case_that_is_gone_ends_its_prompts_and_nothing_is_written_to_it(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.cases["c1"].hidden = True
    take_hint(anywhere.parts, "elmshire", "made", AGREED, BODY)
    anywhere.round()
    prompt = anywhere.prompt()
    assert (anywhere.facts(), prompt["state"], prompt["reason"]) == ([], "not_applicable", "fact_withdrawn")
    assert anywhere.out() == [("show", "done", "ended")]


def test_a_case_that_is_to_be_seen_again_is_taken_anew(world: LiveWorld) -> None:
    world.case()
    world.platform.cases["c1"].hidden = True
    take_hint(world.parts, "elmshire", "made", AGREED, BODY)
    world.round()
    world.platform.save("c1", hidden=False)
    world.round()
    assert (world.facts(), world.prompt()["state"]) == (["case|c1", "visit|c1|1"], "gap")


def test_a_step_that_was_kept_is_not_asked_for_again(world: LiveWorld) -> None:
    for number in range(6):
        world.platform.save(f"c{number}", opened(f"c{number}"), visit(f"c{number}", 1))
    world.platform.midway = lambda: world.platform.faults.update(poll=[TryLater()])
    world.live.bring_in(world.connection)
    world.platform.midway = None
    assert world.connection["cursor"] == str(world.platform.cases["c1"].moved_at)
    assert (world.connection["reason"], world.connection["covered_until"]) == ("try_later", None)
    world.platform.faults.clear()
    world.round()
    assert len(world.rows(select(case_record))) == 6
    assert world.connection["reason"] is None


def test_nothing_is_told_before_everything_has_been_seen_once(world: LiveWorld) -> None:
    for number in range(4):
        world.platform.save(f"c{number}", opened(f"c{number}"), visit(f"c{number}", 1))
    world.platform.midway = lambda: world.platform.faults.update(poll=[TryLater()])
    world.live.bring_in(world.connection)
    world.dispatcher.drain(world.agency.id)
    assert (world.prompt(ref="c0")["delivery"], world.out()) == ("historic", [])


def test_who_lost_the_turn_writes_nothing(anywhere: LiveWorld) -> None:
    anywhere.case("c1")
    anywhere.platform.save("c2", opened("c2"))
    row = anywhere.connection

    def another() -> None:
        anywhere.platform.midway = None
        anywhere.clock.at += 2 * anywhere.parts.lease_ms
        anywhere.loop(anywhere.executor("two")).bring_in(anywhere.connection | {"poll_at": 0})
        anywhere.platform.save("c3", opened("c3"))

    anywhere.platform.midway = another
    anywhere.platform.per = 1
    assert anywhere.live.bring_in(row | {"poll_at": 0}) == 0
    turn = anywhere.connection
    assert (turn["turn"], turn["turn_by"], turn["cursor"]) == (
        row["turn"] + 2,
        "two",
        str(anywhere.platform.cases["c2"].moved_at),
    )


def test_a_new_day_is_covered_once_and_no_poll_between(world: LiveWorld) -> None:
    world.case()
    versions = [world.rows(select(case_record.c.version))]
    for _ in range(3):
        world.round()
        versions.append(world.rows(select(case_record.c.version)))
    assert versions.count(versions[0]) == 4
    world.clock.at += DAY
    world.round()
    assert world.rows(select(case_record.c.version)) != versions[0]
    assert {row["last_day"] for row in world.rows(select(coverage.c.last_day))} == {TODAY + 1}


def test_a_hint_is_looked_at_once_however_often_it_comes(anywhere: LiveWorld) -> None:
    anywhere.case()
    anywhere.platform.calls.clear()
    for _ in range(3):
        assert take_hint(anywhere.parts, "elmshire", "made", AGREED, BODY)
    anywhere.round()
    assert anywhere.platform.calls.count("look") == 1


def test_a_hint_brings_a_case_before_the_next_poll(world: LiveWorld) -> None:
    world.case()
    world.platform.save("c1", visit("c1", 1, "yes"))
    take_hint(world.parts, "elmshire", "made", AGREED, BODY)
    world.live.bring_in(world.connection | {"poll_at": world.clock.at + DAY})
    world.dispatcher.drain(world.agency.id)
    assert world.prompt()["state"] == "met"


def test_a_hint_that_comes_while_its_case_is_looked_at_is_not_lost(world: LiveWorld) -> None:
    world.case()
    take_hint(world.parts, "elmshire", "made", AGREED, BODY)
    case = world.platform.cases["c1"]
    state = case.state

    def meanwhile() -> object:
        take_hint(world.parts, "elmshire", "made", AGREED, BODY)
        return state()

    case.state = meanwhile  # type: ignore[method-assign,assignment]
    world.live.bring_in(world.connection | {"poll_at": world.clock.at + DAY})
    assert [row["case_ref"] for row in world.rows(select(case_hint))] == ["c1"]


@pytest.mark.parametrize(
    ("name", "headers", "body"),
    [("other", AGREED, BODY), ("made", {"x-key": "guessed"}, BODY), ("made", {}, BODY)],
)
def test_a_hint_that_does_not_prove_itself_is_refused(
    world: LiveWorld, name: str, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(NotAllowed, match="not expected"):
        take_hint(world.parts, "elmshire", name, headers, body)
    assert world.rows(select(case_hint)) == []


def test_other_settings_ask_for_everything_again(world: LiveWorld) -> None:
    world.case()
    assert world.connection["cursor"] is not None
    assert world.connect()["cursor"] is not None
    assert world.connect(per_page=7)["cursor"] is None
    assert world.connection["version"] == 3


def test_a_poll_that_died_goes_on_from_what_was_kept(world: LiveWorld) -> None:
    world.platform.save("c1", opened("c1"))
    world.platform.faults["poll"] = [Died()]
    with pytest.raises(Died):
        world.round()
    assert world.connection["turn_until"] > world.clock.at
    world.live.begin_anew()
    world.round()
    assert world.facts() == ["case|c1"]
