"""Scotland's own variants of rules that rest on English law or codes.

VOC-03, 07, 08, 09, 21 and 22 are not applicable there. These read ``section_47`` (a child protection investigation),
``joint_interview``, ``visit`` (``alone``), ``conference`` (a planning meeting: ``held``), ``view_given``,
``hearing`` (``held``) and ``advocacy`` (``offered``).
"""

from dataclasses import replace
from typing import Final

from lif_plugin.builtin.voice_of_child.common import HEARD, TWENTY_WORKING_DAYS
from lif_plugin.builtin.voice_of_child.meetings import HELD, LAST_YEAR
from lif_plugin.builtin.voice_of_child.seen import ALONE, UNDER_TWO, VOC_03, WHOLE
from lif_plugin.domain.condition import AgeUnder, AnyOf, Ended, Is, Not, Shown
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, LastN, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Window

SCOTLAND: Final = ("scotland",)
GUIDANCE: Final = "National Guidance for Child Protection in Scotland 2021 (updated 2023)"
NO_VIEW_SHOWN: Final = Not(Shown("view_given", None, Window(before=TWENTY_WORKING_DAYS)))
UNDER_FOUR: Final = AgeUnder(4)
"""As for the English rules on reviews and conferences: under four, observation is the child's voice."""
_LOOKS_BACK: Final = (Threshold(Slot.BEFORE, 60),)
_REASONS: Final = (
    Exemption("declined", "The child chose not to give a view, and other ways were offered"),
    Exemption("unwell", "The child was ill or in distress on the day"),
    Exemption("heard_elsewhere", "The child's view was given elsewhere and will be added to the record"),
)

VOC_03S: Final = replace(
    VOC_03,
    id="VOC-03S",
    title="Child protection investigation without a joint interview or a contact alone with the child",
    message="The investigation that began on {day} does not yet show a joint investigative interview or that the child "
    "was seen alone.",
    remedy="If the child was interviewed or seen alone between its start and end, record it. If that could not be, say "
    "why, and how the child was or will be heard.",
    authority=f"{GUIDANCE}: joint investigative interviews",
    template=FieldCheck(
        "section_47",
        Not(AnyOf((Shown("joint_interview", HELD, WHOLE), Shown("visit", ALONE, WHOLE)))),
        about=Ended(),
        exempt_when=AnyOf((UNDER_TWO, ALONE)),
    ),
    nations=SCOTLAND,
)

VOC_07S: Final = Rule(
    id="VOC-07S",
    version=1,
    title="Planning meeting without the child's view",
    message="The planning meeting on {day} does not yet show a view from the child, whether the child came or not.",
    remedy="If the child's view reached the meeting by any means, record when and what. If it did not, say how they will "
    "be heard before the next one.",
    authority=f"{HEARD}. {GUIDANCE}: the child's views at the planning meeting, whether the child attends or not",
    template=FieldCheck("conference", NO_VIEW_SHOWN, about=HELD, exempt_when=UNDER_FOUR),
    thresholds=_LOOKS_BACK,
    addressees=(Role.CHAIR,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=SCOTLAND,
    exemptions=_REASONS,
    statutory=True,
)

VOC_08S: Final = Rule(
    id="VOC-08S",
    version=1,
    title="Two planning meetings running without the child's view",
    message="The planning meeting on {day} and the one before it do not yet show a view from the child.",
    remedy="Look for another way for this child to be heard: another person, an advocate, another medium, before the "
    "next meeting. Record what was tried and what the child said.",
    authority=VOC_07S.authority,
    template=LastN("conference", 2, NO_VIEW_SHOWN, about=HELD, exempt_when=UNDER_FOUR),
    thresholds=_LOOKS_BACK,
    addressees=(Role.CHAIR,),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=SCOTLAND,
    exemptions=_REASONS,
    supersedes=("VOC-07S", "VOC-08S"),
    statutory=True,
)

VOC_22S: Final = Rule(
    id="VOC-22S",
    version=1,
    title="Children's hearing without an offer of advocacy in the year before",
    message="The hearing on {day} does not yet show that the child was offered an advocate in the year before it.",
    remedy="If an advocate was offered, record when and what the child said to it. If not, offer one.",
    authority=f"{HEARD}. Children's Hearings (Scotland) Act 2011, section 122: children's advocacy services",
    template=FieldCheck(
        "hearing",
        Not(Shown("advocacy", Is("offered", ("yes",)), LAST_YEAR)),
        about=HELD,
        exempt_when=AgeUnder(5),
    ),
    # The hearing's own chair belongs to no agency whose record this is.
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=SCOTLAND,
    exemptions=(Exemption("declined", "The child does not want an advocate"),),
)

SCOTTISH_RULES: Final = (VOC_03S, VOC_07S, VOC_08S, VOC_22S)
