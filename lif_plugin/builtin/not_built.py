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
    NotBuilt("VOC-28", "Audit or reflective case review closed without feedback of the child or family",
             "It is about an audit, not a case, and rules read cases"),
    NotBuilt("VOC-29", "Learning about a child without the child's view or lived experience",
             "It is about learning, not a case, and rules read cases"),
)  # fmt: skip
