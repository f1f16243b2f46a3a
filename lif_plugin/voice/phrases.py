"""Words and wishes told by a turn of phrase: `let me know`, `was adamant that`, `her worry is`."""

from lif_plugin.voice.attribution import View, believed, carried, heard, outer, told_other, unfounded
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.wishes import evaluates


def _told_other(note: ParsedNote, place: int) -> bool:
    """Whether the child's words of this sentence were told to somebody other than the writer."""
    clauses = note.sentences[place].clauses
    return any(
        told_other(note, clause) for clause in clauses if clause.subject == "child" and clause.head >= 0
    )


def _refuses_talk(note: ParsedNote, end: int, stop: int) -> bool:
    """`He did not want to say`: a refusal to be heard is no wish on a matter."""
    words = note.tokens[end : min(end + 2, stop)]
    return len(words) == 2 and words[0].low == "to" and "talkverb" in words[1].keys


def turns_of_phrase(note: ParsedNote, hits: GroupHits) -> list[View]:
    """Words and wishes told by a turn of phrase: a known signal, `let me know`, `was adamant that`, `her worry is`."""
    found = [
        View("wish", note.span(start, end), "a known signal of the child's", False, note.sentence_of(start))
        for start, end, _ in hits.of("signal")
    ]
    for kind, group in (("words", "words_idiom"), ("wish", "view_idiom")):
        for start, end, pattern in hits.of(group):
            place = note.sentence_of(start)
            clause = next((c for c in note.sentences[place].clauses if c.start <= start < c.end), None)
            if (
                clause is None
                or start in note.opaque
                or not heard(clause)
                or believed(clause, note)
                or clause.opener in {"if", "whether"}
            ):
                continue
            if unfounded(note, note.sentences[place]):
                continue
            if any(verb.startswith("not ") for verb in clause.frame_verbs) or carried(
                note, note.sentences[place], clause, place
            ):
                continue
            heading = note.sentences[place].heading
            if heading is not None and heading.kind == "adult_views":
                continue
            relayed = bool(outer(clause)) and "advocate" not in clause.frames
            relayed = relayed or ("child" in clause.frames and _told_other(note, place))
            if kind == "wish" and relayed and "child" not in clause.frames:
                continue
            if kind == "wish" and _refuses_talk(note, end, clause.end):
                continue
            span = note.span(start, max(end, clause.end))
            found.append(View(kind, span, pattern.source, relayed, place))
            if kind == "words" and not relayed and evaluates(note, end, note.sentences[place].end):
                found.append(View("wish", span, f"view after: {pattern.source}", relayed, place))
    return found
