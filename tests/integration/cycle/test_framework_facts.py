"""Every fact of the five frameworks that `lif frameworks coverage` calls live, carried out once.

One test for a kind and a framework: each entry of the kind goes through the feature on a real store.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from lif_plugin.cycle.actions import NewAction, make_plan, move_action, propose_action, put_in_plan
from lif_plugin.cycle.desk import Item, NotOurWord
from lif_plugin.cycle.findings import NewFinding, add_finding
from lif_plugin.cycle.governance import (
    agenda_of,
    decide,
    do_duty,
    hold_meeting,
    standing_duties,
    year_of_duties,
)
from lif_plugin.cycle.impact import Value, record_value, series_of
from lif_plugin.cycle.learning import choose_route, close_item, tell_child
from lif_plugin.cycle.reviews import (
    NewReview,
    UnderWay,
    begin_review,
    learnt_in,
    reach_stage,
    reviews_under_way,
)
from lif_plugin.cycle.sharing import NewBriefing, acknowledge, reach_of, send_briefing
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.duty import DutyState
from lif_plugin.domain.framework import FACT_KINDS
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.frameworks.audit_tools import tool_for
from lif_plugin.store.partnerships import join_partnership, members_of
from lif_plugin.store.tables import action, finding, learning_item, plan_action
from lif_plugin.store.work import Store
from tests.assets.auditing import Auditing
from tests.integration.cycle.partners import BOARD, QUALITY, WORKER, Partners

FIRST, LAST = date(2025, 4, 1), date(2026, 3, 31)


def of(kind: str) -> pytest.MarkDecorator:
    """Run for every framework that has facts of a kind."""
    having = [name for name in framework_ids() if load_framework(name).fact_counts()[kind]]
    return pytest.mark.parametrize("framework", having)


@pytest.fixture
def partners(sqlite_store: Store, framework: str) -> Partners:
    return Partners(sqlite_store, framework, day=date(2026, 4, 30))


def ids(partners: Partners, kind: str) -> list[str]:
    return [entry.id for entry in getattr(partners.desk.framework(partners.framework), FACT_KINDS[kind])]


def some_item(partners: Partners, **more: object) -> str:
    return partners.record(ids(partners, "source_of_learning")[0], **more)


def some_action(partners: Partners, approach: str | None = None) -> str:
    new = NewAction(
        "Ask each child alone",
        "oakhealth",
        "head",
        approach or ids(partners, "improvement_approach")[0],
        20260930,
    )
    return propose_action(partners.desk, QUALITY, some_item(partners), new)


def walk(partners: Partners, item: str, route: str, verdict: Verdict, method: str | None = None) -> None:
    """All bodies that are waited for speak, step by step, until none is."""
    more = {"method": method} if method else {}
    for _step in range(20):
        with partners.store.read(QUALITY) as connection:
            course = partners.desk.item(connection, QUALITY, item).course
        standing = getattr(course, route)
        if standing.is_walked:
            return
        for body in standing.waiting:
            partners.say(item, route, body, verdict, **more)
    pytest.fail("The route does not come to its end.")


@of("agency")
def test_every_agency_can_be_played(partners: Partners) -> None:
    wanted = ids(partners, "agency")
    for name in wanted:
        with partners.store.write(Viewer.system("test", "elmshire")) as connection:
            join_partnership(connection, "elm", "elmshire", 20200101, plays=name)
            played = {row["agency_id"]: row["plays"] for row in members_of(connection, "elm")}
        assert played["elmshire"] == name
    assert wanted


def touched(partners: Partners, kind: str) -> None:
    item, entries = some_item(partners), ids(partners, kind)
    new = NewFinding(
        Nature.CONCERN, "voice", "Seen with adults", "8 of 20", tuple((kind, name) for name in entries)
    )
    add_finding(partners.desk, QUALITY, item, new)
    with partners.store.read(QUALITY) as connection:
        kept = connection.scalars(select(finding.c.touches)).one()
    assert all(f'["{kind}","{name}"]' in kept for name in entries)
    with pytest.raises(NotOurWord):
        add_finding(
            partners.desk,
            QUALITY,
            item,
            NewFinding(Nature.CONCERN, "v", "T", "E", ((kind, "no_such_thing"),)),
        )


@of("aim")
def test_findings_touch_every_aim(partners: Partners) -> None:
    touched(partners, "aim")


@of("principle")
def test_findings_touch_every_principle(partners: Partners) -> None:
    touched(partners, "principle")


@of("quality_component")
def test_findings_touch_every_quality_component(partners: Partners) -> None:
    touched(partners, "quality_component")


@of("body")
def test_every_body_has_an_agenda_and_meets(partners: Partners) -> None:
    for body in ids(partners, "body"):
        held = hold_meeting(partners.desk, BOARD, "elm", body, 20260401, attended=6, invited=8, quorum=5)
        decide(partners.desk, BOARD, held, "Look at it again in June")
        assert agenda_of(partners.desk, BOARD, "elm", body, FIRST, LAST).body == body


@of("source_of_learning")
def test_every_source_walks_its_routes(partners: Partners) -> None:
    for source in partners.desk.framework(partners.framework).sources_of_learning:
        item = partners.record(source.id)
        assert partners.state(item) == ("learning" if source.is_routed else "unrouted")
        if not source.is_routed:
            body = ((ids(partners, "body")[0],),)
            choose_route(partners.desk, BOARD, item, body, body, "The framework names no route for it.")
        walk(partners, item, "learning", Verdict.AGREED)
        walk(partners, item, "evaluation", Verdict.IMPROVED)
        close_item(partners.desk, BOARD, item)
        assert partners.state(item) == "closed"


@of("calendar_entry")
def test_every_calendar_entry_falls_due(partners: Partners) -> None:
    wanted = ids(partners, "calendar_entry")
    dues = year_of_duties(partners.desk, QUALITY, "elm", FIRST, LAST, kinds=["calendar_entry"])
    assert sorted(due.duty.entry for due in dues) == sorted(wanted)
    for due in dues:
        on = day_number(due.day - timedelta(days=1))
        do_duty(partners.desk, QUALITY, "elm", "calendar_entry", due.duty.entry, on, day_number(due.day))
    after = year_of_duties(partners.desk, QUALITY, "elm", FIRST, LAST, kinds=["calendar_entry"])
    assert {due.state for due in after} == {DutyState.IN_TIME}


def listed(partners: Partners, kind: str, wanted: Iterable[str]) -> None:
    wanted = sorted(wanted)
    for name in wanted:
        do_duty(partners.desk, QUALITY, "elm", kind, name, 20260415)
    standing = [one for one in standing_duties(partners.desk, QUALITY, "elm", FIRST) if one.duty.kind == kind]
    assert sorted(one.duty.entry for one in standing) == wanted
    assert {one.last for one in standing} == ({date(2026, 4, 15)} if wanted else set())


@of("recurring_report")
def test_every_report_is_a_duty(partners: Partners) -> None:
    calendar = partners.desk.framework(partners.framework).reporting_calendar
    on_calendar = {entry.report: entry.id for entry in calendar}
    listed(partners, "recurring_report", set(ids(partners, "recurring_report")) - on_calendar.keys())
    dues = year_of_duties(partners.desk, QUALITY, "elm", FIRST, LAST, kinds=["calendar_entry"])
    assert {due.duty.entry for due in dues} >= set(on_calendar.values())


@of("role_task")
def test_every_role_task_is_a_duty(partners: Partners) -> None:
    listed(partners, "role_task", ids(partners, "role_task"))


@of("reflection_opportunity")
def test_every_reflection_is_a_duty(partners: Partners) -> None:
    listed(partners, "reflection_opportunity", ids(partners, "reflection_opportunity"))


@of("obligation")
def test_every_obligation_is_a_duty(partners: Partners) -> None:
    listed(partners, "obligation", ids(partners, "obligation"))


@of("improvement_approach")
def test_actions_take_every_approach(partners: Partners) -> None:
    wanted = ids(partners, "improvement_approach")
    for name in wanted:
        some_action(partners, name)
    with partners.store.read(QUALITY) as connection:
        assert set(connection.scalars(select(action.c.approach))) == set(wanted)
    with pytest.raises(NotOurWord):
        some_action(partners, "hope")


@of("dissemination")
def test_briefings_go_out_every_way(partners: Partners) -> None:
    for way in ids(partners, "dissemination"):
        one = send_briefing(
            partners.desk, QUALITY, NewBriefing("elm", way, "Ask alone", "Why", "All", 20260401)
        )
        acknowledge(partners.desk, WORKER, one)
        assert [reach.acknowledged for reach in reach_of(partners.desk, QUALITY, one)] == [1]


@of("evaluation_method")
def test_bodies_evaluate_by_every_method(partners: Partners) -> None:
    for method in ids(partners, "evaluation_method"):
        item = some_item(partners)
        walk(partners, item, "learning", Verdict.AGREED)
        walk(partners, item, "evaluation", Verdict.IMPROVED, method)
        assert partners.state(item) == "improved"


@of("indicator")
def test_every_indicator_is_recorded(partners: Partners) -> None:
    for name in ids(partners, "indicator"):
        record_value(partners.desk, QUALITY, "elm", Value(name, 20260101, 20260331, 9, 20, 18, 20260401))
        (value,) = series_of(partners.desk, QUALITY, "elm", name, "elmshire").values
        assert (value.numerator, value.covered) == (9, 18)


@of("voice_source")
def test_every_voice_source_begins_learning(partners: Partners) -> None:
    for name in ids(partners, "voice_source"):
        item = some_item(partners, voice_source=name)
        tell_child(partners.desk, QUALITY, item, "By letter", None)
    with partners.store.read(QUALITY) as connection:
        kept = set(connection.scalars(select(learning_item.c.voice_source)))
    assert kept == set(ids(partners, "voice_source"))


@of("plan_type")
def test_every_kind_of_plan_holds_actions(partners: Partners) -> None:
    one, kinds = some_action(partners), ids(partners, "plan_type")
    for kind in kinds:
        plan = make_plan(partners.desk, QUALITY, "elm", kind, kind, 20260401, 20270331)
        put_in_plan(partners.desk, QUALITY, plan, one)
    with partners.store.read(QUALITY) as connection:
        assert connection.scalar(select(func.count()).select_from(plan_action)) == len(kinds)


@pytest.fixture
def auditing(sqlite_store: Store, framework: str) -> Auditing:
    return Auditing(sqlite_store, framework)


def some_audit(auditing: Auditing, programme: str) -> str:
    """An audit of a programme: of a case, or of the agency itself where its tool asks that."""
    if tool_for(programme).subject == "agency":
        return auditing.open(None, programme, origin=Origin.DUTY)
    return auditing.open("E-1", programme)


def answered(auditing: Auditing, kind: str, programme: str) -> set[str]:
    """The tests of a kind that an audit of a programme asks, once each is answered and kept."""
    one = some_audit(auditing, programme)
    asked = [question for question in auditing.see(one).tool.questions() if question.asks]
    values = {
        question.id: "yes" if auditing.see(one).tool.choices_of(question) else "As the record says"
        for question in asked
        if question.asks and question.asks[0] == kind
    }
    auditing.save(one, values)
    kept = {key: given.value for key, given in auditing.see(one).answers.items()}
    assert kept == values
    return {question.asks[1] for question in asked if question.asks and question.id in kept}


def programmes(auditing: Auditing) -> list[str]:
    return [one.id for one in auditing.desk.framework(auditing.framework).audit_programmes]


@of("audit_programme")
def test_audits_are_made_in_every_programme(auditing: Auditing) -> None:
    for programme in programmes(auditing):
        one = some_audit(auditing, programme)
        auditing.finish(one)
        row = auditing.see(one).row
        assert (row["programme"], row["state"]) == (programme, "submitted")
        assert row["grade"] is not None


@of("audit_test")
def test_every_audit_test_is_asked_and_answered(auditing: Auditing) -> None:
    found = {programme: answered(auditing, "audit_test", programme) for programme in programmes(auditing)}
    for test in auditing.desk.framework(auditing.framework).audit_tests:
        assert all(test.id in found[programme] for programme in (test.of, *test.also_of))


@of("voice_test")
def test_every_voice_test_is_asked_and_answered(auditing: Auditing) -> None:
    wanted = {test.id for test in auditing.desk.framework(auditing.framework).voice_tests}
    for programme in programmes(auditing):
        assert answered(auditing, "voice_test", programme) == wanted


@of("cycle_stage")
def test_items_pass_every_stage(partners: Partners) -> None:
    item = some_item(partners)
    seen = [stage_seen(partners, item).stage]
    standing = stage_seen(partners, item).course.learning
    assert standing is not None
    if len(standing.waiting) > 1 or standing.steps > 1:
        partners.say(item, "learning", standing.waiting[0], Verdict.AGREED)
        seen.append(stage_seen(partners, item).stage)
    walk(partners, item, "learning", Verdict.AGREED)
    seen.append(stage_seen(partners, item).stage)
    new = NewAction("Ask alone", "elmshire", "head", ids(partners, "improvement_approach")[0], 20260930)
    action = propose_action(partners.desk, QUALITY, item, new)
    for state in (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF):
        who = BOARD if state is ActionState.SIGNED_OFF else QUALITY
        move_action(partners.desk, who, action, state, "Seen in the register")
        seen.append(stage_seen(partners, item).stage)
    walk(partners, item, "evaluation", Verdict.IMPROVED)
    seen.append(stage_seen(partners, item).stage)
    assert list(dict.fromkeys(seen)) == ids(partners, "cycle_stage")


def stage_seen(partners: Partners, item: str) -> Item:
    with partners.store.read(QUALITY) as connection:
        return partners.desk.item(connection, QUALITY, item)


@of("review_type")
def test_every_kind_of_review_is_carried_out(partners: Partners) -> None:
    for kind in ids(partners, "review_type"):
        made = begin_review(partners.desk, BOARD, NewReview("elm", kind, "A review"))
        one = review_seen(partners, made)
        for day, stage in enumerate(ReviewStage, 20260401):
            method = one.methods[0] if one.methods and stage is ReviewStage.TERMS else None
            reach_stage(partners.desk, BOARD, made, stage, day, method=method)
        item = some_item(partners)
        learnt_in(partners.desk, QUALITY, made, item)
        after = review_seen(partners, made)
        assert (after.row["review_type"], after.next, after.learning) == (kind, None, (item,))
        assert [step["step"] for step in after.steps] == list(ReviewStage)


def review_seen(partners: Partners, made: str) -> UnderWay:
    return next(one for one in reviews_under_way(partners.desk, BOARD) if one.row["id"] == made)


@of("review_method")
def test_reviews_choose_every_method(partners: Partners) -> None:
    for method in partners.desk.framework(partners.framework).review_methods:
        assert method.used_for
        for kind in method.used_for:
            made = begin_review(partners.desk, BOARD, NewReview("elm", kind, "A review"))
            reach_stage(partners.desk, BOARD, made, ReviewStage.TERMS, 20260401, method=method.id)
            assert review_seen(partners, made).method == method.id
