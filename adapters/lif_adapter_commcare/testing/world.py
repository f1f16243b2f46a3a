"""The cases of the fake: each with its states, of which a read sees what was indexed by now."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lif_adapter_commcare.times import format_time
from lif_plugin.hooks.live import LiveClock

State = dict[str, Any]
MOMENT_MS: Final = 2_000
"""How long a case just made by an upsert is not found by another upsert: within it two make two cases."""


@dataclass
class World:
    """One project space. ``lag_ms``: how long after a write reads still show the old state."""

    domain: str
    clock: LiveClock
    lag_ms: int = 0
    states: dict[str, list[State]] = field(default_factory=dict)
    saved: list[Callable[[State], None]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311  seeded

    def new_id(self) -> str:
        """An id as the server makes them."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))

    def newest(self, case_id: str) -> State:
        """A case as it stands, indexed or not."""
        return self.states[case_id][-1]

    def seen(self, case_id: str) -> State | None:
        """A case as a read shows it now."""
        now = self.clock.now()
        known = [one for one in self.states.get(case_id, ()) if one["_indexed"] <= now]
        return known[-1] if known else None

    def all_seen(self) -> Iterator[State]:
        """Every case as reads show it, the longest unchanged first."""
        found = [one for case_id in list(self.states) if (one := self.seen(case_id)) is not None]
        yield from sorted(found, key=lambda one: (one["_indexed"], one["case_id"]))

    def by_external(self, external_id: str) -> State | None:
        """What an upsert finds: the first case of this external id that was not made just now."""
        now = self.clock.now()
        mine = [states for states in self.states.values() if states[-1]["external_id"] == external_id]
        return next((one[-1] for one in mine if now - one[0]["_saved"] >= MOMENT_MS), None)

    def save(self, case_id: str, by: str, given: Mapping[str, Any]) -> State:
        """Make or change a case: what is given is joined with what stands, property by property."""
        now = self.clock.now()
        with self.lock:
            before = self.states.get(case_id)
            state: State = dict(before[-1]) if before else self._new(case_id, now)
            kept = {
                name: given[name]
                for name in ("case_type", "case_name", "external_id", "owner_id")
                if name in given
            }
            state |= kept
            state["properties"] = {**state["properties"], **given.get("properties", {})}
            state["indices"] = {**state["indices"], **given.get("indices", {})}
            if given.get("close") and not state["closed"]:
                state |= {"closed": True, "date_closed": format_time(now)}
            state |= {"last_modified": format_time(now), "server_last_modified": format_time(now)}
            self._index(state, now)
            state["_by"] = by
            self.states.setdefault(case_id, []).append(state)
        for hear in self.saved:
            hear(state)
        return state

    def index_anew(self) -> None:
        """Maintenance on the server: every case is indexed again, and nothing else happened."""
        now = self.clock.now()
        with self.lock:
            for states in self.states.values():
                again = dict(states[-1])
                self._index(again, now)
                states.append(again)

    def _new(self, case_id: str, now: int) -> State:
        return {"domain": self.domain, "case_id": case_id, "external_id": "", "closed": False, "date_closed": None,
                "date_opened": format_time(now), "properties": {}, "indices": {}}  # fmt: skip

    def _index(self, state: State, now: int) -> None:
        state |= {"_saved": now, "_indexed": now + self.lag_ms, "indexed_on": format_time(now + self.lag_ms)}


def told(state: State) -> State:
    """A case as the Case API gives it."""
    return {name: value for name, value in state.items() if not name.startswith("_")}
