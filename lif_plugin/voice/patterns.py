"""Small patterns over words, roles and categories, and where they match in a note.

A pattern is a line of elements: a word, `a|b` alternatives, `@role` a person of that role, `#category`
a word of that category, `_` any one word, `...` up to six words, `x?` optional, `!x` anything but x.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


# A pattern with its place in the lexicon, its group, and what some later word of the sentence must be.
_Filed = tuple[int, str, Pattern, frozenset[str] | None]


@dataclass(slots=True)
class _Shelf:
    """The patterns that begin with one word or category: by what must stand second, and those where anything may."""

    by_word: dict[str, list[_Filed]] = field(default_factory=dict)
    by_key: dict[str, list[_Filed]] = field(default_factory=dict)
    any_next: list[_Filed] = field(default_factory=list)

    def put(self, filed: _Filed, second: Element | None) -> None:
        """Files a pattern under every word and category that its second element takes."""
        if second is None:
            self.any_next.append(filed)
            return
        for word in second.words:
            self.by_word.setdefault(word, []).append(filed)
        for key in second.keys:
            self.by_key.setdefault(key, []).append(filed)

    def fitting(self, after: Token | None) -> list[_Filed]:
        """The patterns whose second element takes the word that comes next."""
        if after is None:
            return []
        found = self.by_word.get(after.low, [])
        for key in after.keys:
            more = self.by_key.get(key)
            if more:
                found = found + more
        return found


def _open(element: Element) -> bool:
    """Whether nothing can be said of the word that stands in its place."""
    return element.optional or element.gap or element.anything or element.negated


class Matcher:
    """Finds every match of all groups of patterns in one pass, trying only those whose first two elements can fit."""

    def __init__(self, groups: Mapping[str, tuple[Pattern, ...]]) -> None:
        self._by_word: dict[str, _Shelf] = {}
        self._by_key: dict[str, _Shelf] = {}
        self._loose: list[_Filed] = []
        number = 0
        for group, patterns in groups.items():
            for pattern in patterns:
                self._file(number, group, pattern)
                number += 1

    def _file(self, number: int, group: str, pattern: Pattern) -> None:
        first, rest = pattern.elements[0], pattern.elements[1:]
        later = [element for element in rest if not _open(element)]
        filed = number, group, pattern, (later[-1].words | later[-1].keys if later else None)
        if _open(first):
            self._loose.append(filed)
            return
        second = rest[0] if rest and not _open(rest[0]) else None
        for word in first.words:
            self._by_word.setdefault(word, _Shelf()).put(filed, second)
        for key in first.keys:
            self._by_key.setdefault(key, _Shelf()).put(filed, second)

    def find(
        self, tokens: list[Token], start: int, stop: int, found: dict[str, list[tuple[int, int, Pattern]]]
    ) -> None:
        """Adds all matches (start, end, pattern) that begin between two tokens to `found`, by group and in order."""
        present: set[str] = set()
        for token in tokens[start:stop]:
            present.add(token.low)
            present |= token.keys
        likely: dict[int, list[_Filed]] = {}
        for at in range(start, stop):
            token = tokens[at]
            after = tokens[at + 1] if at + 1 < stop else None
            tried = [*self._loose]
            for shelf in self._shelves(token):
                usable = likely.get(id(shelf))
                if usable is None:
                    usable = likely[id(shelf)] = _of_use(shelf.any_next, present)
                tried += usable
                tried += _of_use(shelf.fitting(after), present)
            matched: dict[int, tuple[str, int, Pattern]] = {}
            for number, group, pattern, _ in tried:
                end = match_at(pattern, tokens, at, stop)
                if end is not None:
                    matched[number] = group, end, pattern
            # in the order of the lexicon, so that a note is read alike each time
            for number in sorted(matched):
                group, end, pattern = matched[number]
                found.setdefault(group, []).append((at, end, pattern))

    def _shelves(self, token: Token) -> list[_Shelf]:
        """The shelves of the word itself and of each category it is of."""
        shelves = [self._by_key[key] for key in token.keys if key in self._by_key]
        own = self._by_word.get(token.low)
        return [*shelves, own] if own is not None else shelves


def _of_use(filed: list[_Filed], present: set[str]) -> list[_Filed]:
    """Those patterns whose last sure element stands somewhere in the sentence."""
    return [one for one in filed if one[3] is None or not present.isdisjoint(one[3])]
