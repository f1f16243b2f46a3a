"""What a form is made of: its identity, parts (a sheet each), fields (a column each) and lines with keys."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lif_plugin.domain.tracker import plain

FREE_AT_MOST: Final = 2_000
"""Empty rows of a part; more would make a workbook that programs open slowly."""
RESERVED: Final = frozenset({"about", "identity", "lists"})
"""Titles of the sheets that every form has, without case."""


class Kind(StrEnum):
    """What an answer is: words, a day (YYYYMMDD), a whole number, or one of a list."""

    TEXT = "text"
    DAY = "day"
    WHOLE = "whole"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A column. ``choices`` gives of each id what people see; a blank is never an answer.

    ``shown`` columns are filled in by us and locked. ``needed``: every row that says anything says this too.
    ``least`` and ``most`` bound a whole number, ``at_most`` the characters of a text; ``help`` stands beside the cell.
    """

    name: str
    heading: str
    kind: Kind = Kind.TEXT
    choices: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    shown: bool = False
    at_most: int = 4_000
    least: int = 0
    most: int = 1_000_000
    help: str = ""

    def labels(self) -> dict[str, str]:
        """Of each choice what people see, with its id where two would look the same."""
        met = Counter(plain(label) for label in self.choices.values())
        return {
            one: label if met[plain(label)] == 1 else f"{label} ({one})"
            for one, label in self.choices.items()
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A row with a key of its own: what it shows by field, and fields that differ here from the part's.

    ``filled`` is what stands in its open cells already, as people would type it; a choice by its id.
    """

    key: str
    shown: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, Field] = field(default_factory=dict)
    filled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet: lines with keys (questions, cases), or as many ``free`` rows as may be filled in."""

    title: str
    fields: tuple[Field, ...]
    lines: tuple[Line, ...] = ()
    free: int = 0

    def __post_init__(self) -> None:
        headings = [plain(one.heading) for one in self.fields]
        keys = [line.key for line in self.lines]
        if self.title.casefold() in RESERVED or not 0 < len(self.title) <= 31:
            raise ValueError(f"{self.title!r} cannot be the title of a part")
        if len(set(headings)) != len(headings) or len(set(keys)) != len(keys):
            raise ValueError(f"{self.title}: two fields with one heading, or two lines with one key")
        if bool(keys) == bool(self.free) or self.free > FREE_AT_MOST:
            raise ValueError(f"{self.title}: a part has lines, or up to {FREE_AT_MOST} free rows")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which form a workbook is: its kind, what it is for, and the version of its questions."""

    kind: str
    of: str
    version: str


@dataclass(frozen=True, slots=True)
class Form:
    """A workbook to be filled in, with its title and what people should know first."""

    identity: Identity
    title: str
    guidance: tuple[str, ...]
    parts: tuple[Part, ...]
