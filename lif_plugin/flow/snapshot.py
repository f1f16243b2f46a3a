"""Snapshot: a live platform states a case whole, so that what it no longer states is retracted."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson

from lif_plugin.flow.touched import Touched
from lif_plugin.store import cases, events, reach
from lif_plugin.store.inbox import SNAPSHOT

Row = dict[str, Any]


def in_order(rows: Iterable[Row], apart: Collection[str]) -> Iterator[tuple[str, list[Row]]]:
    """Put inbox rows into as few steps as their order allows: (kind of the first, rows).

    Facts of many cases go together, before the snapshots that close them. What follows the snapshot of its own
    case begins a new step, as does what is of a kind in ``apart``: what is stated after it is new.
    """
    facts: list[Row] = []
    snapshots: list[Row] = []
    closed: set[str] = set()
    alone: list[Row] = []
    for row in rows:
        if row["kind"] in apart or row["case_ref"] in closed:
            yield from _steps(facts, snapshots)
            facts, snapshots, closed = [], [], set()
        if row["kind"] in apart:
            alone.append(row)
            continue
        yield from _steps(alone, [])
        alone = []
        if row["kind"] == SNAPSHOT:
            snapshots.append(row)
            closed.add(row["case_ref"])
        else:
            facts.append(row)
    yield from _steps(facts, snapshots)
    yield from _steps(alone, [])


def _steps(*steps: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    return ((step[0]["kind"], step) for step in steps if step)


def retract_unstated(connection: Any, agency: str, source: str, rows: Sequence[Row], now: int) -> Touched:
    """Retract what these snapshots no longer state of their cases; gives what of which record changed."""
    stated = {row["case_ref"]: (row["id"], set(orjson.loads(row["payload"]))) for row in rows}
    ids = cases.case_ids(connection, agency, source, stated.keys())
    of = {case_id: stated[ref] for ref, case_id in ids.items()}
    dropped = []
    for version in events.stated_by(connection, agency, source, rows[0]["scope"], of.keys()):
        snapshot, keys = of[version["case_id"]]
        # A version's number is that of its inbox row: what came after the snapshot is not its to judge.
        if version["id"] < snapshot and version["key"] not in keys:
            dropped.append(version)
    ended = [(version["case_id"], version["id"]) for version in dropped]
    events.end_versions(connection, ended, how="retracted", by=rows[0]["import_id"], at=now)
    settled = events.settle_live(connection, agency, source, {version["key"] for version in dropped})
    if reach.forget_lost(connection, agency, source, ended):
        cases.mark_source_stale(connection, agency, source)
    touched = Touched()
    for case_id, kind in [*((one["case_id"], one["kind"]) for one in dropped), *settled]:
        touched.add(case_id, kind)
    return touched
