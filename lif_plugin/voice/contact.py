"""Whether the child was seen in person or on video: read from what the note states or plainly shows."""

from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.patterns import Pattern
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding, Span

_REMOTE = (
    "phone", "telephone", "text", "email", "letter", "strategy", "pathway plan", "notification", "court", "message",
    "conference", "core group", "mash", "referral", "edt", "police", "legal", "advocacy ref", "management", "closure",
    "panel", "admin", "finance", "lado", "plan update", "review", "report", "duty call", "feedback", "missed",
    "hearing", "chronology", "summary", "desktop", "audit", "allocation",
)  # fmt: skip
_UNDONE = frozenset("not n't never to will 'll if tried attempted would unable without plan".split())
_SAYING_LITTLE = frozenset("say mention want engage talk speak".split())
_OPENING = 2
"""How many sentences in a call or a text makes the whole note one; later it is a plan or an errand."""
_WIRES = frozenset("phone telephone email text message whatsapp".split())
_DESCRIBED = frozenset({"described", "said", "reported", "thought", "considered"})
_PAPERWORK = frozenset("reported completed signed stayed declined refused".split())


def child_seen(note: ParsedNote, hits: GroupHits, first_hand: bool) -> Finding:
    """Seen in person or on video by the writer, or by the worker whose contact the note discusses."""
    seen = _live(note, hits.of("attended" if _only_told_of(note) else "seen"))
    if seen:
        return Finding(
            True, tuple(note.span(a, b) for a, b, _ in seen[:3]), tuple(p.source for _, _, p in seen[:3])
        )
    acts = _acts_before_writer(note) if first_hand or not hits.of("not_seen") else ()
    if acts and not distant(note, hits):
        return Finding(True, acts[:1], ("the child acts in a record of a meeting",), doubt=True)
    return Finding(False)


def remote(note: ParsedNote) -> bool:
    """Whether the record is of a kind in which nobody is met."""
    kind = note.record_type.replace("letter to", "written to")
    return (kind.startswith("superv") and "contact" not in kind and "time" not in kind) or (
        any(word in kind for word in _REMOTE)
        and not any(word in kind for word in ("video", "plan meeting", "visit"))
    )


def distant(note: ParsedNote, hits: GroupHits) -> bool:
    """Whether the note is of a call, a message or a meeting about the child, by its record type or its opening."""
    return remote(note) or any(note.sentence_of(start) <= _OPENING for start, _, _ in hits.of("remote"))


def _live(note: ParsedNote, found: list[tuple[int, int, Pattern]]) -> list[tuple[int, int, Pattern]]:
    """Hits that nothing near them denies, plans or puts in an adult's mouth."""
    kept = []
    for start, end, pattern in found:
        place = note.sentence_of(start)
        sentence = note.sentences[place] if place >= 0 else None
        before = {
            token.low for token in note.tokens[max(start - 4, sentence.start if sentence else 0) : start]
        }
        inside = {token.low for token in note.tokens[start:end]} - {"to"}
        after = {token.low for token in note.tokens[end : end + 2]}
        if (before | inside) & _UNDONE and "alone" not in after:
            continue
        if any(t.low.endswith("self") and t.low != "myself" for t in note.tokens[start:end]):
            continue
        if _by_phone(note, end) or _by_another(note, end) or "@owner" in note.tokens[end - 1].keys:
            continue
        if _something_else_seen(note, start, sentence):
            continue
        clause = next((c for c in sentence.clauses if c.start <= start < c.end), None) if sentence else None
        if clause is not None and any(role in {"parent", "relative", "carer"} for role in clause.frames):
            continue
        kept.append((start, end, pattern))
    return kept


def _by_phone(note: ParsedNote, end: int) -> bool:
    """`Spoke to me by telephone`: heard, and not seen."""
    ahead = [token.low for token in note.tokens[end : end + 3]]
    return ahead[:1] in (["by"], ["on"], ["over"], ["via"]) and bool(_WIRES.intersection(ahead))


def _by_another(note: ParsedNote, end: int) -> bool:
    """`Seen by the GP last week`: not by the worker."""
    at = end if end < len(note.tokens) and note.tokens[end].low == "by" else end - 1
    if note.tokens[at].low != "by":
        return False
    roles = [token.role for token in note.tokens[at + 1 : at + 3] if token.role]
    return bool(roles) and roles[0] != "writer"


def _something_else_seen(note: ParsedNote, start: int, sentence: Sentence | None) -> bool:
    """`Marks seen`, `bedroom seen`: what was seen is no child."""
    if note.tokens[start].low != "seen" or sentence is None or start <= sentence.start:
        return False
    before = note.tokens[start - 1]
    if not before.is_word or before.role == "child" or before.keys & {"aux", "adverb", "@child"}:
        return False
    return before.low not in {"child", "children", "briefly", "both", "all"}


def _only_told_of(note: ParsedNote) -> bool:
    """Whether the record type is one in which nobody is met; supervision and court may discuss a meeting."""
    return remote(note) and "supervision" not in note.record_type and "court" not in note.record_type


def _acts_before_writer(note: ParsedNote) -> tuple[Span, ...]:
    """Spans where the child does or says something first hand."""
    found = []
    for sentence in note.sentences:
        for clause in sentence.clauses:
            if (
                clause.subject == "child"
                and clause.head >= 0
                and not clause.frames
                and not clause.hypothetical
            ):
                verb = note.tokens[clause.head]
                if verb.low in _DESCRIBED and note.tokens[clause.head - 1].low in {"is", "was", "'s"}:
                    continue
                said_little = clause.negated and verb.low in _SAYING_LITTLE
                if clause.subject_at < 0 and verb.low in _PAPERWORK:
                    continue
                if verb.keys & {"say", "behave", "wish", "aux"} and (not clause.negated or said_little):
                    found.append(note.span(clause.start, clause.end))
    return tuple(found)
