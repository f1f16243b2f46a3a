"""Words and wishes told by a turn of phrase: `let me know`, `was adamant that`, `her worry is`."""

from lif_plugin.voice.attribution import View, believed, carried, heard, outer, unfounded
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits


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
            if kind == "wish" and relayed:
                continue
            found.append(View(kind, note.span(start, max(end, clause.end)), pattern.source, relayed, place))
    return found
