"""Small patterns over words, roles and categories, and where they match in a note.

A pattern is a line of elements: a word, `a|b` alternatives, `@role` a person of that role, `#category`
a word of that category, `_` any one word, `...` up to six words, `x?` optional, `!x` anything but x.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lif_plugin.voice.tokens import Token

GAP = 6


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern."""

    words: frozenset[str]
    keys: frozenset[str]
    optional: bool = False
    gap: bool = False
    anything: bool = False
    negated: bool = False

    def fits(self, token: Token) -> bool:
        """Whether the token may stand here."""
        if self.anything:
            return token.is_word
        hit = token.low in self.words or not token.keys.isdisjoint(self.keys)
        return hit is not self.negated


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern; `source` is the line it came from and names it in a reading."""

    source: str
    elements: tuple[Element, ...]


def parse_pattern(line: str) -> Pattern:
    """A pattern from its line of text."""
    elements = []
    for piece in line.split():
        optional = piece.endswith("?") and len(piece) > 1
        body = piece[:-1] if optional else piece
        negated = body.startswith("!") and len(body) > 1
        body = body[1:] if negated else body
        options = body.split("|")
        words = frozenset(option for option in options if option[0] not in "#@")
        keys = frozenset(option.removeprefix("#") for option in options if option[0] in "#@")
        elements.append(Element(words, keys, optional, body == "...", body == "_", negated))
    return Pattern(line, tuple(elements))


def match_at(pattern: Pattern, tokens: list[Token], start: int, stop: int) -> int | None:
    """Where a match that begins at `start` ends (exclusive), or None; it never passes `stop`."""
    return _walk(pattern.elements, 0, tokens, start, stop)


def _walk(elements: tuple[Element, ...], place: int, tokens: list[Token], at: int, stop: int) -> int | None:
    while place < len(elements):
        element = elements[place]
        if element.gap:
            for skip in range(GAP + 1):
                if at + skip > stop:
                    return None
                end = _walk(elements, place + 1, tokens, at + skip, stop)
                if end is not None:
                    return end
            return None
        fits = at < stop and element.fits(tokens[at])
        if element.optional:
            if fits:
                end = _walk(elements, place + 1, tokens, at + 1, stop)
                if end is not None:
                    return end
            place += 1
            continue
        if not fits:
            return None
        at += 1
        place += 1
    return at


# A pattern with its group, where it must stand next its second element, and what some later word of the sentence must
# be: most tries end at one of these two.
_Filed = tuple[str, Pattern, Element | None, frozenset[str] | None]


class Matcher:
    """Finds every match of all groups of patterns in one pass, trying only those whose first element can fit."""

    def __init__(self, groups: Mapping[str, tuple[Pattern, ...]]) -> None:
        self._by_word: dict[str, list[_Filed]] = {}
        self._by_key: dict[str, list[_Filed]] = {}
        self._loose: list[_Filed] = []
        for group, patterns in groups.items():
            for pattern in patterns:
                self._file(group, pattern)

    def _file(self, group: str, pattern: Pattern) -> None:
        first = pattern.elements[0]
        if first.optional or first.gap or first.anything or first.negated:
            self._loose.append((group, pattern, None, None))
            return
        later = [e for e in pattern.elements[1:] if not (e.optional or e.gap or e.anything or e.negated)]
        need = later[-1].words | later[-1].keys if later else None
        second = pattern.elements[1] if len(pattern.elements) > 1 else None
        if second is not None and (second.optional or second.gap or second.anything or second.negated):
            second = None
        for word in first.words:
            self._by_word.setdefault(word, []).append((group, pattern, second, need))
        for key in first.keys:
            self._by_key.setdefault(key, []).append((group, pattern, second, need))

    def find(
        self, tokens: list[Token], start: int, stop: int, found: dict[str, list[tuple[int, int, Pattern]]]
    ) -> None:
        """Adds all matches (start, end, pattern) that begin between two tokens to `found`, by group and in order."""
        by_word, by_key, loose = self._by_word, self._by_key, self._loose
        present: set[str] = set()
        for token in tokens[start:stop]:
            present.add(token.low)
            present |= token.keys
        for at in range(start, stop):
            token = tokens[at]
            tried = by_word.get(token.low, [])
            for key in token.keys:
                more = by_key.get(key)
                if more:
                    tried = tried + more
            after = tokens[at + 1] if at + 1 < stop else None
            for group, pattern, second, need in tried + loose if loose else tried:
                if need is not None and present.isdisjoint(need):
                    continue
                # the same test as Element.fits, written out: it is made a hundred times for each word of a note
                if second is not None and (
                    after is None or (after.low not in second.words and after.keys.isdisjoint(second.keys))
                ):
                    continue
                end = match_at(pattern, tokens, at, stop)
                if end is not None:
                    found.setdefault(group, []).append((at, end, pattern))
