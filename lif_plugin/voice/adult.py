"""An adult's word about the child: how the child is, feels, behaves or what the child wants."""

from lif_plugin.voice.attribution import claimed, unfounded
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.values import Span

_HEARSAY = frozenset((told, "to") for told in ("said", "reported", "thought", "understood", "considered"))
_TOGETHER = frozenset({"agreed", "felt", "feels", "agree", "agrees", "reported", "shared", "noted"})
"""What those who met do together; `everybody says` may be the children of a class."""
_MAY = frozenset("'d 'll would could can will might".split())
_HEARSAY |= {("described", "as")}


def adult_accounts(note: ParsedNote) -> list[tuple[Span, str]]:
    """Where a parent, relative, carer or professional speaks about the child, with the rule that says so."""
    found = []
    for sentence in note.sentences:
        told = ""
        for clause in sentence.clauses:
            rule = _rule(note, sentence, clause) or _likely(note, clause, told)
            if clause.head >= 0 and clause.subject in ADULTS and note.tokens[clause.head].keys & {"relay"}:
                told = clause.subject
            if rule:
                found.append((note.span(clause.start, max(clause.end, sentence.end)), rule))
                break
    found += _quoted_by_adults(note)
    return found


def _quoted_by_adults(note: ParsedNote) -> list[tuple[Span, str]]:
    """Quotations of an adult's that speak of the child: `'He hates it,' she said`."""
    found = []
    for start, end in note.quotes:
        place = note.sentence_of(start)
        if place < 0 or not any(note.tokens[at].keys & {"nominative", "@child"} for at in range(start, end)):
            continue
        speakers = [
            c for c in note.sentences[place].clauses if c.head >= 0 and "say" in note.tokens[c.head].keys
        ]
        if speakers and all(c.subject in ADULTS for c in speakers):
            found.append((note.span(start, end), "an adult's quotation about the child"))
    return found


def _rule(note: ParsedNote, sentence: Sentence, clause: Clause) -> str:
    if (
        sentence.heading
        and sentence.heading.kind == "adult_views"
        and _child_named(note, clause.start, clause.end)
    ):
        return "under an adult's heading"
    if clause.subject == "child" and claimed(note, sentence, clause) and not unfounded(note, sentence):
        return "the writer's claim about the child"
    if clause.subject == "child" and _hearsay(note, clause):
        return "it is said of the child, nobody says by whom"
    together = clause.frames[:1] == ("group",) and clause.frame_verbs[0] in _TOGETHER
    if together and clause.subject == "child":
        return "it was agreed of the child by those who met"
    if clause.frames and clause.frames[0] in ADULTS and clause.subject == "child" and not _supposed(clause):
        return f"{clause.frames[0]} about the child"
    if (
        clause.frames
        and clause.frames[-1] in ADULTS
        and clause.pronoun
        and clause.subject in ADULTS
        and _childish(note, clause)
    ):
        return f"{clause.frames[-1]} about the child, by what is said"
    guessed = (
        clause.frames and clause.frames[-1] == "writer" and clause.subject == "child" and clause.head >= 0
    )
    if guessed and note.tokens[clause.head].keys & {"wish", "like", "feel", "feelword"}:
        return "the writer's guess at what the child wants"
    labelled = clause.frames and clause.frame_verbs[0] == "label" and clause.frames[0] in ADULTS
    if labelled and clause.subject in {clause.frames[0], ""} and _childish(note, clause):
        return f"{clause.frames[0]} about the child, after a colon"
    if clause.subject in ADULTS and clause.head >= 0 and "relay" in note.tokens[clause.head].keys:
        if _child_named(note, clause.head, clause.end):
            return f"{clause.subject} about the child"
        follow = {t.low for t in note.tokens[clause.head + 1 : clause.end]}
        if follow & {"settled", "happy", "issues", "sleeping", "eating", "behaviour"} or (
            "'s" in follow and follow & {"he", "she"}
        ):
            return f"{clause.subject} on how things are"
    return ""


def _likely(note: ParsedNote, clause: Clause, told: str) -> str:
    """`Dad reports he is doing brilliant`: with nothing of a grown-up's life in it, `he` is likelier the child.

    `told` is the adult who speaks earlier in the sentence. Asked only of a singular pronoun of the child's sex, or
    while the child's sex is not known; it makes no view of the child's and can but say that an adult spoke.
    """
    if not told or not clause.pronoun or clause.subject not in ADULTS or clause.subject_at < 0:
        return ""
    keys = note.tokens[clause.subject_at].keys
    if "plural" in keys or (note.cast.sex and ("female" in keys) is not (note.cast.sex == "f")):
        return ""
    if not (note.cast.names or any("@child" in token.keys for token in note.tokens)):
        return ""
    words = note.tokens[clause.subject_at + 1 : clause.end]
    if (
        not words
        or any("adultish" in token.keys or token.low in _MAY for token in words)
        or clause.opener in {"if", "when", "because"}
    ):
        return ""
    return f"{told} about the child, most likely"


def _supposed(clause: Clause) -> bool:
    """`would want to` in an adult's belief is still that adult's word; `if he were` is not."""
    return clause.hypothetical and (
        clause.opener in {"if", "whether"} or clause.frame_verbs[-1] != "believes"
    )


def _hearsay(note: ParsedNote, clause: Clause) -> bool:
    """`Riley is said to be fine`, `is described as chatty`: an account without its speaker."""
    lows = [token.low for token in note.tokens[clause.start : clause.end]]
    return any(
        be in {"is", "'s", "are", "was", "were"} and (told, link) in _HEARSAY
        for be, told, link in zip(lows, lows[1:], lows[2:], strict=False)
    )


def _childish(note: ParsedNote, clause: Clause) -> bool:
    """`Mum says she's a joy`: what is said fits a child, whoever `she` might be."""
    return any("childish" in note.tokens[at].keys for at in range(clause.start, clause.end))


def _child_named(note: ParsedNote, start: int, end: int) -> bool:
    return any("@child" in token.keys for token in note.tokens[start:end])
