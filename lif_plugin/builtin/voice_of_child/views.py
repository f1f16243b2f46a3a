"""Whether the child's own view stands beside what was decided: steps in a case, joint plans, the ending."""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import (
    EVERYWHERE,
    HEARD,
    TEN_WORKING_DAYS,
    TWENTY_WORKING_DAYS,
    WISHES_IN_CARE,
    view_in,
)
from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, Condition, During, Ended, Is, Not, Shown
from lif_plugin.domain.rule import Channel, Covers, Exemption, FieldCheck, Link, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Window

BEFORE: Final = Window(before=TWENTY_WORKING_DAYS)
AFTER: Final = Window(after=TEN_WORKING_DAYS)
_HEARD_IN_NOTE: Final = AllOf((Is("outcome", ("heard", "partial")), Not(Is("joint", ("yes",)))))
JOINT: Final = Is("joint", ("yes",))
EMERGENCY: Final = ("L1", "L2")
"""Police protection and emergency protection order, by the codes of the SSDA903 return."""
EMERGENCY_STATUS: Final = Is("code", EMERGENCY)
IN_EMERGENCY: Final = During("legal_status", EMERGENCY)
_EMERGENCY: Final = (
    Exemption("emergency", "It was an emergency; the child is heard within 10 working days"),
)
_LOOKS_BACK: Final = Threshold(Slot.BEFORE, 60)
_AFTER_EMERGENCY: Final = Threshold(Slot.AFTER, 20)
_REMEDY: Final = "If the child gave a view, by any means, record when and what. If not, say how and when the child will be heard."


def _unheard(emergency: Condition) -> Condition:
    """No view in the window before; after an emergency, none in the shorter window after it either."""
    return AnyOf(
        (
            AllOf((emergency, Not(AnyOf((view_in(BEFORE), view_in(AFTER)))))),
            AllOf((Not(emergency), Not(view_in(BEFORE)))),
        )
    )


def _step(rule: str, kind: str, title: str, message: str, authority: str, gap: Condition, severity: Severity,
          *supersedes: str) -> Rule:  # fmt: skip
    """A rule about one kind of step in a case."""
    return Rule(
        id=rule,
        version=1,
        title=title,
        message=message,
        remedy=_REMEDY,
        authority=authority,
        template=FieldCheck(kind, gap),
        addressees=(Role.WORKER, Role.IRO),
        severity=severity,
        delivery=Channel.DIGEST,
        nations=EVERYWHERE,
        exemptions=_EMERGENCY,
        # Steps of one day are one decision.
        supersedes=tuple(Covers(other, Link.SAME_DAY) for other in supersedes),
        thresholds=(_LOOKS_BACK, _AFTER_EMERGENCY),
    )


VOC_18: Final = _step(
    "VOC-18",
    "plan",
    "Plan begun without a recent view of the child",
    "The plan that began on {day} does not yet show what the child thinks of it.",
    HEARD,
    _unheard(IN_EMERGENCY),
    Severity.WARNING,
)
VOC_18L: Final = _step(
    "VOC-18L",
    "legal_status",
    "Legal status changed without a recent view of the child",
    "The legal status that began on {day} does not yet show what the child thinks of it.",
    f"{HEARD}. In England: {WISHES_IN_CARE}",
    _unheard(EMERGENCY_STATUS),
    Severity.WARNING,
    "VOC-18",
)
VOC_18P: Final = _step(
    "VOC-18P",
    "placement",
    "Placement begun without a recent view of the child",
    "The placement that began on {day} does not yet show what the child thinks of it.",
    f"{HEARD}. In England: {WISHES_IN_CARE}",
    _unheard(IN_EMERGENCY),
    Severity.CRITICAL,
    "VOC-18",
    "VOC-18L",
)


def _joint(rule: str, kind: str, title: str, message: str, window: Window, about: Condition) -> Rule:
    """A rule about what was made for several children together."""
    return Rule(
        id=rule,
        version=1,
        title=title,
        message=message,
        remedy="If this child gave a view or was observed, record it as this child's own.",
        authority=HEARD,
        template=FieldCheck(
            kind,
            Not(Shown("view_given", None, window)),
            about=about,
            # A note was read to show it: the child's own view, or what was observed of this child.
            exempt_when=Shown("note", _HEARD_IN_NOTE, window),
        ),
        addressees=(Role.WORKER,),
        severity=Severity.WARNING,
        delivery=Channel.DIGEST,
        nations=EVERYWHERE,
        thresholds=() if window.before is None else (_LOOKS_BACK,),
    )


VOC_16: Final = _joint(
    "VOC-16",
    "assessment",
    "Assessment of several children, one without a view of their own",
    "The assessment that began on {day} is of several children and does not yet show this child's own view.",
    Window(whole=True),
    AllOf((JOINT, Ended())),
)
VOC_16P: Final = _joint(
    "VOC-16P",
    "plan",
    "Plan for several children, one without a view of their own",
    "The plan that began on {day} is for several children and does not yet show this child's own view.",
    BEFORE,
    JOINT,
)

VOC_26: Final = Rule(
    id="VOC-26",
    version=1,
    title="Case closed without a view of the child on the ending or the help",
    message="The case was closed on {day}; the record does not yet show what the child thought of the ending or the help.",
    remedy=_REMEDY,
    authority=HEARD,
    template=FieldCheck("closure", Not(view_in(BEFORE)), exempt_when=AgeUnder(4)),
    addressees=(Role.WORKER,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=EVERYWHERE,
    exemptions=(Exemption("observed", "Under 4: what was observed of the child is recorded"),),
    thresholds=(_LOOKS_BACK,),
)

VIEW_RULES: Final = (VOC_16, VOC_16P, VOC_18, VOC_18L, VOC_18P, VOC_26)
