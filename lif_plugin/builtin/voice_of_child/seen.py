"""Whether the child was seen, and seen alone: at visits, in an enquiry, during an assessment."""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import (
    ENGLAND,
    EVERYWHERE,
    HEARD,
    NON_VERBAL,
    NOT_SEEN,
    ON_PROTECTION_PLAN,
    REFUSED,
    SEEN,
    TEN_WORKING_DAYS,
)
from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, Ended, Is, Not, Shown
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, LastN, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Window

UNBORN: Final = AgeUnder(0)
UNDER_TWO: Final = AgeUnder(2)
"""An unborn child is under two as well."""
ALONE: Final = Is("alone", ("yes",))
WHOLE: Final = Window(whole=True)

VOC_01: Final = Rule(
    id="VOC-01",
    version=1,
    title="Visit at which the child was not seen",
    message="The visit on {day} does not yet show that the child was seen.",
    remedy="If the child was seen, correct the visit. If not, say when the child will be seen.",
    authority=f"{HEARD}. Local standard for visits",
    template=FieldCheck(
        "visit",
        NOT_SEEN,
        # Seen within the interval of visits, nothing is left to say of the visit before.
        exempt_when=AnyOf(
            (
                UNBORN,
                Is("purpose", ("parents",)),
                Shown("visit", SEEN, Window(after=TEN_WORKING_DAYS)),
            )
        ),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=EVERYWHERE,
    exemptions=(
        Exemption("unborn", "The child was not yet born"),
        Exemption("parents_only", "The visit was to see the parents or carers"),
    ),
    thresholds=(Threshold(Slot.AFTER, 20),),
)

VOC_02: Final = Rule(
    id="VOC-02",
    version=1,
    title="Two visits running on a protection plan, child not seen alone",
    message="The visit on {day} and the one before it do not yet show that the child was seen alone.",
    remedy="If the child was seen alone, correct the visit. If not, plan how the child can be seen alone next time.",
    authority=f"{HEARD}. Working Together to Safeguard Children: the child is seen alone where appropriate",
    template=LastN(
        "visit",
        2,
        AllOf((SEEN, Is("alone", ("no",)))),
        about=ON_PROTECTION_PLAN,
        exempt_when=UNDER_TWO,
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    exemptions=(
        REFUSED,
        Exemption("safety", "Seeing the child alone would not have been safe"),
        NON_VERBAL,
    ),
    supersedes=("VOC-02",),
)

VOC_03: Final = Rule(
    id="VOC-03",
    version=1,
    title="Section 47 enquiry without a contact alone with the child",
    message="The section 47 enquiry that began on {day} does not yet show that the child was seen alone.",
    remedy=(
        "If the child was seen alone between its start and end, record the visit. If that could not be, say why, "
        "and how the child was or will be heard."
    ),
    authority="Children Act 1989, section 47(5A): the child's wishes and feelings in an enquiry",
    template=FieldCheck(
        "section_47",
        Not(Shown("visit", ALONE, WHOLE)),
        about=Ended(),
        exempt_when=AnyOf((UNDER_TWO, ALONE)),
    ),
    addressees=(Role.WORKER, Role.MANAGER),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=(
        REFUSED,
        NON_VERBAL,
        Exemption("no_access", "There was no access, and a manager has decided what follows"),
        Exemption("police_or_medical", "The police or a doctor asked for the child not to be seen alone"),
    ),
    statutory=True,
)

VOC_04: Final = Rule(
    id="VOC-04",
    version=1,
    title="Assessment authorised, child not seen during it",
    message="The assessment that began on {day} does not yet show that the child was seen during it.",
    remedy="If the child was seen, correct the assessment. If not, say why, and when the child will be seen.",
    authority=f"{HEARD}. In England: Children Act 1989, section 17(4A), wishes and feelings about services",
    template=FieldCheck(
        "assessment",
        NOT_SEEN,
        about=Ended(),
        exempt_when=AnyOf((UNBORN, Shown("visit", SEEN, WHOLE))),
    ),
    addressees=(Role.WORKER, Role.MANAGER),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    exemptions=(
        Exemption("unborn", "The child was not yet born"),
        Exemption("closed_before", "The case was closed before the child could be assessed"),
        Exemption("consent_withdrawn", "Consent to the assessment was withdrawn"),
    ),
    statutory=True,
)

SEEN_RULES: Final = (VOC_01, VOC_02, VOC_03, VOC_04)
