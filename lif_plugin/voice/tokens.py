"""Words of a note with their offsets: tokenising, respelling of dialect and short forms, clitics."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PIECE = re.compile(
    r"(?P<word>\d+(?:[.:,]\d+)*[a-zA-Z]*|\b[wW]/(?:o\b)?|\b[tTuUpPcCfFsS]/[cCaApPyYoOsS]\b|[^\W\d_]+\d*(?:[-'’][^\W\d_]+)*)"
    r"|(?P<newline>\n)|(?P<mark>\.{2,}|…|[^\w\s])",
    re.UNICODE,
)
_CLITIC = re.compile(r"^(.+?)(n't|'(?:s|d|ll|re|ve|m))$")


@dataclass(slots=True, eq=False)
class Token:
    """One word or mark. Several tokens may share one stretch of text (`doesn't` is `does`, `n't`)."""

    low: str
    start: int
    end: int
    raw: str
    kind: str = "word"
    keys: frozenset[str] = frozenset()
    role: str = ""

    @property
    def is_word(self) -> bool:
        """Whether this is a word or a number rather than a mark."""
        return self.kind == "word"


def _split_clitic(word: str) -> tuple[str, ...]:
    if "'" not in word:
        return (word,)
    found = _CLITIC.match(word)
    if not found:
        return (word,)
    stem, tail = found.groups()
    stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(stem, stem) if tail == "n't" else stem
    return (stem, tail)


def tokenise(text: str, respell: Mapping[str, tuple[str, ...]]) -> list[Token]:
    """Words and marks of `text` in order, in lower case and usual spelling, each with its offsets."""
    tokens: list[Token] = []
    for found in _PIECE.finditer(text):
        raw, start, end = found.group(), found.start(), found.end()
        if found.lastgroup != "word":
            tokens.append(Token(raw, start, end, raw, found.lastgroup or "mark"))
            continue
        low = raw.lower().replace("’", "'")
        parts = respell.get(low) or _split_clitic(low)
        for part in parts:
            pieces = respell.get(part, (part,)) if len(parts) > 1 else (part,)
            tokens.extend(Token(piece, start, end, raw) for piece in pieces)
    return _spoken_marks(tokens, text)


_SPOKEN = {("full", "stop"): ".", ("question", "mark"): "?", ("new", "paragraph"): ".", ("new", "line"): "."}


def _spoken_marks(tokens: list[Token], text: str) -> list[Token]:
    """The tokens of a dictated note with `full stop` and `comma` as the marks they were meant to be."""
    if "full stop" not in text.lower():
        return tokens
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        mark = _SPOKEN.get((token.low, after.low)) if after is not None else None
        if mark is not None and after is not None:
            kept.append(Token(mark, token.start, after.end, text[token.start : after.end], "mark"))
            at += 2
            continue
        if token.low == "comma":
            token = Token(",", token.start, token.end, token.raw, "mark")
        kept.append(token)
        at += 1
    return kept
