"""Apply: inbox rows become event versions; corrections supersede, what a complete file dropped is retracted."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson

from lif_plugin.domain.kinds import TYPED_FIELDS, Precision
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, day_start_ms, local_day, numbered_day
from lif_plugin.errors import StaleCase
from lif_plugin.flow.purge import purge
from lif_plugin.flow.snapshot import in_order, retract_unstated
from lif_plugin.flow.touched import Touched
from lif_plugin.store import agencies, cases, events, imports, inbox, reach
from lif_plugin.store.inbox import LIVE_FEED, PURGE, SNAPSHOT
from lif_plugin.store.work import Store, hold_agency

BATCH: Final = 200
"""Inbox rows or event versions to a transaction: a longer write would starve receiving on SQLite."""
_VERBS: Final = {PURGE: purge, SNAPSHOT: retract_unstated}
"""What becomes of rows that state no fact, by what stands for their kind."""
_NO_FIELDS: Final = dict.fromkeys(TYPED_FIELDS)


@lru_cache(maxsize=50_000)
def _day_start(day: int, zone: str) -> int:
    return day_start_ms(numbered_day(day), zone)


def apply_batch(store: Store, agency: str, import_id: int, now: int) -> bool:
    """Apply the oldest rows of an import (or of the live feed) at a moment; False if there were none.

    Raises `StaleCase`, with nothing written, if another worker has just applied them.
    """
    viewer = Viewer.system("apply", agency)
    with store.read(viewer) as connection:
        rows = inbox.take(connection, agency, import_id, BATCH)
        zone = agencies.load_agency(connection, agency).zone if rows else ""
    if not rows:
        return False
    for row in rows:
        if row["kind"] not in _VERBS:
            row["facts"] = _columns(row, zone)
    with store.write(viewer) as connection:
        hold_agency(connection, agency)
        # Whoever removes the rows applies them: a second worker finds none and does nothing.
        if inbox.remove(connection, agency, [row["id"] for row in rows]) != len(rows):
            raise StaleCase
        touched = Touched()
        for source in sorted({row["source"] for row in rows}):
            mine = [row for row in rows if row["source"] == source]
            for kind, part in in_order(mine, {PURGE}):
                touched.update(_VERBS.get(kind, _apply_source)(connection, agency, source, part, now))
        touched.mark(connection)
    return True


def _columns(row: dict[str, Any], zone: str) -> dict[str, Any]:
    """The event columns of an inbox row: times are filled in from days, or days from times, by the zone."""
    day, until_day, at, until_at, precision, fields, detail = orjson.loads(row["payload"])
    if at is None:
        at = _day_start(day, zone)
    elif precision == Precision.MINUTE:
        day = day_number(local_day(at, zone))
    if until_at is None and until_day is not None:
        until_at = _day_start(until_day, zone)
    elif until_at is not None and until_day is None:
        until_day = day_number(local_day(until_at, zone))
    return {
        **_NO_FIELDS,
        **fields,
        "occurred_at": at,
        "occurred_day": day,
        "until_at": until_at,
        "until_day": until_day,
        "precision": precision,
        "detail": orjson.dumps(detail).decode(),
    }


def _apply_source(
    connection: Any, agency: str, source: str, rows: Sequence[dict[str, Any]], now: int
) -> Touched:
    """Apply rows of one source; gives what of which case's live record changed."""
    case_ids = cases.ensure_cases(connection, agency, source, {row["case_ref"] for row in rows})
    standing: dict[str, dict[str, dict[str, Any]]] = {}
    for version in events.current_versions(connection, agency, source, {row["key"] for row in rows}):
        standing.setdefault(version["key"], {})[version["scope"]] = version
    new: dict[int, dict[str, Any]] = {}
    seen: list[tuple[int, int]] = []
    ended: list[tuple[int, int]] = []
    read_before: set[tuple[int, int]] = set()
    unsettled: set[str] = set()
    touched = Touched()
    for row in rows:
        scopes = standing.setdefault(row["key"], {})
        before = scopes.get(row["scope"])
        if before is not None and before["digest"] == row["digest"]:
            if not before.get("new"):
                seen.append((before["case_id"], before["id"]))
            continue
        if before is not None:
            if before.get("new"):
                # Two versions within one batch: the first never was anybody's truth, but it is kept as history.
                new[before["id"]].update(_ended(row, now))
            else:
                ended.append((before["case_id"], before["id"]))
        if scopes.keys() - {row["scope"]}:
            unsettled.add(row["key"])
        read_before |= {
            (one["case_id"], one["id"]) for one in scopes.values() if one["live"] and not one.get("new")
        }
        # A fact may have moved from one case to another: both are touched.
        for known in scopes.values():
            touched.add(known["case_id"], known["kind"])
        version = _version(row, case_ids[row["case_ref"]], now)
        new[row["id"]] = version
        scopes[row["scope"]] = {**version, "new": True}
        touched.add(version["case_id"], version["kind"])
    if rows:
        events.mark_seen(connection, seen, rows[0]["import_id"])
        events.end_versions(connection, ended, how="superseded", by=rows[0]["import_id"], at=now)
        events.add_versions(connection, list(new.values()))
        for case_id, kind in events.settle_live(connection, agency, source, unsettled):
            touched.add(case_id, kind)
        # Of an import the fields are looked through once, at its end.
        fed = [version for version in new.values() if version["import_id"] == LIVE_FEED]
        if fed:
            knows_more = reach.add_recorded(connection, agency, source, reach.fields_of(fed))
            if reach.forget_lost(connection, agency, source, read_before) or knows_more:
                cases.mark_source_stale(connection, agency, source)
    return touched


def _ended(by: dict[str, Any], now: int) -> dict[str, Any]:
    return {"live": False, "ended_at": now, "ended_as": "superseded", "ended_by": by["import_id"]}


def _version(row: dict[str, Any], case_id: int, now: int) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "id": row["id"],
        "agency_id": row["agency_id"],
        "source": row["source"],
        "scope": row["scope"],
        "key": row["key"],
        "digest": row["digest"],
        "kind": row["kind"],
        **row["facts"],
        "origin": row["origin"],
        "import_id": row["import_id"],
        "seen_by": row["import_id"],
        "recorded_at": now,
        "live": True,
        "ended_at": None,
        "ended_as": None,
        "ended_by": None,
    }


def finish_batch(store: Store, agency: str, run: dict[str, Any], now: int) -> None:
    """Finish an import whose rows are all applied: retract what it dropped, then write what it covers and holds."""
    viewer = Viewer.system("apply", agency)
    held = _fields_held(store, viewer, run, _dropped)
    with store.write(viewer) as connection:
        hold_agency(connection, agency)
        if not imports.claim(connection, run["id"], "received"):
            return
        dropped = _dropped(connection, run, BATCH)
        if dropped:
            events.end_versions(connection, _ids(dropped), how="retracted", by=run["id"], at=now)
            _resettle(connection, agency, run["source"], dropped)
        if dropped or held is None:
            return
        before = imports.covered_days(connection, agency, run["source"])
        imports.cover(connection, run)
        knows_more = reach.settle_recorded(connection, agency, run["source"], held)
        if knows_more or imports.covered_days(connection, agency, run["source"]) != before:
            cases.mark_source_stale(connection, agency, run["source"])
        imports.set_state(connection, agency, run["id"], "done", now)


def _dropped(connection: Any, run: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    if not run["complete"]:
        return []
    whole = imports.states_whole(run)
    return events.unseen(connection, run["agency_id"], run["source"], run["scope"], whole, run["id"], limit)


def _fields_held(
    store: Store, viewer: Viewer, run: dict[str, Any], left: Callable[[Any, dict[str, Any], int], object]
) -> set[tuple[str, str]] | None:
    """The fields that the source's facts hold; None while some of them are still to be ended.

    It reads every fact, so it is done before the writing that others wait for.
    """
    with store.read(viewer) as connection:
        if left(connection, run, 1):
            return None
        return reach.look_through(connection, run["agency_id"], run["source"])


def undo_batch(store: Store, agency: str, run: dict[str, Any], now: int) -> None:
    """Take back some of what an import did; once nothing is left, it is undone."""
    viewer = Viewer.system("undo", agency)
    held = _fields_held(store, viewer, run, _undoable)
    with store.write(viewer) as connection:
        hold_agency(connection, agency)
        if not imports.claim(connection, run["id"], "undoing"):
            return
        made = events.made_by(connection, run["id"], BATCH)
        if made:
            events.end_versions(connection, _ids(made), how="undone", by=run["id"], at=now)
            _resettle(connection, agency, run["source"], made)
            return
        ended = events.ended_by(connection, run["id"], BATCH)
        if ended:
            events.restore_versions(connection, _ids(ended))
            _resettle(connection, agency, run["source"], ended)
        if ended or held is None:
            return
        imports.uncover(connection, agency, run["id"])
        reach.settle_recorded(connection, agency, run["source"], held)
        cases.mark_source_stale(connection, agency, run["source"])
        imports.set_state(connection, agency, run["id"], "undone", now)


def _undoable(connection: Any, run: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    return events.made_by(connection, run["id"], limit) or events.ended_by(connection, run["id"], limit)


def _resettle(connection: Any, agency: str, source: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    settled = events.settle_live(connection, agency, source, {row["key"] for row in rows})
    cases.mark_stale(connection, {row["case_id"] for row in rows} | {case_id for case_id, _kind in settled})


def _ids(rows: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    return [(row["case_id"], row["id"]) for row in rows]
