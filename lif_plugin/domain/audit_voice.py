"""What those who work with a case say of its audit: words, a day to talk, and what they think of how it was made."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TEXT_AT_MOST: Final = 4_000


class WordKind(StrEnum):
    """A word on an audit.

    VIEW: what the practitioner wants to be known. PROPOSED and AGREED: a day for the reflective conversation. READ_BACK:
    the audit was shown to those who work with the case. REPLY and DISAGREES: what they say to it.
    """

    VIEW = "view"
    PROPOSED = "proposed"
    AGREED = "agreed"
    READ_BACK = "read_back"
    REPLY = "reply"
    DISAGREES = "disagrees"


WRITTEN: Final = frozenset({WordKind.VIEW, WordKind.REPLY, WordKind.DISAGREES})
"""Words that are texts."""
AFTERWARDS: Final = frozenset({WordKind.REPLY, WordKind.DISAGREES})
"""Words that answer what was read back."""

FEEDBACK: Final = {
    "fair": "Was the audit fair?",
    "heard": "Were you heard?",
    "useful": "Will it help in your work with this child?",
}
"""What a practitioner is asked about the audit itself."""
FEEDBACK_ANSWERS: Final = {"yes": "Yes", "partly": "In part", "no": "No"}


@dataclass(frozen=True, slots=True)
class Said:
    """One word as it stands: by whom, and whether that is the auditor's side."""

    kind: WordKind
    day: int | None
    by_auditor: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """The reflective conversation: the day that stands, whether both agree, and whether the auditor proposed it."""

    day: int
    is_agreed: bool
    by_auditor: bool


def talk_of(words: Iterable[Said]) -> Talk | None:
    """The day that stands, given all words in order; a new proposal takes the place of what was agreed."""
    found: Talk | None = None
    for word in words:
        if word.day is None:
            continue
        if word.kind is WordKind.PROPOSED:
            found = Talk(word.day, is_agreed=False, by_auditor=word.by_auditor)
        elif word.kind is WordKind.AGREED and found is not None:
            found = Talk(found.day, is_agreed=True, by_auditor=found.by_auditor)
    return found


def feedback_counts(given: Iterable[Mapping[str, str]]) -> dict[str, Counter[str]]:
    """How often each answer was given, by question; what was not answered is not counted."""
    found = {question: Counter[str]() for question in FEEDBACK}
    for one in given:
        for question, answer in one.items():
            if question in found and answer in FEEDBACK_ANSWERS:
                found[question][answer] += 1
    return found
