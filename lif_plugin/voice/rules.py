"""Runs the pattern groups of the lexicon over a parsed note once, and keeps their hits by group."""

from bisect import bisect_left
from functools import lru_cache

from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.patterns import Matcher, Pattern

Hit = tuple[int, int, Pattern]


class GroupHits:
    """The hits of each pattern group in one note."""

    def __init__(self, note: ParsedNote) -> None:
        matcher = _matcher(_Shared(note.lexicon))
        self._found: dict[str, list[Hit]] = {}
        for sentence in note.sentences:
            heading = sentence.heading
            # a heading is searched with what follows it: `Seen alone: yes` is heading and answer
            start = heading.start if heading is not None and heading.end == sentence.start else sentence.start
            matcher.find(note.tokens, start, sentence.end, self._found)
        self._starts = {group: [hit[0] for hit in hits] for group, hits in self._found.items()}

    def of(self, group: str) -> list[Hit]:
        """Hits of a group as (start token, end token, pattern), in order."""
        return self._found.get(group, [])

    def within(self, group: str, start: int, end: int) -> list[Hit]:
        """Hits of a group that begin between two tokens."""
        starts = self._starts.get(group)
        if not starts:
            return []
        return self._found[group][bisect_left(starts, start) : bisect_left(starts, end)]


class _Shared:
    """A lexicon as a cache key by identity: it is immutable, and its mappings cannot be hashed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and other.lexicon is self.lexicon


@lru_cache(maxsize=64)
def _matcher(shared: _Shared) -> Matcher:
    return Matcher(shared.lexicon.patterns)
