"""The fields by which a record shows that a child was seen or heard, and the values that show it."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VoiceField:
    """One typed field of one kind of event, or with no field the event itself.

    ``shows`` are the values by which the child was seen or heard; rows with a value of ``aside`` are not asked.
    """

    kind: str
    field: str | None
    meaning: str
    shows: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


_CONVEYED: Final = ("PN1", "PN2", "PN3", "PN5", "PN6")
_YES: Final = ("yes",)
_NO_QUESTION: Final = ("not_applicable",)

VOICE_FIELDS: Final = (
    VoiceField("visit", "seen", "Child seen at a visit", _YES, _NO_QUESTION),
    VoiceField("visit", "alone", "Child seen alone at a visit", _YES, _NO_QUESTION),
    VoiceField("section_47", "alone", "Child seen alone in an enquiry", _YES, _NO_QUESTION),
    VoiceField("assessment", "seen", "Child seen during an assessment", _YES, _NO_QUESTION),
    # Under 4 (PN0) no participation is expected.
    VoiceField("review", "code", "Child's view reached a looked-after review", _CONVEYED, ("PN0",)),
    VoiceField("conference", "participation", "Child's view reached a conference", _CONVEYED, ("PN0",)),
    VoiceField("return_interview", "offered", "Return interview offered", _YES, _NO_QUESTION),
    VoiceField("return_interview", "held", "Return interview held", _YES, _NO_QUESTION),
    VoiceField("advocacy", "offered", "Advocate offered", _YES, _NO_QUESTION),
    VoiceField("view_given", None, "View given by any means"),
    VoiceField("statement", None, "The child's own statement"),
)
