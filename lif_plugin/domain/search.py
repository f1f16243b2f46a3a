"""What somebody looks for in words: a text read into words and phrases that each database can be asked for."""

import re
from dataclasses import dataclass
from typing import Final

from lif_plugin.errors import LifError

LONGEST: Final = 500
"""Characters of a text that is looked for."""
MOST: Final = 30
"""Words and phrases that may be looked for at once."""
_PART: Final = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_WORD: Final = re.compile(r"[^\W_]+")
_COMMON: Final = frozenset(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its "
    "itself they them their theirs themselves what which who whom this that these those am is are was were be been being have "
    "has had having do does did doing a an the and but if or because as until while of at by for with about against between "
    "into through during before after above below to from up down in out on off over under again further then once here there "
    "when where why how all any both each few more most other some such no nor not only own same so than too very s t can will "
    "just don should now".split()
)
"""Words too common to tell anything apart: PostgreSQL's list for English, so that both databases leave out the same."""


class BadSearch(LifError):
    """There is nothing in the text that could be looked for."""

    code = "bad_search"
    hint = 'Give words, "phrases in quotes", words* that begin so, and -words that must not be there.'


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that stand one after another; ``prefix``: the last may go on; ``unless``: it must not be there."""

    words: tuple[str, ...]
    prefix: bool = False
    unless: bool = False


def sought(text: str) -> tuple[Sought, ...]:
    """Read a text: everything in it must be found, but what is excluded. Raises `BadSearch`.

    Nothing in it is an operator of a database: what is no word, no quote, no star at the end and no minus before
    is left out.
    """
    if len(text) > LONGEST:
        raise BadSearch(f"A search has at most {LONGEST} characters.")
    found = tuple(part for match in _PART.finditer(text) if (part := _part(*match.groups())))
    if len(found) > MOST:
        raise BadSearch(f"A search has at most {MOST} words and phrases.")
    if all(part.unless for part in found):
        raise BadSearch
    return found


def _part(minus: str, phrase: str | None, word: str | None) -> Sought | None:
    said = phrase if phrase is not None else word or ""
    words = tuple(_WORD.findall(said.casefold()))
    if not words or (len(words) == 1 and words[0] in _COMMON):
        return None
    return Sought(words, prefix=phrase is None and said.endswith("*"), unless=bool(minus))
