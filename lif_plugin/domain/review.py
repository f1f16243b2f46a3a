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


@dataclass(frozen=True, slots=True)
class Raising:
    """How learning raises a review: so many open items, from sources named by kind or id, that share a theme.

    ``different``: of so many kinds of source at least. ``nature``: strengths or concerns only. ``criterion``: the one
    of the review's criteria that they speak to.
    """

    sources: frozenset[str]
    items: int = 2
    different: int = 1
    nature: str | None = None
    criterion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewKind:
    """A kind of review, national or of one framework.

    ``brought_up_by`` are the incidents on a record for which it is proposed, ``raised_by`` what learning asks for it,
    ``programmes`` the audit programmes whose draws bring its cases; without any of them people alone bring it up.
    ``note`` is said wherever it is shown.
    """

    id: str
    label: str
    authority: str
    questions: tuple[Question, ...] = ()
    brought_up_by: frozenset[Incident] = frozenset()
    raised_by: tuple[Raising, ...] = ()
    programmes: tuple[str, ...] = ()
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
