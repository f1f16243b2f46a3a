"""What was or will be done because of the child, or why not, as the child was told."""

from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding


def response(note: ParsedNote, hits: GroupHits, first_view: int) -> Finding:
    """True where something is done or explained after the child's view; routine next steps are not.

    `first_view` is the index of the sentence with the first view or observation, or -1 when there is none.
    """
    if first_view < 0:
        return Finding(False)
    for sentence in note.sentences[first_view:]:
        found = hits.within("response", sentence.start, sentence.end)
        if not found or hits.within("response_weak", sentence.start, sentence.end):
            continue
        return Finding(True, (note.span(sentence.start, sentence.end),), (found[0][2].source,))
    return Finding(False)
