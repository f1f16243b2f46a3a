"""Finds every case that changed since a time, also while cases go on changing.

Page numbers lose rows while rows move, and the server's filter sees whole seconds. So only page one of an open
range is asked for, its start moving on with the last row seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from lif_adapter_primero.answers import Page
from lif_adapter_primero.client import LARGEST_PAGE
from lif_adapter_primero.errors import FilterIgnored, OddAnswer
from lif_adapter_primero.times import format_second, parse_time, whole_second

OVERLAP_MS: Final = 5 * 60_000
"""A sweep starts so long before the last cursor: the server notes a save's time before it commits the save,
so a slow save appears behind a cursor that has already passed it."""
_FIRST_MS: Final = 0
_LONGEST_QUERY: Final = 700
"""The stock front server takes headers of 1 kB lines; with a longer list of fields the whole record is read."""
_PASSES: Final = 50


class Source(Protocol):
    """What a sweep needs of a client."""

    def cases(self, query: Mapping[str, str | int]) -> Page:
        """A page of cases."""
        ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to which second all changes are known (UTC milliseconds); 0: none are."""

    at: int = _FIRST_MS

    def __post_init__(self) -> None:
        # A start that the server cannot read is taken as none at all: the whole caseload would come back.
        if self.at != whole_second(self.at) or not 0 <= self.at < 4_102_444_800_000:
            raise ValueError("A cursor is a whole second between 1970 and 2100, in UTC milliseconds.")


@dataclass(slots=True)
class Sweep:
    """One run over what changed since a cursor; `rows` gives each changed case as often as it moved.

    ``narrow`` are filters by equality; each row is checked again, since a filter the server does not know is
    passed over. After the run ``cursor`` is where the next one starts from. Raises `FilterIgnored`.
    """

    source: Source
    cursor: Cursor
    fields: tuple[str, ...] = ()
    narrow: Mapping[str, str] = field(default_factory=dict)
    per: int = LARGEST_PAGE
    calls: int = 0
    done: bool = False

    def rows(self) -> Iterator[dict[str, Any]]:
        """The changed cases, oldest change first, each change once."""
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The same page by page; with each, ``cursor`` stands where all changes before it have been given.

        ``done`` says with the last page that there is no more.
        """
        start = whole_second(max(_FIRST_MS, self.cursor.at - OVERLAP_MS))
        known: dict[str, int] = {}
        while not self.done:
            page = self._page(start, None, 1)
            fresh = list(_fresh(page, known))
            # What comes later in the second of a last page is found by the overlap of the next sweep.
            self.done = len(page) < self.per
            last = whole_second(_moved(page[-1])) if page else start
            if not self.done and last == start:
                fresh += self._full_second(start, known)
                last = start + 1000
            start = last
            self.cursor = Cursor(max(start, self.cursor.at))
            yield fresh

    def _full_second(self, second: int, known: dict[str, int]) -> Iterator[dict[str, Any]]:
        """All rows of a second that fills a page: by page number, until two passes give the same rows."""
        before: set[tuple[str, int]] | None = None
        for _ in range(_PASSES):
            found: set[tuple[str, int]] = set()
            number = 1
            while page := self._page(second, second, number):
                found |= {(str(row["id"]), _moved(row)) for row in page}
                yield from _fresh(page, known)
                if len(page) < self.per:
                    break
                number += 1
            if found == before:
                return
            before = found
        raise OddAnswer("The cases of one second did not come to rest.")

    def _page(self, first: int, last: int | None, number: int) -> list[dict[str, Any]]:
        until = "" if last is None else format_second(last)
        query: dict[str, str | int] = {
            "last_updated_at": f"{format_second(first)}..{until}",
            "order_by": "last_updated_at",
            "order": "asc",
            "per": self.per,
            **self.narrow,
        }
        if number > 1:
            query["page"] = number
        wanted = ",".join(dict.fromkeys(("id", "last_updated_at", *self.narrow, *self.fields)))
        if self.fields and len(wanted) <= _LONGEST_QUERY:
            query["fields"] = wanted
        self.calls += 1
        page = self.source.cases(query)
        if page.per != self.per:
            raise OddAnswer("The server gave pages of another size than asked for.")
        self._check(page.rows, first, last)
        return page.rows

    def _check(self, rows: list[dict[str, Any]], first: int, last: int | None) -> None:
        """Check that the server did what was asked: it passes over what it does not understand."""
        before = first
        for row in rows:
            moved = _moved(row)
            if whole_second(moved) < first or (last is not None and whole_second(moved) > last):
                raise FilterIgnored("Cases came back from outside the time asked for.")
            if moved < before:
                raise FilterIgnored("Cases came back out of order.")
            before = moved
            for name, value in self.narrow.items():
                if not _is_value(row.get(name), value):
                    raise FilterIgnored(f"Cases came back that the filter by {name} excludes.")


def _fresh(rows: list[dict[str, Any]], known: dict[str, int]) -> Iterator[dict[str, Any]]:
    """The rows not given before in this state."""
    for row in rows:
        case_id, moved = str(row["id"]), _moved(row)
        if known.get(case_id) != moved:
            known[case_id] = moved
            yield row


def _moved(row: Mapping[str, Any]) -> int:
    at = parse_time(row.get("last_updated_at"))
    if at is None or not row.get("id"):
        raise OddAnswer("A case came without its id or without the time of its last change.")
    return at


def _is_value(found: object, wanted: str) -> bool:
    """Whether a row's value is what an equality filter asked for; a filter may list several, by commas."""
    values = found if isinstance(found, list) else [found]
    return any(_text(value) in wanted.split(",") for value in values)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
