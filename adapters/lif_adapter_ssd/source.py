"""A table of the dataset as rows, whether from a file or a database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from lif_adapter_ssd.dictionary import Table


@dataclass(frozen=True, slots=True)
class Torn:
    """A row that is not one: the reason, and what stood there."""

    reason: str
    raw: str


class Source(Protocol):
    """One table that was found: what it is called in messages, its columns, and its rows by number."""

    @property
    def table(self) -> Table:
        """Which table of the dataset it is."""

    @property
    def label(self) -> str:
        """The file's or table's name in messages."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in lower case."""

    @property
    def oddities(self) -> tuple[str, ...]:
        """Reasons for notices about how it is written."""

    def rows(self) -> Iterator[tuple[int, Mapping[str, Any] | Torn]]:
        """Its rows, each by column, numbered as its own tool shows them."""
