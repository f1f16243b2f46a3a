"""A death or harm on record becomes links that people decide on: kept for good, with clocks, and holding the record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from lif_plugin.builtin import review_links
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.clock import Basis, ClockState, Milestone
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.in_force import FrameworkFrom
from lif_plugin.domain.record import Event, Purge
from lif_plugin.domain.review import Decision
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import add_months, day_number, day_start_ms, local_day
from lif_plugin.errors import DecisionRefused, NotAllowed, NotFound, RecordsOnHold
from lif_plugin.flow.review import Judgement, decide_review, state_review_day
from lif_plugin.flow.review_view import ReviewSeen, see_reviews
from lif_plugin.frameworks import chosen
from lif_plugin.store.calendars import nation_calendar
from lif_plugin.store.reads.reviews import ReviewFilter, on_hold, reviews_where
from lif_plugin.store.tables import case_record, event, result, review_decision, review_link
from lif_plugin.store.work import Store, now_ms
from tests.assets.world import World

TODAY = local_day(now_ms(), "Europe/London")
DIED = TODAY - timedelta(3)
BIRTH = Event("birth", "E-1", "birth|E-1", 20200203, {}, {})
DEATH = Event("death", "E-1", "death|E-1", day_number(DIED), {}, {})
PLAN = Event("plan", "E-1", "plan|E-1", 20230901, {"code": "CP"}, {}, 20240105)
KINDS = ("birth", "death", "plan", "serious_harm", "placement", "legal_status", "care_leaver_contact")
LOCAL_REVIEW = "local_child_safeguarding_practice_review"
INCIDENT, RAPID, DEATH_REVIEW = "serious_incident_notification", "rapid_review", "child_death_review"
BOARD = Viewer("elmshire", frozenset({Role.BOARD}), "reviews", "chair.example")


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    agency = Agency("elmshire", "Elmshire", go_live=20240101)
    with World(store, agency, plugins=(("review_links", review_links),)) as made:
        yield made


def bring(world: World, *items: Any, scope: str = "2026", **how: Any) -> int:
    world.now = now_ms()
    return world.bring(*items, kinds=KINDS, since=20150101, until=day_number(TODAY), scope=scope, **how)


def seen(world: World, viewer: Viewer = BOARD, now: int | None = None) -> dict[str, ReviewSeen]:
    """The links on show, by review."""
    with world.store.read(viewer) as connection:
        rows = reviews_where(connection, viewer, ReviewFilter())
        return {one.review: one for one in see_reviews(connection, viewer, rows, now or now_ms())}


def judged(decision: Decision = Decision.YES, **more: Any) -> Judgement:
    values: dict[str, Any] = {"decided_on": TODAY, "recommended_by": "SCR sub-group", "decided_by": "Independent chair",
              "reason": "What happened fits the criteria."}  # fmt: skip
    return Judgement(decision, **(values | more))


def decide(world: World, review: str, decision: Decision = Decision.YES, **more: Any) -> ReviewSeen:
    link = seen(world)[review]
    return decide_review(world.store, BOARD, link.id, judged(decision, **more), now_ms())


def noon(day: date) -> int:
    return day_start_ms(day, "Europe/London") + 12 * 3_600_000


def test_a_childs_death_with_a_plan_on_record_is_linked_with_criteria_and_clocks(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    links = seen(world)
    assert links.keys() == {INCIDENT, RAPID, DEATH_REVIEW, LOCAL_REVIEW}
    # Whether a local review is called for is for people to say.
    assert {name: one.standing for name, one in links.items()} == {
        **dict.fromkeys(links, Standing.MET),
        LOCAL_REVIEW: Standing.CANNOT_TELL,
    }
    assert (links[INCIDENT].case_ref, links[INCIDENT].day, links[INCIDENT].is_old) == ("E-1", DIED, False)


def test_the_clock_starts_when_the_death_reached_us_and_is_at_the_latest_then(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    [clock] = seen(world)[INCIDENT].clocks
    due = nation_calendar("england").add_working_days(TODAY, 5)
    assert clock.started is not None
    assert (clock.started.day, clock.started.basis, clock.due_on) == (TODAY, Basis.RECORDED, due)
    assert seen(world, now=noon(due))[INCIDENT].clocks[0].state is ClockState.DUE_SOON
    assert seen(world, now=noon(due + timedelta(1)))[INCIDENT].clocks[0].state is ClockState.LATE


def test_a_correction_of_the_death_does_not_start_the_clock_anew(world: World, store: Store) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    earlier = now_ms() - 2 * 86_400_000
    with store.write(world.viewer) as connection:
        connection.execute(update(event).where(event.c.kind == "death").values(recorded_at=earlier))
    bring(world, DEATH._replace(fields={"reason": "corrected"}), scope="2026")
    assert world.rows(select(review_link.c.aware_at).where(review_link.c.review == INCIDENT)) == [
        {"aware_at": earlier}
    ]


def test_a_day_that_people_state_counts_before_the_records(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    link = seen(world)[INCIDENT]
    [clock] = state_review_day(world.store, BOARD, link.id, Milestone.AWARE, DIED, now_ms()).clocks
    assert clock.started is not None
    assert (clock.started.day, clock.started.basis) == (DIED, Basis.STATED)
    [clock] = state_review_day(world.store, BOARD, link.id, Milestone.AWARE, None, now_ms()).clocks
    assert clock.started is not None
    assert clock.started.basis is Basis.RECORDED


def test_the_notification_meets_one_clock_and_starts_the_rapid_reviews(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    links = seen(world)
    assert links[RAPID].clocks[0].state is ClockState.NOT_STARTED
    state_review_day(world.store, BOARD, links[INCIDENT].id, Milestone.NOTIFIED, TODAY, now_ms())
    after = seen(world)
    assert after[INCIDENT].clocks[0].state is ClockState.MET
    assert after[RAPID].clocks[0].due_on == nation_calendar("england").add_working_days(TODAY, 15)


def test_a_death_from_long_before_the_import_starts_no_clock(world: World) -> None:
    bring(world, BIRTH, DEATH._replace(occurred_day=20240305), PLAN)
    [clock] = seen(world)[INCIDENT].clocks
    assert (clock.state, clock.started) == (ClockState.NOT_STARTED, None)


def test_an_incident_before_the_agencys_first_day_is_old(world: World) -> None:
    bring(world, BIRTH, DEATH._replace(occurred_day=20231105), PLAN)
    assert seen(world)[INCIDENT].is_old


def test_a_day_that_cannot_be_is_refused_and_nothing_changes(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    link = seen(world)[INCIDENT]
    for milestone, day, told in (
        (Milestone.NOTIFIED, TODAY + timedelta(1), "has not come yet"),
        (Milestone.RAPID_REVIEW_SENT, TODAY, "No clock of this review asks for that day"),
        (Milestone.AWARE, date(1999, 1, 4), "outside the calendar"),
    ):
        with pytest.raises(DecisionRefused, match=told):
            state_review_day(world.store, BOARD, link.id, milestone, day, now_ms())
    assert seen(world)[INCIDENT].days == link.days


def test_every_decision_stays_with_all_that_was_said_also_for_no(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    decide(world, INCIDENT, Decision.NOT_YET, reason="The inquest is awaited.")
    dissent = "Health saw it otherwise: the plan had ended."
    after = decide(
        world, INCIDENT, Decision.NO, dissent=dissent, answers={"The child has died": Standing.MET}
    )
    first, last = after.decisions
    assert (first.decision, first.reason) == (Decision.NOT_YET, "The inquest is awaited.")
    assert (last.decision, last.recommended_by, last.decided_by, last.decided_on, last.dissent, last.by) == (
        Decision.NO, "SCR sub-group", "Independent chair", TODAY, dissent, "chair.example",
    )  # fmt: skip
    answered = {one.criterion.text: (one.criterion.standing, one.answer) for one in last.criteria}
    assert answered["The child has died"] == (Standing.MET, Standing.MET)
    assert answered["The child has been seriously harmed"] == (Standing.UNMET, None)


def test_a_decision_cannot_be_changed_or_removed(world: World, store: Store) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    decide(world, INCIDENT)
    for statement in (update(review_decision).values(decision="no"), delete(review_decision)):
        with pytest.raises(DBAPIError), store.write(world.viewer) as connection:
            connection.execute(statement)
    assert [one.decision for one in seen(world)[INCIDENT].decisions] == [Decision.YES]


def test_a_no_stops_the_clock_of_the_notification(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    assert decide(world, INCIDENT, Decision.NO).clocks[0].state is ClockState.STOPPED


UNFIT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"reason": " "}, "Say the reason"),
    ({"recommended_by": ""}, "Say who recommended it"),
    ({"decided_by": ""}, "Say who decided it"),
    ({"decided_on": TODAY + timedelta(1)}, "has not come yet"),
    ({"reason": "x" * 4001}, "longer than 4,000"),
    ({"dissent": "\x00"}, "cannot be kept"),
    ({"answers": {"Something else": Standing.MET}}, "does not have"),
)


def test_a_decision_without_its_reasons_is_refused_and_nothing_is_kept(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    for more, told in UNFIT:
        with pytest.raises(DecisionRefused, match=told):
            decide(world, INCIDENT, **more)
    assert world.rows(select(review_decision)) == []


def test_nobody_but_the_board_and_the_quality_team_decides(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    link = seen(world)[INCIDENT]
    for role in sorted(set(Role) - {Role.BOARD, Role.QUALITY}):
        other = replace(BOARD, roles=frozenset({role}))
        with pytest.raises(NotAllowed):
            decide_review(world.store, other, link.id, judged(), now_ms())
        with pytest.raises(NotAllowed):
            state_review_day(world.store, other, link.id, Milestone.AWARE, TODAY, now_ms())
    assert world.rows(select(review_decision)) == []


def test_a_link_of_another_agency_is_not_found(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    link = seen(world)[INCIDENT]
    with World(world.store, Agency("oakshire", "Oakshire")), pytest.raises(NotFound):
        decide_review(world.store, replace(BOARD, agency="oakshire"), link.id, judged(), now_ms())


def test_an_undecided_link_goes_with_its_evidence_and_a_decided_one_stays_and_says_so(world: World) -> None:
    bring(world, BIRTH, PLAN, scope="2025")
    death = bring(world, DEATH)
    decide(world, DEATH_REVIEW, Decision.NO)
    world.undo(death)
    left = seen(world)
    assert left.keys() == {DEATH_REVIEW}
    assert left[DEATH_REVIEW].withdrawn_at is not None
    bring(world, DEATH, scope="2027")
    assert seen(world)[DEATH_REVIEW].withdrawn_at is None


def test_a_case_under_review_keeps_its_records_until_the_review_is_decided_otherwise(world: World) -> None:
    bring(world, BIRTH, PLAN, scope="2025")
    death = bring(world, DEATH)
    decide(world, INCIDENT)
    decide(world, DEATH_REVIEW)
    with pytest.raises(RecordsOnHold, match="1 case under review: their records are on hold"):
        world.undo(death)
    assert world.imports()[death] == "done"
    decide(world, INCIDENT, Decision.NO)
    with pytest.raises(RecordsOnHold):
        world.undo(death)
    decide(world, DEATH_REVIEW, Decision.NOT_YET)
    world.undo(death)
    assert world.imports()[death] == "undone"


def test_an_import_that_touches_no_case_under_review_can_be_undone(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    other = bring(world, Event("birth", "E-2", "birth|E-2", 20200203, {}, {}), scope="other")
    decide(world, INCIDENT)
    world.undo(other)
    assert world.imports()[other] == "undone"


def _facts(world: World) -> int:
    return int(world.rows(select(func.count().label("n")).select_from(event))[0]["n"])


def test_a_removal_asked_for_during_a_review_waits_and_is_carried_out_afterwards(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    decide(world, INCIDENT)
    bring(world, Purge("made.csv", 2, "E-1"), scope="removal")
    assert (_facts(world), seen(world)[INCIDENT].waiting) == (3, 1)
    after = decide(world, INCIDENT, Decision.NO)
    world.drain()
    assert (_facts(world), after.waiting) == (0, 0)
    left = seen(world)[INCIDENT]
    assert (left.withdrawn_at is not None, len(left.decisions), left.criteria) == (True, 2, ())


def test_a_removal_that_waited_takes_nothing_that_was_stated_after_it(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    decide(world, INCIDENT)
    bring(world, Purge("made.csv", 2, "E-1"), scope="removal")
    bring(world, Event("serious_harm", "E-1", "harm|E-1", 20260105, {}, {}), scope="later")
    decide(world, INCIDENT, Decision.NO)
    assert (_facts(world), seen(world)[INCIDENT].waiting) == (4, 1)
    bring(world, Purge("made.csv", 2, "E-1"), scope="removal")
    assert (_facts(world), seen(world)[INCIDENT].waiting) == (0, 0)


def test_the_hold_is_told_to_whoever_reads_the_case(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    worker = replace(BOARD, roles=frozenset({Role.WORKER}))
    [case] = world.rows(select(case_record.c.id))
    with world.store.read(worker) as connection:
        assert on_hold(connection, worker, [case["id"]]) == set()
    decide(world, INCIDENT)
    with world.store.read(worker) as connection:
        assert on_hold(connection, worker, [case["id"]]) == {case["id"]}


def test_the_household_is_that_of_the_same_source_and_agency(world: World) -> None:
    def home(ref: str, code: str) -> Event:
        return Event("household", ref, f"household|{ref}", 20230901, {"code": code}, {})

    sibling, other = home("E-2", "F-7"), home("E-3", "F-8")
    bring(world, BIRTH, DEATH, PLAN, home("E-1", "F-7"), sibling, other)
    bring(world, home("S-1", "F-7"), source="elsewhere")
    with World(world.store, Agency("oakshire", "Oakshire")) as oakshire:
        bring(oakshire, home("O-1", "F-7"))
    assert [one.ref for one in seen(world)[INCIDENT].household] == ["E-2"]


def test_a_second_plan_goes_to_gloucestershires_learning_circle_from_the_day_it_works_by_that_framework(
    world: World,
) -> None:
    world.dispatcher = replace(world.dispatcher, framework=chosen)
    later = (FrameworkFrom(20240301, "gloucestershire_gscb"),)
    world.save(replace(world.agency, framework="hartlepool_hscb", framework_from=later))
    second = Event("plan", "E-1", "plan|second", 20240301, {"code": "CP"}, {})
    # A day earlier another framework was in force, and it knows no learning circle.
    earlier = second._replace(key="plan|2", occurred_day=20240229)
    other = [one._replace(case_ref="E-2", key=f"{one.key}|E-2") for one in (BIRTH, PLAN, earlier)]
    bring(world, BIRTH, PLAN, second, *other)
    [link] = seen(world).values()
    assert (link.review, link.subject, link.label) == (
        "learning_circle", "plan|second", "Multi-agency Reflective Learning Circle",
    )  # fmt: skip


def test_a_scottish_learning_review_runs_by_scottish_days_and_is_met_by_the_decision(world: World) -> None:
    world.save(replace(world.agency, nation="scotland", framework="east_dunbartonshire_cpc_2022"))
    bring(world, BIRTH, DEATH, PLAN)
    link = seen(world)["learning_review"]
    assert [clock.rule.id for clock in link.clocks] == ["S-09", "S-10", "S-10"]
    clock, *_ = state_review_day(world.store, BOARD, link.id, Milestone.REFERRED, DIED, now_ms()).clocks
    assert (clock.due_on, clock.edition) == (DIED + timedelta(28), nation_calendar("scotland").edition)
    # What is left is counted in working days, and Scotland's are its own.
    bank = holidays.country_holidays("GB", subdiv="SCT", years=range(TODAY.year, TODAY.year + 2))
    after = [TODAY + timedelta(number) for number in range(1, 26)]
    assert clock.left == sum(day.weekday() < 5 and day not in bank for day in after)
    clock, tell, report = decide(world, "learning_review", Decision.NO).clocks
    assert (clock.state, clock.done_on) == (ClockState.MET, TODAY)
    # The Care Inspectorate is told of a no as of a yes; a report there is none then.
    assert (tell.due_on, report.state) == (TODAY + timedelta(1), ClockState.STOPPED)


def test_a_local_review_is_paused_published_and_kept_by_days_that_people_state(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    link = decide(world, LOCAL_REVIEW)
    planned, ahead = TODAY + timedelta(60), nation_calendar("england").add_working_days
    for milestone, day in [
        (Milestone.PROCEEDINGS_BEGAN, TODAY),
        (Milestone.PUBLICATION_PLANNED, planned),
        (Milestone.PUBLISHED, TODAY),
    ]:
        link = state_review_day(world.store, BOARD, link.id, milestone, day, now_ms())
    publish, copy, keep = link.clocks
    assert (publish.state, copy.due_on) == (ClockState.MET, ahead(planned, -7))
    assert (keep.state, keep.due_on) == (ClockState.RUNNING, add_months(TODAY, 12))
    link = state_review_day(world.store, BOARD, link.id, Milestone.PUBLISHED, None, now_ms())
    assert link.clocks[0].state is ClockState.PAUSED


def test_review_links_make_no_prompt_that_anything_could_push(world: World) -> None:
    bring(world, BIRTH, DEATH, PLAN)
    decide(world, INCIDENT)
    world.drain()
    assert world.rows(select(result)) == []
    outgoing = ("outbox", "push", "digest_message")
    with world.store.read(world.viewer) as connection:
        assert [connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in outgoing] == [0, 0, 0]
