"""What comes in from a record: events, refused rows and what a file covers.

Days are integers YYYYMMDD in the agency's own zone, times are integer UTC milliseconds. A day-precise
event carries no time: the flow fills it from the agency's zone, so an adapter needs no zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from lif_plugin.domain.kinds import KINDS, Precision, Tri
from lif_plugin.errors import InvalidEvent

_TRI = frozenset(Tri)


class Event(NamedTuple):
    """One fact of one case, as a source states it. A tuple, because a file makes a hundred thousand.

    ``key`` is the source's natural key for the fact, without values that may be corrected; it is unique
    within agency and source. ``fields`` holds typed columns (see `domain.kinds`), ``detail`` the rest.
    """

    kind: str
    case_ref: str
    key: str
    occurred_day: int
    fields: Mapping[str, Any]
    detail: Mapping[str, Any]
    until_day: int | None = None
    occurred_at: int | None = None
    until_at: int | None = None
    precision: str = Precision.DAY


class Row(NamedTuple):
    """One row that was read, with the events it gave; ``number`` counts as the file's own tool shows it."""

    file: str
    number: int
    events: tuple[Event, ...]


class Rejected(NamedTuple):
    """A row that could not be taken, with the reason and the remedy; ``raw`` is a child's data.

    ``reason`` is a stable short code for counting, ``message`` what, where and how to mend it.
    """

    file: str
    number: int
    field: str | None
    reason: str
    message: str
    raw: str


class Notice(NamedTuple):
    """Something odd about a row that was still taken: an unknown code, a repeated key, a far date."""

    file: str
    number: int
    field: str | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """A source's statement that it knows all facts of a kind between two days, both included."""

    kind: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a set of files turned out to be, before its rows are read.

    ``scope`` names the return (a collection year, a feed): a later delivery of the same scope corrects
    and, when complete, retracts. Scopes sort as text; where two state the same fact the last one counts.
    ``kinds`` are those the files speak for, ``undated`` the rows whose facts hold for the whole period.
    """

    adapter: str
    scope: str
    coverage: tuple[Coverage, ...]
    basis: str
    files: tuple[str, ...]
    rows_expected: int | None = None


def is_day(value: object) -> bool:
    """Says whether a value looks like a YYYYMMDD day (the calendar itself is the adapter's to check)."""
    return isinstance(value, int) and 10000101 <= value <= 99991231 and 101 <= value % 10000 <= 1231


def check_event(event: Event) -> None:
    """Raise `InvalidEvent` if an event does not fit its kind; no value of the record is named."""
    kind = KINDS.get(event.kind)
    if kind is None:
        raise InvalidEvent(f"There is no event kind {event.kind!r}.")
    if not event.case_ref or not event.key:
        raise InvalidEvent(f"A {event.kind} event has no case reference or no key.")
    if not is_day(event.occurred_day) or (event.until_day is not None and not is_day(event.until_day)):
        raise InvalidEvent(f"A {event.kind} event has no valid day (YYYYMMDD).")
    if not event.fields.keys() <= kind.fields:
        extra = ", ".join(sorted(event.fields.keys() - kind.fields))
        raise InvalidEvent(f"A {event.kind} event carries fields its kind does not have: {extra}.")
    for name in kind.tri_fields:
        value = event.fields.get(name)
        if value is not None and value not in _TRI:
            raise InvalidEvent(f"{name} of a {event.kind} event must be yes, no, not_applicable or absent.")
