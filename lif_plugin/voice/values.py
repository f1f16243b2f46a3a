"""What reading a note gives back: spans, marks, rubric items, labels and the overall reading."""

from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """How far a rubric item is shown by the note."""

    ABSENT = "absent"
    PARTIAL = "partial"
    CLEAR = "clear"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"


class Overall(StrEnum):
    """Whether the child can be heard in the note."""

    HEARD = "heard"
    PARTIAL = "partial"
    GAP = "gap"
    NOT_APPLICABLE = "not_applicable"


LABELS = (
    "child_seen",
    "seen_alone",
    "own_words",
    "wishes_feelings",
    "method_adapted",
    "observation",
    "interpretation",
    "response",
    "reason_if_absent",
    "adult_voice_only",
    "voice_expected",
)
"""The labels of the sample set, in the order in which they are written."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the note by character offsets: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the note under this span."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two stretches share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Finding:
    """One label: what was found, the words that show it, and the rule that found it.

    `value` is None only where the note does not say (`seen_alone`). `rules` names the rules, so that a
    reader can look up why; `doubt` is set where the cue is weak or the speaker was only inferred.
    """

    value: bool | None
    spans: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class RubricItem:
    """One item of the rubric (R1 to R11) with its mark and the words that show it."""

    id: str
    mark: Mark
    spans: tuple[Span, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class NoteReading:
    """Everything that was read from one note. It holds offsets, never a copy of the text."""

    labels: dict[str, Finding]
    rubric: tuple[RubricItem, ...]
    overall: Overall
    why: str
    indirect: bool = False
    evidence: tuple[Span, ...] = field(default=())

    def label(self, name: str) -> bool | None:
        """The value of one label of the sample set."""
        return self.labels[name].value

    def item(self, identity: str) -> RubricItem:
        """One item of the rubric by its id, such as `R1`; KeyError when there is none."""
        for item in self.rubric:
            if item.id == identity:
                return item
        raise KeyError(identity)
