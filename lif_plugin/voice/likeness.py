"""How alike two sections are, without keeping either: the one use of rensa.

A likeness is a b-bit MinHash: of 256 draws over the pairs of words beside each other, the lowest byte of each minimum.
Names are masked before. What it can disclose: whoever holds one, and knows the case it belongs to, can test whether a
whole text that they guess is the one it was made from, or how much of it was shared; words they do not guess cannot be
read out of it, and it cannot be compared with those of another case, because each case is drawn in its own way.
"""

from base64 import b64encode
from hashlib import blake2b
from itertools import pairwise
from typing import Final, cast

from rensa import RMinHash  # type: ignore[import-untyped]

from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.parse import parse

DRAWS: Final = 256
"""The error of a likeness of nine tenths is then about two hundredths."""
EDITION: Final = f"{RMinHash.ALGORITHM_VERSION}.1"
"""Likenesses of different editions are not compared."""
_EDGE: Final = "^"


def likeness_of(text: str, names: tuple[str, ...], case: str) -> str | None:
    """Give the likeness of a section of a case; None where nothing is written."""
    note = parse(text, None, None, names, "", Lexicon.default())
    words = ["*" if "name" in token.keys else token.low for token in note.tokens if token.is_word]
    if not words:
        return None
    pairs = [f"{one} {other}" for one, other in pairwise((_EDGE, *words, _EDGE))]
    seed = int.from_bytes(blake2b(case.encode("utf-8", "replace"), digest_size=8).digest())
    draws = RMinHash(num_perm=DRAWS, seed=seed)
    draws.update(pairs)
    lowest = bytes(minimum & 0xFF for minimum in cast("list[int]", draws.digest()))
    return f"{EDITION}:{b64encode(lowest).decode()}"
