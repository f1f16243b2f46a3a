"""From facts as a scenario states them to events as an adapter would."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from lif_plugin.domain.kinds import NUMBER_FIELDS, Precision, Tri
from lif_plugin.domain.reading import Words
from lif_plugin.domain.record import Event, check_event
from lif_plugin.domain.worktime import day_number
from lif_plugin.testing.scenarios.form import Claim

ZONE: Final = "Europe/London"
_OWN: Final = frozenset({"kind", "day", "until", "at", "until_at", "precision", "detail", "words"})


def events_of(claim: Claim, ref: str) -> Iterator[Event]:
    """The events of a claim's child, known by a reference. Raises `InvalidEvent` for what a record cannot hold."""
    if claim.born is not None:
        yield Event("birth", ref, f"{ref}|birth", day_number(claim.born), {}, {})
    for number, stated in enumerate(claim.facts, 1):
        event = _event(stated, ref, f"{ref}|{stated['kind']}|{number}", claim.born)
        check_event(event._replace(words=None))
        yield event


def _event(stated: Mapping[str, Any], ref: str, key: str, born: date | None) -> Event:
    fields = {name: _value(name, value) for name, value in stated.items() if name not in _OWN}
    until = stated.get("until")
    at, until_at = _moment(stated["day"], stated.get("at")), _moment(until, stated.get("until_at"))
    words = None
    if "words" in stated:
        asked = fields.get("purpose")
        words = Words(stated["words"], purpose=asked, born_on=None if born is None else day_number(born))
    return Event(
        stated["kind"],
        ref,
        key,
        _day(stated["day"]),
        fields,
        stated.get("detail", {}),
        None if until is None else _day(until),
        at,
        until_at,
        stated.get("precision", Precision.DAY if at is None else Precision.MINUTE),
        words,
    )


def _value(name: str, value: Any) -> Any:
    """A field as an event holds it: yes and no as words, a day as a number."""
    if isinstance(value, bool):
        return Tri.YES if value else Tri.NO
    return _day(value) if name in NUMBER_FIELDS and isinstance(value, str) else value


def _day(day: str) -> int:
    return day_number(date.fromisoformat(day))


def _moment(day: str | None, minute: str | None) -> int | None:
    if day is None or minute is None:
        return None
    local = datetime.fromisoformat(f"{day}T{minute}").replace(tzinfo=ZoneInfo(ZONE))
    return round(local.timestamp() * 1000)
