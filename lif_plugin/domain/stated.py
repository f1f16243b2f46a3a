"""What another system states in the data of an event: a fact, all facts of a case, or what it covers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lif_plugin.domain.cloud_event import EventRefused
from lif_plugin.domain.field_map import PLAIN, FieldMap, translated
from lif_plugin.domain.kinds import KINDS, Precision
from lif_plugin.domain.reading import Words
from lif_plugin.domain.record import TEXT_AT_MOST, Coverage, Event, check_event
from lif_plugin.domain.worktime import day_number
from lif_plugin.errors import InvalidEvent

PREFIX: Final = "org.lif-plugin."
FACT: Final = f"{PREFIX}fact."
"""Then the kind: ``org.lif-plugin.fact.visit``."""
CASE: Final = f"{PREFIX}case"
COVERAGE: Final = f"{PREFIX}coverage"
_FACT: Final = frozenset({"case", "key", "day", "at", "until_day", "until_at", "fields", "detail", "words"})
_WORDS: Final = frozenset({"text", "purpose", "record_type", "born_on", "needs", "names"})
"""What comes with the words of a note: they are read when they are taken, and not kept."""
_NAMES_AT_MOST: Final = 20
_IN_CASE: Final = (_FACT - {"case"}) | {"kind"}
FACTS_AT_MOST: Final = 500


class Stated(NamedTuple):
    """What an event states. ``whole``: these are all facts of this case, so that others are retracted."""

    events: tuple[Event, ...] = ()
    whole: str | None = None
    coverage: tuple[Coverage, ...] = ()


def read_stated(kind: str, data: Any, maps: FieldMap = MappingProxyType({})) -> Stated:
    """Read what an event of a type states, its fields by the sender's maps. Raises `EventRefused`; no value is named."""
    if not isinstance(data, dict):
        raise EventRefused("The data is a JSON object.")
    try:
        if kind.startswith(FACT):
            return Stated((_fact(kind.removeprefix(FACT), data, maps),))
        if kind == CASE:
            return _case(data, maps)
        if kind == COVERAGE:
            return _coverage(data)
    except InvalidEvent as error:
        raise EventRefused(error.message) from error
    raise EventRefused(f"Events of this type are not taken; there are {FACT}KIND, {CASE} and {COVERAGE}.")


def _case(data: Mapping[str, Any], maps: FieldMap) -> Stated:
    _check_names(data, frozenset({"case", "facts"}))
    ref, facts = _text(data, "case"), data.get("facts")
    if not isinstance(facts, list) or len(facts) > FACTS_AT_MOST:
        raise EventRefused(f"facts is a list of at most {FACTS_AT_MOST}.")
    events = tuple(_fact_of(ref, fact, maps) for fact in facts)
    if len({event.key for event in events}) != len(events):
        raise EventRefused("Two facts of the case have the same key.")
    return Stated(events, ref)


def _fact_of(ref: str, fact: Any, maps: FieldMap) -> Event:
    if not isinstance(fact, dict):
        raise EventRefused("A fact is a JSON object.")
    _check_names(fact, _IN_CASE)
    rest = {name: value for name, value in fact.items() if name != "kind"}
    return _fact(_text(fact, "kind"), {"case": ref, **rest}, maps)


def _fact(kind: str, data: Mapping[str, Any], maps: FieldMap) -> Event:
    _check_names(data, _FACT)
    if kind not in KINDS:
        raise EventRefused("There is no such kind of fact.", hint=f"There are {', '.join(sorted(KINDS))}.")
    fields, detail = data.get("fields", {}), data.get("detail", {})
    if not isinstance(fields, dict) or not isinstance(detail, dict):
        raise EventRefused("fields and detail are JSON objects.")
    at, until_at = _moment(data, "at"), _moment(data, "until_at")
    if (at is None) == ("day" not in data) or (until_at is not None and "until_day" in data):
        raise EventRefused("A fact has a day or a moment (at), and at most one end (until_day or until_at).")
    if at is None and until_at is not None:
        raise EventRefused("A fact that has a day ends on a day (until_day).")
    if at is not None and "until_day" in data:
        raise EventRefused("A fact that has a moment ends at a moment (until_at).")
    event = Event(
        kind=kind,
        case_ref=_text(data, "case"),
        key=_text(data, "key"),
        occurred_day=_day(data, "day") if at is None else _day_of(at),
        fields=_typed(translated(fields, maps.get(kind, PLAIN))),
        detail=detail,
        until_day=_day(data, "until_day") if "until_day" in data else None if until_at is None else _day_of(until_at),
        occurred_at=None if at is None else _ms(at),
        until_at=None if until_at is None else _ms(until_at),
        precision=Precision.DAY if at is None else Precision.MINUTE,
        words=_words(kind, data["words"]) if "words" in data else None,
    )  # fmt: skip
    check_event(event._replace(words=None))
    return event


def _words(kind: str, said: Any) -> Words:
    """The words of a note with what is known of the child. Raises `EventRefused`, which quotes none of it."""
    if kind != "note" or not isinstance(said, dict) or not isinstance(said.get("text"), str):
        raise EventRefused("words come with a note alone, as an object that holds its text.")
    _check_names(said, _WORDS)
    names = said.get("names", [])
    if (
        not isinstance(names, list)
        or len(names) > _NAMES_AT_MOST
        or not all(isinstance(one, str) for one in names)
    ):
        raise EventRefused(f"names is a list of at most {_NAMES_AT_MOST} texts.")
    told = {
        name: _text(said, name) for name in ("purpose", "record_type", "needs") if said.get(name) is not None
    }
    return Words(
        said["text"],
        purpose=told.get("purpose"),
        record_type=told.get("record_type", ""),
        born_on=None if said.get("born_on") is None else _day(said, "born_on"),
        needs=told.get("needs"),
        names=tuple(one for one in names if one),
    )


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as the record keeps them: the birth date as a number, and a field without a value is unknown."""
    kept = {name: value for name, value in fields.items() if value is not None}
    if isinstance(kept.get("born_on"), str):
        kept["born_on"] = _day(kept, "born_on")
    return kept


def _coverage(data: Mapping[str, Any]) -> Stated:
    _check_names(data, frozenset({"kinds", "first", "last"}))
    kinds = data.get("kinds")
    if not isinstance(kinds, list) or not kinds or not all(kind in KINDS for kind in kinds):
        raise EventRefused("kinds is a list of kinds of facts.")
    first, last = _day(data, "first"), _day(data, "last")
    if first > last:
        raise EventRefused("first is not after last.")
    return Stated(coverage=tuple(Coverage(kind, first, last) for kind in sorted(set(kinds))))


def _check_names(data: Mapping[str, Any], names: Collection[str]) -> None:
    if not data.keys() <= set(names):
        # A misspelt name would leave something out unseen.
        raise EventRefused(f"The data holds a name that is not known; there are {', '.join(sorted(names))}.")


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= TEXT_AT_MOST:
        raise EventRefused(f"{name} is a text of 1 to {TEXT_AT_MOST} characters.")
    return value


def _day(data: Mapping[str, Any], name: str) -> int:
    try:
        return day_number(date.fromisoformat(data[name]))
    except (KeyError, TypeError, ValueError):
        raise EventRefused(f"{name} is a day, such as 2026-03-09.") from None


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    if name not in data:
        return None
    try:
        moment = datetime.fromisoformat(data[name])
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise EventRefused(f"{name} is a moment with its offset, such as 2026-03-09T14:30:00Z.")
    return moment


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _day_of(moment: datetime) -> int:
    """A day to go with a moment; where it matters it is worked out anew in the agency's zone."""
    return day_number(moment.date())


def keys_of(events: Sequence[Event]) -> list[str]:
    """The keys of facts, in their order."""
    return [event.key for event in events]
