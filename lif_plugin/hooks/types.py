"""What hooks receive and return, beside the values of the domain. Frozen, and they check themselves."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import Evidence, Finding
from lif_plugin.domain.record import Delivery, Notice, Rejected, Row
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import InvalidEvent


@dataclass(frozen=True, slots=True)
class ExamineOptions:
    """What the person importing says about the files: the period they cover, if they say so.

    Days are YYYYMMDD, both included; ``received`` is the day of the import.
    """

    received: int
    first_day: int | None = None
    last_day: int | None = None


@dataclass(frozen=True, slots=True)
class Adapter:
    """Reads one standard or platform.

    ``examine`` looks at a set of files and says what it is (raises `UnreadableInput` if it is not ours);
    ``read`` streams its rows: each is a `Row`, or `Rejected` with a reason; a `Notice` may stand before
    or after. Rows read are rows plus rejected, none is left out in silence.
    """

    name: str
    title: str
    source: str
    kinds: frozenset[str]
    examine: Callable[[Sequence[Path], ExamineOptions], Delivery]
    read: Callable[[Delivery], Iterator[Row | Rejected | Notice]]

    def __post_init__(self) -> None:
        unknown = self.kinds - KINDS.keys()
        if unknown:
            raise InvalidEvent(f"Adapter {self.name} names kinds that do not exist: {', '.join(sorted(unknown))}.")


@dataclass(frozen=True, slots=True)
class Fact:
    """One live event of a case, as plugins see it."""

    evidence: Evidence
    occurred_at: int
    until_day: int | None
    precision: str
    fields: dict[str, Any]
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case of a batch: its live events in order of time, and what its source covers.

    ``covered`` maps a kind to the last day its source knows; a kind that is not in it is unknown, not
    absent. ``as_of`` (YYYYMMDD) is the day the question is asked for.
    """

    agency: Agency
    source: str
    case_ref: str
    as_of: int
    covered: dict[str, int]
    facts: tuple[Fact, ...]

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of one kind, in order of time."""
        return tuple(fact for fact in self.facts if fact.evidence.kind == kind)


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding of ``lif_prompts`` and the case it is about."""

    case_ref: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class QueryField:
    """A list that a plugin adds to the GraphQL query: ``resolve`` gives frozen dataclasses of type ``of``."""

    name: str
    description: str
    of: type
    resolve: Callable[[Viewer], Sequence[Any]]
