"""What a scenario file holds: claims, each an invented child's facts and what one rule is expected to say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final


class Subject(StrEnum):
    """What a part of a file is about; the key that names it."""

    RULE = "rule"
    TIMER = "timer"
    TRIGGER = "trigger"
    REVIEW = "review"


class Five(StrEnum):
    """The cases that every rule that runs is shown in, its boundary among them."""

    MET = "met"
    GAP = "gap"
    EXPLAINED = "explained"
    CANNOT_TELL = "cannot tell"
    EDGE = "edge"


LAST_IN_TIME: Final = "last in time"
FIRST_LATE: Final = "first late"
NOTHING: Final = "nothing"
"""A rule has nothing to say: the record holds nothing it asks about."""
TOLD_BY: Final = "told by "
NOT_CALLED_FOR: Final = "not_called_for"
"""Stated of a review: people decided against it."""
WORDS: Final[Mapping[Subject, frozenset[str]]] = {
    Subject.RULE: frozenset({"met", "gap", "explained", "cannot tell", "not applicable", NOTHING}),
    Subject.TRIGGER: frozenset({"nominated", "not nominated", "cannot tell", "not applicable"}),
    Subject.REVIEW: frozenset({"proposed", "not proposed", "cannot tell", "not applicable"}),
    Subject.TIMER: frozenset(),
}
"""What may be said in one word, by what is asked; a rule's finding may also be told by another rule, a timer gives a list."""
KIND_OF: Final = {
    "met": Five.MET, "not nominated": Five.MET, "not proposed": Five.MET,
    "gap": Five.GAP, "nominated": Five.GAP, "proposed": Five.GAP, "late": Five.GAP,
    "explained": Five.EXPLAINED,
    "cannot tell": Five.CANNOT_TELL, "cannot_tell": Five.CANNOT_TELL,
}  # fmt: skip
"""Which of the five a word shows; a timer that is late shows a gap."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One invented child. ``says`` is a word for all that is found, or what is found in order of days.

    The source knows every kind of fact from ``known_from`` to ``today``, but for ``unknown`` kinds and those of
    ``known`` (kind: first and last day). ``answered`` is the reason somebody chooses at the prompt. ``place`` is where
    it stands: file and item.
    """

    place: str
    subject: Subject
    rule: str
    title: str
    nation: str
    today: date
    known_from: date
    facts: tuple[Mapping[str, Any], ...]
    says: str | tuple[Mapping[str, Any], ...]
    born: date | None = None
    framework: str | None = None
    source: str | None = None
    unknown: frozenset[str] = frozenset()
    known: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    stated: Mapping[str, Any] = field(default_factory=dict)
    answered: str | None = None
    edge: str | None = None
    why: str = ""

    @property
    def shows(self) -> frozenset[Five]:
        """Which of the five cases this claim is."""
        said = [self.says] if isinstance(self.says, str) else [one.get("state", "") for one in self.says]
        found = {Five.GAP if word.startswith(TOLD_BY) else KIND_OF.get(word) for word in said}
        return frozenset(one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Part:
    """The claims about one rule, and which of the five cases it cannot have, each with the reason."""

    subject: Subject
    rule: str
    claims: tuple[Claim, ...]
    cannot_occur: Mapping[Five, str]
