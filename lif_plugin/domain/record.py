"""What comes in from a record: events, refused rows and what a file covers.

Days are integers YYYYMMDD in the agency's own zone, times are integer UTC milliseconds. A day-precise
event carries no time: the flow fills it from the agency's zone, so an adapter needs no zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from lif_plugin.domain.kinds import KINDS, NUMBER_FIELDS, TEXT_FIELDS, TRI_FIELDS, Precision, Tri
from lif_plugin.domain.reading import Words
from lif_plugin.errors import InvalidEvent

_TRI = tuple(Tri)
_FORMS: dict[str, type] = (
    dict.fromkeys(TEXT_FIELDS, str) | dict.fromkeys(TRI_FIELDS, Tri) | dict.fromkeys(NUMBER_FIELDS, int)
)
_THIRTY_ONE_BITS = 1 << 31
_PRECISIONS = tuple(Precision)
TEXT_AT_MOST = 200
"""Characters of a reference, a key or a code; the store's columns hold no more."""
_SCOPE_AT_MOST = 64
_FIRST_MS = -30_610_224_000_000
"""The year 1000 in UTC milliseconds; times run from there to the year 3000."""
_LAST_MS = 32_503_680_000_000


class Event(NamedTuple):
    """One fact of one case, as a source states it. A tuple, because a file makes a hundred thousand.

    ``key`` is the source's natural key for the fact, without values that may be corrected; it is unique
    within agency and source. ``fields`` holds typed columns (see `domain.kinds`), ``detail`` the rest.
    ``words`` are those of a note: they are read as they come in and never stored (see `domain.reading`).
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
    words: Words | None = None


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


class Purge(NamedTuple):
    """The source asks that facts of one case be removed for good, not merely no longer stated.

    ``key_prefix`` names them: those whose key begins so; empty means all of the case. It is applied in its place
    among the rows: what the source states after it is new. What goes does not come back, not even by an undo.
    """

    file: str
    number: int
    case_ref: str
    key_prefix: str = ""


class Notice(NamedTuple):
    """Something odd about a row that was still taken: an unknown code, a repeated key, a far date."""

    file: str
    number: int
    field: str | None
    reason: str
    message: str


Item = Row | Rejected | Notice | Purge
"""What an adapter's ``read`` gives."""


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

    ``parts`` are the beginnings of keys of which this delivery states every fact of its scope: only among those
    does a complete delivery retract. None: whatever is of a covered kind. An adapter names parts where facts
    of one kind stand in several of its tables, so that a set without one of them takes nothing of that one back.
    """

    adapter: str
    scope: str
    coverage: tuple[Coverage, ...]
    basis: str
    files: tuple[str, ...]
    rows_expected: int | None = None
    parts: tuple[str, ...] | None = None


def is_day(value: object) -> bool:
    """Says whether a value is a YYYYMMDD day of the calendar, from the year 1000 to 2999."""
    return type(value) is int and _exists(value)


@lru_cache(maxsize=100_000)
def _exists(number: int) -> bool:
    try:
        return 1000 <= date(number // 10000, number // 100 % 100, number % 100).year < 3000
    except ValueError:
        return False


def check_delivery(delivery: Delivery) -> None:
    """Raise `InvalidEvent` if what an adapter says of a delivery cannot be kept."""
    if not delivery.scope or not _is_reference(delivery.scope) or len(delivery.scope) > _SCOPE_AT_MOST:
        raise InvalidEvent(f"The scope of a delivery is a text of at most {_SCOPE_AT_MOST} characters.")
    for stated in delivery.coverage:
        if stated.kind not in KINDS:
            raise InvalidEvent(f"There is no event kind {stated.kind!r}.")
        if not (is_day(stated.first_day) and is_day(stated.last_day) and stated.first_day <= stated.last_day):
            raise InvalidEvent(
                f"The coverage of {stated.kind} events needs a first and a last day (YYYYMMDD)."
            )
    if any(not part or not _is_reference(part) for part in delivery.parts or ()):
        raise InvalidEvent(
            f"A part of a delivery is the beginning of a key, at most {TEXT_AT_MOST} characters."
        )


def check_purge(purge: Purge) -> None:
    """Raise `InvalidEvent` if it cannot be told what is to be removed; no value is named."""
    if not purge.case_ref or not (_is_reference(purge.case_ref) and _is_reference(purge.key_prefix)):
        raise InvalidEvent("The case reference or key of a removal cannot be kept.")


def check_event(event: Event) -> None:
    """Raise `InvalidEvent` if an event does not fit its kind or cannot be kept; no value is named.

    A file makes a hundred thousand, so what is usual is asked first and in place.
    """
    name, case_ref, key, day, fields, _detail, until_day, at, until_at, precision, _words = event
    kind = KINDS.get(name)
    if kind is None:
        raise InvalidEvent(f"There is no event kind {name!r}.")
    if not case_ref or not key:
        raise InvalidEvent(f"A {name} event has no case reference or no key.")
    if (
        type(case_ref) is not str
        or type(key) is not str
        or not (case_ref.isprintable() and key.isprintable())
        or len(case_ref) > TEXT_AT_MOST
        or len(key) > TEXT_AT_MOST
    ) and not (_is_reference(case_ref) and _is_reference(key)):
        raise InvalidEvent(f"The case reference or key of a {name} event cannot be kept.")
    if not is_day(day) or (until_day is not None and not is_day(until_day)):
        raise InvalidEvent(f"A {name} event has no valid day (YYYYMMDD).")
    if precision != Precision.DAY or at is not None or until_at is not None:
        _check_times(event)
    if not fields.keys() <= kind.fields:
        extra = ", ".join(sorted(fields.keys() - kind.fields))
        raise InvalidEvent(f"A {name} event carries fields its kind does not have: {extra}.")
    for field, value in fields.items():
        form = _FORMS[field]
        if form is int:
            if value is not None and (type(value) is not int or not 0 <= value < _THIRTY_ONE_BITS):
                raise InvalidEvent(f"{field} of a {name} event must be a whole number or absent.")
        elif form is Tri:
            if value is not None and value not in _TRI:
                raise InvalidEvent(f"{field} of a {name} event must be yes, no, not_applicable or absent.")
        elif value is not None and (
            not isinstance(value, str) or (len(value) > TEXT_AT_MOST and field != "code_raw")
        ):
            raise InvalidEvent(
                f"{field} of a {name} event must be a text of at most {TEXT_AT_MOST} characters or absent."
            )


def _check_times(event: Event) -> None:
    if event.precision not in _PRECISIONS:
        raise InvalidEvent(f"A {event.kind} event has no such precision.")
    for at in (event.occurred_at, event.until_at):
        if at is not None and not (type(at) is int and _FIRST_MS <= at < _LAST_MS):
            raise InvalidEvent(f"A {event.kind} event has no valid time (UTC milliseconds).")
    if event.precision == Precision.MINUTE and (
        event.occurred_at is None or (event.until_at is None and event.until_day is not None)
    ):
        raise InvalidEvent(f"A {event.kind} event is precise to the minute but gives only a day.")


def _is_reference(value: object) -> bool:
    """Whether a value is a text that every database keeps: not too long, no NUL, no half of a character."""
    if not isinstance(value, str) or len(value) > TEXT_AT_MOST:
        return False
    return value.isprintable() or not any(
        character == "\x00" or "\ud800" <= character <= "\udfff" for character in value
    )
