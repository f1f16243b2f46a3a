"""An audit from nomination to done again, as each person lives it, on both databases."""

from lif_plugin.cycle.audits.journey import give_feedback, read_back, say_word, set_talk
from lif_plugin.cycle.audits.moderating import agree_grade, differences, open_second
from lif_plugin.cycle.audits.reporting import audit_report
from lif_plugin.cycle.child_actions import NewChildAction, set_child_action
from lif_plugin.domain.audit import Part
from lif_plugin.domain.audit_report import ReportLevel
from lif_plugin.domain.audit_voice import WordKind
from lif_plugin.domain.child_action import Origin as ChildOrigin
from lif_plugin.domain.viewer import Role
from lif_plugin.store.work import Store
from tests.assets.audit_story import READERS, WANDA, AuditStory
from tests.assets.auditing import DUE, LEAD, Auditing, by

WEAK = {"voice_known": "no", "overall": "requires_improvement"}


def test_from_nomination_to_the_same_audit_six_months_later_better_and_not_better(store: Store) -> None:
    world = Auditing(store)
    story = AuditStory(world)
    drawn = story.drawn()
    assert sorted(pick.case.ref for pick in drawn.picks if pick.part is Part.NOMINATED) == ["E-1", "E-2"]
    audits = story.shared_out(drawn)

    one = audits["E-1"]
    told, auditor = story.told("E-1"), story.auditor(one)
    assert (told.id, told.row["drawn_as"], told.row["auditor"], told.row["due"]) == (
        one, "nominated", auditor.subject, DUE,
    )  # fmt: skip
    set_talk(world.desk, auditor, one, 20260320)
    case = world.cases["E-1"].public_id
    say_word(world.desk, WANDA, case, one, WordKind.AGREED)
    say_word(world.desk, WANDA, case, one, WordKind.VIEW, "She told me about her dog.")

    for number in audits.values():
        story.answered(number, WEAK)
    other = by(next(name for name in READERS if name != auditor.subject), Role.MANAGER)
    second = open_second(world.desk, LEAD, one, other.subject, DUE).id
    story.answered(second, {"voice_known": "no", "overall": "good"})
    assert [(each.first, each.second) for each in differences(world.desk, LEAD, second)] == [
        ("requires_improvement", "good")
    ]
    agree_grade(world.desk, LEAD, second, "overall", "requires_improvement", "Her view is not in the plan.")

    item, action = story.learnt(one)
    finding = next(row["id"] for row in world.see(one, LEAD).findings if row["item_id"] == item)
    set_child_action(
        world.desk, LEAD, NewChildAction(case, "Ask her", Role.WORKER, 14, ChildOrigin.FINDING, finding)
    )
    read_back(world.desk, auditor, one)
    told = story.told("E-1")
    assert (len(told.strengths) > 3, [row["text"] for row in told.actions]) == (True, ["Ask her"])
    say_word(world.desk, WANDA, case, one, WordKind.DISAGREES, "It is in the visit of May.")
    give_feedback(world.desk, WANDA, case, one, {"fair": "partly"})
    report = audit_report(world.desk, WANDA, ReportLevel.TEAM, "2026-Q1", "north")
    assert (report.audits, report.over_time[-1].cells) == (2, {"requires_improvement": 2})

    other_item, _other_action = story.learnt(audits["E-2"])
    better_id, better = story.again(audits["E-2"], {})
    assert (better.is_better, better.reopened, world.partners.state(other_item)) == (True, (), "closed")
    _worse_id, worse = story.again(one, WEAK)
    assert (worse.is_better, worse.reopened, worse.actions) == (False, (item,), (action,))
    assert world.see(better_id, LEAD).row["opened_on"] == 20260902
