"""Views: the cases of a batch as plugins are shown them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import OPENING_KINDS, TYPED_FIELDS
from lif_plugin.domain.prompt import Evidence, OpenPrompt
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact
from lif_plugin.store.calendars import calendar_of
from lif_plugin.store.events import SHOWN, live_facts

Row = dict[str, Any]
_TYPED_FROM: Final = len(SHOWN)
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def facts_of(connection: Any, case_ids: Iterable[int]) -> dict[int, tuple[Fact, ...]]:
    """Read the facts of cases by id, in order of time."""
    facts: dict[int, list[Fact]] = {case_id: [] for case_id in case_ids}
    rows, first = live_facts(connection, facts.keys())
    # Facts that say the same share what is shown of it: most are one of few.
    shown: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        case_id, key, recorded, number, digest, kind, at, day, until, precision, detail = row[:_TYPED_FROM]
        typed = row[_TYPED_FROM:]
        fields = shown.get(typed)
        if fields is None:
            stated = zip(TYPED_FIELDS, typed, strict=True)
            fields = shown[typed] = MappingProxyType(
                {name: value for name, value in stated if value is not None}
            )
        facts[case_id].append(
            Fact(
                Evidence(number, digest, kind, day, fields.get("code"), key),
                at,
                until,
                precision,
                fields,
                NOTHING if detail == "{}" else orjson.loads(detail),
                min(recorded, first.get((case_id, key), recorded)) if first else recorded,
            )
        )
    return {case_id: tuple(mine) for case_id, mine in facts.items()}


def keys_of(facts: Mapping[int, Iterable[Fact]]) -> dict[int, frozenset[str]]:
    """The natural keys of the facts of each case."""
    return {case_id: frozenset(fact.evidence.key for fact in mine) for case_id, mine in facts.items()}


class Known(NamedTuple):
    """What a source knows: the last day of each kind, and the days it knows of it without a break."""

    covered: Mapping[str, int]
    stretches: Mapping[str, Sequence[tuple[int, int]]]


def views_of(
    agency: Agency,
    rows: Sequence[Row],
    known: Known,
    as_of: date,
    facts: Mapping[int, tuple[Fact, ...]],
    waiting: Mapping[int, tuple[OpenPrompt, ...]],
) -> dict[int, CaseView]:
    """Views of cases by id: their facts, what their source knows, working days, and the prompts that are ``waiting``."""
    # Read-only as they are shown, once for all cases.
    covered = MappingProxyType(dict(known.covered))
    stretches = MappingProxyType({kind: tuple(days) for kind, days in known.stretches.items()})
    day, calendar = day_number(as_of), calendar_of(agency.nation)
    return {
        row["id"]: CaseView(
            agency, row["source"], row["ref"], day, covered, facts[row["id"]], stretches, calendar,
            waiting[row["id"]],
        )
        for row in rows
    }  # fmt: skip


def is_open(covered: Mapping[str, int], facts: Iterable[Fact], as_of: int) -> bool | None:
    """Whether any spell that keeps a case open had not ended; None where the source covers no such kind."""
    if covered.keys().isdisjoint(OPENING_KINDS):
        return None
    return any(
        fact.until_day is None or fact.until_day > as_of
        for fact in facts
        if fact.evidence.kind in OPENING_KINDS
    )
