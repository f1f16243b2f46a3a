"""Whether a method, aid or interpreter suited to the child was used, not only named or planned."""

from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding


def method_adapted(note: ParsedNote, hits: GroupHits) -> Finding:
    """True where a suited way of hearing the child was used; a tool that stayed in the bag is not."""
    for start, end, pattern in hits.of("method"):
        place = note.sentence_of(start)
        if place < 0:
            continue
        sentence = note.sentences[place]
        if hits.within("method_not", sentence.start, sentence.end):
            continue
        return Finding(True, (note.span(start, end),), (pattern.source,))
    return Finding(False)
