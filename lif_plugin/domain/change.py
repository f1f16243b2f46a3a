"""Changes that others follow: of what kind of thing, which word says it, and the place somebody has read up to."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.errors import LifError


class BadCursor(LifError):
    """The cursor is not one that this feed gave to your agency."""

    code = "bad_cursor"
    hint = "Give a cursor as `changes`, `changesCursor` or an event gave it."


class CursorTooOld(LifError):
    """Changes since this cursor are kept no longer, so that some would be missed."""

    code = "cursor_too_old"
    hint = "Ask `changesCursor`, read anew what you keep, then follow from that cursor."


class ChangeKind(StrEnum):
    """What changed."""

    PROMPT = "prompt"
    REVIEW_LINK = "review_link"
    AUDIT = "audit"
    LEARNING = "learning"
    ACTION = "action"
    CHILD_ACTION = "child_action"
    CASE = "case"


class ChangeWord(StrEnum):
    """What became of it."""

    RAISED = "raised"
    CHANGED = "changed"
    ANSWERED = "answered"
    DUE = "due"
    ENDED = "ended"
    REMOVED = "removed"


RIGHTS: Final[Mapping[ChangeKind, frozenset[Right]]] = MappingProxyType(
    {
        ChangeKind.PROMPT: frozenset({Right.READ_CASES}),
        ChangeKind.REVIEW_LINK: frozenset({Right.READ_REVIEWS}),
        ChangeKind.AUDIT: frozenset({Right.READ_AUDITS, Right.AUDIT}),
        ChangeKind.LEARNING: frozenset({Right.READ_LEARNING}),
        ChangeKind.ACTION: frozenset({Right.READ_LEARNING}),
        ChangeKind.CHILD_ACTION: frozenset({Right.READ_CHILD_ACTIONS}),
        ChangeKind.CASE: frozenset({Right.READ_CASES}),
    }
)
"""Any of these rights lets a viewer know that something of the kind changed."""

OF_CYCLE: Final = frozenset({ChangeKind.LEARNING, ChangeKind.ACTION})
"""Kinds that hang on no case and that partners share."""


def kinds_for(viewer: Viewer) -> frozenset[ChangeKind]:
    """The kinds whose changes a viewer may follow."""
    return frozenset(kind for kind, rights in RIGHTS.items() if any(viewer.may(right) for right in rights))


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read: of each agency whose changes they may see, up to which id.

    Ids stand in the order of commits within an agency only, so one number for all could pass by a change of
    another agency that commits later.
    """

    read: Mapping[str, int]

    def after(self, agency: str, number: int) -> Self:
        """The place once this change is read too."""
        return type(self)({**self.read, agency: max(number, self.read.get(agency, 0))})

    def at_least(self, heads: Mapping[str, int]) -> Self:
        """The place once everything up to these ids is read."""
        place = self
        for agency, number in heads.items():
            place = place.after(agency, number)
        return place

    def cursor(self) -> str:
        """The place as an opaque text."""
        content = json.dumps(sorted(self.read.items()), separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str) -> Self:
        """The place that a cursor names. Raises `BadCursor`."""
        try:
            items = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            read = {agency: number for agency, number in items}  # noqa: C416  dict() would take two-letter texts
        except (binascii.Error, TypeError, ValueError, RecursionError) as error:
            raise BadCursor from error
        if not all(isinstance(name, str) and type(number) is int for name, number in read.items()):
            raise BadCursor
        return cls(read)
