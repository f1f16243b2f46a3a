"""What is kept of a case note: not its words, but what they were read to show, where, a hash, a likeness.

An adapter hands over `Words` with a note. The flow has them read when they are received and keeps a `Reading` in the
event's detail; the words go no further. Rules get readings as values.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from lif_plugin.domain.kinds import Tri
from lif_plugin.errors import InvalidEvent

DETAIL: Final = "reading"
"""Where an event's detail holds the reading."""

SEE_CHILD: Final = "see_child"
CHILD_VIEWS: Final = "child_views"
REVIEW: Final = "review"
CONFERENCE: Final = "conference"
COMPLAINT: Final = "complaint"
PURPOSES: Final = frozenset({SEE_CHILD, CHILD_VIEWS, REVIEW, CONFERENCE, COMPLAINT})
"""What a note is of: a contact at which the child was to be seen; the section for the child's wishes and feelings of
an assessment, plan or review; what was minuted of a review or conference; a complaint. A source that does not say
leaves it out."""

_BY_CHANCE: Final = 1 / 256

LONGEST: Final = 200_000
"""Characters of one note that are taken."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a note on their way from an adapter to the reader; never stored, never printed.

    ``born_on`` (YYYYMMDD) gives the child's age, ``needs`` is what is recorded of how the child communicates,
    ``names`` are the child's names as the note may write them, ``record_type`` the kind of entry in the source's words.
    Raises `InvalidEvent` where they are too long or the purpose is not one of `PURPOSES`.
    """

    text: str = field(repr=False)
    purpose: str | None = None
    record_type: str = ""
    born_on: int | None = field(default=None, repr=False)
    needs: str | None = field(default=None, repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if len(self.text) > LONGEST:
            raise InvalidEvent(f"The words of a note are a text of at most {LONGEST} characters.")
        if self.purpose is not None and self.purpose not in PURPOSES:
            raise InvalidEvent(f"The purpose of a note is one of {', '.join(sorted(PURPOSES))}, or left out.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a note was read to show. ``labels`` are yes, no or None where the note does not say.

    ``overall`` is heard, partial, gap or not_applicable; ``indirect``: the child's view came only through others.
    ``without_speech``: observation is this child's voice (under two, or so recorded); None where neither age nor need
    was known. ``empty``: nothing was written. ``likeness`` (of a section for the child's view alone) tells how much two
    sections of one child share. ``spans`` are (label, first character, end). ``digest`` tells a changed
    text from the same one and cannot be turned back. ``edition`` is the reader's, ``local_words`` that of the agency's own
    words (`LocalWords.edition`), None where it had none.
    """

    edition: int
    digest: str
    overall: str
    labels: Mapping[str, bool | None]
    without_speech: bool | None
    empty: bool = False
    indirect: bool = False
    doubtful: tuple[str, ...] = ()
    rubric: Mapping[str, str] = field(default_factory=dict)
    spans: tuple[tuple[str, int, int], ...] = ()
    likeness: str | None = None
    local_words: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))
        object.__setattr__(self, "rubric", MappingProxyType(dict(self.rubric)))

    def shows(self, *labels: str) -> bool:
        """Whether the note shows any of these."""
        return any(self.labels.get(name) is True for name in labels)

    def as_detail(self) -> dict[str, Any]:
        """What is kept of it, as JSON can hold it."""
        return {
            "edition": self.edition,
            "digest": self.digest,
            "overall": self.overall,
            "labels": dict(self.labels),
            "without_speech": self.without_speech,
            "empty": self.empty,
            "indirect": self.indirect,
            "doubtful": list(self.doubtful),
            "rubric": dict(self.rubric),
            "spans": [list(span) for span in self.spans],
            **({"likeness": self.likeness} if self.likeness else {}),
            **({"local_words": self.local_words} if self.local_words else {}),
        }


def reading_of(detail: Mapping[str, Any]) -> Reading | None:
    """The reading that an event's detail holds; None where there is none, or none that can be understood."""
    kept = detail.get(DETAIL)
    if not isinstance(kept, Mapping):
        return None
    try:
        return Reading(
            int(kept["edition"]),
            str(kept["digest"]),
            str(kept["overall"]),
            {str(name): value for name, value in kept["labels"].items()},
            kept.get("without_speech"),
            bool(kept.get("empty")),
            bool(kept.get("indirect")),
            tuple(map(str, kept.get("doubtful", ()))),
            {str(name): str(mark) for name, mark in kept.get("rubric", {}).items()},
            tuple((str(name), int(start), int(end)) for name, start, end in kept.get("spans", ())),
            kept.get("likeness"),
            kept.get("local_words"),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def shared(one: str, other: str) -> float | None:
    """How much two sections share, from 0 to 1, by their likenesses; None where they cannot be compared.

    A likeness is the maker's edition, a colon, and one byte for each of some hundred draws. Two sections agree in a draw
    as often as they share words beside each other, and in 1 of 256 by chance, which is taken off.
    """
    edition, _, mine = one.partition(":")
    same_edition, _, theirs = other.partition(":")
    try:
        pairs = list(zip(b64decode(mine, validate=True), b64decode(theirs, validate=True), strict=True))
    except ValueError:
        return None
    if edition != same_edition or not pairs:
        return None
    agreed = sum(left == right for left, right in pairs) / len(pairs)
    return max(0.0, (agreed - _BY_CHANCE) / (1 - _BY_CHANCE))


def tri(value: bool | None) -> Tri | None:
    """A label as a field of an event: None stays unknown."""
    return None if value is None else Tri.YES if value else Tri.NO
