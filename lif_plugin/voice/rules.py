"""Runs the pattern groups of the lexicon over a parsed note once, and keeps their hits by group."""

from functools import lru_cache

from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.patterns import Matcher, Pattern

Hit = tuple[int, int, Pattern]


class GroupHits:
    """The hits of each pattern group in one note; a group is searched when first asked for."""

    def __init__(self, note: ParsedNote) -> None:
        self._note = note
        self._matchers = _matchers(_Shared(note.lexicon))
        self._found: dict[str, list[Hit]] = {}

    def of(self, group: str) -> list[Hit]:
        """Hits of a group as (start token, end token, pattern), in order."""
        if group not in self._found:
            matcher, note = self._matchers[group], self._note
            self._found[group] = [
                hit
                for sentence in note.sentences
                for hit in matcher.find(note.tokens, _from(note, sentence.start), sentence.end)
            ]
        return self._found[group]

    def within(self, group: str, start: int, end: int) -> list[Hit]:
        """Hits of a group that begin between two tokens."""
        return [hit for hit in self.of(group) if start <= hit[0] < end]


def _from(note: ParsedNote, start: int) -> int:
    """A sentence is searched from its heading on, since `Seen alone: yes` is heading and answer."""
    heading = next(
        (s.heading for s in note.sentences if s.start == start and s.heading and s.heading.end == start), None
    )
    return heading.start if heading else start


class _Shared:
    """A lexicon as a cache key by identity: it is immutable, and its mappings cannot be hashed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and other.lexicon is self.lexicon


@lru_cache(maxsize=16)
def _matchers(shared: _Shared) -> dict[str, Matcher]:
    return {name: Matcher(patterns) for name, patterns in shared.lexicon.patterns.items()}
