"""What hooks receive and return, beside the values of the domain. Frozen, and they check themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import Evidence, Finding, OpenPrompt
from lif_plugin.domain.reading import Reading, reading_of
from lif_plugin.domain.record import Delivery, Item
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import Calendar, numbered_day
from lif_plugin.errors import InvalidEvent, PluginFault


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
    ``read`` streams its rows: each is a `Row`, a `Purge` that asks for removal, or `Rejected` with a reason; a
    `Notice` may stand before or after. Rows read are these without the notices, none is left out in silence.
    """

    name: str
    title: str
    source: str
    kinds: frozenset[str]
    examine: Callable[[Sequence[Path], ExamineOptions], Delivery]
    read: Callable[[Delivery], Iterator[Item]]

    def __post_init__(self) -> None:
        unknown = self.kinds - KINDS.keys()
        if unknown:
            raise InvalidEvent(
                f"Adapter {self.name} names kinds that do not exist: {', '.join(sorted(unknown))}."
            )


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def _frozen(value: Any) -> Any:
    """JSON-like data made read-only all the way down: what one plugin is given, the next is given too.

    What is a read-only mapping already is taken as it is: of one batch, all cases share what their source covers.
    """
    kind = type(value)
    if kind in _PLAIN or kind is MappingProxyType:
        return value
    if isinstance(value, Mapping):
        return MappingProxyType(
            {key: inner if type(inner) in _PLAIN else _frozen(inner) for key, inner in value.items()}
        )
    if isinstance(value, list | tuple):
        return tuple(_frozen(inner) for inner in value)
    return value


@dataclass(frozen=True, slots=True)
class Fact:
    """One live event of a case, as plugins see it. ``fields`` holds the typed columns that were recorded.

    A column that is not in ``fields`` was not recorded; that is never a "no". ``detail`` is the rest of
    what the source said. ``recorded_at`` (UTC ms) is when we first had the fact, in whichever version.
    """

    evidence: Evidence
    occurred_at: int
    until_day: int | None
    precision: str
    fields: Mapping[str, Any]
    detail: Mapping[str, Any]
    recorded_at: int | None = None

    def __post_init__(self) -> None:
        if type(self.fields) is not MappingProxyType:
            object.__setattr__(self, "fields", _frozen(self.fields))
        if type(self.detail) is not MappingProxyType:
            object.__setattr__(self, "detail", _frozen(self.detail))

    @property
    def reading(self) -> Reading | None:
        """What a note was read to show; None where its words were not handed over, and for other kinds."""
        return reading_of(self.detail) if self.evidence.kind == "note" else None


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case of a batch: its live events in order of time, and what its source covers.

    ``covered`` maps a kind to the last day its source knows; a kind that is not in it is unknown, not
    absent. ``as_of`` (YYYYMMDD) is the day the question is asked for.

    ``stretches`` maps a kind to the (first, last) days its source knows without a break, in order.
    ``calendar`` holds the nation's working days, None where there are none to be had. ``prompts`` are those
    that wait for somebody on this case.
    """

    agency: Agency
    source: str
    case_ref: str
    as_of: int
    covered: Mapping[str, int]
    facts: tuple[Fact, ...]
    stretches: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    calendar: Calendar | None = None
    prompts: tuple[OpenPrompt, ...] = ()
    _by_kind: dict[str, tuple[Fact, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "covered", _frozen(self.covered))
        object.__setattr__(self, "stretches", _frozen(self.stretches))

    def of(self, kind: str) -> tuple[Fact, ...]:
        """The facts of one kind, in order of time."""
        if not self._by_kind and self.facts:
            apart: dict[str, list[Fact]] = {}
            for fact in self.facts:
                apart.setdefault(fact.evidence.kind, []).append(fact)
            # Whole or not at all: a plugin that was given up may still be at it in a thread of its own.
            whole = {name: tuple(facts) for name, facts in apart.items()}
            object.__setattr__(self, "_by_kind", whole)
        return self._by_kind.get(kind, ())


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A finding of ``lif_prompts`` and the case it is about."""

    case_ref: str
    finding: Finding

    def __post_init__(self) -> None:
        day = self.finding.occurred_day
        if day is None:
            return
        try:
            numbered_day(day)
        except ValueError as error:
            raise PluginFault("The day of a finding is no day of the calendar (YYYYMMDD).") from error


@dataclass(frozen=True, slots=True)
class QueryField:
    """A list that a plugin adds to the GraphQL query: ``resolve`` gives frozen dataclasses of type ``of``."""

    name: str
    description: str
    of: type
    resolve: Callable[[Viewer], Sequence[Any]]
