"""Each trigger at its edge, on both databases: the last day that counts and the first that does not."""

from typing import Final, NamedTuple

import pytest

from lif_plugin.builtin.audit_triggers import TRIGGERS
from lif_plugin.domain.record import Event
from tests.assets.audited import bring, nominated, stated
from tests.assets.world import UNTIL, World, review


class Scene(NamedTuple):
    """One child's facts and, where the trigger is met, the day."""

    child: str
    trigger: str
    facts: tuple[Event, ...]
    met: int | None


def _scene(child: str, trigger: str, met: int | None, *facts: Event) -> Scene:
    return Scene(child, trigger, facts, met)


def _plan(child: str, start: int, until: int | None) -> Event:
    return stated("plan", child, start, until, code="CP")


def _enquiry(child: str, day: int, outcome: str = "NO_CONFERENCE") -> Event:
    return stated("section_47", child, day, day, outcome=outcome)


def _homes(child: str, *days: int, code: str = "U1") -> list[Event]:
    ends = [*days[1:], None]
    return [stated("placement", child, day, end, code=code) for day, end in zip(days, ends, strict=True)]


def _gone(child: str, *days: int, code: str = "M") -> list[Event]:
    return [stated("missing", child, day, day, code=code) for day in days]


def _talk(child: str, day: int, offered: str = "yes", accepted: str = "no") -> Event:
    return stated("return_interview", child, day, offered=offered, accepted=accepted)


SCENES: Final = (
    _scene("P1", "repeat_plan", 20170310, _plan("P1", 20140601, 20150310), _plan("P1", 20170310, 20170601)),
    _scene("P2", "repeat_plan", None, _plan("P2", 20140601, 20150310), _plan("P2", 20170311, 20170601)),
    _scene("P3", "repeat_plan", 20170228, _plan("P3", 20140601, 20150228), _plan("P3", 20170228, 20170601)),
    _scene("L1", "plan_over_15_months", None, _plan("L1", 20160110, 20170410)),
    _scene("L2", "plan_over_15_months", 20170411, _plan("L2", 20160110, 20170411)),
    _scene("L3", "plan_over_15_months", None, _plan("L3", 20161231, None)),
    _scene("L4", "plan_over_15_months", 20180331, _plan("L4", 20161230, None)),
    _scene("L5", "plan_over_24_months", None, _plan("L5", 20160110, 20180110)),
    _scene("L6", "plan_over_24_months", 20180111, _plan("L6", 20160110, 20180111)),
    _scene("R1", "re_referral", 20170310, *(stated("referral", "R1", day) for day in (20160310, 20170310))),
    _scene("R2", "re_referral", None, *(stated("referral", "R2", day) for day in (20160310, 20170311))),
    _scene("R3", "re_referral", None, stated("referral", "R3", 20160310),
           Event("referral", "R3", "referral|R3|again", 20160310, {}, {})),
    _scene("E1", "enquiries_without_conference", 20170310,
           *(_enquiry("E1", day) for day in (20160310, 20160901, 20170310))),
    _scene("E2", "enquiries_without_conference", None,
           *(_enquiry("E2", day) for day in (20160310, 20160901, 20170311))),
    _scene("E3", "enquiries_without_conference", None, _enquiry("E3", 20160901), _enquiry("E3", 20161001),
           _enquiry("E3", 20161101, "CONFERENCE")),
    _scene("M1", "placement_moves", 20170301, *_homes("M1", 20160101, 20160301, 20160901, 20170301)),
    _scene("M2", "placement_moves", None, *_homes("M2", 20160101, 20160301, 20160901, 20170302)),
    _scene("M3", "placement_moves", None, *_homes("M3", 20160101, 20160301, 20160901),
           stated("placement", "M3", 20161001, 20161008, code="T4")),
    _scene("G1", "repeatedly_missing", 20170331, *_gone("G1", 20161231, 20170115, 20170331)),
    _scene("G2", "repeatedly_missing", None, *_gone("G2", 20161231, 20170115, 20170401)),
    _scene("G3", "repeatedly_missing", None, *_gone("G3", 20170101, 20170102), *_gone("G3", 20170103, code="A")),
    _scene("X1", "exploitation_and_missing", 20170310, stated("need", "X1", 20160310, 20160310, code="24A"),
           *_gone("X1", 20170310)),
    _scene("X2", "exploitation_and_missing", None, stated("need", "X2", 20160310, 20160310, code="24A"),
           *_gone("X2", 20170311)),
    _scene("X3", "exploitation_and_missing", 20170310, *_gone("X3", 20160310),
           stated("need", "X3", 20170310, 20170310, code="11A")),
    _scene("X4", "exploitation_and_missing", None, *_gone("X4", 20160310),
           stated("need", "X4", 20160310, 20160310, code="3A")),
    # 20 working days after 13 March 2017 is 10 April; Good Friday is the 14th.
    _scene("C1", "closed_after_step_down", 20170410, _plan("C1", 20161001, 20170313),
           stated("closure", "C1", 20170410, code="RC7")),
    _scene("C2", "closed_after_step_down", None, _plan("C2", 20161001, 20170313),
           stated("closure", "C2", 20170411, code="RC7")),
    # Two bank holidays lie between: the 20th working day after 27 March 2017 is 26 April.
    _scene("C3", "closed_after_step_down", 20170426, _plan("C3", 20161001, 20170327),
           stated("closure", "C3", 20170426, code="RC7")),
    _scene("C4", "closed_after_step_down", None, _plan("C4", 20161001, 20170327),
           stated("closure", "C4", 20170427, code="RC7")),
    _scene("C5", "closed_after_step_down", None, _plan("C5", 20161001, 20170313),
           stated("closure", "C5", 20170313, code="RC2")),
    _scene("C6", "closed_after_step_down", 20170313, _plan("C6", 20161001, 20170313),
           stated("closure", "C6", 20170313, code="RC7")),
    _scene("T1", "return_interview_refused", 20170310, _talk("T1", 20160310), _talk("T1", 20170310)),
    _scene("T2", "return_interview_refused", None, _talk("T2", 20160310), _talk("T2", 20170311)),
    _scene("T3", "return_interview_refused", None, _talk("T3", 20160310), _talk("T3", 20160410, "no", "no")),
    _scene("K1", "care_leaver_not_in_touch", 20170331, stated("care_leaver_contact", "K1", 20170331, code="NO")),
    _scene("K2", "care_leaver_not_in_touch", None, stated("care_leaver_contact", "K2", 20160331, code="NO"),
           stated("care_leaver_contact", "K2", 20170331, code="YES")),
)  # fmt: skip


def test_every_trigger_is_met_on_its_last_day_and_not_on_the_next(world: World) -> None:
    bring(world, *(event for scene in SCENES for event in scene.facts))
    found = nominated(world)
    assert {(scene.child, scene.trigger): found.get((scene.child, scene.trigger)) for scene in SCENES} == {
        (scene.child, scene.trigger): scene.met for scene in SCENES
    }


def test_every_trigger_has_a_scene_that_meets_it_and_one_that_does_not() -> None:
    shown = {(scene.trigger, scene.met is not None) for scene in SCENES}
    assert {(trigger.id, met) for trigger in TRIGGERS for met in (True, False)} - shown == {
        ("voice_waiting", True),
        ("voice_waiting", False),
    }


@pytest.mark.parametrize(("until", "met"), [(20180329, None), (20180331, None), (20180403, 20180403)])
def test_a_prompt_of_the_highest_weight_is_met_by_its_twentieth_working_day(
    world: World, until: int, met: int | None
) -> None:
    """Told of the review on 2 March 2018 at once; Good Friday and Easter Monday are no working days."""
    pair = (review("V-1", 20171001, "PN7"), review("V-1", 20180302, "PN7"))
    held = stated("placement", "V-1", 20170601, code="U1")
    bring(world, *pair, held, until=20180305)
    assert [row["delivery"] for row in world.results("VOC-08")] == ["now"]
    bring(world, *pair, held, until=until, scope="2018")
    assert nominated(world).get(("V-1", "voice_waiting")) == met


def test_a_prompt_that_the_record_answers_waits_no_longer(world: World) -> None:
    first, second = review("V-1", 20171001, "PN7"), review("V-1", 20180302, "PN7")
    held = stated("placement", "V-1", 20170601, code="U1")
    bring(world, first, second, held, until=20180305)
    bring(world, first, review("V-1", 20180302, "PN1"), held, until=20180420)
    assert nominated(world) == {}


def test_an_answered_prompt_waits_no_longer(world: World) -> None:
    pair = (review("V-1", 20171001, "PN7"), review("V-1", 20180302, "PN7"))
    held = stated("placement", "V-1", 20170601, code="U1")
    bring(world, *pair, held, until=20180305)
    world.answer(world.results("VOC-08")[0]["id"])
    bring(world, *pair, held, until=20180420, scope="2018")
    assert nominated(world) == {}


def test_what_is_met_after_the_source_ends_is_not_met(world: World) -> None:
    bring(world, _plan("L9", 20170101, None), until=UNTIL)
    assert nominated(world) == {}
