"""Conferences and reviews: whether the child took part, and was offered an advocate."""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import ENGLAND, EVERYWHERE, HEARD, TWENTY_WORKING_DAYS
from lif_plugin.domain.condition import AgeUnder, AllOf, Is, Not, Shown
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span, Unit, Window

HELD: Final = Is("held", ("yes",))
LAST_YEAR: Final = Window(before=Span(1, Unit.YEARS))


def _advocacy(rule: str, kind: str, title: str, message: str, told: Role) -> Rule:
    """A rule about one kind of meeting."""
    return Rule(
        id=rule,
        version=1,
        title=title,
        message=message,
        remedy="If an advocate was offered, record when and what the child said to it. If not, offer one.",
        authority=f"{HEARD}. Children Act 1989, section 26A, and the national standards for advocacy (2002)",
        template=FieldCheck(
            kind,
            Not(Shown("advocacy", Is("offered", ("yes",)), LAST_YEAR)),
            about=HELD,
            exempt_when=AgeUnder(5),
        ),
        addressees=(told,),
        severity=Severity.WARNING,
        delivery=Channel.DIGEST,
        nations=ENGLAND,
        exemptions=(Exemption("declined", "The child does not want an advocate"),),
    )


VOC_22: Final = _advocacy(
    "VOC-22",
    "conference",
    "Conference without an offer of advocacy in the year before",
    "The conference on {day} does not yet show that the child was offered an advocate in the year before it.",
    Role.CHAIR,
)
VOC_22R: Final = _advocacy(
    "VOC-22R",
    "review",
    "Looked-after review without an offer of advocacy in the year before",
    "The review on {day} does not yet show that the child was offered an advocate in the year before it.",
    Role.IRO,
)

VOC_23: Final = Rule(
    id="VOC-23",
    version=1,
    title="Conference without the child and without their view",
    message="The conference on {day} does not yet show that the child was there or that their view was given.",
    remedy="If the child's view reached the conference by any means, correct how they took part. If not, say how they "
    "will be heard before the next one.",
    authority=f"{HEARD}. Working Together to Safeguard Children: the child's views at conferences",
    template=FieldCheck(
        "conference",
        # PN7: neither attends nor conveys a view. PN4 was there.
        Is("participation", ("PN7",)),
        about=AllOf((HELD, Not(AgeUnder(4)))),
        exempt_when=Shown("view_given", None, Window(before=TWENTY_WORKING_DAYS)),
    ),
    addressees=(Role.CHAIR,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    # In Scotland the same meeting, said of everybody whether they came or not.
    supersedes=("VOC-07S",),
    thresholds=(Threshold(Slot.BEFORE, 60),),
)

MEETING_RULES: Final = (VOC_22, VOC_22R, VOC_23)
