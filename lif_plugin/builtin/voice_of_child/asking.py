"""Whether the child could be heard at all: in their language, past a closed door, in another way, through others.

Reads ``visit`` (``interpreter``, ``outcome``, ``method``, ``actor``), ``need`` (INTERPRETER or NO_INTERPRETER), ``section_47``,
``decision`` with the code ``no_access``, ``contact`` (``code`` says who, ``outcome`` what came of it), and ``reply``.
"""

from typing import Final

from lif_plugin.builtin.voice_of_child.common import EVERYWHERE, HEARD, NOT_SEEN, SEEN, TWENTY_WORKING_DAYS
from lif_plugin.domain.condition import AllOf, AnyOf, Condition, During, Is, Missing, Not, Shown
from lif_plugin.domain.kinds import INTERPRETER, NO_INTERPRETER, PREVENTED
from lif_plugin.domain.rule import ByPlugin, Channel, Covers, FieldCheck, Link, Rule, Severity
from lif_plugin.domain.threshold import Slot, Threshold
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.window import Span, Unit, Window

NEEDS_INTERPRETER: Final = During("need", (INTERPRETER,), (NO_INTERPRETER,))
NOBODY_NAMED: Final = AnyOf((Missing("interpreter"), Is("interpreter", ("none", "relative"))))
BY_FAMILY: Final = AllOf((NOT_SEEN, Is("outcome", (PREVENTED,))))
THIRTY_DAYS: Final = Span(30)
NO_ACCESS: Final = Is("code", ("no_access",))
SPEAKS_FOR_CHILD: Final = Is("code", ("1A", "1B", "2A", "2B"))
"""A relative, an acquaintance or neighbour, a school, an education service: who made contact, by the census codes."""


def _interpreter(rule: str, title: str, gap: Condition, severity: Severity, *supersedes: str) -> Rule:
    """A visit with the child, an interpreter needed, and none named, or one of the family."""
    return Rule(
        id=rule,
        version=1,
        title=title,
        message="The visit on {day} does not yet show who interpreted for the child, other than a relative.",
        remedy="If an interpreter was there, name them. If not, arrange one, and hear the child again.",
        authority=HEARD,
        # Where the child was not there, nobody had to interpret; that has rules of its own.
        template=FieldCheck("visit", gap, about=SEEN, exempt_when=Is("purpose", ("parents",))),
        addressees=(Role.WORKER,),
        severity=severity,
        delivery=Channel.DIGEST,
        nations=EVERYWHERE,
        supersedes=supersedes,
    )


VOC_12: Final = _interpreter(
    "VOC-12",
    "Interpreter needed, none named at a visit, or a relative interpreted",
    AllOf((NEEDS_INTERPRETER, NOBODY_NAMED)),
    Severity.WARNING,
)
VOC_12C: Final = _interpreter(
    "VOC-12C",
    "Interpreter needed in an enquiry, none named at a visit, or a relative interpreted",
    AllOf((During("section_47", None), NEEDS_INTERPRETER, NOBODY_NAMED)),
    Severity.CRITICAL,
    "VOC-12",
)

VOC_19: Final = Rule(
    id="VOC-19",
    version=1,
    title="Two visits in 30 days prevented by the family, no manager's decision",
    message="The visit on {day} is the second or later within {before} that the family prevented; no manager's decision "
    "on it is on record yet.",
    remedy="Decide how the child will be seen, and record the decision. If it did not take place for another reason, correct that.",
    authority=HEARD,
    template=FieldCheck(
        "visit",
        AllOf(
            (
                BY_FAMILY,
                Shown("visit", BY_FAMILY, Window(before=THIRTY_DAYS)),
                Not(Shown("decision", NO_ACCESS, Window(before=THIRTY_DAYS))),
            )
        ),
        # Whenever it is decided, nothing is left to ask for.
        exempt_when=Shown("decision", NO_ACCESS, Window(after=Span(1, Unit.YEARS))),
    ),
    addressees=(Role.MANAGER,),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=EVERYWHERE,
    # Of a longer row of closed doors the newest is told.
    supersedes=(Covers("VOC-19", Link.RECENT, 30),),
    thresholds=(Threshold(Slot.BEFORE, 90),),
)

VOC_20: Final = Rule(
    id="VOC-20",
    version=1,
    title="Somebody spoke up for the child, without analysis or reply",
    message="On {day} somebody who knows the child was in touch; the record does not yet show what was made of it.",
    remedy="Record what you make of it, what followed, and what they were told. If nothing follows, say why.",
    authority=HEARD,
    template=FieldCheck(
        "contact",
        AllOf(
            (
                SPEAKS_FOR_CHILD,
                Missing("outcome"),
                Not(Shown("reply", None, Window(after=TWENTY_WORKING_DAYS))),
            )
        ),
        exempt_when=AnyOf(
            (
                Shown("referral", None, Window(after=TWENTY_WORKING_DAYS)),
                Shown("assessment", None, Window(after=TWENTY_WORKING_DAYS)),
            )
        ),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=EVERYWHERE,
    thresholds=(Threshold(Slot.AFTER, 60),),
)

VOC_24: Final = Rule(
    id="VOC-24",
    version=1,
    title="The child declined twice, and no other way or person was tried",
    message="On {day} the child chose for the second time to say nothing; no other way or person is on record yet.",
    remedy="If another way or person was tried, record it. If not, try another: play, drawing, an advocate, another person.",
    authority=HEARD,
    template=ByPlugin("visit", also=("view_given", "advocacy"), needs=("outcome", "method")),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=EVERYWHERE,
    supersedes=("VOC-24",),
)

ASKING_RULES: Final = (VOC_12, VOC_12C, VOC_19, VOC_20, VOC_24)
