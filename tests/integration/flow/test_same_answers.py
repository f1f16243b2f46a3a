"""However a record came in, its changes one by one, a night's run and a backtest say of it what plain Python says."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import orjson
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lif_plugin.builtin import BUILTIN
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.backtest import Knowledge, Moment
from lif_plugin.domain.reach import Known as Knows
from lif_plugin.domain.reach import beyond_reach
from lif_plugin.domain.rule import ByPlugin, DueAfter, FieldCheck, GapSince, LastN, Rule
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.flow.replay import Part, Seen, replay
from lif_plugin.flow.sweep import mark_all, mark_due
from lif_plugin.rules.registry import rules_of
from lif_plugin.store import cases
from lif_plugin.store.inbox import LIVE_FEED, inbox_row
from lif_plugin.store.known import past_record
from lif_plugin.store.tables import case_record, result
from lif_plugin.store.work import Store
from tests.assets import oracle
from tests.assets.days import last_of
from tests.assets.oracle import Said
from tests.assets.told_days import FIELDS, FIRST, REFS, TOLD, Delivery, Model, start
from tests.assets.world import World

NUMBERS = count(1)
NOON = 12 * oracle.HOUR_MS
OPENING = Delivery("2017", ())
Told = dict[tuple[str, str, str], tuple[Any, ...]]


class Days:
    """An agency's world that goes from day to day."""

    def __init__(self, world: World, luck: random.Random) -> None:
        self.world = world
        self.luck = luck
        clock = lambda: local_day(world.now, "Europe/London")  # noqa: E731  the world's own time
        world.dispatcher = replace(world.dispatcher, clock=clock)

    def take(self, one: Delivery, day: date) -> None:
        """Let a delivery come in: in any order and in parts, some of it twice, with work done in between or not."""
        events = self.luck.sample(one.events, len(one.events))
        cut = self.luck.randint(0, len(events))
        parts = [events] if one.whole else [events[:cut], events[cut:]]
        for part in (*parts, self.luck.choice(parts)):
            if one.by_feed:
                rows = [
                    inbox_row(event, agency=self.world.agency.id, source="made", scope=one.scope,
                              import_id=LIVE_FEED, origin="feed", now=self.world.now)
                    for event in part
                ]  # fmt: skip
                self.world.receiver.submit(self.world.agency.id, rows).result()
            else:
                self.world.receive(*part, scope=one.scope, until=day_number(day), kinds=tuple(FIELDS),
                                   since=20160101, complete=one.whole)  # fmt: skip
            if self.luck.random() < 0.5:
                self.world.drain()
        self.world.drain()

    def night(self) -> None:
        """Ask every rule of every case again."""
        mark_all(self.world.dispatcher, self.world.agency.id)
        self.world.drain()

    def due(self, day: date) -> None:
        """What time alone made due."""
        mark_due(self.world.dispatcher, self.world.agency.id, day)
        self.world.drain()

    def shown(self) -> Told:
        """What stands, without the numbers by which it is stored."""
        query = result.select().where(result.c.ended_at.is_(None), result.c.agency_id == self.world.agency.id)
        refs = {row["id"]: row["ref"] for row in self.world.rows(case_record.select())}
        return as_told([{**row, "ref": refs[row["case_id"]]} for row in self.world.rows(query)])


def as_told(rows: Sequence[dict[str, Any]]) -> Told:
    names = {row["id"]: (row["ref"], row["rule"], row["subject"]) for row in rows}
    return {
        names[row["id"]]: (row["state"], row["reason"], row["occurred_day"], row["due_at"], row["message"],
                           tuple(part["key"] for part in orjson.loads(row["evidence"])),
                           names.get(row["superseded_by"]))
        for row in rows
    }  # fmt: skip


def of_past(seen: Seen) -> Told:
    """What stood at a moment of a backtest."""
    refs = {row["id"]: row["ref"] for row in seen.held.rows}
    rows = [
        {**row, "ref": refs[case_id]}
        for case_id, mine in seen.results.items()
        for row in mine.values()
        if row["ended_at"] is None
    ]
    return as_told(rows)


def backtested(world: World, days: Sequence[date]) -> list[Seen]:
    """Replay these days as known then."""
    viewer = Viewer.system("test", world.agency.id)
    moments = [Moment.at_the_end_of(day, "Europe/London", Knowledge.THEN) for day in days]
    with world.store.read(viewer) as connection:
        ids = [
            row["id"]
            for row in world.rows(case_record.select().where(case_record.c.agency_id == world.agency.id))
        ]
        rows = cases.rows_of(connection, ids)
    part = Part("made", min(ids, default=0), max(ids, default=0))
    with past_record(world.store, viewer) as record:
        with_fields = [(moment, record.fields("made", moment)) for moment in moments]
        return list(replay(world.dispatcher, record, world.agency, (part, rows), with_fields))


def by_plain_python(world: World, model: Model) -> set[tuple[str, str, str, str, str | None]]:
    """(case, rule, subject, state, reason) of every rule with a template, as plain Python says them."""
    recorded: dict[str, set[str]] = {}
    for _scope, event in model.live.values():
        recorded.setdefault(event.kind, {""}).update(event.fields)
    knows = Knows(FIELDS.keys(), recorded)
    found = set()
    for rule in (entry.rule for entry in rules_of(world.agency, world.rules)):
        beyond = beyond_reach(rule, knows)
        if (
            isinstance(rule.template, ByPlugin)
            or rule.template.kind not in recorded
            or (beyond and not beyond.asked)
        ):
            continue
        for ref in REFS:
            said = judged(rule, model, ref)
            found |= {(ref, rule.id, one.subject, one.state, one.reason) for one in said if one.state}
    return found


def judged(rule: Rule, model: Model, ref: str) -> Sequence[Said]:
    """What plain Python says of a rule and a case."""
    history, source = model.history(ref), model.source()
    match rule.template:
        case FieldCheck() as template:
            return oracle.field_check(template, history, source)
        case GapSince() as template:
            return oracle.gap_since(template, history, source)
        case DueAfter() as template:
            end = last_of(source.as_of)
            return oracle.due_after(template, history, end, end)
        case LastN() as template:
            return [unbroken(one, model, source) for one in oracle.last_n(template, history, source)]
    raise AssertionError(rule.template)


def unbroken(said: Said, model: Model, source: Any) -> Said:
    """A run that no return states alone, and that reaches out of what the source knows, cannot be told."""
    facts = [model.live[key] for key in said.evidence]
    days = [event.occurred_day for _scope, event in facts]
    known = any(a <= min(days) and max(days) <= b for a, b in source.spans[facts[0][1].kind])
    if known or len({scope for scope, _event in facts}) == 1:
        return said
    return replace(said, state="cannot_tell", reason="not_covered")


# Each example is some seconds of a database's work: what fails is shown as it was drawn.
@settings(
    max_examples=4,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TOLD, st.randoms(use_true_random=False))
def test_changes_one_by_one_a_night_a_backtest_and_plain_python_agree(
    store: Store, told: list[list[Delivery]], luck: random.Random
) -> None:
    agency = Agency(f"shire{next(NUMBERS)}", "A shire", go_live=20160101, recent_days=3650, pushes_a_week=100)
    with World(store, agency, BUILTIN) as world:
        days, model = Days(world, luck), Model()
        stood, dates = [], [FIRST + timedelta(3 * number) for number in range(len(told))]
        for number, (day, deliveries) in enumerate(zip(dates, told, strict=True)):
            world.now = start(day_number(day)) + NOON
            for one in ([OPENING] if not number else []) + deliveries:
                days.take(one, day)
                model.take(one, day)
            days.due(day)
            stood.append(days.shown())
            asked = {
                (ref, rule, subject, *said[:2])
                for (ref, rule, subject), said in stood[-1].items()
                if not isinstance(world.rules[rule].rule.template, ByPlugin)
            }
            assert asked == by_plain_python(world, model)
            days.night()
            assert days.shown() == stood[-1]
        assert [of_past(seen) for seen in backtested(world, dates)] == stood
