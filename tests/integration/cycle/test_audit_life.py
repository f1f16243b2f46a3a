"""An audit from assigning to done again, on SQLite and PostgreSQL: who may audit what, what is taken, what came of it."""

import pytest
from sqlalchemy import select

from lif_plugin.cycle.actions import NewAction, move_action, propose_action
from lif_plugin.cycle.audits.again import beside, follow, open_again
from lif_plugin.cycle.audits.answering import close_audit, save_answers, send_back, submit, withdraw
from lif_plugin.cycle.audits.drawing import Request, draw_month
from lif_plugin.cycle.audits.finding import NewAuditFinding, NewLearning, add_audit_finding, into_learning
from lif_plugin.cycle.audits.opening import NewAudit, open_audit, reassign, share_out_members
from lif_plugin.cycle.audits.refusals import AnswersRefused, AuditMoved, AuditRefused, NotIndependent
from lif_plugin.cycle.child_actions import NewChildAction, set_child_action
from lif_plugin.cycle.learning import close_item
from lif_plugin.cycle.origin import origins_of
from lif_plugin.domain.audit_tool import Answer
from lif_plugin.domain.audit_work import Course, Origin
from lif_plugin.domain.child_action import Origin as ChildOrigin
from lif_plugin.domain.learning import ActionState, Nature
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.viewer import Role
from lif_plugin.errors import NotAllowed, NotFound
from lif_plugin.store import audit_work
from lif_plugin.store.tables import audit_answer, finding
from lif_plugin.store.work import Store
from tests.assets.audited import NOW
from tests.assets.auditing import ADA, DUE, LEAD, Auditing, by
from tests.integration.cycle.partners import BOARD, Partners

WEAK = {"voice_known": "no", "overall": "requires_improvement"}
LEARNING = NewLearning(
    "elm", "multi_agency_audits", "Children's views", "Files do not show what children say."
)


@pytest.fixture
def world(store: Store) -> Auditing:
    return Auditing(store)


@pytest.fixture
def lone(sqlite_store: Store) -> Auditing:
    """On SQLite only, for what is decided in Python."""
    return Auditing(sqlite_store)


def learnt(world: Auditing, audit_id: str, theme: str = "voice_of_child") -> str:
    found = [
        one["id"]
        for one in world.see(audit_id).findings
        if (one["theme"], one["nature"]) == (theme, "concern")
    ]
    return into_learning(world.desk, LEAD, found, LEARNING).item_id


def test_audit_is_made_and_its_findings_are_learnt_from_and_told_of_apart(world: Auditing) -> None:
    one = world.open()
    done = world.finish(one, WEAK)
    seen = world.see(one)
    assert (done.version, seen.row["state"], seen.row["grade"], seen.row["team"]) == (
        3,
        "submitted",
        "requires_improvement",
        "north",
    )
    assert ("strength", "safety") in {(found["nature"], found["theme"]) for found in seen.findings}
    item = learnt(world, one)
    with world.store.read(LEAD) as connection:
        evidence = connection.scalars(select(finding.c.evidence)).one()
    assert evidence == "Seen in 1 audit of single_agency_audit, 2026-03-02."
    assert [row["ref"] for row in origins_of(world.desk, LEAD, item)] == ["E-1"]
    with pytest.raises(AuditRefused, match="already"):
        learnt(world, one)
    assert [entry["kind"] for entry in seen.entries] == ["opened", "begun", "submitted"]


def test_what_others_saved_meanwhile_is_not_overwritten(world: Auditing) -> None:
    one = world.open()
    world.save(one, {"plan_there": "yes"})
    with pytest.raises(AuditMoved):
        save_answers(world.desk, ADA, one, 1, {"plan_there": Answer("no")})
    assert world.see(one).answers["plan_there"].value == "yes"
    world.save(one, {"plan_there": "no"})
    with world.store.read(ADA) as connection:
        kept = connection.execute(select(audit_answer.c.version, audit_answer.c.value)).all()
    assert sorted(tuple(row) for row in kept) == [(2, "yes"), (3, "no")]


def test_wrong_answers_are_refused_together_and_nothing_is_saved(lone: Auditing) -> None:
    one = lone.open()
    with pytest.raises(AnswersRefused) as refused:
        lone.save(one, {"plan_there": "perhaps", "assessment_day": "soon", "risk_known": "yes"})
    assert {fault.question for fault in refused.value.faults} >= {"plan_there"}
    assert (lone.see(one).answers, lone.see(one).row["version"]) == ({}, 1)
    lone.save(one, {"plan_there": "yes"})
    with pytest.raises(AnswersRefused, match="missing or wrong"):
        submit(lone.desk, ADA, one, 2)


def test_nobody_audits_their_own_team_and_unknown_is_not_independent(world: Auditing) -> None:
    with pytest.raises(NotIndependent):
        world.open(auditor="nora.example")
    with pytest.raises(NotIndependent, match="does not show"):
        world.open("E-9")
    one = world.open("E-9", independent="quinn.example")
    assert world.see(one).entries[0]["note"] == "Independent, says quinn.example."
    with pytest.raises(NotIndependent):
        reassign(world.desk, LEAD, world.open(), "wanda.example", DUE, "Ada is ill.")


def test_drawn_cases_are_shared_out_once(world: Auditing) -> None:
    asked = Request(202603, "single_agency_audit", "seven", 0, 3)
    drawn = draw_month(world.store, LEAD, world.desk.framework("hartlepool_hscb"), asked, NOW)
    auditors = ["ada.example", "bea.example", "nora.example"]

    def share() -> tuple[int, int]:
        done = share_out_members(
            world.desk, LEAD, Origin.PICK, drawn.id, "single_agency_audit", auditors, DUE
        )
        return len(done.opened), len(done.without_auditor)

    unknown = sum(pick.case.ref == "E-9" for pick in drawn.picks)
    assert (share(), share()) == ((3 - unknown, unknown), (0, unknown))
    with world.store.read(LEAD) as connection:
        rows = audit_work.audits_where(connection, LEAD)
        load = {row["auditor"]: row["open"] for row in audit_work.workload(connection, LEAD)}
    assert {row["drawn_as"] for row in rows} == {"random"}
    assert max(load.values()) - min(load.values()) <= 1
    assert "nora.example" not in load


def test_audit_done_again_no_better_opens_learning_and_its_action_again(world: Auditing) -> None:
    first = world.open()
    world.finish(first, WEAK)
    item = learnt(world, first)
    action = carried_out(world, item)
    second = open_again(world.desk, LEAD, first, "ada.example", DUE).id
    assert world.see(second).answered_before["voice_known"].value == "no"
    world.finish(second, WEAK)
    seen = beside(world.desk, LEAD, second)
    assert (seen.comparison.grade, dict(seen.comparison.questions)["voice_known"]) == (
        Course.SAME,
        Course.SAME,
    )
    done = follow(world.desk, by("quinn.example", Role.QUALITY, Role.BOARD), second)
    assert (done.is_better, done.reopened, done.actions) == (False, (item,), (action,))
    assert world.partners.state(item) in {"reopened", "acting"}
    again = follow(world.desk, by("quinn.example", Role.QUALITY, Role.BOARD), second)
    assert (again.reopened, again.actions) == ((), ())


def test_audit_done_again_better_leaves_what_was_closed(world: Auditing) -> None:
    first = world.open()
    world.finish(first, WEAK)
    item = learnt(world, first)
    carried_out(world, item)
    second = open_again(world.desk, LEAD, first, "ada.example", DUE).id
    world.finish(second)
    done = follow(world.desk, by("quinn.example", Role.QUALITY, Role.BOARD), second)
    assert (done.is_better, done.reopened, world.partners.state(item)) == (True, (), "closed")
    assert [one["note"] for one in world.see(second).entries if one["kind"] == "compared"] == [
        "The audit done again found it better: better."
    ]


def carried_out(world: Auditing, item: str) -> str:
    """An action of an item, accepted, done and signed off, and the item evaluated as better and closed."""
    framework = world.desk.framework("hartlepool_hscb")
    approach = framework.improvement_approaches[0].id
    action = propose_action(
        world.desk, LEAD, item, NewAction("Ask each child alone", "elmshire", "head", approach, 20260401)
    )
    walk(world.partners, item, "learning", Verdict.AGREED)
    for state in (ActionState.ACCEPTED, ActionState.DONE, ActionState.SIGNED_OFF):
        move_action(world.desk, LEAD, action, state, "Seen at the meeting.")
    walk(world.partners, item, "evaluation", Verdict.IMPROVED)
    close_item(world.desk, BOARD, item)
    return action


def walk(partners: Partners, item: str, route: str, verdict: Verdict) -> None:
    while True:
        with partners.store.read(LEAD) as connection:
            standing = getattr(partners.desk.item(connection, LEAD, item).course, route)
        if standing.is_walked:
            return
        partners.say(item, route, standing.waiting[0], verdict)


def test_only_its_auditor_and_the_quality_team_make_an_audit(lone: Auditing) -> None:
    one = lone.open()
    other, iro = by("bea.example", Role.MANAGER), by("iris.example", Role.IRO)
    lone.save(one, {"plan_there": "yes"})
    with pytest.raises(NotAllowed):
        lone.save(one, {"plan_there": "no"}, other)
    with pytest.raises(NotFound):
        lone.save(one, {"plan_there": "no"}, iro)
    assert (lone.see(one, other).answers, lone.see(one, other).may_answer) == ({}, False)
    with pytest.raises(NotAllowed):
        lone.see(one, by("wanda.example", Role.WORKER))
    with pytest.raises(NotAllowed):
        open_audit(lone.desk, ADA, NewAudit("single_agency_audit", "ada.example", DUE, Origin.NAMED))


def test_states_follow_each_other_only_as_they_may(lone: Auditing) -> None:
    one = lone.open()
    with pytest.raises(AuditRefused):
        close_audit(lone.desk, LEAD, one, 1)
    lone.finish(one)
    with pytest.raises(AuditRefused, match="not under way"):
        lone.save(one, {"plan_there": "no"})
    back = send_back(lone.desk, LEAD, one, 3, "The plan is newer than you say.")
    assert (back.version, lone.see(one).row["grade"]) == (4, None)
    submit(lone.desk, ADA, one, 4)
    assert close_audit(lone.desk, LEAD, one, 5).version == 6
    with pytest.raises(AuditRefused):
        withdraw(lone.desk, LEAD, one, 6, "Too late.")


def test_findings_go_on_by_theme_and_nature_and_only_when_submitted(lone: Auditing) -> None:
    one = lone.open()
    own = add_audit_finding(
        lone.desk, ADA, one, NewAuditFinding(Nature.STRENGTH, "direct_work", "Drawn together with the child")
    )
    with pytest.raises(AuditRefused, match="not submitted"):
        into_learning(lone.desk, LEAD, [own], LEARNING)
    lone.finish(one, WEAK)
    every = [row["id"] for row in lone.see(one).findings]
    with pytest.raises(AuditRefused, match="more than one theme"):
        into_learning(lone.desk, LEAD, every, LEARNING)
    assert into_learning(lone.desk, LEAD, [own], LEARNING).public_ids == (lone.cases["E-1"].public_id,)
    case = lone.cases["E-1"].public_id
    wish = NewChildAction(case, "Ask again what the child wants", Role.WORKER, 14, ChildOrigin.FINDING, own)
    assert set_child_action(lone.desk, LEAD, wish)


def test_agency_audits_itself_with_last_times_answers_beside(lone: Auditing) -> None:
    first = lone.open(None, "s11_audit", origin=Origin.DUTY, auditor="quinn.example")
    lone.finish(first, {"training": "partly_met"}, LEAD)
    second = lone.open(None, "s11_audit", origin=Origin.DUTY, auditor="quinn.example")
    seen = lone.see(second, LEAD)
    assert (seen.row["public_id"], seen.answered_before["training"].value) == (None, "partly_met")
    with pytest.raises(AuditRefused, match="agency itself"):
        lone.open("E-1", "s11_audit")
