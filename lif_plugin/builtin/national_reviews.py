"""Reviews that national law and guidance call for, as data: criteria in short words of our own, clocks, authority."""

from collections.abc import Mapping
from typing import Final

from lif_plugin.domain.clock import ClockRule, Milestone, Sense, Unit
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
PANEL_REPLY: Final = ClockRule(
    "T-04", "The Panel replies to the rapid review", Milestone.PANEL_RECEIVED, Milestone.PANEL_REPLIED, 15,
    Unit.WORKING_DAYS, "Guidance of the Child Safeguarding Practice Review Panel",
)  # fmt: skip
LOCAL_REVIEW: Final = (
    ClockRule("T-05", "Complete and publish the review", Milestone.DECIDED, Milestone.PUBLISHED, 6, Unit.MONTHS, _WT,
              pauses=(Milestone.PROCEEDINGS_BEGAN, Milestone.PROCEEDINGS_ENDED)),
    ClockRule("T-06", "Send a copy to the Panel and the Secretary of State", Milestone.PUBLICATION_PLANNED,
              Milestone.COPY_SENT, 7, Unit.WORKING_DAYS, _WT, Sense.BEFORE),
    ClockRule("T-07", "Keep the published review available", Milestone.PUBLISHED, Milestone.TAKEN_DOWN, 12,
              Unit.MONTHS, _WT, Sense.AT_LEAST),
)  # fmt: skip
LEARNING_REVIEW_DECISION: Final = ClockRule(
    "S-09", "Decide on a learning review (a local limit, not a national one)", Milestone.REFERRED,
    Milestone.DECIDED, 28, Unit.DAYS, "Local; the national guidance asks for timeliness and names no number of days",
)  # fmt: skip
_INSPECTORATE: Final = (
    "National Guidance for Child Protection Committees Undertaking Learning Reviews 2021 (updated 2024)"
)
TELL_INSPECTORATE: Final = (
    ClockRule("S-10", "Tell the Care Inspectorate whether it goes on (at once; the next day is ours)", Milestone.DECIDED,
              Milestone.INSPECTORATE_TOLD, 1, Unit.DAYS, _INSPECTORATE, either_way=True),
    ClockRule("S-10", "Send the Care Inspectorate the full report (at once; the next day is ours)", Milestone.COMPLETED,
              Milestone.REPORT_SENT, 1, Unit.DAYS, _INSPECTORATE),
)  # fmt: skip

_BOTH: Final = frozenset({Incident.DEATH, Incident.SERIOUS_HARM})
_DEATH: Final = frozenset({Incident.DEATH})
_SERIOUS_INCIDENT: Final = (
    Question(Part.ALL_OF, "Abuse or neglect of the child is known or suspected", (RecordFact.ABUSE_OR_NEGLECT,)),
    Question(Part.ANY_OF, "The child has died", (RecordFact.CHILD_DIED,)),
    Question(Part.ANY_OF, "The child has been seriously harmed", (RecordFact.CHILD_HARMED,)),
)  # fmt: skip
_PRACTICE_REVIEW: Final = (
    Question(Part.ALL_OF, "Abuse or neglect of the child is known or suspected", (RecordFact.ABUSE_OR_NEGLECT,)),
    Question(Part.ALL_OF, "The child has died or been seriously harmed", (RecordFact.CHILD_DIED_OR_HARMED,)),
    Question(Part.ANY_OF, "It shows, or may show, how safeguarding children could be improved", asked=True),
    Question(Part.ANY_OF, "It shows, or may show, themes that come back", asked=True),
    Question(Part.ANY_OF, "There is concern about how two or more organisations worked together", asked=True),
    Question(Part.ANY_OF, "The Panel holds that a local review fits better than a national one", asked=True),
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
        clocks=(RAPID_REVIEW, PANEL_REPLY),
        note="Every incident that was notified has a rapid review; its clock starts with the notification",
        decided_by="The safeguarding partners",
    ),
    ReviewKind(
        id="local_child_safeguarding_practice_review",
        label="Local child safeguarding practice review",
        authority=_WT,
        questions=_PRACTICE_REVIEW,
        brought_up_by=_BOTH,
        clocks=LOCAL_REVIEW,
        note="The rapid review says whether it is called for. The criteria are short words of ours; read the guidance "
        "before deciding",
        recommended_by="The rapid review",
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
        clocks=(LEARNING_REVIEW_DECISION, *TELL_INSPECTORATE),
        note="The criteria are short words of ours; read the guidance before deciding",
        decided_by="The Child Protection Committee",
    ),
)

NATIONAL: Final[Mapping[str, tuple[ReviewKind, ...]]] = {"england": ENGLAND, "scotland": SCOTLAND}
"""By nation. Wales and Northern Ireland have reviews of their own, which are not here yet: none is proposed."""
