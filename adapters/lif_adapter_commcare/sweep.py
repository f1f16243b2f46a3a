"""Every case that changed since a place: each case type by when CommCare indexed it, the longest ago first.

What counts is ``indexed_on``: only what is indexed can be found by a list. A case that is indexed at the same time as
another may be found later than it, so the last minutes before a question are asked for again. After maintenance on
the server many cases may be indexed anew: they come again, and their digests say that nothing happened.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lif_adapter_commcare.client import CommCare
from lif_adapter_commcare.errors import OddAnswer
from lif_adapter_commcare.settings import Connection
from lif_adapter_commcare.times import format_time, parse_time

Case = dict[str, Any]
OVERLAP_MS: Final = 5 * 60_000
"""How long after being indexed a case may at most be found for the first time."""
MAPPING: Final = "1"
"""Raised when a case is mapped otherwise: all cases are then read anew."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page of cases of one type; ``cursor`` goes on after it, ``until`` is when it was asked for. The last is empty."""

    rows: list[Case]
    case_type: str
    cursor: str
    until: int
    done: bool


def case_types(told: Connection) -> list[str]:
    """The types that are asked for, in their order: children, what hangs on them, prompts."""
    types = (told.case_map.case_type, *(one for one, _index in told.case_map.below()), told.prompt_type)
    return list(dict.fromkeys(types))


def sweep(server: CommCare, told: Connection, cursor: str | None, asked: int) -> Iterator[Step]:
    """What changed since a cursor, asked at a time (UTC milliseconds). Raises as the client does."""
    types = case_types(told)
    mark = _mark(told)
    places = _places(cursor, mark, len(types))
    for number, case_type in enumerate(types):
        query: dict[str, Any] = {"case_type": case_type, "limit": told.page}
        if (since := places[number]) is not None:
            query["indexed_on.gte"] = format_time(since)
        for rows in server.pages(query):
            places[number] = _after(rows, places[number], asked)
            # The filter is checked: a server that passes over it gives everybody's cases.
            mine = [row for row in rows if row.get("case_type") == case_type]
            if mine:
                yield Step(mine, case_type, _cursor(mark, places), asked, done=False)
    yield Step([], types[0], _cursor(mark, places), asked, done=True)


def _cursor(mark: str, places: Sequence[int | None]) -> str:
    return "|".join([mark, *("" if one is None else str(one) for one in places)])


def _after(rows: Sequence[Case], since: int | None, asked: int) -> int | None:
    times = [parse_time(row.get("indexed_on")) for row in rows]
    known = [one for one in times if one is not None]
    if len(known) != len(times):
        raise OddAnswer("A case came without the time it was indexed.")
    if not known:
        return since
    # A few minutes before now nothing new can turn up any more, however the two clocks differ.
    return max(since or 0, min(max(known), asked - OVERLAP_MS))


def _mark(told: Connection) -> str:
    """Changes when a case would be read otherwise."""
    facts = [
        (one.name, one.kind, one.case_type, one.index, one.day, one.until, one.when, sorted(one.fields.items()),
         sorted((name, sorted(words.items())) for name, words in one.values.items()))
        for one in told.case_map.facts
    ]  # fmt: skip
    read = (MAPPING, told.domain, told.case_map.case_type, told.case_map.date_format, str(told.zone), facts)
    return hashlib.sha256(repr((read, told.prompt_type, told.prompt_index)).encode()).hexdigest()[:16]


def _places(cursor: str | None, mark: str, count: int) -> list[int | None]:
    """Where to go on for each type; from the beginning, if the text is none of ours or of another map."""
    told, *places = (cursor or "").split("|")
    if told != mark or len(places) != count:
        return [None] * count
    if not all(one == "" or (one.isascii() and one.isdigit() and len(one) < 15) for one in places):
        return [None] * count
    return [int(one) if one else None for one in places]
