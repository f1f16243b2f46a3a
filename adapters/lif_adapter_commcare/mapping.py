"""Maps a child's case, and the cases below it, to events: pure. Names, addresses and anybody's words are not taken.

CommCare's properties are all texts, and an empty one is the same as none: unknown, never a no.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_adapter_commcare.case_map import CaseMap, FactMap
from lif_adapter_commcare.errors import OddAnswer, OddCase
from lif_adapter_commcare.kinds import SEEN_NOT_RECORDED, SEEN_RECORDED
from lif_adapter_commcare.times import parse_time
from lif_plugin.domain.kinds import TEXT_FIELDS
from lif_plugin.domain.record import TEXT_AT_MOST, Event, is_day
from lif_plugin.domain.worktime import day_number
from lif_plugin.hooks.live import Changed

Case = Mapping[str, Any]
_CODE_AT_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """How a deployment's cases are read, on a day (YYYYMMDD): what is dated later is planned, and no fact yet."""

    case_map: CaseMap
    zone: ZoneInfo
    today: int


def map_case(child: Case, below: Sequence[Case], reading: Reading, moved_at: int = 0) -> Changed:
    """A child's case with the cases below it. Raises `OddAnswer`, `OddCase`.

    ``moved_at``: something else of ours about it moved then (UTC milliseconds).
    """
    moved = [parse_time(one.get("server_last_modified")) for one in (child, *below)]
    times = [one for one in moved if one is not None]
    ref = child.get("case_id")
    if not isinstance(ref, str) or not 0 < len(ref) <= 100 or len(times) != len(moved):
        raise OddAnswer("A case came without its id or the time of its last change.")
    stated = [*_own(child, reading), *_mapped(child, below, reading)]
    facts = tuple(one for one in stated if one.occurred_day <= reading.today)
    planned = sorted(one.occurred_day for one in stated if one.occurred_day > reading.today)
    return Changed(ref, facts, _digest(stated), max(*times, moved_at), planned[0] if planned else None)


def _own(child: Case, reading: Reading) -> Iterator[Event]:
    ref = str(child["case_id"])
    opened = _moment_day(child.get("date_opened"), reading.zone)
    if opened is None:
        raise OddAnswer("A case came without the time it was opened.")
    closed = _moment_day(child.get("date_closed"), reading.zone) if child.get("closed") else None
    ended = None if closed is None else max(opened, closed)
    code = {"code": reading.case_map.case_type[:_CODE_AT_MOST]}
    yield Event("case", ref, f"{ref}|case", opened, code, {}, until_day=ended)
    if ended is not None:
        yield Event("closure", ref, f"{ref}|closure", ended, {}, {})


def _mapped(child: Case, below: Sequence[Case], reading: Reading) -> Iterator[Event]:
    for fact in reading.case_map.facts:
        holders = [child] if fact.case_type is None else _of_type(below, fact.case_type)
        for holder in holders:
            if (event := _event(str(child["case_id"]), holder, fact, reading)) is not None:
                yield event


def _of_type(below: Sequence[Case], case_type: str) -> list[Case]:
    """The cases of a type, in an order of their own: a list may come in any."""
    return sorted(
        (one for one in below if one.get("case_type") == case_type), key=lambda one: str(one["case_id"])
    )


def _event(ref: str, holder: Case, fact: FactMap, reading: Reading) -> Event | None:
    day = _day(holder, fact.day, reading, f"fact.{fact.name}.day")
    if day is None or (fact.when is not None and not _text(holder, fact.when)):
        return None
    fields = dict(_fields(holder, fact))
    if fact.kind == "birth":
        fields["born_on"] = day
    until = None if fact.until is None else _day(holder, fact.until, reading, f"fact.{fact.name}.until")
    ended = None if until is None else max(day, until)
    return Event(fact.kind, ref, f"{ref}|{fact.name}|{holder['case_id']}", day, fields, {}, until_day=ended)


def _fields(holder: Case, fact: FactMap) -> Iterator[tuple[str, Any]]:
    found: dict[str, str] = {}
    for name, place in fact.fields.items():
        said = place[1:] if place.startswith("=") else _text(holder, place)
        if not said:
            continue
        words = fact.values.get(name, {})
        meant = words.get(said.casefold()) if not place.startswith("=") else said
        if name in TEXT_FIELDS:
            found[name] = (meant or said)[:TEXT_AT_MOST]
        elif meant is not None:
            # A word that the map does not know says neither yes nor no.
            found[name] = meant
    if fact.kind == "visit" and "seen" in fact.fields:
        found.setdefault("outcome", SEEN_RECORDED if "seen" in found else SEEN_NOT_RECORDED)
    yield from found.items()


def _text(holder: Case, place: str) -> str:
    told = holder.get(place[1:]) if place.startswith("@") else (holder.get("properties") or {}).get(place)
    return "".join(c for c in told if c.isprintable()).strip() if isinstance(told, str) else ""


def _day(holder: Case, place: str, reading: Reading, where: str) -> int | None:
    """The day at a place; None if nothing is entered. Raises `OddCase` for what is no day: it is not lost in silence."""
    text = _text(holder, place)
    if not text:
        return None
    timed = place.startswith("@") or "T" in text
    if timed and (moment := _moment_day(text, reading.zone)) is not None:
        return moment
    try:
        read = datetime.strptime(text, reading.case_map.date_format)  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise OddCase(f"{where} holds no day.") from None
    if not is_day(day := day_number(read.date())):
        raise OddCase(f"{where} holds no day.")
    return day


def _moment_day(text: Any, zone: ZoneInfo) -> int | None:
    at = parse_time(text)
    return None if at is None else day_number(datetime.fromtimestamp(at / 1000, zone).date())


def _digest(stated: Sequence[Event]) -> str:
    """Covers every fact, planned ones too, and nothing else: that a case moved is never enough."""
    told = [
        (one.kind, one.key, one.occurred_day, sorted(one.fields.items()), one.until_day) for one in stated
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
