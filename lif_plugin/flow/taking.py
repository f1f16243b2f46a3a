"""Taking: a case as its platform states it goes into the inbox, unless nothing that is watched has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lif_plugin.domain.local_words import LocalWords
from lif_plugin.domain.record import TEXT_AT_MOST, Rejected
from lif_plugin.domain.worktime import day_number, local_day
from lif_plugin.errors import InvalidEvent
from lif_plugin.flow.reading import without_words
from lif_plugin.hooks.live import Changed, Unreadable
from lif_plugin.store import agencies, cases, connections, imports, inbox, outbox, watched
from lif_plugin.store.connections import SCOPE
from lif_plugin.store.inbox import InboxRow, inbox_row, snapshot_row

Row = dict[str, Any]
_ORIGIN: Final = "0:0"
_WATCHED: Final = ("digest", "moved_at", "due_on", "gone", "restricted")


@dataclass(slots=True)
class _Taken:
    """What some cases come to: rows for the inbox, what was seen, what could not be read; notes by ``local`` words."""

    local: LocalWords
    rows: list[InboxRow] = field(default_factory=list)
    seen: dict[str, Row] = field(default_factory=dict)
    refused: list[Rejected] = field(default_factory=list)
    accepted: int = 0
    events: int = 0


def take_cases(
    connection: Any, row: Row, found: Iterable[Changed | Unreadable], now: int, *, forced: bool = False
) -> int:
    """Take cases in the caller's transaction, which holds the agency; gives how many have news.

    An older state never replaces a newer one, and the same digest is no news: that a case moved is never enough.
    ``forced``: it is looked at for a reason, so its facts are taken whatever the digest says.
    """
    found = list(found)
    refs = {item.case_ref for item in found}
    known = watched.of(connection, row["id"], refs)
    shown = outbox.answerable_on(connection, row["id"], refs)
    agency = agencies.load_agency(connection, row["agency_id"])
    today = day_number(local_day(now, agency.zone))
    taken = _Taken(agency.note_words)
    for item in found:
        before = taken.seen.get(item.case_ref) or known.get(item.case_ref)
        if isinstance(item, Unreadable):
            _refuse(taken, row, item, before)
        else:
            due = before is not None and before["due_on"] is not None and before["due_on"] <= today
            _take(taken, row, item, before, now, asks=item.case_ref in shown, forced=forced or due)
    _mark_restricted(connection, row, known, taken)
    inbox.put(connection, taken.rows)
    watched.keep(connection, list(taken.seen.values()))
    imports.add_rejected(connection, row["agency_id"], row["run_id"], taken.refused)
    if taken.accepted or taken.refused:
        connections.count(
            connection,
            row["run_id"],
            rows_read=taken.accepted + len(taken.refused),
            rows_accepted=taken.accepted,
            rows_rejected=len(taken.refused),
            events=taken.events,
        )
    return taken.accepted


def _mark_restricted(connection: Any, row: Row, known: Mapping[str, Row], taken: _Taken) -> None:
    """Have cases looked at anew that few may see now, or many again: what they show depends on it."""
    refs = {
        ref
        for ref, seen in taken.seen.items()
        if ref in known and known[ref]["restricted"] != seen["restricted"]
    }
    if refs:
        ids = cases.case_ids(connection, row["agency_id"], row["source"], refs)
        cases.mark_stale(connection, ids.values())


def _take(
    taken: _Taken,
    row: Row,
    item: Changed,
    before: Mapping[str, Any] | None,
    now: int,
    *,
    asks: bool,
    forced: bool,
) -> None:
    if before is not None and item.moved_at < before["moved_at"]:
        return
    moved = before is None or item.moved_at > before["moved_at"] or forced
    same = before is not None and before["digest"] == item.digest and not before["gone"] and not forced
    asked = taken.seen.get(item.case_ref, {}).get("ask_at")
    seen = {
        **_seen(row, item.case_ref),
        "digest": item.digest,
        "moved_at": item.moved_at,
        "due_on": item.due_on,
        "restricted": item.restricted,
        # Whoever answers in the platform moves the case there.
        "ask_at": now if asks and moved else asked,
    }
    if not same:
        try:
            made = _rows(row, item, now, taken.local)
        except InvalidEvent as fault:
            _refuse(taken, row, Unreadable(item.case_ref, fault.code, fault.message), before)
            return
        taken.rows += made
        taken.accepted += 1
        taken.events += len(item.events)
    if before is None or seen["ask_at"] or any(before[name] != seen[name] for name in _WATCHED):
        taken.seen[item.case_ref] = seen


def _seen(row: Row, ref: str) -> Row:
    return {
        "connection_id": row["id"], "case_ref": ref, "agency_id": row["agency_id"], "digest": "", "moved_at": 0,
        "due_on": None, "gone": False, "restricted": False, "ask_at": None,
    }  # fmt: skip


def _rows(row: Row, item: Changed, now: int, local: LocalWords) -> list[InboxRow]:
    if not item.case_ref or len(item.case_ref) > TEXT_AT_MOST or not item.case_ref.isprintable():
        raise InvalidEvent("A case has no reference that can be kept.")
    where = {
        "agency": row["agency_id"],
        "source": row["source"],
        "scope": SCOPE,
        "origin": _ORIGIN,
        "now": now,
    }
    made = []
    for event in item.events:
        kept = without_words(event, local)
        if kept.case_ref != item.case_ref:
            raise InvalidEvent(f"A {event.kind} event of a case names another case.")
        made.append(inbox_row(kept, import_id=inbox.LIVE_FEED, **where))
    made.append(snapshot_row(item.case_ref, [event.key for event in item.events], **where))
    return made


def _refuse(taken: _Taken, row: Row, item: Unreadable, before: Mapping[str, Any] | None) -> None:
    """Keep that a case could not be read, once for each reason; what is known of it stays as it was."""
    mark = f"unreadable: {item.reason}"
    if before is not None and before["digest"] == mark:
        return
    ref = item.case_ref[:TEXT_AT_MOST]
    taken.seen[item.case_ref] = {**_seen(row, ref), **(before or {}), "digest": mark, "ask_at": None}
    taken.refused.append(Rejected(row["name"], 0, None, item.reason[:64], item.message, ref))


def take_gone(connection: Any, row: Row, ref: str, now: int) -> bool:
    """Take that a case is not there any more, or not ours to see: all of its facts are retracted."""
    before = watched.of(connection, row["id"], [ref]).get(ref)
    if before is None or before["gone"]:
        return False
    facts: Sequence[str] = ()
    where = {
        "agency": row["agency_id"],
        "source": row["source"],
        "scope": SCOPE,
        "origin": _ORIGIN,
        "now": now,
    }
    inbox.put(connection, [snapshot_row(ref, facts, **where)])
    watched.keep(connection, [{**before, "digest": "", "due_on": None, "gone": True, "ask_at": None}])
    return True
