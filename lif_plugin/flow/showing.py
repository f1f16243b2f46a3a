"""Showing: which of a case's prompts its own platform shows, in what words, and when they are taken back.

Everybody who may open the record sees it there, so it is little: what waits now for whoever works with the child,
in a neutral sentence. Death and serious harm are never told so, nor is anything else of a child who has died.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import orjson

from lif_plugin.domain.rule import Channel, Rule, State
from lif_plugin.domain.viewer import CASE_HOLDERS
from lif_plugin.flow.findings import spoken_day
from lif_plugin.flow.notices import notices_to_show
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import cases, events, outbox, results, watched

Row = Mapping[str, Any]
NEVER_SHOWN: Final = frozenset({"death", "serious_harm"})
"""Facts of which nothing is shown in a platform."""
SHOWS_IT: Final = "The record now shows this. Nothing more to do here."
NOT_NEEDED: Final = "This is no longer asked. Nothing more to do here."
ANSWERED: Final = "This was answered. Nothing more to do here."
BY_HAND: Final = "This was taken back. Nothing more to do here."


def settle_shown(
    connection: Any, live: Row, case_ids: Collection[int], rules: Mapping[str, OwnedRule], now: int
) -> None:
    """Write into the outbox what these cases' platform is to show, and to take back, after their results."""
    refs = cases.refs_of(connection, case_ids)
    known = watched.of(connection, live["id"], set(refs.values()))
    gone = {case_id for case_id, ref in refs.items() if ref in known and known[ref]["gone"]}
    if gone:
        outbox.end_there(connection, gone, "ended")
    hidden = {case_id for case_id, ref in refs.items() if ref in known and known[ref]["restricted"]}
    hidden |= events.with_any(connection, case_ids, {"death"})
    plain = {rule_id: owned.rule for rule_id, owned in rules.items()}
    of_case: dict[int, list[Row]] = {case_id: [] for case_id in refs if case_id not in gone}
    why: dict[str, str] = {}
    for row in results.results_of(connection, of_case):
        of_case[row["case_id"]].append(row)
        why[row["id"]] = words_of_end(row)
    wanted = {
        case_id: {} if case_id in hidden else shown_prompts(rows, plain) for case_id, rows in of_case.items()
    }
    told = notices_to_show(connection, live["agency_id"], wanted.keys() - hidden, now)
    for case_id, notices in told.items():
        wanted[case_id] |= notices
    outbox.settle(connection, dict(live), wanted, refs, why, now)


def shown_prompts(results: Iterable[Row], rules: Mapping[str, Rule]) -> dict[str, str | None]:
    """The prompts of one case that its platform shows, each with its sentence.

    None for one whose rule is not loaded at present: nobody can say, so it is left as it is.
    """
    found: dict[str, str | None] = {}
    for row in results:
        rule = rules.get(row["rule"])
        if rule is None:
            found[row["id"]] = None
        elif _is_shown(row, rule):
            found[row["id"]] = rule.shown_text(spoken_day(row["occurred_day"]))
    return found


def _is_shown(row: Row, rule: Rule) -> bool:
    addressees = set(row["addressees"].strip(",").split(","))
    waits = (
        row["state"] == State.GAP
        and row["delivery"] == Channel.NOW
        and row["superseded_by"] is None
        and row["ended_at"] is None
    )
    if not waits or addressees.isdisjoint(CASE_HOLDERS) or rule.kinds & NEVER_SHOWN:
        return False
    return NEVER_SHOWN.isdisjoint(part["kind"] for part in orjson.loads(row["evidence"]))


def words_of_end(row: Row) -> str:
    """What is said where a prompt is taken back, by what has become of it."""
    if row["ended_at"] is not None and row["state"] == State.MET:
        return SHOWS_IT
    return NOT_NEEDED
