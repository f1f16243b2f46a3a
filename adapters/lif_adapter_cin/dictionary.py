"""The census as data, from `dictionary.toml`: its blocks, elements and codes, and since or until when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

KINDS: Final = frozenset({
    "birth", "death", "case", "referral", "assessment", "section_47", "conference", "plan", "need", "closure",
})  # fmt: skip
"""All kinds of event that the census gives; it knows all of each in its period."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its elements with a value, those we do not take, and the blocks or lists it holds."""

    name: str
    elements: frozenset[str]
    left_out: frozenset[str]
    holds: frozenset[str]

    @property
    def by_lower_case(self) -> dict[str, str]:
        """Every name of the block by its lower case."""
        return {name.lower(): name for name in self.elements | self.left_out | self.holds}


@cache
def dictionary() -> Mapping[str, Any]:
    """The dictionary as it is written."""
    return tomllib.loads(Path(__file__).with_name("dictionary.toml").read_text(encoding="utf-8"))


@cache
def blocks() -> Mapping[str, Block]:
    """All blocks by name."""
    return {
        name: Block(
            name,
            frozenset(entry.get("elements", ())),
            frozenset(entry.get("left_out", ())),
            frozenset(entry.get("holds", ())),
        )
        for name, entry in dictionary()["blocks"].items()
    }


def codes(name: str) -> Mapping[str, Any]:
    """A code set."""
    found: Mapping[str, Any] = dictionary()["codes"][name]
    return found


def in_collection(name: str, year: int) -> bool:
    """Whether the census of a year (by the year it starts in) has an element or block."""
    entry = dictionary()["years"].get(name, {})
    usual: bool = entry.get("since", year) <= year <= entry.get("until", year)
    return usual
