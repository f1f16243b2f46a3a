"""The lexicon of an agency: the one that ships with the package, with the agency's local words added."""

import json
from functools import lru_cache

from lif_plugin.domain.local_words import LocalWords
from lif_plugin.voice.lexicon import Lexicon


def lexicon_with(words: LocalWords) -> Lexicon:
    """The lexicon by which an agency's notes are read; the shipped one itself where it has no words of its own."""
    return _grown(words.canonical) if words else Lexicon.default()


@lru_cache(maxsize=64)
def _grown(canonical: str) -> Lexicon:
    """Grown once for the same words: it and the patterns made ready for it are kept, not made for each note."""
    held = json.loads(canonical)
    return Lexicon.default().extended(
        people=held["people"], spelling=held["spelling"], patterns=held["phrases"]
    )
