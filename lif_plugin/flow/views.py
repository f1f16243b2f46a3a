"""Views: the cases of a batch as plugins are shown them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

import orjson

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.kinds import OPENING_KINDS, TYPED_FIELDS
from lif_plugin.domain.prompt import Evidence
from lif_plugin.domain.rule import State
from lif_plugin.domain.worktime import day_number
from lif_plugin.flow.waiting import waiting_prompts
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact
from lif_plugin.rules.evaluate import RawFinding
from lif_plugin.store.calendars import calendar_of

Row = dict[str, Any]


def views_of(
    agency: Agency, rows: Sequence[Row], covered: Mapping[str, int], as_of: date, live: Sequence[Row]
) -> dict[int, CaseView]:
    """Views of cases by id, with their live events and what their source covers."""
    facts: dict[int, list[Fact]] = {row["id"]: [] for row in rows}
    covers, day = MappingProxyType(dict(covered)), day_number(as_of)
    for row in live:
        facts[row["case_id"]].append(
            Fact(
                Evidence(row["id"], row["digest"], row["kind"], row["occurred_day"], row["code"], row["key"]),
                row["occurred_at"],
                row["until_day"],
                row["precision"],
                {name: row[name] for name in TYPED_FIELDS if row[name] is not None},
                orjson.loads(row["detail"]),
                row["recorded_at"],
            )
        )
    return {
        row["id"]: CaseView(agency, row["source"], row["ref"], day, covers, tuple(facts[row["id"]]))
        for row in rows
    }


def with_context(
    views: Mapping[int, CaseView],
    stretches: Mapping[str, Sequence[tuple[int, int]]],
    asks: Callable[[int, str], bool],
    raw: Mapping[int, Sequence[RawFinding]],
    stored: Mapping[int, Mapping[str, Row]],
) -> dict[int, CaseView]:
    """Give views what triggers ask beside facts: what is known without a break, working days, waiting prompts.

    ``asks``: whether a rule was asked about a case and has said all that it finds.
    """
    # Read-only as they are shown, once for all cases.
    known = MappingProxyType({kind: tuple(days) for kind, days in stretches.items()})
    return {
        case_id: replace(
            view,
            stretches=known,
            calendar=calendar_of(view.agency.nation),
            prompts=waiting_prompts(
                stored.get(case_id, {}).values(),
                {(one.rule, one.subject) for one in raw[case_id] if one.state is State.GAP},
                partial(asks, case_id),
                {fact.evidence.key for fact in view.facts},
                view.as_of,
                view.agency.zone,
            ),
        )
        for case_id, view in views.items()
    }


def is_open(view: CaseView) -> bool | None:
    """Whether any spell that keeps a case open had not ended; None where the source covers no such kind."""
    if view.covered.keys().isdisjoint(OPENING_KINDS):
        return None
    spells = [fact for kind in OPENING_KINDS for fact in view.of(kind)]
    return any(fact.until_day is None or fact.until_day > view.as_of for fact in spells)
