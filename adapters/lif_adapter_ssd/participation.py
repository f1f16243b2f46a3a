"""How a child took part in a review: a code of the SSDA903 return, its description, or a local phrase.

Which of them stands in the field depends on the case system: Mosaic gives the code, Liquidlogic the
description, Eclipse a local answer. The descriptions are those of the Department for Education's guide.
"""

import re
from functools import cache
from typing import Final

from lif_adapter_ssd.dictionary import codes

_DESCRIPTIONS: Final = {
    "PN0": ("Child aged under 4 at the time of the review", "Child under four at time of review"),
    "PN1": (
        "Child physically attends and speaks for him or herself (Attendance)",
        "Attended and spoke for self",
        "Child attended and spoke for themselves",
    ),
    "PN2": (
        "Child physically attends and an advocate speaks on his or her behalf",
        "Attended and advocate spoke on their behalf",
    ),
    "PN3": (
        "Child attends and conveys his or her view symbolically (non-verbally)",
        "Attended and conveyed views symbolically",
    ),
    "PN4": (
        (
            "Child physically attends but does not speak for him or herself, does not convey his or her view "
            "symbolically (non-verbally) and does not ask an advocate to speak for him or her"
        ),
        "Attended but did not speak or convey views",
    ),
    "PN5": (
        "Child does not attend physically but briefs an advocate to speak for him or her",
        "Did not attend but briefed an advocate",
    ),
    "PN6": (
        "Child does not attend but conveys his or her feelings to the review by a facilitative medium",
        "Did not attend but conveyed views by other means",
    ),
    "PN7": (
        "Child does not attend nor are his or her views conveyed to the review",
        "Child does not attend, nor are views conveyed to the review",
        "Did not attend and views not conveyed",
    ),
}
_WORDS: Final = re.compile(r"[a-z0-9]+")
_LEADING: Final = re.compile(r"(PN[0-7])\b", re.IGNORECASE)
_CUT_AT_LEAST: Final = 15
"""A phrase this long that begins only one description stands for it: Mosaic cuts at 16 characters."""


def participation_of(text: str) -> str | None:
    """The code that a text stands for; None for a local phrase, which may mean anything."""
    if found := _LEADING.match(text):
        code = found.group(1).upper()
        return code if code in codes("participation") else None
    said = _plain(text)
    exact = {code for code, phrases in _phrases().items() if said in phrases}
    if not exact and len(text.strip()) >= _CUT_AT_LEAST:
        exact = {
            code for code, phrases in _phrases().items() if any(phrase.startswith(said) for phrase in phrases)
        }
    return exact.pop() if len(exact) == 1 else None


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


@cache
def _phrases() -> dict[str, frozenset[str]]:
    return {code: frozenset(map(_plain, phrases)) for code, phrases in _DESCRIPTIONS.items()}
