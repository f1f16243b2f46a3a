"""Why the child's views are not there, and whether there is a definite plan to hear the child soon."""

from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.patterns import Pattern
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding, Span


def reason_if_absent(note: ParsedNote, hits: GroupHits, watched: int) -> Finding:
    """Any recorded reason for not obtaining views, good or poor; sleep is none once the child was watched awake.

    `watched` is the sentence in which the child is first seen doing something, -1 where nowhere.
    """
    for start, end, pattern in hits.of("reason"):
        before = note.tokens[start - 1] if start else None
        if (
            before is not None
            and (before.keys & {"see"} or before.low in {"of", "with", "for"})
            and pattern.source.startswith("@child")
        ):
            continue
        clause = note.clause_at(start)
        can = pattern.source.startswith("can|could") and note.tokens[end - 1].low == "see"
        if can and clause is not None and clause.subject == "child":
            # "he can't see the board"
            continue
        if "asleep" in pattern.source and not _slept(note, start, watched):
            continue
        if note.tokens[start].low in {"him", "her", "them"} and pattern.source.startswith("@child"):
            # "will catch him at school"
            continue
        if clause is not None and "parent" in clause.frames[:1] and not _whereabouts(pattern):
            continue
        if clause is not None and clause.frames and "sleep" in pattern.source:
            continue
        if (
            clause is not None
            and pattern.source.startswith("no|not answer")
            and clause.subject_at >= 0
            and clause.subject != "child"
        ):
            continue
        own = pattern.source.startswith(("@child", "declined", "refused", "too", "was|is"))
        if clause is not None and own and clause.subject not in {"child", "", "writer", "parent", "carer"}:
            continue
        return Finding(True, (note.span(start, end),), (pattern.source,))
    return Finding(False)


def _whereabouts(pattern: Pattern) -> bool:
    """`Mum said she's in the bath`: where the child was is a reason, whoever says so."""
    return pattern.source.startswith(
        ("@child in|is", "not at home", "@child out", "@child was|is|'s|had|has gone|out")
    )


def _slept(note: ParsedNote, start: int, watched: int) -> bool:
    """Whether it is the child who slept, before anything was seen of them."""
    place = note.sentence_of(start)
    if 0 <= watched < place:
        return False
    sentence = note.sentences[place]
    people = [token.role for token in note.tokens[sentence.start : start] if token.role not in {"", "writer"}]
    return not people or people[-1] == "child" or "@child" in note.tokens[start].keys


def good_reason_and_plan(note: ParsedNote, hits: GroupHits) -> Span | None:
    """The plan's words where a good reason comes with a definite day or place to hear the child."""
    if not hits.of("reason_good"):
        return None
    for start, end, _ in hits.of("plan_firm"):
        return note.span(start, end)
    return None
