"""One child's record being read: its objects with where they stand, what was odd about them, and their events."""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from lif_adapter_dfe_api.wording import NOTICED, REFUSED
from lif_adapter_kit.dates import NOT_A_DATE, Days
from lif_plugin.domain.kinds import Precision
from lif_plugin.domain.record import Event, Notice, Purge, Rejected, Row

LONGEST_REF: Final = 100
_LONGEST_RAW: Final = 4_000
_PLACEHOLDER: Final = "SSD_PH"
_LONGEST_ID: Final = 36
"""Characters of an id, as the payload allows; a longer one goes into a key by its digest."""
_IDENTIFIERS: Final = ("la_child_id", "mis_child_id", "purge")
IDS: Final = {
    "social_care_episodes": "social_care_episode_id",
    "child_and_family_assessments": "child_and_family_assessment_id",
    "child_in_need_plans": "child_in_need_plan_id",
    "section_47_assessments": "section_47_assessment_id",
    "child_protection_plans": "child_protection_plan_id",
    "child_looked_after_placements": "child_looked_after_placement_id",
}
"""The objects that have an id, and what it is called."""
_SHORT: Final = {
    "child_details": "details",
    "health_and_wellbeing": "health",
    "sdq_assessments": "sdq",
    "social_care_episodes": "episode",
    "care_worker_details": "worker",
    "child_and_family_assessments": "assessment",
    "child_in_need_plans": "cin",
    "section_47_assessments": "s47",
    "child_protection_plans": "cp",
    "child_looked_after_placements": "cla",
    "care_leavers": "leaver",
}
"""What a member is called in keys: a child's id, an episode's and an object's share two hundred characters."""


@cache
def codes(name: str) -> frozenset[str]:
    """The codes of a set."""
    sets = tomllib.loads(Path(__file__).with_name("codes.toml").read_text(encoding="utf-8"))
    return frozenset(sets[name].split())


class Refused(Exception):
    """An object cannot be taken: the member at fault and the reason."""

    def __init__(self, member: str, reason: str) -> None:
        super().__init__(reason)
        self.member, self.reason = member, reason


@dataclass(slots=True)
class Record:
    """What the objects of one record share; ``number`` is its place in the file, from 1."""

    file: str
    number: int
    child: str
    days: Days
    births: dict[str, int] = field(default_factory=dict)
    notes: list[Notice] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def note(self, path: str | None, reason: str) -> None:
        """Notice something odd that is kept."""
        message = f"Record {self.number} of {self.file}: {NOTICED[reason].format(field=path)}"
        self.notes.append(Notice(self.file, self.number, path, reason, message))

    def refuse(self, path: str | None, reason: str, raw: object) -> Rejected:
        """Reject an object for a reason; of a removal only who and what is kept."""
        message = f"Record {self.number} of {self.file}: {REFUSED[reason].format(field=path)}"
        text = json.dumps(raw, ensure_ascii=False, default=str)[:_LONGEST_RAW]
        return Rejected(self.file, self.number, path, reason, message, text)

    def key(self, base: str, path: str) -> str:
        """The natural key, with #2, #3 … where the record has it already."""
        count = self.seen[base] = self.seen.get(base, 0) + 1
        if count == 1:
            return base
        self.note(path, "repeated_key")
        return f"{base}#{count}"


@dataclass(slots=True)
class Block:
    """One object of a record: asks its members by name and gathers its events.

    ``place`` is where it stands by the ids of the objects around it, whatever their order; every key of its
    events begins so, and so do those of the objects inside it.
    """

    record: Record
    path: str
    members: Mapping[str, Any]
    place: str
    events: list[Event] = field(default_factory=list)
    odd: dict[str, Any] = field(default_factory=dict)

    def at(self, member: str) -> str:
        """Where a member stands: ``social_care_episodes[1].closure_date``."""
        return f"{self.path}.{member}" if self.path else member

    def text(self, member: str) -> str:
        """A member as text; null, a placeholder and what is no plain value are nothing."""
        value = self.members.get(member)
        if value is None or isinstance(value, dict | list | bool):
            return ""
        text = str(value).strip()
        return "" if text == _PLACEHOLDER else text

    def flag(self, member: str) -> bool | None:
        """True or false; None where it is absent, or neither, which is noticed."""
        value = self.members.get(member)
        if value is None or isinstance(value, bool):
            return value
        said = {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())
        if said is None and self.text(member):
            self.record.note(self.at(member), "unknown_answer")
        return said

    def start(self, member: str) -> int:
        """The day on which the object rests; raises `Refused` without one."""
        day = self.record.days[self.text(member)]
        if not day:
            raise Refused(member, "no_date" if day is None else "unreadable_date")
        return day

    def day(self, member: str, start: int = 0) -> int | None:
        """A member's day; what is no date is noticed and kept; one before ``start`` is noticed."""
        day = self.record.days[self.text(member)]
        if day == NOT_A_DATE:
            self.record.note(self.at(member), "unreadable_date")
            self.odd[f"{member}_raw"] = self.text(member)
            return None
        if day is not None and day < start:
            self.record.note(self.at(member), "ends_before_start")
        return day

    def coded(self, member: str, name: str, into: str = "code") -> dict[str, str]:
        """A code as a typed field, with the text as sent where it is not exactly the code."""
        text = self.text(member)
        if not text:
            return {}
        code = text.upper() if text.upper() in codes(name) else None
        if code is None:
            self.record.note(self.at(member), "unknown_code")
        if into == "code":
            return ({"code": code} if code else {}) | ({"code_raw": text} if code != text else {})
        if code is None:
            self.odd[f"{member}_raw"] = text
        return {into: code} if code else {}

    def listed(self, member: str, name: str) -> list[str]:
        """The codes of a list, each once; others are noticed and kept."""
        value = self.members.get(member)
        items = [str(one).strip().upper() for one in value] if isinstance(value, list) else []
        if odd := [one for one in items if one not in codes(name) and one]:
            self.record.note(self.at(member), "unknown_code")
            self.odd[f"{member}_raw"] = odd
        return list(dict.fromkeys(one for one in items if one in codes(name)))

    def add(self, kind: str, key: str, day: int, fields: Mapping[str, Any], detail: Mapping[str, Any] | None = None,
            until: int | None = None, precision: str = Precision.DAY) -> None:  # fmt: skip
        """Add an event of this object; what is empty is left out. ``key`` tells events of one kind apart."""
        name = f"{self.place}{kind}|{key}" if key else f"{self.place}{kind}"
        name = self.record.key(name, self.path or "la_child_id")
        kept = {one: value for one, value in fields.items() if value not in {None, ""}}
        known = {one: value for one, value in (detail or {}).items() if value not in (None, "", [])}
        self.events.append(Event(kind, self.record.child, name, day, kept, known, until, precision=precision))

    def purged(self) -> bool:
        """Whether the object asks for its own removal."""
        return self.flag("purge") is True

    def inside(self, member: str) -> Iterator["Block | Rejected"]:
        """The objects of a member, which is one object or a list of them."""
        value = self.members.get(member)
        if value is None:
            return
        for place, one in enumerate(value if isinstance(value, list) else [value]):
            path = f"{self.at(member)}[{place}]" if isinstance(value, list) else self.at(member)
            if isinstance(one, dict):
                block = Block(self.record, path, one, f"{self.place}{_SHORT.get(member, member)}")
                block.place += f":{block.identity(member)}|" if member in IDS else "|"
                yield block
            else:
                yield self.record.refuse(path, "not_an_object", None)

    def identity(self, member: str) -> str:
        """The id of this object among those of a member; its day where it has none, empty without either."""
        found = self.text(IDS[member]) or self.text("start_date") or self.text("referral_date")
        if len(found) > _LONGEST_ID:
            found = blake2b(found.encode(), digest_size=16).hexdigest()
        return found.replace("|", "/")


Mapper = Callable[[Block], None]


def taken(block: Block, mapper: Mapper) -> Row | Purge | Rejected:
    """Read one object, or reject it for a reason. One that is to be removed is not read: it goes, with all inside it."""
    record = block.record
    if block.purged():
        if block.place.endswith(":|"):
            own = {name: value for name, value in block.members.items() if name.endswith("_id")}
            return record.refuse(block.at("purge"), "purge_of_what", {"la_child_id": record.child, **own})
        return Purge(record.file, record.number, record.child, block.place if block.path else "")
    try:
        mapper(block)
    except Refused as refused:
        return record.refuse(block.at(refused.member), refused.reason, block.members)
    events = (
        event._replace(detail={**event.detail, **block.odd}) if block.odd else event for event in block.events
    )
    return Row(record.file, record.number, tuple(events))


def only_identifiers(members: Mapping[str, Any]) -> bool:
    """Whether a record holds nothing but identifiers."""
    return not any(value not in (None, {}, []) for name, value in members.items() if name not in _IDENTIFIERS)
