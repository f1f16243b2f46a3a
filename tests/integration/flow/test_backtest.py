"""A backtest counts what a configuration would have done in days long past, and leaves no trace but its counts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from lif_plugin.domain.backtest import Knowledge, Period
from lif_plugin.domain.config.configuration import Configuration, Telling
from lif_plugin.domain.config.settings import RuleSetting
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Channel
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import local_day
from lif_plugin.errors import NotAllowed
from lif_plugin.flow.backtest import Backtests, Report, begin, do_part, keys_waiting, report
from lif_plugin.store.tables import GUARDED
from tests.assets.told_days import start
from tests.assets.world import World, review

PERIOD = Period(20180102, 20180119, Knowledge.NOW)
ADMIN = Viewer("elmshire", frozenset({Role.ADMIN}), "setting up", "ada.example")
A, B, C = (review(ref, day) for ref, day in (("E-1", 20180103), ("E-2", 20180104), ("E-3", 20180111)))
PLAIN = Configuration(go_live=20170401)
MINE = ("backtest", "backtest_part", "backtest_count", "backtest_push")


def on(world: World, day: int) -> None:
    """Let it be a day, at noon."""
    world.now = start(day) + 12 * 3_600_000
    world.dispatcher = replace(world.dispatcher, clock=lambda: local_day(world.now, "Europe/London"))


def started(world: World, period: Period = PERIOD, *sides: Configuration, size: int = 1) -> tuple[int, bool]:
    named = [(str(place), side) for place, side in enumerate(sides or (PLAIN,))]
    return begin(world.dispatcher, ADMIN, period, named, size=size)


def ran(world: World, period: Period = PERIOD, *sides: Configuration, log: Any = lambda *_: None) -> Report:
    number, _again = started(world, period, *sides)
    for key in keys_waiting(world.dispatcher, world.agency.id, number):
        do_part(Backtests(world.dispatcher, log), key)
    return report(world.dispatcher, ADMIN, number)


def told(found: Report, side: int = 0) -> dict[int, dict[str, int]]:
    """Prompts by week, without weeks in which there were none."""
    return {week: dict(counts) for week, counts in found.sides[side].weeks.items() if any(counts.values())}


def test_prompts_are_counted_in_the_week_they_would_have_come(world: World) -> None:
    world.bring(A, B, C)
    found = ran(world)
    assert (found.cases, found.parts, found.left) == (3, 3, 0)
    assert told(found) == {20180102: {"panel": 2}, 20180109: {"panel": 1}}


def test_what_stood_on_the_eve_is_no_news(world: World) -> None:
    world.bring(A, review("E-1", 20180101))
    assert told(ran(world)) == {20180102: {"panel": 1}}


def test_each_case_is_counted_in_one_state_of_each_rule(world: World) -> None:
    world.bring(A, review("E-2", 20180104, "PN1"), review("E-3", 20180104, None))
    states = ran(world).sides[0].states
    assert {rule: dict(states[rule]) for rule in ("VOC-07", "VOC-08", "VOC-21")} == {
        "VOC-07": {"gap": 1, "met": 1, "cannot_tell": 1},
        "VOC-08": {"not_applicable": 3},
        "VOC-21": {"cannot_tell": 3},
    }


def test_then_a_review_stood_as_it_was_told_then_and_now_as_it_was_corrected(world: World) -> None:
    for day, code in ((20180105, "PN4"), (20180115, "PN1")):
        on(world, day)
        world.bring(review("E-1", 20180103, code), until=day)
    then, now = (ran(world, replace(PERIOD, known=known)) for known in Knowledge)
    assert told(then) == {20180102: {"panel": 1}}
    assert told(now) == {}
    assert then.sides[0].states["VOC-07"] == {"met": 1}


def test_what_was_not_yet_known_then_was_told_to_nobody(world: World) -> None:
    on(world, 20180301)
    world.bring(A)
    found = ran(world, replace(PERIOD, known=Knowledge.THEN))
    assert (told(found), found.sides[0].states) == ({}, {})


def test_an_answer_counts_from_when_it_was_given(world: World) -> None:
    world.save(replace(world.agency, go_live=20170401, recent_days=3650))
    world.bring(A)
    (prompt,) = world.results("VOC-07")
    world.answer(prompt["id"], AnswerKind.EXPLAINED, "unwell")
    until = replace(PERIOD, last=20180410)
    assert [ran(world, one).sides[0].states["VOC-07"] for one in (PERIOD, until)] == [
        {"gap": 1},
        {"explained": 1},
    ]


def test_the_alert_budget_decides_over_all_parts_together(world: World) -> None:
    workers = [
        review("E-1", 20180101)._replace(
            kind="worker", key=f"worker|{ref}", case_ref=ref, fields={"actor": "W-1"}
        )
        for ref in ("E-1", "E-2", "E-3")
    ]
    visits = [
        review(ref, day)._replace(kind="visit", key=f"visit|{ref}|{day}", fields={"seen": "no"})
        for ref, day in (("E-1", 20180103), ("E-2", 20180103), ("E-3", 20180103))
    ]
    plans = [one._replace(kind="plan", key=f"plan|{one.case_ref}", fields={"code": "CP"}) for one in workers]
    world.bring(*workers, *plans, *visits, kinds=("worker", "visit", "plan"))
    loud = replace(PLAIN, rules={"VOC-01": RuleSetting(delivery=Channel.NOW)})
    quiet = replace(loud, telling=Telling(pushes_a_week=1))
    found = ran(world, PERIOD, loud, quiet)
    assert [side.prompts["VOC-01"] for side in found.sides] == [
        {"pushed": 2, "digest": 1},
        {"pushed": 1, "digest": 2},
    ]


def counts(world: World) -> dict[str, int]:
    with world.store.read(world.viewer) as connection:
        return {
            table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in GUARDED
            if table.name not in MINE
        }


def test_nothing_but_counts_is_left_behind(world: World) -> None:
    world.bring(A, B, review("E-1", 20180105))
    before = world.state(), counts(world)
    ran(world, PERIOD, PLAIN, replace(PLAIN, rules={"VOC-07": RuleSetting(on=False)}))
    assert (world.state(), counts(world)) == before
    with world.store.read(world.viewer) as connection:
        left = next(table for table in GUARDED if table.name == "backtest_push")
        assert connection.execute(select(left)).all() == []


def test_a_run_that_was_cut_off_goes_on_with_the_parts_that_wait(world: World) -> None:
    world.bring(A, B, C)
    whole = ran(world)
    number, again = started(world)
    first, *_ = keys_waiting(world.dispatcher, world.agency.id, number)
    do_part(Backtests(world.dispatcher, lambda *_: None), first)

    class CutOff(Exception): ...

    def stop(*_: object) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        do_part(Backtests(world.dispatcher, stop), keys_waiting(world.dispatcher, world.agency.id)[0])
    assert (started(world), len(keys_waiting(world.dispatcher, world.agency.id))) == ((number, True), 2)
    gone_on = ran(world)
    assert (again, gone_on.number, gone_on.sides) == (False, number, whole.sides)


def test_a_part_that_is_done_twice_is_counted_once(world: World) -> None:
    world.bring(A, B, C)
    number, _ = started(world)
    keys = keys_waiting(world.dispatcher, world.agency.id, number)
    for key in [*keys, *keys]:
        do_part(Backtests(world.dispatcher, lambda *_: None), key)
    assert told(report(world.dispatcher, ADMIN, number)) == {20180102: {"panel": 2}, 20180109: {"panel": 1}}


def test_every_case_is_logged_as_read_by_whoever_asked(world: World) -> None:
    world.bring(A, B)
    notes: list[tuple[str, str, str, int]] = []

    def log(viewer: Viewer, action: str, public_ids: Iterable[str]) -> None:
        notes.append((viewer.subject, viewer.purpose, action, len(list(public_ids))))

    ran(world, log=log)
    assert notes == [("ada.example", "setting up", "backtest", 1)] * 2


def test_who_may_not_see_counts_may_not_ask(world: World) -> None:
    with pytest.raises(NotAllowed):
        begin(world.dispatcher, replace(ADMIN, roles=frozenset({Role.WORKER})), PERIOD, [("plain", PLAIN)])


def test_a_period_is_looked_at_on_its_eve_at_each_weeks_end_and_on_its_last_day() -> None:
    days = list(Period(20180101, 20180116).days())
    assert days == [date(2017, 12, 31), date(2018, 1, 7), date(2018, 1, 14), date(2018, 1, 16)]
