"""Figures of learning are always what plain SQL counts anew, whatever was done and whoever asks."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.findings import NewFinding, NewRecommendation, add_finding, recommend
from lif_plugin.cycle.learning import (
    NewItem,
    Word,
    choose_route,
    close_item,
    record_item,
    reopen_item,
    speak,
    tell_child,
)
from lif_plugin.domain.learning import ActionState, Nature, NotTold
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.summary import Dimension, Summary
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import LifError, NotFound
from lif_plugin.store import partnerships
from lif_plugin.store.learning import add
from lif_plugin.store.reads.learning import all_rows
from lif_plugin.store.reads.summary import summary
from lif_plugin.store.tables import action, learning_item, learning_word, recommendation
from lif_plugin.store.tally import recount, today_here
from lif_plugin.store.work import Store, before_commit
from tests.integration.cycle.partners import Partners, person

PEOPLE = [
    Viewer(agency, frozenset({Role.QUALITY, Role.BOARD}), "test", f"{agency}.all")
    for agency in ("elmshire", "oakhealth")
]
OUTSIDER = person("farshire", Role.QUALITY)
BY = (Dimension.THEME, Dimension.AGENCY)
# Whose row it is, or shared with a partnership that one belongs to; what a partner may read says no more of it
# than what is shared.
SEEN = "({0}.agency_id = :me OR ({0}.shared AND :member))"
LAST = (
    "SELECT {1} FROM action_entry e WHERE e.action_id = a.id AND e.kind = 'state' AND "
    + SEEN.format("e")
    + " ORDER BY e.at DESC, e.id DESC LIMIT 1"
)
TOLD = "{0}.shared OR NOT (a.shared AND :member)"
ITEMS = f"""SELECT i.theme, i.agency_id, i.day, i.voice_source, (SELECT t.day FROM learning_turn t
 WHERE t.learning_item_id = i.id AND t.turn = 'closed' AND {SEEN.format("t")} AND NOT EXISTS (
  SELECT 1 FROM learning_turn r WHERE r.learning_item_id = i.id AND r.turn = 'reopened' AND r.at >= t.at AND r.id > t.id
  AND {SEEN.format("r")}) ORDER BY t.at DESC, t.id DESC LIMIT 1) AS closed
 FROM learning_item i WHERE i.partnership_id = :p AND {SEEN.format("i")}"""
FINDINGS = f"SELECT theme, agency_id FROM finding f WHERE f.partnership_id = :p AND {SEEN.format('f')}"
ACTIONS = f"""SELECT coalesce(
 (SELECT f.theme FROM recommendation r JOIN finding f ON f.id = r.finding_id WHERE r.id = a.recommendation_id
  AND {SEEN.format("f")} AND ({TOLD.format("f")})),
 (SELECT i.theme FROM learning_item i WHERE i.id = a.learning_item_id AND {SEEN.format("i")} AND ({TOLD.format("i")})),
 '') AS theme, a.owner_agency, a.due, a.at, ({LAST.format("", "e.state")}) AS state, ({LAST.format("", "e.day")}) AS day
 FROM action a WHERE a.partnership_id = :p AND {SEEN.format("a")}"""


def counted_anew(store: Store, viewer: Viewer, partnership: str, *, member: bool) -> dict[Any, Any]:
    """The figures by theme and agency as plain SQL counts them."""
    found: dict[Any, Summary] = {}
    asked = {"p": partnership, "me": viewer.agency, "member": member}
    today = today_here()
    with store.read(viewer) as connection:
        for theme, agency, day, voice, closed in connection.execute(text(ITEMS), asked):
            into = found.setdefault((theme, agency), Summary())
            into.items += 1
            into.voiced += voice is not None
            into.items_closed += closed is not None
            if closed is not None:
                _between(into.item_days, _date(day), _date(closed))
        for theme, agency in connection.execute(text(FINDINGS), asked):
            found.setdefault((theme, agency), Summary()).findings += 1
        for theme, agency, due, at, state, day in connection.execute(text(ACTIONS), asked):
            into = found.setdefault((theme, agency), Summary())
            into.actions += 1
            into.open += state not in {"signed_off", "dropped"}
            into.dropped += state == "dropped"
            into.overdue += state in {None, "proposed", "accepted"} and due < day_number(today)
            if state == "signed_off":
                into.closed += 1
                _between(into.days, datetime.fromtimestamp(at / 1000, tz=UTC).astimezone().date(), _date(day))
    return {key: figures(one) for key, one in found.items()}


def _between(days: Any, first: date, last: date) -> None:
    if last >= first:
        days[(last - first).days] += 1


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def figures(one: Summary) -> tuple[Any, ...]:
    return (
        one.items, one.items_closed, one.voiced, one.findings, one.actions, one.open, one.overdue, one.closed, one.dropped,
        sorted(one.days.elements()), sorted(one.item_days.elements()),
    )  # fmt: skip


class Play:
    """Verbs by chance in one partnership after another, on one store; what is refused is left."""

    def __init__(self, store: Store) -> None:
        self.elm = Partners(store, "hartlepool_hscb")
        self.elm.day = today_here()
        self.store, self.desk = store, self.elm.desk
        self.names = (f"elm{number}" for number in count())
        self.name = "elm"

    def begin(self) -> None:
        self.name = next(self.names)
        with self.store.write(PEOPLE[0]) as connection:
            partnerships.make_partnership(connection, self.name, self.name, "hartlepool_hscb")
            for viewer in PEOPLE:
                partnerships.join_partnership(connection, self.name, viewer.agency, 20200101)

    def take(self, step: int, who: int, which: int) -> None:
        viewer = PEOPLE[who]
        try:
            STEPS[step](self, viewer, which)
        except LifError:
            return

    def pick(self, viewer: Viewer, table: Any, which: int) -> str:
        with self.store.read(viewer) as connection:
            rows = all_rows(connection, viewer, table, self.desk.today(), partnership_id=self.name)
        if not rows:
            raise NotFound
        return str(rows[which % len(rows)]["id"])

    def item(self, viewer: Viewer, which: int) -> None:
        source = ("multi_agency_audits", "single_agency_audits")[which % 2]
        theme = ("voice", "neglect")[which // 2 % 2]
        voice = self.elm.voice_source if which % 3 == 0 else None
        day = day_number(self.desk.today() - timedelta(days=which * 9))
        new = NewItem(self.name, source, "t", "s", Nature.CONCERN, theme, day, voice, which % 5 != 4)
        record_item(self.desk, viewer, new)

    def finding(self, viewer: Viewer, which: int) -> None:
        new = NewFinding(Nature.CONCERN, ("voice", "housing")[which % 2], "t", "e")
        made = add_finding(self.desk, viewer, self.pick(viewer, learning_item, which), new)
        recommend(self.desk, viewer, made, NewRecommendation("t"))

    def action(self, viewer: Viewer, which: int) -> None:
        due = day_number(self.desk.today() + timedelta(days=which - 5))
        asked = self.pick(viewer, recommendation, which) if which % 3 == 1 else None
        owner = PEOPLE[which // 2 % 2].agency
        new = NewAction("t", owner, "head", "subgroup_plans", due, recommendation=asked)
        propose_action(self.desk, viewer, self.pick(viewer, learning_item, which), new)

    def move(self, viewer: Viewer, which: int) -> None:
        state = list(ActionState)[which % 5]
        move_action(self.desk, viewer, self.pick(viewer, action, which // 2), state, "why")

    def _sign_off_all(self, viewer: Viewer, item: str) -> None:
        with self.store.read(viewer) as connection:
            found = self.desk.item(connection, viewer, item)
        for row in found.actions:
            if row["state"] != ActionState.SIGNED_OFF:
                self._finish(viewer, row["id"])

    def finish(self, viewer: Viewer, which: int) -> None:
        self._finish(viewer, self.pick(viewer, action, which))

    def _finish(self, viewer: Viewer, chosen: str) -> None:
        for owner in PEOPLE:
            for state in (ActionState.ACCEPTED, ActionState.DONE):
                try:
                    move_action(self.desk, owner, chosen, state)
                except LifError:
                    continue
        move_action(self.desk, viewer, chosen, ActionState.SIGNED_OFF, "seen")

    def walk(self, viewer: Viewer, which: int) -> None:
        chosen = self.pick(viewer, learning_item, which)
        self._sign_off_all(viewer, chosen)
        route = (("lscb",),)
        for learns, verdict in (("learning", Verdict.AGREED), ("evaluation", Verdict.IMPROVED)):
            with self.store.read(viewer) as connection:
                item = self.desk.item(connection, viewer, chosen)
            if item.learning_route is None or item.evaluation_route is None:
                choose_route(self.desk, viewer, chosen, route, route, "why")
            for step in (item.learning_route if learns == "learning" else item.evaluation_route) or route:
                for body in step:
                    day = day_number(self.desk.today())
                    speak(self.desk, viewer, chosen, Word(learns, body, verdict, day))
        with self.store.read(viewer) as connection:
            item = self.desk.item(connection, viewer, chosen)
        if item.row["voice_source"]:
            tell_child(self.desk, viewer, chosen, None, NotTold.AWAY)
        close_item(self.desk, viewer, chosen)

    def reopen(self, viewer: Viewer, which: int) -> None:
        reopen_item(self.desk, viewer, self.pick(viewer, learning_item, which), "no better")

    def leave(self, viewer: Viewer, _which: int) -> None:
        with self.store.write(viewer) as connection:
            partnerships.leave_partnership(connection, self.name, PEOPLE[1].agency, 20210101)

    def join(self, viewer: Viewer, _which: int) -> None:
        with self.store.write(viewer) as connection:
            partnerships.join_partnership(connection, self.name, PEOPLE[1].agency, 20200101)


STEPS: list[Callable[[Play, Viewer, int], None]] = [
    Play.item, Play.finding, Play.action, Play.move, Play.finish, Play.walk, Play.reopen, Play.leave, Play.join,
]  # fmt: skip


@pytest.fixture
def play(store: Store) -> Play:
    return Play(store)


def _check(play: Play, viewers: Iterable[Viewer]) -> None:
    today = today_here()
    for viewer in viewers:
        with play.store.read(viewer) as connection:
            mine = [row["id"] for row in partnerships.partnerships_of(connection, viewer.agency, today)]
            kept = summary(connection, viewer, today, BY, play.name)
        member = play.name in mine
        anew = counted_anew(play.store, viewer, play.name, member=member)
        assert {key: figures(one) for key, one in kept.items()} == anew
        if member:
            with play.store.write(viewer) as connection:
                assert recount(connection, viewer, play.name) == 0


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([0, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 8]), st.integers(0, 1), st.integers(0, 11)),
        min_size=6, max_size=16,
    )
)  # fmt: skip
def test_any_sequence_of_verbs_leaves_the_figures_as_counted_anew(
    play: Play, steps: list[tuple[int, int, int]]
) -> None:
    play.begin()
    for step in [(0, 0, 1), (1, 0, 0), (2, 1, 8), (0, 1, 4), *steps]:
        play.take(*step)
    _check(play, [*PEOPLE, OUTSIDER])


def _recounted(elm: Partners) -> int:
    with elm.store.write(PEOPLE[0]) as connection:
        return recount(connection, PEOPLE[0], "elm")


class _Paused:
    """Holds a unit of work between its counting and its commit until another had its chance."""

    def __init__(self) -> None:
        self.counted, self.other = Event(), Event()

    def settle(self) -> None:
        self.counted.set()
        self.other.wait(0.4)


@pytest.mark.parametrize("database", ["postgres"])
def test_two_words_at_once_that_together_walk_a_route_are_counted(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb", day=today_here())
    item = elm.record("multi_agency_audits")
    with store.read(PEOPLE[0]) as connection:
        bodies = [
            body for step in elm.desk.item(connection, PEOPLE[0], item).learning_route or () for body in step
        ]
    for body in bodies[:-2]:
        elm.say(item, "learning", body, Verdict.AGREED)
    paused = _Paused()

    def say(viewer: Viewer, body: str, *, first: bool) -> None:
        if not first:
            paused.counted.wait(5)
        with store.write(viewer) as connection:
            add(connection, learning_word, viewer, "elm", learning_item_id=item, round=1, route="learning", body=body,
                verdict="agreed", day=20260302)  # fmt: skip
            if first:
                before_commit(connection, "pause", lambda: paused)
        paused.other.set()

    with ThreadPoolExecutor(2) as threads:
        said = [
            threads.submit(say, who, body, first=who is PEOPLE[0])
            for who, body in zip(PEOPLE, bodies[-2:], strict=True)
        ]
    assert [one.result() for one in said] == [None, None]
    assert elm.state(item) == "evaluating"
    assert _recounted(elm) == 0


def test_a_writer_for_another_purpose_than_agreed_counts_what_partners_share(store: Store) -> None:
    elm = Partners(store, "hartlepool_hscb", day=today_here())
    item, (ours, theirs) = elm.record("multi_agency_audits"), PEOPLE
    mine = propose_action(
        elm.desk, theirs, item, NewAction("t", "oakhealth", "head", "subgroup_plans", 20300101)
    )
    with store.write(ours) as connection:
        partnerships.join_partnership(connection, "elm", "oakhealth", 20200101, purposes=["audit"])
    move_action(elm.desk, theirs, mine, ActionState.ACCEPTED)
    with store.read(theirs) as connection:
        assert sum(one.items for one in summary(connection, theirs, today_here(), BY).values()) == 0
    assert _recounted(elm) == 0
