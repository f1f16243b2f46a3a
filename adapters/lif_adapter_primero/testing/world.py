"""What the fake's server keeps: cases with their flags, alerts and change log, and how a save happens.

A save reads the record, takes its time, and writes the whole record back: whatever was saved in between is
lost. This is the platform's own behaviour (recorded: two writes within about 0.2 s), not a shortcut.
"""

import copy
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lif_adapter_primero.clock import Clock
from lif_adapter_primero.testing.forms import Forms
from lif_adapter_primero.testing.people import People, User
from lif_adapter_primero.times import format_day, format_second, format_time

UNLOGGED = frozenset({"last_updated_at", "last_updated_by", "flag_count", "alert_count"})


@dataclass(slots=True)
class Case:
    """One case: its record as stored, and what stands in tables of its own."""

    id: str
    data: dict[str, Any]
    alerts: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """A record between reading and writing: ``data`` may be changed, ``before`` is what was read."""

    case: Case
    data: dict[str, Any]
    before: dict[str, Any]
    now: int


class World:
    """The server's tables, one lock around each reading and each writing, none around the time between."""

    def __init__(self, clock: Clock, seed: int, write_ms: tuple[int, int], password: str) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.random = random.Random(seed)  # noqa: S311 - a fake's ids, so that a run can be repeated
        self.write_ms = write_ms
        self.forms = Forms()
        self.people = People(self.forms.forms, password)
        self.cases: dict[str, Case] = {}
        self.flags: list[dict[str, Any]] = []
        self.flag_number = 0
        self.transitions: list[dict[str, Any]] = []
        self.saved: list[Callable[[Case, str], None]] = []

    def new_id(self) -> str:
        """A fresh UUID."""
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def today(self) -> str:
        """The server's day."""
        return format_day(self.clock.now())

    def stamp(self) -> str:
        """The server's time, as records carry it."""
        return format_time(self.clock.now())

    def save_ms(self) -> int:
        """How long the next save lies between its reading and its writing."""
        low, high = self.write_ms
        return self.random.randint(low, high) if high else 0

    def read_draft(self, case: Case) -> Draft:
        """Read a record in order to change it."""
        with self.lock:
            return Draft(case, copy.deepcopy(case.data), copy.deepcopy(case.data), self.clock.now())

    def commit(self, draft: Draft, user: User | None, action: str = "update") -> dict[str, Any]:
        """Write a draft back over whatever stands there now, log what it changed, and say what that was."""
        with self.lock:
            changed = {
                name: value
                for name, value in draft.data.items()
                if draft.before.get(name) != value or (name not in draft.before and action == "create")
            }
            draft.case.data = draft.data
            logged = [
                {name: {"to": value, "from": draft.before.get(name)}}
                for name, value in changed.items()
                if name not in UNLOGGED
            ]
            if logged:
                self.log(draft.case, user.user_name if user else None, action, logged, draft.now)
        for tell in self.saved:
            tell(draft.case, "case.create" if action == "create" else "case.update")
        return changed

    def save(
        self, case: Case, user: User, change: Callable[[Draft], None], *, by: str | None = None
    ) -> dict[str, Any]:
        """Change a record as one request does: read, take some time, write all of it back.

        ``by`` is whom the change log names, if not the user.
        """
        draft = self.read_draft(case)
        self.clock.sleep(self.save_ms())
        change(draft)
        draft.data["last_updated_at"] = format_time(draft.now)
        named = self.people.users.get(by) if by else user
        return self.commit(draft, named)

    def log(
        self, case: Case, user_name: str | None, action: str, changes: list[dict[str, Any]], at: int
    ) -> None:
        """Add an entry to a case's change log."""
        entry = {
            "record_id": case.id,
            "record_type": "cases",
            "datetime": format_second(at),
            "user_name": user_name,
            "action": action,
            "record_changes": copy.deepcopy(changes),
        }
        case.history.append(entry)

    def next_flag(self) -> int:
        """The number of the next flag: the server's own, one after the other."""
        self.flag_number += 1
        return self.flag_number

    def flags_of(self, case: Case) -> list[dict[str, Any]]:
        """A case's flags, resolved ones too, oldest first."""
        return [flag for flag in self.flags if flag["record_id"] == case.id]

    def open_flags(self, case: Case) -> int:
        """How many flags of a case are not resolved."""
        return sum(not flag["removed"] for flag in self.flags_of(case))
