"""Where the worker says what the child's words or behaviour mean for the child."""

from lif_plugin.voice.attribution import unfounded
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding

_ADULT = frozenset({"@parent", "@relative", "@carer", "@sibling", "@other", "@pro"})
_CASE = frozenset("conditions plan risks house property course programme placement threshold".split())
_READERS = ("pro",)
_PRESENT = frozenset({"is", "'s", "has", "have", "are", "'re", "does", "can"})


def interpretation(note: ParsedNote, hits: GroupHits, first: int) -> Finding:
    """True where a sentence of meaning is about the child, not about a parent, a sibling or the plan.

    `first` is the index of the sentence with the first view or observation, -1 where there is none.
    """
    if first < 0:
        return Finding(False)
    for place, sentence in enumerate(note.sentences):
        if (
            sentence.heading
            and sentence.heading.kind in {"adult_views", "child_views"}
            and not _by_professional(note, sentence)
        ):
            continue
        if unfounded(note, sentence) or _question(note, sentence):
            continue
        for hit in hits.within("meaning", sentence.start, sentence.end):
            if hit[0] not in note.opaque and _about_child(note, sentence, hit[0], hit[1]):
                return Finding(True, (note.span(sentence.start, sentence.end),), (hit[2].source,))
        if place > first and _reflects(note, sentence):
            return Finding(
                True,
                (note.span(sentence.start, sentence.end),),
                ("a reflection on the child, in the present",),
                True,
            )
        if place >= first:
            clause = next(
                (c for c in sentence.clauses if _asserts(note, sentence, c, place > first)),
                None,
            )
            if clause is not None:
                return Finding(
                    True,
                    (note.span(clause.start, sentence.end),),
                    ("a present state of the child's, asserted",),
                    True,
                )
    return Finding(False)


def _by_professional(note: ParsedNote, sentence: Sentence) -> bool:
    """`Therapist's view: …`, `Panel's view: …`: a professional's reading of the child is a meaning given."""
    heading = sentence.heading
    if heading is None or heading.kind != "adult_views":
        return False
    roles = {token.role for token in note.tokens[heading.start : heading.end] if token.role}
    return roles == {"pro"}


def _question(note: ParsedNote, sentence: Sentence) -> bool:
    """`What does this mean for the child?`: a prompt of the template asks, it gives no meaning."""
    marks = [
        at
        for at in range(sentence.start, sentence.end)
        if note.tokens[at].low == "?" and at not in note.opaque
    ]
    return bool(marks)


def _about_child(note: ParsedNote, sentence: Sentence, start: int, end: int) -> bool:
    clause = next((c for c in sentence.clauses if c.start <= start < c.end), None)
    if (
        clause is not None
        and clause.subject == "child"
        and 0 <= clause.head <= start
        and "say" in note.tokens[clause.head].keys
    ):
        return False
    if (
        any("inner" in token.keys for token in note.tokens[end : sentence.end])
        and note.tokens[start].role == "writer"
    ):
        return True
    if clause is not None and any(role not in {"writer", *_READERS} for role in clause.frames):
        return False
    if clause is not None and _told_child(note, sentence, start):
        return False
    if (
        clause is not None
        and clause.subject in {"parent", "relative", "carer", "pro", "sibling", "group", "advocate"}
        and clause.subject_at >= 0
    ):
        return False
    if clause is not None and clause.subject == "child" and clause.subject_at >= 0 and clause.head >= start:
        return True
    if (
        any(token.role == "writer" for token in note.tokens[start + 1 : end])
        and note.tokens[end - 2].low == "to"
    ):
        # "look to me like grief"
        return True
    if note.tokens[start].role == "writer" and any(_stands_for_it(note, at) for at in (end - 1, end)):
        return True
    if note.tokens[start].low == "for" and note.tokens[start + 1].low == "a":
        return True
    for at in range(start, sentence.end):
        token = note.tokens[at]
        if token.keys & {"@child", "@child's"}:
            return True
        if token.keys & _ADULT and "@owner" not in token.keys and "sex:i" not in token.keys and at >= end - 1:
            return False
    before = [t for t in note.tokens[sentence.start : start] if t.keys & ({"@child", "@child's"} | _ADULT)]
    return (bool(before) and bool(before[-1].keys & {"@child", "@child's"})) or (
        not before and not sentence.adult_before and not _of_the_home(note, start, sentence.end)
    )


def _told_child(note: ParsedNote, sentence: Sentence, start: int) -> bool:
    """`I told him no, it isn't because of anything he did`: what is said to the child is an answer, not a meaning."""
    for clause in sentence.clauses:
        if clause.start < start and clause.subject == "writer" and clause.head >= 0:
            told = note.tokens[clause.head].low in {"told", "explained", "said", "reassured"}
            if told and any("@child" in t.keys for t in note.tokens[clause.head : clause.head + 3]):
                return True
    return False


def _of_the_home(note: ParsedNote, start: int, end: int) -> bool:
    """`I think the home conditions…`, `I feel the plan…`: a thought about the case, not about the child."""
    return any(token.low in _CASE for token in note.tokens[start:end])


def _stands_for_it(note: ParsedNote, at: int) -> bool:
    """`I think that's because…`: `that` is what the child said or did."""
    follow = {"'s", "is", "was", "must", "has", "comes"}
    return (
        at + 1 < len(note.tokens)
        and note.tokens[at].low in {"that", "this", "it"}
        and note.tokens[at + 1].low in follow
    )


def _asserts(note: ParsedNote, sentence: Sentence, clause: Clause, later: bool) -> bool:
    """The writer states, in the present tense, what goes on inside the child: `He is learning that…`."""
    if (
        clause.subject != "child"
        or clause.elided
        or clause.head < 0
        or clause.frames
        or clause.opener in {"if", "when", "as", "who", "which", "whom"}
    ):
        return False
    tokens = note.tokens
    verb = tokens[clause.head]
    aux = {tokens[at].low for at in range(max(clause.subject_at, clause.start), clause.head)}
    present = bool(aux & _PRESENT) or verb.low in {
        "understands",
        "knows",
        "needs",
        "learns",
        "sees",
        "finds",
        "believes",
        "trusts",
        "uses",
    }
    analysed = sentence.heading is not None and sentence.heading.kind == "analysis"
    if analysed and present and "adverb" not in verb.keys and clause.subject_at >= 0:
        return True
    if not present or "psych" not in verb.keys or clause.head in note.opaque:
        return False
    return later


def _reflects(note: ParsedNote, sentence: Sentence) -> bool:
    """`For Amy mornings are a job`: the writer, in the present tense, on the child and on something of the inner life."""
    heading = sentence.heading
    if heading is not None and heading.kind not in {"analysis", "other", "seen", "alone"}:
        return False
    lead = sentence.clauses[0] if sentence.clauses else None
    if lead is None or sentence.adult_before or any(clause.frames for clause in sentence.clauses):
        return False
    adults = {"parent", "relative", "carer", "pro", "sibling", "group", "advocate", "other"}
    if any(clause.subject in adults and clause.subject_at >= 0 for clause in sentence.clauses[:1]):
        return False
    if lead.subject == "child" and lead.head >= 0 and _of_own_telling(note, lead):
        return False
    words = [at for at in range(sentence.start, sentence.end) if at not in note.opaque]
    tokens = note.tokens
    if any(tokens[at].low in _BUSINESS for at in words):
        return False
    child = any(tokens[at].keys & {"@child", "@child's"} for at in words)
    inward = any("inward" in tokens[at].keys for at in words)
    return child and inward and any(tokens[at].low in _NOW for at in words)


_BUSINESS = frozenset(
    "told list plan plans agreed booked referral referred appointment visited withdrawing sent rang review risk school attends".split()
)
"""Words of dealing with the case; beside them a present tense is a plan or a fact, no reflection."""
_NOW = frozenset(
    "is 's are 're has does keeps needs means costs makes holds carries expects hides hopes trusts leaves feels seems".split()
)


def _of_own_telling(note: ParsedNote, clause: Clause) -> bool:
    """Whether the clause states what the child says, wants or feels outright: a view, not a meaning given to one."""
    head = note.tokens[clause.head]
    if head.keys & {"say", "wish", "like"}:
        return True
    compared = any(note.tokens[at].low in {"more", "less", "too"} for at in range(clause.start, clause.end))
    return "strongfeel" in head.keys and not compared
