"""Whether the child was seen alone: what the note states, who was beside them, who left, where they went together."""

from itertools import pairwise

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.contact import distant, remote
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.patterns import Pattern
from lif_plugin.voice.room import left_together
from lif_plugin.voice.rules import GroupHits, Hit
from lif_plugin.voice.values import Finding, Span

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
_FUTURE = frozenset("will 'll try plan plans need needs hope hopes ask arrange request".split())
_IN_COMPANY = ("family time", "supervised contact", "contact supervision", "contact centre")
"""Kinds of contact that are held with others in the room."""
_OTHERS = frozenset({"sibling", "pro", "other"})
_TAKEN = frozenset({"went", "walked", "met", "meet"})
_OTHER_DAYS = frozenset("last yesterday ago weekend usually often always sometimes".split())
_TOLD_OF = frozenset("alone own himself herself themselves individually privately separately private".split())
"""Words which, denied, tell that others were there."""
_MEETS = _TOLD_OF | {"1:1", "121", "one", "two", "tod", "myself", "ourselves", "without"}
_STAFFED = frozenset(
    "support staff worker ta funding hours provision teaching tuition lsa sessions present".split()
)
_DUE = frozenset("needs need should must will 'll".split())


def seen_alone(note: ParsedNote, hits: GroupHits, seen: bool, acts: bool) -> Finding:
    """Time without parent, carer, relative, sibling or care staff: True, False, or None where not stated."""
    stated = _under_heading(note)
    if stated is not None and (seen or stated[0]):
        return Finding(stated[0], (stated[1],), ("under the heading",))
    for hit in hits.of("alone"):
        told = _answered(note, hit)
        if told is not None:
            return Finding(told, (note.span(hit[0], hit[1]),), ("answer to the question of the form",))
    live = [hit for hit in hits.of("alone") if not _to_come(note, hit) and not _back_then(note, hit)]
    live = [hit for hit in live if not _of_an_adult(note, hit) and not _own_thing(note, hit)]
    yes = [hit for hit in live if not _denied(note, hit)]
    no = [hit for hit in hits.of("accompanied") if _together(note, hit)]
    no += [
        hit
        for hit in live
        if hit not in yes and "time" not in _lows(note, hit) and _TOLD_OF.intersection(_lows(note, hit))
    ]
    informal = hits.of("informal_interpreter")
    if _baby(note):
        yes = [hit for hit in yes if _MEETS.intersection(_lows(note, hit))]
    seen = seen or any(
        _MEETS.intersection(_lows(note, hit)) and (not distant(note, hits) or _writer_saw(note, hit))
        for hit in yes
    )
    if yes and seen and not informal:
        return Finding(
            True, tuple(note.span(a, b) for a, b, _ in yes[:2]), tuple(p.source for _, _, p in yes[:2])
        )
    if no and (seen or acts):
        return Finding(
            False, tuple(note.span(a, b) for a, b, _ in no[:2]), tuple(p.source for _, _, p in no[:2])
        )
    gone = () if informal or distant(note, hits) or _baby(note) else left_together(note)
    if gone:
        return Finding(True, gone[:1], ("the others went out and the child talked",), doubt=True)
    out = () if informal else _outings(note, hits)
    if out and seen and not remote(note):
        return Finding(True, out[:1], ("out together",), doubt=True)
    if seen and any(kind in note.record_type for kind in _IN_COMPANY):
        return Finding(False, (), ("a contact of its kind is held with others",), doubt=True)
    shared = () if not seen or remote(note) or yes else _shared(note)
    if shared:
        return Finding(False, shared[:1], ("the child and an adult act together",), doubt=True)
    return Finding(None)


def _baby(note: ParsedNote) -> bool:
    """Whether the child is too young for a talk, so that a parent who leaves the room is only part of what was seen."""
    return note.age is not None and note.age < 2


def _writer_saw(note: ParsedNote, hit: Hit) -> bool:
    """`I saw Ffion on her own for most of it`, in a letter or report: a meeting told of in the first person."""
    clause = note.clause_at(hit[0])
    if clause is None or clause.subject != "writer" or clause.subject_at < 0 or clause.head < 0:
        return False
    return note.tokens[clause.head].low in {"saw", "met", "interviewed", "visited", "seen"}


def _own_thing(note: ParsedNote, hit: Hit) -> bool:
    """`On her own bed`, `on his own terms`: what is owned is named; `cannot sleep without her mum`: nobody met."""
    follow = note.tokens[hit[1]].low if hit[1] < len(note.tokens) else ""
    if hit[2].source.startswith("on|by his"):
        return follow in _OWNED
    if hit[2].source.startswith("without his"):
        sentence = note.sentences[note.sentence_of(hit[0])]
        return not any(
            token.low in _MET
            or token.low in {"saw", "seen", "see", "talk", "speak", "meet", "visited", "interviewed"}
            for token in note.tokens[sentence.start : sentence.end]
        )
    return False


_OWNED = frozenset(
    "bed room chair phone bike terms accord initiative feet sofa settee mat ipad tablet key two flat place home words way".split()
)


def _of_an_adult(note: ParsedNote, hit: Hit) -> bool:
    """`Spoke to mum on her own`, `dad seen alone`: only an adult is named before it."""
    sentence = note.sentences[note.sentence_of(hit[0])]
    if not hit[2].source.startswith(("on|by", "seen|spoken|met to?", "by himself", "1:1", "individually")):
        return False
    ahead = [token for token in note.tokens[sentence.start : hit[1]] if "@owner" not in token.keys]
    if any("@child" in token.keys or token.role in {"child", "group"} for token in ahead):
        return False
    return any(token.role in _HOME for token in ahead)


def _lows(note: ParsedNote, hit: Hit) -> set[str]:
    return {token.low for token in note.tokens[hit[0] : hit[1]]}


def _outings(note: ParsedNote, hits: GroupHits) -> tuple[Span, ...]:
    """Spans where the writer takes the child out or home, or the child talks in the car, with nobody else named."""
    found = []
    for hit in hits.of("outing"):
        sentence = note.sentences[note.sentence_of(hit[0])]
        clause = note.clause_at(hit[0])
        if clause is None or clause.frames or clause.hypothetical or clause.subject in _HOME | _OTHERS:
            continue
        along = (note.tokens[at].role for at in range(sentence.start, sentence.end) if at not in note.opaque)
        if (
            not _OTHERS.isdisjoint(along)
            or _denied(note, hit)
            or _to_come(note, hit)
            or _back_then(note, hit)
        ):
            continue
        if clause.subject == "child" and note.tokens[hit[0]].low in _TAKEN:
            # "she went for a walk": nobody took her
            continue
        found.append(note.span(hit[0], hit[1]))
    return tuple(found)


def _back_then(note: ParsedNote, hit: Hit) -> bool:
    """`Mum went out last Saturday`: what is told of another day."""
    if not hit[2].source.startswith(("@parent", "without", "drove", "met|meet", "went", "once")):
        return False
    sentence = note.sentences[note.sentence_of(hit[0])]
    return any(note.tokens[at].low in _OTHER_DAYS for at in range(sentence.start, sentence.end))


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
        if heading is not None and heading.kind == "seen" and heading.end == sentence.start < sentence.end:
            if note.tokens[sentence.start].low == "alone":
                return True, note.span(heading.start, sentence.start + 1)
            continue
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
    inside = {token.low for token in note.tokens[start:end]}
    if inside & _DUE and "be" in inside:
        # "she needs to be seen alone"
        return True
    done = any(
        token.low in _MET or token.low in {"saw", "seen", "visited", "observed"}
        for token in note.tokens[sentence.start : start]
    )
    wished = ("would", "like") in pairwise(before) or ("'d", "like") in pairwise(before)
    clause = note.clause_at(start)
    asked = (
        clause is not None
        and clause.subject in _HOME
        and clause.head >= 0
        and note.tokens[clause.head].low in {"asked", "wants", "wanted", "requested", "suggested"}
        and any(note.tokens[at].role == "writer" for at in range(clause.head, start))
    )
    if (wished or asked) and not done:
        return True
    heading = sentence.heading
    if heading is not None and heading.kind == "actions" and heading.start <= sentence.start:
        return not done
    if not done and (_FUTURE.intersection(before) or "next" in after or "next" in before):
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


def _offered_time(note: ParsedNote, hit: Hit) -> bool:
    """`Had time alone with her` is of the visit; `spends time alone in his room` and `offered time alone` are not."""
    clause = note.clause_at(hit[0])
    if clause is None or clause.subject == "child":
        return False
    before = {token.low for token in note.tokens[clause.start : hit[0]]}
    return not before & {"offered", "spends", "likes", "enjoys", "needs", "wants", "more"}


def _answered(note: ParsedNote, hit: Hit) -> bool | None:
    """What stands after `Was the child seen alone?`; None where it is no question, or has no answer."""
    after = [token.low for token in note.tokens[hit[1] - 1 : hit[1] + 3]]
    mark = next((low for low in after if low in {"?", "-", "–", ":"}), None)
    if mark is None:
        return None
    low = after[after.index(mark) + 1 :][:1]
    return True if low in (["yes"], ["y"]) else False if low in (["no"], ["n"]) else None


def _denied(note: ParsedNote, hit: tuple[int, int, Pattern]) -> bool:
    start, end, pattern = hit
    if pattern.source == "1:1" and end < len(note.tokens) and note.tokens[end].low in _STAFFED:
        return True
    if pattern.source == "time alone|apart" and not _offered_time(note, hit):
        return True
    if pattern.source == "1:1" and note.tokens[start - 1].low in {"with", "w/", "his", "her", "their", "a"}:
        # "with 1:1": one who looks after the child
        after = note.tokens[end] if end < len(note.tokens) else None
        return after is None or not after.is_word or after.low in {"present", "staff", "support"}
    # "parents not present" is alone by its own denial
    stop = start if "not|n't" in pattern.source else end
    clause = note.clause_at(start)
    before = {token.low for token in note.tokens[max(start - 12, clause.start if clause else 0) : stop]}
    if before & {"opportunity", "chance", "possible"} and before & {"no", "not", "n't", "little"}:
        return True
    return bool(
        before & {"not", "n't", "never", "unable", "refused", "declined", "without"}
    ) and "without" not in {token.low for token in note.tokens[start:end]}
