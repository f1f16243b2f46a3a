"""Event kinds: which facts a record can hold, and the typed fields each may carry.

An adapter's only output is events of these kinds. A field that a rule reads is a typed column of the
event table, so a new one is a migration; everything else goes into the event's JSON detail, which no
rule reads.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Tri(StrEnum):
    """A yes or no that may not apply. *Unknown* is the absence of a value (None), never a "no"."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Precision(StrEnum):
    """How exactly a time is known. PERIOD: only that it holds for the return's period."""

    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    PERIOD = "period"


TRI_FIELDS: Final = ("seen", "alone", "offered", "accepted", "held", "joint", "unsafe", "linked")
TEXT_FIELDS: Final = ("code", "code_raw", "outcome", "reason", "actor", "purpose", "participation", "service",
                      "interpreter", "method")  # fmt: skip
NUMBER_FIELDS: Final = ("born_on", "seq", "written_on")
TYPED_FIELDS: Final = (*TEXT_FIELDS, *TRI_FIELDS, *NUMBER_FIELDS)
"""Typed columns of the event table.

code: the coded value; code_raw: the text as sent, kept where the code was not recognised or was
derived; actor: the worker, by the source's own id; born_on: the child's birth date as that row states
it (YYYYMMDD); seq: order of events that the source gives the same day, from 1; purpose: what a visit was
for, ``parents`` where it was to see them alone, or what a note is of (see `domain.reading`); participation: how
the child took part in a conference, by
the codes PN0 to PN7; service: whose worker it was (social_care, health, education, police or another's own
word); joint: whether it was made for several children together; interpreter: who interpreted (named: one who is
named, relative: somebody of the family or a friend, none: nobody); method: the way in which the child was asked or
heard (talk, play, drawing, writing, app, symbols or another's own word); unsafe: whether the child said that they
are not safe; linked: whether it was put before the review that came next; written_on: the day on which a note was
written (YYYYMMDD).
"""

PREVENTED: Final = "prevented_by_family"
"""A visit's outcome: the family did not let it happen. Not for what we cancelled or an illness."""
DECLINED: Final = "declined"
"""The outcome of a visit, or of asking for a view, at which the child chose to say nothing."""
INTERPRETER: Final = "INTERPRETER"
"""The code of a need: an interpreter is needed to hear the child."""
NO_INTERPRETER: Final = "NO_INTERPRETER"
"""The code of a need: it was asked, and no interpreter is needed."""

_ALWAYS: Final = frozenset({"code_raw", "reason", "born_on", "seq", "actor"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact.

    ``interval`` kinds hold from ``occurred`` until ``until``; an empty until means still so. ``opens``
    kinds keep a case open while one of their intervals is.
    """

    name: str
    meaning: str
    fields: frozenset[str]
    interval: bool = False
    opens: bool = False


def _kind(name: str, meaning: str, *fields: str, interval: bool = False, opens: bool = False) -> Kind:
    return Kind(name, meaning, frozenset(fields) | _ALWAYS, interval, opens)


_KINDS: Final = (
    _kind("case", "The source itself holds a case open; code says as what", "code", "outcome",
          interval=True, opens=True),
    _kind("birth", "The child was born; code is the sex as recorded", "code"),
    _kind("death", "The child or young person died"),
    _kind("serious_harm", "The child was seriously harmed", "code"),
    _kind("contact", "Somebody was in touch about the child", "code", "outcome"),
    _kind("consent", "Somebody consented, or refused, for the child; code says who", "code", "outcome"),
    _kind("referral", "The child was referred", "code", "outcome"),
    _kind("assessment", "An assessment, from start to authorisation", "code", "outcome", "seen", "alone", "joint",
          interval=True, opens=True),
    _kind("strategy_discussion", "A strategy discussion or inter-agency referral discussion", "outcome", "held"),
    _kind("section_47", "A section 47 enquiry; in Scotland a child protection investigation", "code", "outcome", "seen", "alone", interval=True, opens=True),
    _kind("joint_interview", "A joint investigative interview of the child, in Scotland", "outcome", "held"),
    _kind("hearing", "A children's hearing, in Scotland", "code", "outcome", "held"),
    _kind("conference", "A child protection conference or planning meeting", "code", "outcome", "held",
          "participation"),
    _kind("plan", "A plan is in force; code says which", "code", "outcome", "joint", interval=True, opens=True),
    _kind("visit", "A visit to see the child, unless its purpose says otherwise", "code", "outcome", "seen", "alone",
          "held", "purpose", "service", "interpreter", "method"),
    _kind("review", "A looked-after review; code is how the child took part", "code", "outcome", "held"),
    _kind("placement", "The child is placed; code is the placement type", "code", "outcome",
          interval=True, opens=True),
    _kind("legal_status", "The child's legal status while looked after", "code", "outcome",
          interval=True, opens=True),
    _kind("deprivation_of_liberty", "A deprivation of liberty order is in force", "code", interval=True),
    _kind("missing", "The child was missing (M) or away without permission (A)", "code", interval=True),
    _kind("return_interview", "A talk after a missing episode", "outcome", "offered", "accepted", "held"),
    _kind("worker", "A worker holds the case; reason says why it changed", "code", interval=True),
    _kind("need", "A need of the child; code says which", "code", interval=True),
    _kind("household", "The child belongs to a household or family; code is the source's own number of it", "code",
          interval=True),
    _kind("health_check", "Health and behaviour as returned for the period", "code", "outcome", "offered", "accepted"),
    _kind("care_leaver_contact", "Whether a care leaver is in touch; code says how", "code", "outcome"),
    _kind("adoption_step", "A step towards adoption; code says which", "code", "outcome", interval=True),
    _kind("previous_permanence", "An earlier permanence arrangement that ended", "code"),
    _kind("view_given", "The child gave a view, by any means, or declined to (outcome)", "code", "outcome", "method"),
    _kind("advocacy", "An independent advocate was offered to the child", "code", "outcome", "offered", "accepted"),
    _kind("statement", "The child's own statement", "code", "outcome", "unsafe", "linked"),
    _kind("complaint", "A complaint by or for the child", "code", "outcome", "unsafe", "linked"),
    _kind("reply", "Something said by or for the child was acknowledged, analysed or answered; code says which", "code"),
    _kind("decision", "A manager's decision on the case; code says on what: no_access or unsafe", "code", "outcome"),
    _kind("note", "A case note; its text is not stored", "code", "outcome", "seen", "alone", "purpose", "joint",
          "written_on"),
    _kind("supervision", "Supervision about the child", "outcome", "held"),
    _kind("closure", "The case was closed", "code", "outcome"),
    _kind("concern", "A concern was identified; code says which", "code", "outcome"),
    _kind("pregnancy", "An unborn child is expected; it begins as weeks of pregnancy are counted", "code", interval=True),
    _kind("referral_decision", "It was decided what follows a referral", "outcome"),
    _kind("core_group", "A core group met", "outcome", "held"),
    _kind("meeting_notice", "Those concerned were told of a child protection planning meeting to come"),
    _kind("meeting_record", "The record of a child protection planning meeting was sent"),
    _kind("chair_told", "The chair of planning meetings was told of a significant change"),
    _kind("review_request", "A looked-after review earlier than due was asked for", "code"),
    _kind("review_paper", "A paper of a looked-after review was given out or completed; code says which", "code"),
    _kind("death_review", "A step of the review of a child's death; code says which", "code", "outcome", "held"),
    _kind("form", "A form was asked for, until it came back; code says which, service of whom", "code", "service",
          interval=True),
    _kind("dispute", "A formal dispute or dissent, until it is resolved; code says about what", "code", "outcome",
          interval=True),
    _kind("complaint_stage", "A stage of a complaint, until it is answered; code says which", "code", "outcome",
          interval=True),
    _kind("complaint_step", "A step within a complaint's stages; code says which", "code", "held"),
    _kind("proceedings", "Criminal proceedings or an inquest; code says which", "code", "outcome", interval=True),
    _kind("placement_basis", "On what footing the child is placed, beside the placement's own type", "code",
          interval=True),
    _kind("home_visit", "An independent person visited a children's home, on that home's own record", "held"),
    _kind("home_review", "The quality of care of a children's home was reviewed, on that home's own record", "held"),
)  # fmt: skip

KINDS: Final = MappingProxyType({kind.name: kind for kind in _KINDS})
OPENING_KINDS: Final = tuple(kind.name for kind in _KINDS if kind.opens)
