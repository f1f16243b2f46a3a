"""Looked-after reviews: participation codes and what they say of the child's view.

Participation codes are those of the SSDA903 return: PN4 (came, gave no view) and PN7 (stayed away, no view
reached the review) are the two by which no view reached the review.
"""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import ENGLAND, EVERYWHERE, PARTICIPATION_GUIDE, WISHES_IN_CARE
from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, During, Is, Missing, Not
from lif_plugin.domain.rule import ByPlugin, Channel, Exemption, FieldCheck, LastN, Rule, Severity
from lif_plugin.domain.viewer import Role

NO_VIEW: Final = Is("code", ("PN4", "PN7"))
UNDER_FOUR: Final = ("PN0",)
FOUR_AND_OVER: Final = ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
SHORT_BREAKS: Final = During("legal_status", ("V3", "V4"))

_REVIEW_REASONS: Final = (
    Exemption("declined", "The child chose not to give a view, and other ways were offered"),
    Exemption("unwell", "The child was ill or in distress on the day"),
    Exemption("missing", "The child was missing on the day"),
    Exemption("heard_elsewhere", "The child's view was given elsewhere and will be added to the record"),
)
VOC_07: Final = Rule(
    id="VOC-07",
    version=1,
    title="Looked-after review without the child's view",
    message="The review on {day} does not yet show a view from the child ({text}).",
    remedy=(
        "If the child's view reached the review by any means, correct how they took part. If it did not, say how "
        "they will be heard before the next one."
    ),
    authority=f"{WISHES_IN_CARE}. {PARTICIPATION_GUIDE}",
    template=FieldCheck("review", NO_VIEW, about=Not(Is("held", ("no",))), exempt_when=SHORT_BREAKS),
    addressees=(Role.IRO,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=ENGLAND,
    exemptions=_REVIEW_REASONS,
    statutory=True,
)

VOC_08: Final = Rule(
    id="VOC-08",
    version=1,
    title="Two looked-after reviews running without the child's view",
    message="The review on {day} and the one before it do not yet show a view from the child.",
    remedy=(
        "Look for another way for this child to be heard: another person, an advocate, another medium, before "
        "the next review. Record what was tried and what the child said."
    ),
    authority=f"{WISHES_IN_CARE}. {PARTICIPATION_GUIDE}",
    template=LastN("review", 2, NO_VIEW, about=Not(Is("held", ("no",)))),
    addressees=(Role.IRO,),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=_REVIEW_REASONS,
    supersedes=("VOC-07", "VOC-08"),
    statutory=True,
)

VOC_09: Final = Rule(
    id="VOC-09",
    version=1,
    title="Participation code missing or not fitting the child's age",
    message="The participation code of the review on {day} is missing or does not fit the child's age ({text}).",
    remedy="PN0 is for a child under 4 on the day of the review, PN1 to PN7 from the fourth birthday. Correct the code.",
    authority=PARTICIPATION_GUIDE,
    template=FieldCheck(
        "review",
        AnyOf(
            (
                Missing("code"),
                AllOf((Is("code", UNDER_FOUR), Not(AgeUnder(4)))),
                AllOf((Is("code", FOUR_AND_OVER), AgeUnder(4))),
            )
        ),
        about=Not(Is("held", ("no",))),
    ),
    addressees=(Role.DATA_TEAM,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=ENGLAND,
    exemptions=(Exemption("cancelled", "The review was cancelled"),),
)

REVIEWS_DISAGREE: Final = Rule(
    id="DAT-01",
    version=1,
    title="Two reviews on one day say different things",
    message="Two reviews are recorded on {day}, and they differ in how the child took part.",
    remedy="Keep the one that took place, or correct the date of the other.",
    authority="Guide to the SSDA903 return, reviews: one row for each review held",
    template=ByPlugin("review"),
    addressees=(Role.DATA_TEAM,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=EVERYWHERE,
)
