"""Sentences of a note: where one ends, given the stops, lines, lists and short forms of case notes."""

from lif_plugin.voice.tokens import Token

_ENDS = frozenset({".", "!", "?", "…", "..", "..."})
_SHORT = frozenset(
    {"mr", "mrs", "ms", "dr", "st", "approx", "appt", "re", "no", "e.g", "i.e", "ref", "vs", "inc"}
)
LONGEST = 120
"""Tokens after which a sentence is cut: far beyond any a worker writes with stops, and the limit of work for one."""
_BACK = 40
_CLOSERS = frozenset({"'", '"', "’", "”", ")"})


def sentences(tokens: list[Token], quotes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Token ranges (start, end) of the sentences of a note; a quotation and a bracket stay in one piece."""
    found: list[tuple[int, int]] = []
    start = 0
    total = len(tokens)
    index = 0
    leaps = dict(quotes)
    passed = 0
    while index < total:
        if index - start >= LONGEST:
            # never inside a quotation just passed
            found.append((start, _cut(tokens, max(start, passed), index)))
            start = found[-1][1]
        token = tokens[index]
        if index in leaps:
            index = passed = leaps[index]
            if _quote_ends(tokens, index):
                found.append((start, index))
                start = index
            continue
        if token.low == "(":
            index = _bracket(tokens, index)
            continue
        if token.kind == "newline":
            if index > start:
                found.append((start, index))
            start = index + 1
        elif token.low in _ENDS and _is_end(tokens, index, start):
            stop = index + 1
            while (
                stop < total and tokens[stop].low in _CLOSERS and tokens[stop].start == tokens[stop - 1].end
            ):
                stop += 1
            found.append((start, stop))
            start = stop
            index = stop - 1
        index += 1
    if start < total:
        found.append((start, total))
    return found


def _cut(tokens: list[Token], start: int, index: int) -> int:
    """Where a sentence that will not end is cut: before its last joining word or after its last comma, else here."""
    for at in range(index, max(start, index - _BACK), -1):
        if tokens[at - 1].low in {",", ";"}:
            return at
        if tokens[at].low in {"and", "but", "then", "so"} and at > start:
            return at
    return index


def _quote_ends(tokens: list[Token], after: int) -> bool:
    """Whether a quotation with its own stop closes the sentence: nothing, or a capital, follows it."""
    if tokens[after - 2].low not in _ENDS or after >= len(tokens) or tokens[after].kind == "newline":
        return False
    follow = tokens[after]
    return follow.is_word and follow.raw[:1].isupper()


def _bracket(tokens: list[Token], index: int) -> int:
    """The index after a short bracket on one line; just the next index where it does not close."""
    for at in range(index + 1, min(index + 25, len(tokens))):
        if tokens[at].kind == "newline":
            break
        if tokens[at].low == ")":
            return at + 1
    return index + 1


def _is_end(tokens: list[Token], index: int, start: int) -> bool:
    """Whether the stop at `index` closes a sentence rather than a short form or an initial."""
    if tokens[index].low != ".":
        return True
    before = tokens[index - 1] if index > start else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if before is None or after is None:
        return True
    if after.start == tokens[index].end and after.is_word:
        # "2.15", "e.g.": the next word touches the stop. "done.Mum rang" still ends.
        return after.raw[:1].isupper() and len(before.raw) > 1 and before.raw[-1:].islower()
    return before.low not in _SHORT
