"""Local words: what an agency's people write in notes that the reader would not know, kept in its configuration."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from lif_plugin.errors import BadSetting

ROLES: Final = ("advocate", "carer", "child", "group", "parent", "pro", "relative", "sibling", "writer")
"""Whom a local word may stand for. ``pro`` is anybody paid to help, ``writer`` whoever writes the note."""
PHRASES: Final = ("accompanied", "admin", "alone", "method", "reason", "seen", "signal")
"""What a local phrase may tell: seen, alone, with others there, by a method or aid, why there is no view, a known
signal of the child's, or plain administration."""
AT_MOST: Final = 500
"""Entries in all: more would make every note slower to read."""
_WORDS: Final = re.compile(r"[a-z0-9][a-z0-9'’/+&-]*( [a-z0-9][a-z0-9'’/+&-]*){0,5}")
_ABBREVIATION: Final = re.compile(r"[a-z0-9][a-z0-9'’/-]{0,29}")
_FIXED: Final = frozenset(
    "a an and asked at be but by did do for had has have he her him his i if in is it me my no not of on or our said says she so "
    "that the their them they to told us was we were with you your".split()
)
"""Words that carry the grammar of every note, or say whose word it is: no agency gives them another meaning."""


@dataclass(frozen=True, slots=True)
class LocalWords:
    """An agency's own words, in small letters.

    ``people`` are words for people by role, ``spelling`` what an abbreviation stands for, ``phrases`` what tells
    something by what it tells. Raises `BadSetting` for what the reader could not use, or must not be told.
    """

    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    spelling: Mapping[str, str] = field(default_factory=dict, hash=False)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        listed = [*_all(self.people), *_all(self.phrases), *self.spelling.values()]
        if len(listed) > AT_MOST:
            raise BadSetting(f"Local words are {AT_MOST} at most.")
        if not {*self.people} <= {*ROLES} or not {*self.phrases} <= {*PHRASES}:
            raise BadSetting("Local words stand for no such role or tell no such thing.")
        for entry in listed:
            if not _WORDS.fullmatch(entry):
                raise BadSetting(f"{entry!r} is not one to six words in small letters.")
        for entry in (*_all(self.people), *_all(self.phrases)):
            if entry in _FIXED:
                raise BadSetting(f"{entry!r} has its meaning in every note.")
        for short in self.spelling:
            if not _ABBREVIATION.fullmatch(short) or short in _FIXED:
                raise BadSetting(
                    f"{short!r} is no abbreviation in small letters that can be given a meaning."
                )

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.people or self.spelling or self.phrases)

    @property
    def canonical(self) -> str:
        """They as one text, the same for the same words in any order."""
        whole = {
            "people": {role: sorted(words) for role, words in self.people.items()},
            "phrases": {what: sorted(words) for what, words in self.phrases.items()},
            "spelling": dict(self.spelling),
        }
        return json.dumps(whole, sort_keys=True, ensure_ascii=False)

    @property
    def edition(self) -> str:
        """What tells these words from others, kept with each reading made by them; empty where there are none."""
        return blake2b(self.canonical.encode(), digest_size=6).hexdigest() if self else ""


def _all(words: Mapping[str, Iterable[str]]) -> list[str]:
    return [one for entries in words.values() for one in entries]


NO_WORDS: Final = LocalWords()
"""Of an agency that has none."""
