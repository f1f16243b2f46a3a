"""The later voice rules on invented cases: interpreters, closed doors, others' words, own words; Scotland's variants.

The source knows everything of 1 April 2017 to 31 March 2018. All cases of a nation come in one delivery.
"""

from typing import Any

from sqlalchemy import insert

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.record import Event
from lif_plugin.store.calendars import calendar_rows, nation_calendar
from lif_plugin.store.tables import calendar
from lif_plugin.store.work import Store
from tests.assets.world import World
from tests.integration.flow.test_voice_rules import (
    EXEMPT,
    GAP,
    UNKNOWN,
    Facts,
    Said,
    born,
    bring,
    fact,
    said,
    visit,
)

DAY = 20180201
"""A Thursday."""


def needs(code: str = "INTERPRETER", day: int = 20170501) -> Event:
    return fact("need", day, code=code)


def with_interpreter(who: str | None, **more: Any) -> Event:
    return visit(DAY, interpreter=who, **more)


def prevented(day: int, outcome: str | None = "prevented_by_family", seen: str | None = "no") -> Event:
    return visit(day, seen, outcome=outcome)


def decision(day: int, code: str = "no_access") -> Event:
    return fact("decision", day, code=code)


INTERPRETING = {
    "named": [needs(), with_interpreter("named")],
    "nobody": [needs(), with_interpreter(None)],
    "a relative": [needs(), with_interpreter("relative")],
    "asked, none needed": [needs("NO_INTERPRETER"), with_interpreter(None)],
    "nobody asked": [with_interpreter(None)],
    "needed only later": [needs("NO_INTERPRETER", 20170501), needs(day=20180202), with_interpreter(None)],
    "child not there": [needs(), with_interpreter(None, seen="no")],
    "with the parents": [needs(), with_interpreter(None, purpose="parents")],
    "in an enquiry": [needs(), fact("section_47", DAY, 20180205), with_interpreter("none")],
    "enquiry ended that day": [needs(), fact("section_47", 20180125, DAY), with_interpreter("none")],
}
DOORS = {
    "once": [prevented(DAY)],
    "twice": [prevented(DAY), prevented(20180303)],
    "twice in 31 days": [prevented(DAY), prevented(20180304)],
    "cancelled by us": [prevented(DAY, "cancelled_by_us"), prevented(20180303)],
    "no reason given": [prevented(DAY, None), prevented(20180303)],
    "seen after all": [prevented(DAY, seen="yes"), prevented(20180303)],
    "decided before": [prevented(DAY), decision(20180301), prevented(20180303)],
    "decided after": [prevented(DAY), prevented(20180303), decision(20180320)],
    "decided on another matter": [prevented(DAY), prevented(20180303), decision(20180320, "unsafe")],
}
CONTACTS = {
    "aunt, nothing": [fact("contact", DAY, code="1A")],
    "aunt, what came of it": [fact("contact", DAY, code="1A", outcome="NFA")],
    "school, reply on the twentieth day": [
        fact("contact", DAY, code="2A"),
        fact("reply", 20180301, code="answered"),
    ],
    "school, reply on the twenty-first": [
        fact("contact", DAY, code="2A"),
        fact("reply", 20180302, code="answered"),
    ],
    "police": [fact("contact", DAY, code="6")],
    "who is blank": [fact("contact", DAY, code_raw="?")],
    "neighbour, a referral": [fact("contact", DAY, code="1B"), fact("referral", 20180205)],
    "too soon to tell": [fact("contact", 20180315, code="1A")],
}
OWN_WORDS = {
    "second working day": [fact("statement", DAY, unsafe="no", linked="yes"), fact("reply", 20180205)],
    "third working day": [fact("statement", DAY, unsafe="no", linked="yes"), fact("reply", 20180206)],
    "not safe": [fact("statement", DAY, unsafe="yes", linked="yes"), fact("reply", DAY)],
    "decided that day": [fact("statement", DAY, unsafe="yes", linked="yes"), fact("reply", DAY), decision(DAY, "unsafe")],
    "decided next day": [
        fact("statement", DAY, unsafe="yes", linked="yes"), fact("reply", DAY), decision(20180202, "unsafe"),
    ],
    "safe or not is blank": [fact("statement", DAY, linked="yes"), fact("reply", DAY)],
    "not before the review": [
        fact("statement", DAY, unsafe="no", linked="no"), fact("reply", DAY), fact("review", 20180315, held="yes"),
    ],
    "review not held": [
        fact("statement", DAY, unsafe="no", linked="no"), fact("reply", DAY), fact("review", 20180315, held="no"),
    ],
    "linked or not is blank": [fact("statement", DAY, unsafe="no"), fact("reply", DAY), fact("review", DAY, held="yes")],
    "complaint": [fact("complaint", DAY, unsafe="no", linked="yes")],
}  # fmt: skip


def asked(
    day: int, outcome: str | None = "declined", way: str | None = "talk", who: str | None = "W-1"
) -> Event:
    return visit(day, None if outcome else "yes", outcome=outcome, method=way, actor=who)


DECLINED = {
    "once": [asked(20180105)],
    "twice, the same way": [asked(20180105), asked(20180119)],
    "another way": [asked(20180105), asked(20180119, way="drawing")],
    "another person": [asked(20180105), asked(20180119, who="W-2")],
    "another way since": [asked(20180105), asked(20180119), asked(20180202, None, "play")],
    "the same way since": [asked(20180105), asked(20180119), asked(20180202, None)],
    "an advocate since": [asked(20180105), asked(20180119), fact("advocacy", 20180202, offered="yes")],
    "way is blank": [asked(20180105, way=None), asked(20180119)],
    "spoke between": [asked(20180105), asked(20180112, None), asked(20180119)],
}


def of(world: World, rule: str, cases: Facts) -> dict[str, Said]:
    """What a rule says of some of the cases."""
    return {ref: answer for ref, answer in said(world, rule).items() if ref in cases}


def test_the_later_rules_of_the_guide_say_what_their_facts_show(world: World) -> None:
    bring(world, {**INTERPRETING, **DOORS, **CONTACTS, **OWN_WORDS, **DECLINED})
    assert of(world, "VOC-12", INTERPRETING) == {
        "nobody": GAP, "a relative": GAP, "nobody asked": UNKNOWN, "with the parents": EXEMPT, "in an enquiry": GAP,
        "enquiry ended that day": GAP,
    }  # fmt: skip
    assert of(world, "VOC-12C", INTERPRETING) == {"in an enquiry": GAP}
    assert of(world, "VOC-19", DOORS) == {
        "twice": GAP, "no reason given": UNKNOWN, "decided after": EXEMPT, "decided on another matter": GAP,
    }  # fmt: skip
    assert of(world, "VOC-20", CONTACTS) == {
        "aunt, nothing": GAP, "school, reply on the twenty-first": GAP, "who is blank": UNKNOWN,
        "neighbour, a referral": EXEMPT, "too soon to tell": UNKNOWN,
    }  # fmt: skip
    assert of(world, "VOC-24", DECLINED) == {
        "twice, the same way": GAP,
        "the same way since": GAP,
        "way is blank": UNKNOWN,
    }
    assert of(world, "VOC-25", OWN_WORDS) == {"third working day": GAP}
    assert of(world, "VOC-25K", OWN_WORDS) == {"complaint": GAP}
    assert of(world, "VOC-25R", OWN_WORDS) == {
        "not before the review": GAP, "review not held": UNKNOWN, "linked or not is blank": UNKNOWN,
    }  # fmt: skip
    assert of(world, "VOC-25U", OWN_WORDS) == {
        "not safe": GAP, "decided next day": EXEMPT, "safe or not is blank": UNKNOWN,
    }  # fmt: skip


def test_of_a_row_of_closed_doors_the_newest_is_told_and_of_an_enquiry_the_stronger_rule(
    world: World,
) -> None:
    bring(world, {
        "doors": [prevented(20180110), prevented(DAY), prevented(20180220)],
        "enquiry": [needs(), fact("section_47", DAY, 20180205), with_interpreter("none")],
    })  # fmt: skip
    first, second = world.results("VOC-19")
    assert (first["superseded_by"], second["superseded_by"]) == (second["id"], None)
    [weaker], [stronger] = world.results("VOC-12"), world.results("VOC-12C")
    assert (weaker["superseded_by"], stronger["severity"]) == (stronger["id"], "critical")


def test_a_source_that_never_says_how_a_child_was_asked_cannot_tell_once_for_all(world: World) -> None:
    bring(
        world,
        {"twice": [visit(20180105, None, outcome="declined"), visit(20180119, None, outcome="declined")]},
    )
    [row] = world.results("VOC-24")
    assert (row["state"], row["reason"], "visit: method" in row["message"]) == (*UNKNOWN, True)


MEETING = fact("conference", DAY, code="CPPM", held="yes")
EARLIER = fact("conference", 20171101, code="CPPM", held="yes")
INVESTIGATION = fact("section_47", DAY, 20180209)
HEARING = fact("hearing", DAY, held="yes")
SCOTTISH = {
    "interviewed on the last day": [INVESTIGATION, fact("joint_interview", 20180209, held="yes")],
    "interviewed the day after": [INVESTIGATION, fact("joint_interview", 20180210, held="yes")],
    "seen alone": [INVESTIGATION, visit(20180205, "yes", "yes")],
    "interview not held": [INVESTIGATION, fact("joint_interview", 20180209, held="no")],
    "under two": [born(20160202), INVESTIGATION],
    "goes on": [fact("section_47", DAY)],
    "no view": [MEETING],
    "view on the twentieth day before": [fact("view_given", 20180104), MEETING],
    "view on the twenty-first": [fact("view_given", 20180103), MEETING],
    "fourth birthday": [born(20140201), MEETING],
    "the day before it": [born(20140202), MEETING],
    "not held": [fact("conference", DAY, code="CPPM", held="no")],
    "two meetings": [EARLIER, MEETING],
    "heard at the first": [fact("view_given", 20171101), EARLIER, MEETING],
    "advocate a year before": [HEARING, fact("advocacy", 20170201, offered="yes")],
    "advocate a day too early": [HEARING, fact("advocacy", 20170131, offered="yes")],
    "fifth birthday": [born(20130201), HEARING],
    "not yet five": [born(20130202), HEARING],
}


def test_scotland_has_its_own_variants_and_none_of_the_english_ones(sqlite_store: Store) -> None:
    with sqlite_store.engine.begin() as connection:
        connection.execute(
            insert(calendar), [dict(row) for row in calendar_rows(nation_calendar("scotland"))]
        )
    with World(sqlite_store, Agency("lomond", "Lomond", nation="scotland")) as world:
        bring(world, SCOTTISH, since=20160101)
        assert said(world, "VOC-03S") == {
            "interviewed the day after": GAP, "interview not held": GAP, "under two": EXEMPT,
        }  # fmt: skip
        meetings = dict.fromkeys(
            ("no view", "view on the twenty-first", "fourth birthday", "two meetings"), GAP
        )
        assert said(world, "VOC-07S") == {**meetings, "the day before it": EXEMPT, "heard at the first": GAP}
        assert said(world, "VOC-08S") == {"two meetings": GAP}
        assert said(world, "VOC-22S") == {
            "advocate a day too early": GAP, "fifth birthday": GAP, "not yet five": EXEMPT,
        }  # fmt: skip
        assert {row["rule"] for row in world.results()} & {
            "VOC-03",
            "VOC-07",
            "VOC-08",
            "VOC-09",
            "VOC-21",
            "VOC-22",
        } == set()
