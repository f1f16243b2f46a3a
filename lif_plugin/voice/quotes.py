"""Quotation marks in a note, told apart from apostrophes."""

from lif_plugin.voice.tokens import Token

_SINGLE = frozenset({"'", "‘", "’", "`"})
_DOUBLE = frozenset({'"', "“", "”"})
_DROPPED = frozenset({"cos", "til", "till", "em", "im", "er", "ere", "cause", "coz", "ave", "tis"})
_LONGEST = 90


def quotations(tokens: list[Token], text: str) -> list[tuple[int, int]]:
    """Token ranges (start, end) of quoted stretches, marks included; an unclosed mark is no quotation."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        low = tokens[index].low
        family = _SINGLE if low in _SINGLE else _DOUBLE if low in _DOUBLE else None
        if family and _opens(tokens, index, text):
            close = _closing(tokens, index, family, text)
            if close:
                found.append((index, close + 1))
                index = close
                gloss = _gloss(tokens, close + 1)
                if gloss:
                    found.append((close + 1, gloss))
                    index = gloss - 1
        index += 1
    return found


def _opens(tokens: list[Token], index: int, text: str) -> bool:
    token = tokens[index]
    before = text[token.start - 1] if token.start else " "
    after = text[token.end] if token.end < len(text) else " "
    if before.isalnum() or after.isspace():
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return not (
        following and token.low in _SINGLE and following.raw.lower() in _DROPPED and not before.isspace()
    )


def _closing(tokens: list[Token], index: int, family: frozenset[str], text: str) -> int | None:
    for at in range(index + 1, min(index + _LONGEST, len(tokens))):
        token = tokens[at]
        if token.kind == "newline":
            return None
        if token.low not in family:
            continue
        after = text[token.end] if token.end < len(text) else " "
        before = text[token.start - 1]
        if not after.isalnum() and not before.isspace() and at > index + 1:
            return at
    return None


def _gloss(tokens: list[Token], index: int) -> int | None:
    """The end of a translation in brackets straight after a quotation: `'vreau la tata' (I want …)`."""
    if (
        index + 2 >= len(tokens)
        or tokens[index].low != "("
        or tokens[index + 1].low not in {"i", "my", "he", "she", "mum", "dad", "we"}
    ):
        return None
    return next((at + 1 for at in range(index, min(index + 20, len(tokens))) if tokens[at].low == ")"), None)
