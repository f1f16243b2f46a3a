"""Reviews that national law and guidance call for, as data: criteria in short words of our own, clocks, authority."""

from collections.abc import Mapping
from typing import Final

from lif_plugin.domain.clock import ClockRule, Milestone, Unit
from lif_plugin.domain.criteria import Part
from lif_plugin.domain.review import Incident, Question, RecordFact, ReviewKind

_WT: Final = "Working Together to Safeguard Children 2023, chapter 5"
_S16C: Final = f"Children Act 2004, section 16C; {_WT}"

NOTIFY_INCIDENT: Final = ClockRule(
    "T-01", "Notify the Panel of the serious incident", Milestone.AWARE, Milestone.NOTIFIED, 5,
    Unit.WORKING_DAYS, _S16C,
)  # fmt: skip
NOTIFY_DEATH: Final = ClockRule(
    "T-02", "Notify the death of a looked-after child", Milestone.AWARE, Milestone.NOTIFIED, 5,
    Unit.WORKING_DAYS, _WT,
)  # fmt: skip
NOTIFY_CARE_LEAVER: Final = ClockRule(
    "T-02b",
    "Notify the death of a care leaver",
    Milestone.AWARE,
    Milestone.NOTIFIED,
    5,
    Unit.WORKING_DAYS,
    _WT,
)
RAPID_REVIEW: Final = ClockRule(
    "T-03", "Send the rapid review to the Panel", Milestone.NOTIFIED, Milestone.RAPID_REVIEW_SENT, 15,
    Unit.WORKING_DAYS, f"{_WT}; guidance of the Child Safeguarding Practice Review Panel",
)  # fmt: skip
LEARNING_REVIEW_DECISION: Final = ClockRule(
    "S-09", "Decide on a learning review (a local limit, not a national one)", Milestone.REFERRED,
    Milestone.DECIDED, 28, Unit.DAYS, "Local; the national guidance asks for timeliness and names no number of days",
)  # fmt: skip

_BOTH: Final = frozenset({Incident.DEATH, Incident.SERIOUS_HARM})
_DEATH: Final = frozenset({Incident.DEATH})
_SERIOUS_INCIDENT: Final = (
    Question(Part.ALL_OF, "Abuse or neglect of the child is known or suspected", (RecordFact.ABUSE_OR_NEGLECT,)),
    Question(Part.ANY_OF, "The child has died", (RecordFact.CHILD_DIED,)),
    Question(Part.ANY_OF, "The child has been seriously harmed", (RecordFact.CHILD_HARMED,)),
)  # fmt: skip
_AREA: Final = (
    "It falls to the authority in whose area it happened or, where it happened outside England, where the child "
    "normally lives"
)

ENGLAND: Final = (
    ReviewKind(
        id="serious_incident_notification",
        label="Serious incident notification",
        authority=_S16C,
        questions=_SERIOUS_INCIDENT,
        brought_up_by=_BOTH,
        clocks=(NOTIFY_INCIDENT,),
        note=_AREA,
        decided_by="The local authority",
    ),
    ReviewKind(
        id="rapid_review",
        label="Rapid review",
        authority=_WT,
        questions=_SERIOUS_INCIDENT,
        brought_up_by=_BOTH,
        clocks=(RAPID_REVIEW,),
        note="Every incident that was notified has a rapid review; its clock starts with the notification",
        decided_by="The safeguarding partners",
    ),
    ReviewKind(
        id="child_death_review",
        label="Child death review",
        authority="Child death review: statutory and operational guidance (England) 2018",
        questions=(Question(Part.ALL_OF, "A child under 18 has died", (RecordFact.CHILD_DIED,)),),
        brought_up_by=_DEATH,
        decided_by="The child death review partners",
    ),
    ReviewKind(
        id="looked_after_death_notification",
        label="Notification of a looked-after child's death",
        authority=f"{_WT}: death of a looked-after child, 5 working days",
        questions=(
            Question(
                Part.ALL_OF, "The child was looked after when they died", (RecordFact.LOOKED_AFTER_AT_DEATH,)
            ),
        ),
        brought_up_by=_DEATH,
        clocks=(NOTIFY_DEATH,),
        note="Whether or not abuse or neglect is known or suspected",
        decided_by="The local authority",
    ),
    ReviewKind(
        id="care_leaver_death_notification",
        label="Notification of a care leaver's death",
        authority=f"{_WT}: death of a care leaver up to and including the age of 24, 5 working days",
        questions=(
            Question(
                Part.ALL_OF, "A care leaver of 24 years or younger has died", (RecordFact.CARE_LEAVER_TO_24,)
            ),
        ),
        brought_up_by=_DEATH,
        clocks=(NOTIFY_CARE_LEAVER,),
        decided_by="The local authority",
    ),
)

_SCOTTISH: Final = (
    Question(Part.ALL_OF, "A child has died or sustained significant harm", (RecordFact.CHILD_DIED_OR_HARMED,)),
    Question(Part.ALL_OF, "There is more to learn that could improve how children are protected", asked=True),
    Question(Part.ANY_OF, "Abuse or neglect is known or suspected to be a factor", asked=True),
    Question(
        Part.ANY_OF,
        "The child is or was on the child protection register",
        (RecordFact.EVER_ON_PROTECTION_PLAN,),
    ),
    Question(Part.ANY_OF, "A sibling is or was on the child protection register", asked=True),
    Question(Part.ANY_OF, "The child is or was care experienced", (RecordFact.CARE_EXPERIENCED,)),
    Question(
        Part.ANY_OF, "The death is by suicide, alleged murder, culpable homicide or an act of violence", asked=True
    ),
)  # fmt: skip

SCOTLAND: Final = (
    ReviewKind(
        id="learning_review",
        label="Learning review",
        authority="National Guidance for Child Protection Committees Undertaking Learning Reviews (Scotland, 2021, "
        "updated 2024)",
        questions=_SCOTTISH,
        brought_up_by=_BOTH,
        clocks=(LEARNING_REVIEW_DECISION,),
        note="The criteria are short words of ours; read the guidance before deciding",
        decided_by="The Child Protection Committee",
    ),
)

NATIONAL: Final[Mapping[str, tuple[ReviewKind, ...]]] = {"england": ENGLAND, "scotland": SCOTLAND}
"""By nation. Wales and Northern Ireland have reviews of their own, which are not here yet: none is proposed."""
