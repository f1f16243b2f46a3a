"""Whether a note is one in which the child's voice is expected, or a purely administrative entry."""

from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits

_ADMIN_TYPES = (
    "admin",
    "finance",
    "legal",
    "transport request",
    "lado",
    "business support",
    "allocation",
    "audit",
    "filing",
    "data entry",
    "voicemail",
    "diary",
)
_BRIEF = 20
"""Words of an entry that has no room for more than its business."""
_MEANT_TO_HEAR = (
    "visit",
    "review",
    "advoc",
    "interview",
    "session",
    "meeting",
    "supervis",
    "conference",
    "assess",
    "drop in",
    "clinic",
    "nurse",
)


def voice_expected(note: ParsedNote, hits: GroupHits, anything: bool) -> bool:
    """False for an entry of pure administration; `anything` says that the child or a view of theirs was found."""
    named = any("name" in token.keys and token.role == "child" for token in note.tokens)
    if any(note.record_type.startswith(kind) for kind in _ADMIN_TYPES):
        return anything and named and bool(hits.of("seen"))
    if anything:
        return True
    if (
        not _anybody(note)
        and not any(word in note.record_type for word in _MEANT_TO_HEAR)
        and len(hits.of("admin")) >= 2
    ):
        return False
    words = sum(token.is_word for token in note.tokens)
    child = any("@child" in token.keys for token in note.tokens)
    if (
        not child
        and words <= _BRIEF
        and hits.of("admin")
        and not hits.of("reason")
        and "visit" not in note.record_type
    ):
        return False
    if note.record_type in {"email", "phone call", "letter", "text message", "case note", ""}:
        return words > 70 or (child and len(hits.of("admin")) < 2)
    return True


def _anybody(note: ParsedNote) -> bool:
    """Whether the entry speaks of the child or of anybody in the child's life."""
    return any(
        token.role in {"child", "parent", "relative", "sibling", "carer", "group"} or "@child" in token.keys
        for token in note.tokens
    )
