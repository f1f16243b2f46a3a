"""Where the worker says what the child's words or behaviour mean for the child."""

from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding

_ADULT = frozenset({"@parent", "@relative", "@carer", "@sibling", "@other", "@group"})


def interpretation(note: ParsedNote, hits: GroupHits, heard: bool) -> Finding:
    """True where a sentence of meaning is about the child, not about a parent, sibling or plan."""
    if not heard:
        return Finding(False)
    for sentence in note.sentences:
        found = hits.within("meaning", sentence.start, sentence.end)
        found = [hit for hit in found if _about_child(note, sentence, hit[0])]
        if found:
            return Finding(True, (note.span(sentence.start, sentence.end),), (found[0][2].source,))
    return Finding(False)


def _about_child(note: ParsedNote, sentence: Sentence, start: int) -> bool:
    clause = next((c for c in sentence.clauses if c.start <= start < c.end), None)
    if clause is not None and any(role not in {"writer"} for role in clause.frames):
        return False
    if clause is not None and clause.subject in {"parent", "relative", "carer", "pro", "sibling", "group", "other"}:
        return False
    for token in note.tokens[start : sentence.end]:
        if "@child" in token.keys or "@child's" in token.keys:
            return True
        if token.keys & _ADULT and "@owner" not in token.keys:
            return False
    return any("@child" in token.keys for token in note.tokens[sentence.start : start])
