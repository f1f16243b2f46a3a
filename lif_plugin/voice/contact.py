"""Whether the child was seen, and with whom: read from what the note states or plainly shows."""

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.patterns import Pattern
from lif_plugin.voice.rules import GroupHits, Hit
from lif_plugin.voice.values import Finding, Span

_REMOTE = (
    "phone", "telephone", "text", "email", "letter", "strategy", "pathway plan", "notification", "court", "message",
    "conference", "core group", "mash", "referral", "edt", "police", "legal", "advocacy ref", "management", "closure",
    "panel", "admin", "finance", "lado", "plan update", "review", "report", "duty call", "feedback", "missed",
    "hearing", "chronology", "summary", "desktop", "audit", "allocation",
)  # fmt: skip
_UNDONE = frozenset("not n't never to will 'll if tried attempted would unable without plan".split())
_SAYING_LITTLE = frozenset("say mention want engage talk speak".split())
_BESIDE = (
    "with|w/|and|beside @parent", "with|w/|beside|alongside his|her", "in|at ... with @parent", "@parent|@carer|@relative|@sibling|parents and|&",
)  # fmt: skip
_RELATION = frozenset(
    "contact live lives living lived stay stays staying relationship time bond row argument argued rows visits visit move moved moving "
    "in out along angry happy close attachment engage engaged".split()
)
"""Words before `with mum` that tell of the child's life, not of the visit."""
_MET = frozenset("spoke spoken met sat chatted talked joined present".split())
_AWAY = frozenset(
    "wants wanted wishes lives lived stays misses likes loves hates told said says goes went".split()
)
_HOME = frozenset({"parent", "carer", "relative"})
_OPENING = 2
"""How many sentences in a call or a text makes the whole note one; later it is a plan or an errand."""
_FUTURE = frozenset("will 'll try plan plans need needs hope hopes ask arrange request".split())
_IN_COMPANY = ("family time", "supervised contact", "contact supervision", "contact centre")
"""Kinds of contact that are held with others in the room."""
_PAPERWORK = frozenset("reported completed signed stayed declined refused".split())


def child_seen(note: ParsedNote, hits: GroupHits, first_hand: bool) -> Finding:
    """Seen in person or on video by the writer, or by the worker whose contact the note discusses."""
    seen = _live(note, hits.of("attended" if _only_told_of(note) else "seen"))
    if seen:
        return Finding(
            True, tuple(note.span(a, b) for a, b, _ in seen[:3]), tuple(p.source for _, _, p in seen[:3])
        )
    acts = _acts_before_writer(note) if first_hand or not hits.of("not_seen") else ()
    distant = any(note.sentence_of(start) <= _OPENING for start, _, _ in hits.of("remote"))
    if acts and not _remote(note) and not distant:
        return Finding(True, acts[:1], ("the child acts in a record of a meeting",), doubt=True)
    return Finding(False)


def _remote(note: ParsedNote) -> bool:
    kind = note.record_type
    return (kind.startswith("superv") and "contact" not in kind and "time" not in kind) or (
        any(word in kind for word in _REMOTE)
        and not any(word in kind for word in ("video", "plan meeting", "visit"))
    )


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
        if any(token.low.endswith("self") for token in note.tokens[start:end]):
            continue
        if _by_another(note, end) or "@owner" in note.tokens[end - 1].keys:
            continue
        if _something_else_seen(note, start, sentence):
            continue
        clause = next((c for c in sentence.clauses if c.start <= start < c.end), None) if sentence else None
        if clause is not None and any(role in {"parent", "relative", "carer"} for role in clause.frames):
            continue
        kept.append((start, end, pattern))
    return kept


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
    return _remote(note) and "supervision" not in note.record_type and "court" not in note.record_type


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
                said_little = clause.negated and verb.low in _SAYING_LITTLE
                if clause.subject_at < 0 and verb.low in _PAPERWORK:
                    continue
                if verb.keys & {"say", "behave", "wish", "aux"} and (not clause.negated or said_little):
                    found.append(note.span(clause.start, clause.end))
    return tuple(found)


def seen_alone(note: ParsedNote, hits: GroupHits, seen: bool, acts: bool) -> Finding:
    """Time without parent, carer, relative, sibling or care staff: True, False, or None where not stated."""
    stated = _under_heading(note)
    if stated is not None and (seen or stated[0]):
        return Finding(stated[0], (stated[1],), ("under the heading",))
    for hit in hits.of("alone"):
        told = _answered(note, hit)
        if told is not None:
            return Finding(told, (note.span(hit[0], hit[1]),), ("answer to the question of the form",))
    yes = [hit for hit in hits.of("alone") if not _denied(note, hit) and not _to_come(note, hit)]
    no = [hit for hit in hits.of("accompanied") if _together(note, hit)]
    if yes and seen and not hits.of("informal_interpreter"):
        return Finding(
            True, tuple(note.span(a, b) for a, b, _ in yes[:2]), tuple(p.source for _, _, p in yes[:2])
        )
    if no and (seen or acts):
        return Finding(
            False, tuple(note.span(a, b) for a, b, _ in no[:2]), tuple(p.source for _, _, p in no[:2])
        )
    if seen and any(kind in note.record_type for kind in _IN_COMPANY):
        return Finding(False, (), ("a contact of its kind is held with others",), doubt=True)
    shared = () if not seen or _remote(note) or yes else _shared(note)
    if shared:
        return Finding(False, shared[:1], ("the child and an adult act together",), doubt=True)
    return Finding(None)


def _shared(note: ParsedNote) -> tuple[Span, ...]:
    """Spans where the child acts towards an adult of the home, or that adult towards the child: both were there."""
    tokens = note.tokens
    found = []
    for clause in (clause for sentence in note.sentences for clause in sentence.clauses):
        if clause.head < 0 or clause.frames or clause.hypothetical or clause.negated:
            continue
        verb, rest = tokens[clause.head], range(clause.head + 1, clause.end)
        if "behave" not in verb.keys or verb.low.startswith(("dr", "buil")) or clause.opener == "if":
            continue
        adult = any(
            tokens[at].role in _HOME and "sex:i" not in tokens[at].keys and at not in note.opaque
            for at in rest
        )
        child = any(tokens[at].keys & {"@child"} for at in rest)
        if (clause.subject == "child" and adult) or (clause.subject in _HOME and child):
            found.append(note.span(clause.start, clause.end))
    return tuple(found)


def _together(note: ParsedNote, hit: Hit) -> bool:
    """Whether somebody beside a parent or carer is the child: `with mum` may as well say whom the worker spoke to."""
    start, end, pattern = hit
    if not pattern.source.startswith(_BESIDE):
        return True
    place = note.sentence_of(start)
    clause = next((c for c in note.sentences[place].clauses if c.start <= start < c.end), None)
    if clause is None or start in note.opaque or clause.frames or clause.hypothetical:
        return False
    tokens = note.tokens
    before = tokens[start - 1].low if start > clause.start else ""
    if before in _RELATION or any("wish" in token.keys for token in tokens[clause.start : start]):
        return False
    if (
        tokens[start].low == "and"
        and end < len(tokens)
        and tokens[end].keys & {"say", "aux", "relay", "act", "behave"}
    ):
        # "and mum agreed": a clause of mum's own
        return False
    return _has_child(note, clause, start)


def _has_child(note: ParsedNote, clause: Clause, start: int) -> bool:
    """Whether the child is in the clause as the one seen or the one who acts, before the words at `start`."""
    tokens = note.tokens
    ahead = tokens[clause.start : start]
    named = any(token.role == "child" or "@child" in token.keys for token in ahead)
    met = any("see" in token.keys or token.low in _MET for token in ahead)
    if clause.subject == "child" and (clause.head < 0 or tokens[clause.head].low not in _AWAY):
        return named or clause.elided
    return named if met or clause.subject in {"", "writer"} else False


def _under_heading(note: ParsedNote) -> tuple[bool, Span] | None:
    """What a template says after `Seen alone:`; None where it says neither yes nor no."""
    for sentence in note.sentences:
        heading = sentence.heading
        if (
            heading is None
            or heading.kind != "alone"
            or heading.end != sentence.start
            or sentence.start >= sentence.end
        ):
            continue
        low = note.tokens[sentence.start].low
        if low in {"yes", "y", "✓", "☑"} or low in {"no", "n", "✗", "☐"}:
            return low in {"yes", "y", "✓", "☑"}, note.span(heading.start, sentence.end)
    return None


def _to_come(note: ParsedNote, hit: Hit) -> bool:
    """`Will catch her on her own next time`, `only when dad went out`: not how the child was seen this time."""
    start, end, _ = hit
    sentence = note.sentences[note.sentence_of(start)]
    before = [token.low for token in note.tokens[sentence.start : start]]
    after = [token.low for token in note.tokens[end : min(end + 4, sentence.end)]]
    if ("only" in before[-3:] and before[-1:] == ["when"]) or before[-2:] in (
        ["each", "time"],
        ["every", "time"],
    ):
        return True
    done = any(
        token.low in _MET or token.low in {"saw", "seen", "visited", "observed"}
        for token in note.tokens[sentence.start : start]
    )
    if not done and (_FUTURE.intersection(before) or "next" in after):
        return True
    clause = next((c for c in sentence.clauses if c.start <= start < c.end), None)
    return (
        clause is not None
        and hit[2].source.startswith(("on|by", "by him", "@child alone", "on own"))
        and _in_life(note, clause, start)
    )


def _in_life(note: ParsedNote, clause: Clause, start: int) -> bool:
    """`She plays on her own at break`: told by the child, wished, or so in the child's life, not in this contact."""
    if clause.frames or (clause.subject == "child" and start in note.opaque):
        return True
    if clause.subject != "child" or clause.head < 0 or clause.head >= start:
        return False
    verb = note.tokens[clause.head]
    if any(token.low in {"seen", "spoken", "met"} for token in note.tokens[clause.start : start]):
        return False
    return bool(verb.keys & {"wish", "like"}) or verb.low in {
        "plays",
        "sleeps",
        "lives",
        "walks",
        "goes",
        "left",
        "stays",
        "sits",
    }


def _answered(note: ParsedNote, hit: Hit) -> bool | None:
    """What stands after `Was the child seen alone?`; None where it is no question, or has no answer."""
    after = [token.low for token in note.tokens[hit[1] - 1 : hit[1] + 3]]
    if "?" not in after:
        return None
    low = after[after.index("?") + 1 :][:1]
    return True if low in (["yes"], ["y"]) else False if low in (["no"], ["n"]) else None


def _denied(note: ParsedNote, hit: tuple[int, int, Pattern]) -> bool:
    start, end, pattern = hit
    # "parents not present" is alone by its own denial
    stop = start if "not|n't" in pattern.source else end
    place = note.sentence_of(start)
    opening = note.sentences[place].start if place >= 0 else 0
    before = {token.low for token in note.tokens[max(start - 12, opening) : stop]}
    return bool(
        before & {"not", "n't", "never", "unable", "refused", "declined", "without"}
    ) and "without" not in {token.low for token in note.tokens[start:end]}
