"""Examples of operations, for the query page and for whoever begins: each stands in `examples.graphql` and runs as it is."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("examples.graphql")


@dataclass(frozen=True, slots=True)
class Example:
    """One operation with what it is for, in a line."""

    title: str
    document: str


@cache
def examples() -> tuple[Example, ...]:
    """The examples, in the order in which somebody begins."""
    blocks = _FILE.read_text().strip().split("\n\n")
    return tuple(Example(block.partition("\n")[0].removeprefix("# "), block + "\n") for block in blocks)
