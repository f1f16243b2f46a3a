"""What the child said of their own accord, a statement or a complaint: acknowledged, and put before the next review.

Reads ``statement`` and ``complaint`` (``unsafe``: the child said they are not safe; ``linked``: put before the review
that came next), ``reply`` (any code: it was acknowledged), ``decision`` with the code ``unsafe``, and ``review`` (``held``).
"""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import EVERYWHERE, HEARD
from lif_plugin.domain.condition import AllOf, Condition, Is, Not, Shown
from lif_plugin.domain.rule import PLATFORM_TEXT, Channel, FieldCheck, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span, Unit, Window

TWO_WORKING_DAYS: Final = Span(2, Unit.WORKING_DAYS)
UNTIL_NEXT_REVIEW: Final = Span(183)
"""Reviews are at most six months apart."""
EVER_SINCE: Final = Window(after=Span(1, Unit.YEARS))
_DECIDED: Final = Is("code", ("unsafe",))
_NOT_SAFE: Final = Is("unsafe", ("yes",))


def _unacknowledged(rule: str, kind: str, said: str) -> Rule:
    """No reply on the day it was said or in the two working days after it; one of a later day does not mend it."""
    return Rule(
        id=rule,
        version=1,
        title=f"A child's own {kind} not acknowledged in two working days",
        message=f"{said} of {{day}} does not yet show a reply to the child within {{after}}.",
        remedy="If somebody replied, record when. If not, reply to the child now, and say what will be done with it.",
        authority=HEARD,
        template=FieldCheck(kind, Not(Shown("reply", None, Window(after=TWO_WORKING_DAYS)))),
        addressees=(Role.WORKER,),
        severity=Severity.WARNING,
        delivery=Channel.NOW,
        nations=EVERYWHERE,
        thresholds=(Threshold(Slot.AFTER, 10),),
    )


def _not_before_review(rule: str, kind: str, said: str) -> Rule:
    """A review was held in the six months after it, and it was not put before it."""
    brought: Condition = Shown("review", Is("held", ("yes",)), Window(after=UNTIL_NEXT_REVIEW))
    return Rule(
        id=rule,
        version=1,
        title=f"A child's own {kind} not put before the next review",
        message=f"{said} of {{day}} does not yet show that it was put before the review that came after it.",
        remedy="If the review heard of it, record that. If not, bring it to the next one, and tell the child.",
        authority=HEARD,
        template=FieldCheck(kind, AllOf((Is("linked", ("no",)), brought))),
        addressees=(Role.WORKER,),
        severity=Severity.WARNING,
        delivery=Channel.NOW,
        nations=EVERYWHERE,
    )


def _unsafe(rule: str, kind: str, said: str) -> Rule:
    """The child said that they are not safe: for whoever is manager on duty, the same day, until a decision stands."""
    return Rule(
        id=rule,
        version=1,
        title=f"A child's own {kind} that says they are not safe",
        message=f"{said} of {{day}} says that the child is not safe; no manager's decision of that day is on record yet.",
        remedy="Look at it today with the manager on duty, and record what was decided.",
        authority=HEARD,
        template=FieldCheck(
            kind,
            AllOf((_NOT_SAFE, Not(Shown("decision", _DECIDED)))),
            exempt_when=Shown("decision", _DECIDED, EVER_SINCE),
        ),
        addressees=(Role.MANAGER,),
        severity=Severity.CRITICAL,
        delivery=Channel.NOW,
        nations=EVERYWHERE,
        platform_text=PLATFORM_TEXT,
        # The same day, whatever the hour.
        at_once=True,
    )


VOC_25: Final = _unacknowledged("VOC-25", "statement", "The child's own statement")
VOC_25K: Final = _unacknowledged("VOC-25K", "complaint", "The complaint")
VOC_25R: Final = _not_before_review("VOC-25R", "statement", "The child's own statement")
VOC_25KR: Final = _not_before_review("VOC-25KR", "complaint", "The complaint")
VOC_25U: Final = _unsafe("VOC-25U", "statement", "The child's own statement")
VOC_25KU: Final = _unsafe("VOC-25KU", "complaint", "The complaint")

OWN_WORD_RULES: Final = (VOC_25, VOC_25K, VOC_25R, VOC_25KR, VOC_25U, VOC_25KU)
