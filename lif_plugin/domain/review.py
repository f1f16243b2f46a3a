"""Kinds of review: what brings one up, its criteria, which record facts answer them, and what people decide."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lif_plugin.domain.clock import ClockRule
from lif_plugin.domain.criteria import Part

ASK: Final = "ask"
"""What a table of criteria says where people alone can answer."""


class Incident(StrEnum):
    """What in a record can bring a review up."""

    DEATH = "death"
    SERIOUS_HARM = "serious_harm"
    REPEAT_PLAN = "repeat_plan"
    CONFERENCE_DISSENT = "conference_dissent"


class RecordFact(StrEnum):
    """A question that facts of a record can answer. Which facts, and how, stands where it is answered."""

    CHILD_DIED = "child_died"
    CHILD_HARMED = "child_harmed"
    CHILD_DIED_OR_HARMED = "child_died_or_harmed"
    ABUSE_OR_NEGLECT = "abuse_or_neglect"
    LOOKED_AFTER_AT_DEATH = "looked_after_at_death"
    CARE_LEAVER_TO_24 = "care_leaver_to_24"
    DIED_ON_REMAND = "died_on_remand"
    DIED_IN_YOUNG_OFFENDER_INSTITUTION = "died_in_young_offender_institution"
    DIED_IN_SECURE_CHILDRENS_HOME = "died_in_secure_childrens_home"
    EVER_ON_PROTECTION_PLAN = "ever_on_protection_plan"
    CARE_EXPERIENCED = "care_experienced"
    REPEAT_PROTECTION_PLAN = "repeat_protection_plan"
    KNOWN_TO_YOUTH_JUSTICE = "known_to_youth_justice"
    CONFERENCE_DISSENT = "conference_dissent"


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion, and what answers it: all of these record facts, and people where ``asked``."""

    part: Part
    text: str
    facts: tuple[RecordFact, ...] = ()
    asked: bool = False
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewKind:
    """A kind of review, national or of one framework.

    ``brought_up_by`` empty: no record fact brings it up, people do. ``note`` is said wherever it is shown.
    """

    id: str
    label: str
    authority: str
    questions: tuple[Question, ...] = ()
    brought_up_by: frozenset[Incident] = frozenset()
    clocks: tuple[ClockRule, ...] = ()
    note: str | None = None
    defects: tuple[str, ...] = ()
    recommended_by: str | None = None
    decided_by: str | None = None


class Decision(StrEnum):
    """What people decide of a proposed review."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
