"""Timers read from a database, by whom, and as an agency has set them; in GraphQL too, on both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, select

from lif_plugin.builtin import statutory_timers, voice_of_child
from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import NotAllowed
from lif_plugin.flow.stating import Sender, Statement, take_statement
from lif_plugin.flow.timers import OwnedTimer, collect_timers, see_timers
from lif_plugin.hooks import build_plugins
from lif_plugin.schema import Api, Sources
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import case_record
from lif_plugin.store.work import Store
from tests.assets.builders import viewer
from tests.assets.world import NOW, World

KINDS = ("referral", "closure", "assessment", "section_47", "conference", "plan", "visit", "death")
ELMSHIRE = Agency("elmshire", "Elmshire", today=Today.COVERAGE)
ASK = """{ cases { edges { node { ref timers { id state startedOn dueOn source strength calendarEdition
  evidence { kind occurredOn } } } } } }"""


def _assessment(ref: str, day: int, until: int | None = None) -> Event:
    return Event("assessment", ref, f"assessment|{ref}|{day}", day, {}, {}, until)


def _enquiry(ref: str, day: int) -> Event:
    return Event("section_47", ref, f"s47|{ref}|{day}", day, {"outcome": "CONFERENCE"}, {})


@pytest.fixture
def owned() -> dict[str, OwnedTimer]:
    return collect_timers(build_plugins([("statutory_timers", statutory_timers)]))


def _read(
    world: World, owned: dict[str, OwnedTimer], by: Viewer | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    refs = {row["id"]: row["ref"] for row in world.rows(select(case_record))}
    with world.store.read(by or world.viewer) as connection:
        found = see_timers(connection, by or world.viewer, owned, refs, NOW)
    return {
        refs[case_id]: [(one.timer.id, one.state.value, one.due_on) for one in readings]
        for case_id, readings in found.items()
    }


def _say(world: World, number: int, kind: str, data: dict[str, Any]) -> None:
    said = Statement("/deaths", str(number), f"org.lif-plugin.{kind}", data)
    assert take_statement(world.receiver, lambda _agency: None, Sender("elmshire", "deaths"), said, NOW)


def test_what_no_extract_states_is_read_once_a_system_sends_it(
    store: Store, owned: dict[str, OwnedTimer]
) -> None:
    due = date(2018, 3, 7)
    with World(store, agency=ELMSHIRE) as world:
        for number, (kind, at) in enumerate([("birth", "2010-05-01T00:00Z"), ("death", "2018-03-05T09:30Z")]):
            _say(world, number, f"fact.{kind}", {"case": "d", "key": kind, "at": at})
        known = {"kinds": ["birth", "death"], "first": "2010-01-01", "last": "2018-03-31"}
        _say(world, 2, "coverage", known)
        world.drain()
        assert ("T-08", "cannot_tell", due) in _read(world, owned)["d"]
        _say(world, 3, "coverage", known | {"kinds": ["death_review"]})
        world.drain()
        assert ("T-08", "late", due) in _read(world, owned)["d"]
        told = {"case": "d", "key": "told", "at": "2018-03-07T09:30Z", "fields": {"code": "NOTIFIED"}}
        _say(world, 4, "fact.death_review", told)
        world.drain()
        assert ("T-08", "met", due) in _read(world, owned)["d"]


def test_timers_are_read_from_what_stands_on_the_record(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=ELMSHIRE) as world:
        world.bring(_assessment("a", 20180102), _enquiry("b", 20180315), kinds=KINDS)
        assert _read(world, owned) == {
            "a": [("T-14", "late", date(2018, 3, 6))],
            "b": [("T-15", "running", date(2018, 4, 9))],
        }


def test_a_correction_is_read_at_once(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=ELMSHIRE) as world:
        world.bring(_assessment("a", 20180102), kinds=KINDS)
        world.bring(_assessment("a", 20180102, 20180306), kinds=KINDS)
        assert _read(world, owned) == {"a": [("T-14", "met", date(2018, 3, 6))]}


def test_a_clock_beyond_the_source_cannot_be_told(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=replace(ELMSHIRE, today=Today.CLOCK)) as world:
        world.bring(_enquiry("b", 20180315), kinds=KINDS)
        # The clock says 10 April; the source ends on 31 March, and the last day was the 9th.
        assert _read(world, owned) == {"b": [("T-15", "cannot_tell", date(2018, 4, 9))]}


def test_timers_of_england_are_not_read_in_scotland(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=replace(ELMSHIRE, nation="scotland")) as world:
        world.bring(_enquiry("b", 20180315), kinds=KINDS)
        assert _read(world, owned) == {"b": []}


def test_an_agency_may_tighten_a_limit_and_switch_one_off(store: Store, owned: dict[str, OwnedTimer]) -> None:
    rules = {"T-15": RuleSetting(thresholds={"limit": 10}), "T-14": RuleSetting(thresholds={"limit": 60})}
    with World(store, agency=replace(ELMSHIRE, rules=rules)) as world:
        world.bring(_assessment("a", 20180102), _enquiry("b", 20180315), kinds=KINDS)
        # What would loosen a limit of guidance is as the guidance has it.
        assert _read(world, owned) == {
            "a": [("T-14", "late", date(2018, 3, 6))],
            "b": [("T-15", "late", date(2018, 3, 29))],
        }


def test_timers_are_for_those_who_may_read_the_case(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=ELMSHIRE) as world:
        world.bring(_assessment("a", 20180102), _enquiry("b", 20180315), kinds=KINDS)
        assert list(_read(world, owned, viewer(Role.WORKER, cases=frozenset({"b"})))) == ["b"]
        with pytest.raises(NotAllowed):
            _read(world, owned, viewer(Role.BOARD))


def test_another_agency_sees_none(store: Store, owned: dict[str, OwnedTimer]) -> None:
    with World(store, agency=Agency("strath", "Strath")), World(store, agency=ELMSHIRE) as world:
        world.bring(_assessment("a", 20180102), kinds=KINDS)
        assert _read(world, owned, viewer(Role.WORKER, agency="strath")) == {}


def test_graphql_gives_timers_with_their_why_and_logs_the_case(
    store: Store, owned: dict[str, OwnedTimer]
) -> None:
    plugins = build_plugins([("voice_of_child", voice_of_child)])
    log = ReadLog(store, b"invented key")
    try:
        with World(store, agency=ELMSHIRE) as world:
            world.bring(_enquiry("b", 20180315), kinds=KINDS)
            reply = Api(Sources(store, plugins, {}, {}, log, owned)).run(viewer(Role.WORKER), ASK)
    finally:
        log.close()
    assert reply.errors == []
    assert reply.data is not None
    [case] = [edge["node"] for edge in reply.data["cases"]["edges"]]
    [timer] = case["timers"]
    assert timer.pop("calendarEdition").startswith("holidays ")
    assert timer == {
        "id": "T-15",
        "state": "RUNNING",
        "startedOn": "2018-03-15",
        "dueOn": "2018-04-09",
        "source": "Working Together to Safeguard Children 2023",
        "strength": "GUIDANCE",
        "evidence": [{"kind": "section_47", "occurredOn": "2018-03-15"}],
    }


def test_ten_times_the_cases_cost_the_same_statements(store: Store, owned: dict[str, OwnedTimer]) -> None:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    counts = []
    with World(store, agency=ELMSHIRE) as world:
        for refs in (range(1), range(10)):
            world.bring(*(_enquiry(f"c{number}", 20180315) for number in refs), kinds=KINDS)
            sent.clear()
            event.listen(store.engine, "before_cursor_execute", note)
            assert len(_read(world, owned)) == len(refs)
            event.remove(store.engine, "before_cursor_execute", note)
            counts.append(len(sent))
    assert counts[0] == counts[1]
