"""Every voice rule on invented cases: met, not shown, exempt, cannot tell, and the day on which it turns.

The source knows everything of 1 April 2017 to 31 March 2018. Good Friday was 30 March 2018.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.viewer import Role
from tests.assets.world import SINCE, World

ALL = tuple(KINDS)
GAP, UNKNOWN, EXEMPT = ("gap", None), ("cannot_tell", "not_recorded"), ("not_applicable", "exempt")
Facts = Mapping[str, list[Event]]
Said = tuple[str, str | None]


def fact(kind: str, day: int, until: int | None = None, **fields: Any) -> Event:
    """A fact of a case that is named later."""
    return Event(
        kind, "?", f"{kind}|{day}", day, {k: v for k, v in fields.items() if v is not None}, {}, until
    )


def visit(
    day: int, seen: str | None = "yes", alone: str | None = None, code: str | None = "CP", **more: Any
) -> Event:
    return fact("visit", day, seen=seen, alone=alone, code=code, **more)


def born(day: int) -> Event:
    return fact("birth", day)


def bring(world: World, facts: Facts, since: int = SINCE) -> None:
    """Bring in cases, each with these facts."""
    mine = [
        one._replace(case_ref=ref, key=f"{ref}|{one.key}|{number}")
        for ref, own in facts.items()
        for number, one in enumerate(own)
    ]
    world.bring(*mine, kinds=ALL, since=since)


def said(world: World, rule: str) -> dict[str, Said]:
    """What a rule says of each case; a case of which it says nothing is left out."""
    return {row["ref"]: (row["state"], row["reason"]) for row in world.results(rule)}


def explain(world: World, rule: str, ref: str, reason: str, role: Role = Role.WORKER) -> Said:
    """Explain what a rule found about a case; gives what it says then."""
    (row,) = [row for row in world.results(rule) if row["ref"] == ref]
    world.answer(row["id"], AnswerKind.EXPLAINED, reason, role)
    return said(world, rule)[ref]


def test_a_visit_without_the_child_is_told_until_the_child_is_seen(world: World) -> None:
    bring(world, {
        "met": [visit(20180301)],
        "gap": [visit(20180301, "no")],
        "seen on the tenth working day": [visit(20180301, "no"), visit(20180315)],
        "seen on the eleventh": [visit(20180301, "no"), visit(20180316)],
        "parents": [visit(20180301, "no", purpose="parents")],
        "born next day": [born(20180302), visit(20180301, "no")],
        "born that day": [born(20180301), visit(20180301, "no")],
        "blank": [visit(20180301, None)],
        "applies to nobody": [visit(20180301, "not_applicable")],
    })  # fmt: skip
    assert said(world, "VOC-01") == {
        "gap": GAP, "seen on the tenth working day": EXEMPT, "seen on the eleventh": GAP, "parents": EXEMPT,
        "born next day": EXEMPT, "born that day": GAP, "blank": UNKNOWN,
    }  # fmt: skip
    assert explain(world, "VOC-01", "gap", "parents_only") == ("explained", "parents_only")


def test_two_visits_running_without_the_child_alone(world: World) -> None:
    def two(alone: str | None = "no", last: str | None = "no", **how: Any) -> list[Event]:
        return [visit(20180301, "yes", alone, **how), visit(20180315, "yes", last, **how)]

    bring(world, {
        "gap": two(),
        "alone once": two("yes"),
        "one only": two()[:1],
        "blank": two(None),
        "not on a protection plan": two(code="CIN"),
        "no plan said": two(code=None),
        "second birthday": [born(20160315), *two()],
        "the day before it": [born(20160316), *two()],
        "not seen between": [*two(), visit(20180310, "no", "no")],
    })  # fmt: skip
    assert said(world, "VOC-02") == {
        "gap": GAP, "blank": UNKNOWN, "no plan said": UNKNOWN, "second birthday": GAP, "the day before it": EXEMPT,
    }  # fmt: skip
    assert explain(world, "VOC-02", "gap", "refused") == ("explained", "refused")


def test_of_a_longer_run_only_the_newest_is_told(world: World) -> None:
    bring(world, {"E-1": [visit(day, "yes", "no") for day in (20180301, 20180308, 20180315)]})
    first, second = world.results("VOC-02")
    assert (first["superseded_by"], second["superseded_by"]) == (second["id"], None)


def test_an_enquiry_without_a_contact_alone(world: World) -> None:
    enquiry = fact("section_47", 20180301, 20180309)

    bring(world, {
        "gap": [enquiry],
        "alone on its first day": [enquiry, visit(20180301, "yes", "yes")],
        "alone on its last day": [enquiry, visit(20180309, "yes", "yes")],
        "alone the day after": [enquiry, visit(20180310, "yes", "yes")],
        "seen, not alone": [enquiry, visit(20180305, "yes", "no")],
        "alone is blank": [enquiry, visit(20180305, "yes", None)],
        "not ended": [fact("section_47", 20180301)],
        "began before what is known": [fact("section_47", 20170331, 20170410)],
        "under two": [born(20160302), enquiry],
        "two that day": [born(20160301), enquiry],
    })  # fmt: skip
    assert said(world, "VOC-03") == {
        "gap": GAP, "alone the day after": GAP, "seen, not alone": GAP, "alone is blank": UNKNOWN,
        "began before what is known": UNKNOWN, "under two": EXEMPT, "two that day": GAP,
    }  # fmt: skip
    assert explain(world, "VOC-03", "gap", "no_access", Role.MANAGER) == ("explained", "no_access")


def test_an_assessment_without_the_child(world: World) -> None:
    def assessed(seen: str | None, until: int | None = 20180309) -> Event:
        return fact("assessment", 20180301, until, seen=seen)

    bring(world, {
        "met": [assessed("yes")],
        "gap": [assessed("no")],
        "blank": [assessed(None)],
        "not authorised": [assessed("no", None)],
        "seen at a visit": [assessed("no"), visit(20180309)],
        "seen a day late": [assessed("no"), visit(20180310)],
        "unborn": [born(20180302), assessed("no")],
    })  # fmt: skip
    assert said(world, "VOC-04") == {
        "gap": GAP, "blank": UNKNOWN, "seen at a visit": EXEMPT, "seen a day late": GAP, "unborn": EXEMPT,
    }  # fmt: skip
    assert explain(world, "VOC-04", "gap", "consent_withdrawn") == ("explained", "consent_withdrawn")


PLAN = fact("plan", 20180101, code="CP")


def test_not_seen_within_ten_working_days(world: World) -> None:
    bring(world, {
        "ten": [PLAN, visit(20180315)],
        "eleven": [PLAN, visit(20180314)],
        "never": [PLAN],
        "new plan": [fact("plan", 20180315, code="CP"), visit(20180301)],
        "ended": [fact("plan", 20180101, 20180331, code="CP")],
        "in need": [fact("plan", 20180101, code="CIN")],
        "perhaps seen": [PLAN, visit(20180314), visit(20180328, None)],
        "perhaps no protection plan": [fact("plan", 20180101)],
    })  # fmt: skip
    assert said(world, "VOC-05") == {
        "eleven": GAP, "never": GAP, "perhaps seen": UNKNOWN, "perhaps no protection plan": UNKNOWN,
    }  # fmt: skip
    days = {row["ref"]: row["occurred_day"] for row in world.results("VOC-05")}
    assert (days["eleven"], days["never"]) == (20180328, 20180115)
    assert explain(world, "VOC-05", "eleven", "agreed_variation") == ("explained", "agreed_variation")


def test_not_seen_for_four_weeks(world: World) -> None:
    bring(world, {"28 days": [PLAN, visit(20180303)], "29 days": [PLAN, visit(20180302)]})
    assert said(world, "VOC-05C") == {"29 days": GAP}
    # One fact, one prompt: the longer wait tells it.
    told = {row["id"]: row["ref"] for row in world.results("VOC-05C")}
    assert {row["ref"]: told.get(row["superseded_by"]) for row in world.results("VOC-05")} == {
        "28 days": None,
        "29 days": "29 days",
    }


def test_a_looked_after_child_not_visited_for_six_weeks(world: World) -> None:
    placed = fact("placement", 20170501, code="U1")
    bring(world, {
        "42 days": [placed, visit(20180217, code="CLA")],
        "43 days": [placed, visit(20180216, code="CLA")],
        "short breaks": [placed, fact("legal_status", 20170501, code="V4")],
        "seen is blank": [placed, visit(20180301, None, code="CLA")],
        "left": [fact("placement", 20170501, 20180331, code="U1")],
    })  # fmt: skip
    assert said(world, "VOC-05L") == {"43 days": GAP, "short breaks": EXEMPT, "seen is blank": UNKNOWN}
    assert explain(world, "VOC-05L", "43 days", "three_months") == ("explained", "three_months")


def test_seen_by_no_agency_for_six_weeks(world: World) -> None:
    def seen(day: int, *services: str) -> list[Event]:
        return [PLAN, *(visit(day, service=service) for service in services)]

    bring(world, {
        "43 days": seen(20180216, "health", "social_care"),
        "42 days": seen(20180217, "health", "social_care"),
        "one agency": seen(20180216, "social_care"),
        "whose is blank": [PLAN, visit(20180216)],
    })  # fmt: skip
    few = ("cannot_tell", "too_few_services")
    assert said(world, "VOC-06") == {"43 days": GAP, "one agency": few, "whose is blank": few}
    by_agencies = {row["ref"]: row["id"] for row in world.results("VOC-06")}
    told = {row["ref"]: row["superseded_by"] for row in world.results("VOC-05C")}
    assert told["43 days"] == by_agencies["43 days"]


def test_unseen_visits_are_told_by_the_wait_they_belong_to(world: World) -> None:
    bring(
        world,
        {"E-1": [PLAN, visit(20180212, "no"), visit(20180220), visit(20180301, "no"), visit(20180305, "no")]},
    )
    (wait,) = world.results("VOC-05C")
    told = {row["occurred_day"]: (row["state"], row["superseded_by"]) for row in world.results("VOC-01")}
    assert told == {
        20180212: ("not_applicable", None), 20180301: ("gap", wait["id"]), 20180305: ("gap", wait["id"]),
    }  # fmt: skip


def test_once_seen_the_wait_is_over_and_an_old_answer_does_not_explain_the_next(world: World) -> None:
    facts = {"E-1": [PLAN, visit(20180301)]}
    bring(world, facts)
    assert explain(world, "VOC-05", "E-1", "agreed_variation")[0] == "explained"
    bring(world, facts | {"E-1": [*facts["E-1"], visit(20180314)]})
    assert said(world, "VOC-05") == {"E-1": GAP}
    (over,) = world.results("VOC-05", ended=True)
    assert (over["state"], over["reason"]) == ("met", "record_now_shows_it")


def test_a_plan_that_ends_is_no_sign_that_the_child_was_seen(world: World) -> None:
    bring(world, {"E-1": [PLAN]})
    bring(world, {"E-1": [PLAN._replace(until_day=20180330)]})
    (over,) = world.results("VOC-05", ended=True)
    assert (over["state"], over["reason"]) == ("not_applicable", "no_longer_in_question")


@pytest.mark.parametrize(
    ("rule", "kind", "until"), [("VOC-16", "assessment", 20180309), ("VOC-16P", "plan", None)]
)
def test_made_for_several_children_without_a_view_of_this_one(
    world: World, rule: str, kind: str, until: int | None
) -> None:
    def made(joint: str | None) -> Event:
        return fact(kind, 20180301, until, joint=joint)

    bring(world, {
        "gap": [made("yes")],
        "own view": [made("yes"), fact("view_given", 20180301)],
        "a day too late": [made("yes"), fact("view_given", 20180310)],
        "of one child": [made("no")],
        "blank": [made(None)],
    })  # fmt: skip
    assert said(world, rule) == {"gap": GAP, "a day too late": GAP, "blank": UNKNOWN}


@pytest.mark.parametrize(
    ("rule", "kind"), [("VOC-18", "plan"), ("VOC-18L", "legal_status"), ("VOC-18P", "placement")]
)
def test_a_step_without_a_view_in_the_twenty_working_days_before(world: World, rule: str, kind: str) -> None:
    step = fact(kind, 20180301, code="X")
    bring(world, {
        "gap": [step],
        "twenty": [step, fact("view_given", 20180201)],
        "twenty-one": [step, fact("view_given", 20180131)],
        "the day after": [step, fact("view_given", 20180302)],
        "at a review": [step, fact("review", 20180220, held="yes")],
        "at a conference": [step, fact("conference", 20180220, held="yes")],
        "not known whether held": [step, fact("review", 20180220)],
        "in a complaint": [step, fact("complaint", 20180220)],
        "before what is known": [fact(kind, 20170410, code="X")],
    })  # fmt: skip
    assert said(world, rule) == {
        "gap": GAP, "twenty-one": GAP, "the day after": GAP, "not known whether held": UNKNOWN,
        "before what is known": UNKNOWN,
    }  # fmt: skip
    assert explain(world, rule, "gap", "emergency", Role.IRO) == ("explained", "emergency")


def test_after_an_emergency_the_child_is_heard_within_ten_working_days(world: World) -> None:
    order = fact("legal_status", 20180301, code="L2")
    bring(world, {
        "ten": [order, fact("view_given", 20180315)],
        "eleven": [order, fact("view_given", 20180316)],
        "not yet over": [fact("legal_status", 20180328, code="L2")],
    })  # fmt: skip
    assert said(world, "VOC-18L") == {"eleven": GAP, "not yet over": UNKNOWN}


def test_steps_of_one_day_are_told_once(world: World) -> None:
    day = 20180301
    bring(
        world,
        {
            "E-1": [
                fact("plan", day, code="CLA"),
                fact("legal_status", day, code="C2"),
                fact("placement", day),
            ]
        },
    )
    ((told,), (status,), (plan,)) = (world.results(rule) for rule in ("VOC-18P", "VOC-18L", "VOC-18"))
    assert (told["superseded_by"], status["superseded_by"]) == (None, told["id"])
    assert plan["superseded_by"] in {told["id"], status["id"]}


@pytest.mark.parametrize(
    ("rule", "kind", "role"), [("VOC-22", "conference", Role.CHAIR), ("VOC-22R", "review", Role.IRO)]
)
def test_a_meeting_without_an_offer_of_advocacy_in_the_year_before(
    world: World, rule: str, kind: str, role: Role
) -> None:
    held = fact(kind, 20180331, held="yes", code="PN1" if kind == "review" else "RCPC")
    child = born(20080101)
    offers = {
        "a year before": [fact("advocacy", 20170331, offered="yes")],
        "a day earlier": [fact("advocacy", 20170330, offered="yes")],
        "not offered": [fact("advocacy", 20180101, offered="no")],
        "offer is blank": [fact("advocacy", 20180101)],
    }
    cases = {
        "gap": [child, held],
        "fifth birthday": [born(20130331), held],
        "the day before it": [born(20130401), held],
        "not held": [child, fact(kind, 20180331, held="no")],
        "a year not known whole": [child, held._replace(occurred_day=20180330)],
        **{name: [child, held, *offer] for name, offer in offers.items()},
    }
    bring(world, cases, since=20170331)
    assert said(world, rule) == {
        "gap": GAP, "fifth birthday": GAP, "the day before it": EXEMPT, "a year not known whole": UNKNOWN,
        "a day earlier": GAP, "not offered": GAP, "offer is blank": UNKNOWN,
    }  # fmt: skip
    assert explain(world, rule, "gap", "declined", role) == ("explained", "declined")


def test_a_conference_without_the_child_and_their_view(world: World) -> None:
    def held(participation: str | None, **more: Any) -> Event:
        return fact(
            "conference", 20180301, code="RCPC", participation=participation, **({"held": "yes"} | more)
        )

    child = born(20080101)
    bring(world, {
        "met": [child, held("PN6")],
        "was there": [child, held("PN4")],
        "gap": [child, held("PN7")],
        "blank": [child, held(None)],
        "a view before it": [child, held("PN7"), fact("view_given", 20180220)],
        "fourth birthday": [born(20140301), held("PN7")],
        "the day before it": [born(20140302), held("PN7")],
        "no birth date": [held("PN7")],
        "not held": [child, held("PN7", held="no")],
    })  # fmt: skip
    assert said(world, "VOC-23") == {
        "gap": GAP, "blank": UNKNOWN, "a view before it": EXEMPT, "fourth birthday": GAP, "no birth date": UNKNOWN,
    }  # fmt: skip


def test_a_case_closed_without_a_view(world: World) -> None:
    closed = fact("closure", 20180301)
    bring(world, {
        "gap": [closed],
        "met": [closed, fact("statement", 20180228)],
        "twenty-one working days": [closed, fact("view_given", 20180131)],
        "fourth birthday": [born(20140301), closed],
        "the day before it": [born(20140302), closed],
        "before what is known": [fact("closure", 20170401)],
    })  # fmt: skip
    assert said(world, "VOC-26") == {
        "gap": GAP, "twenty-one working days": GAP, "fourth birthday": GAP, "the day before it": EXEMPT,
        "before what is known": UNKNOWN,
    }  # fmt: skip
    assert explain(world, "VOC-26", "gap", "observed") == ("explained", "observed")
