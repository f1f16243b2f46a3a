"""Voice rules of the field guide that no plugin brings yet, and what each waits for: said, so that none is missed."""

from typing import Final, NamedTuple


class NotBuilt(NamedTuple):
    """A rule that is named in the field guide: what it would look for, and what it waits for."""

    id: str
    title: str
    waits: str


VOICE_RULES: Final = tuple(f"VOC-{number:02}" for number in range(1, 31))
"""The voice rules of the field guide, by id; a variant has a letter after it."""

NOT_BUILT: Final = (
    NotBuilt("VOC-12", "Interpreter needed, none named at a contact where the child was to be heard",
             "No source gives who interpreted at a contact"),
    NotBuilt("VOC-14", "Section for the child's view nearly the same as an earlier one",
             "No source gives that section by itself, and texts of notes are not kept to compare"),
    NotBuilt("VOC-19", "Contacts prevented by the family, without a manager's decision",
             "No source gives a coded reason for a contact that was prevented, or a manager's decision on it"),
    NotBuilt("VOC-20", "Somebody spoke up for the child, without analysis or reply",
             "No source gives who spoke for the child apart from the text of a note"),
    NotBuilt("VOC-24", "The child declined twice, and no other way was tried",
             "No source gives a coded refusal or the way in which a child was asked"),
    NotBuilt("VOC-25", "The child's own statement or complaint not acknowledged or linked to a review",
             "No source gives a child's own statements or complaints"),
    NotBuilt("VOC-28", "Audit or reflective case review closed without feedback of the child or family",
             "It is about an audit, not a case, and rules read cases"),
    NotBuilt("VOC-29", "Learning about a child without the child's view or lived experience",
             "It is about learning, not a case, and rules read cases"),
    NotBuilt("VOC-30", "Contact note written more than 2 working days after the contact",
             "No source gives both the day of a contact and the day its note was written"),
)  # fmt: skip
