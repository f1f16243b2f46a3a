"""Case forwarding of the fake: one POST for each change, in a shape of its own, tried again as the documentation says."""

import heapq
import itertools
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from lif_adapter_commcare.testing.world import State, World

HOUR_MS: Final = 3_600_000
PAUSES_MS: Final = tuple(hours * HOUR_MS for hours in (1, 3, 9, 27, 81))
_TRIED_AGAIN: Final = frozenset({400, 404, 408, 409, 412, 423, 424, 425, 426, 428, 429})
_DELAY_MS: Final = (1_000, 4_000)


@dataclass
class Forwarder:
    """Where changes go, and what came of each. ``lost`` and ``doubled``: shares that never arrive, or arrive twice."""

    world: World
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    skipped_users: frozenset[str] = frozenset()
    lost: float = 0.0
    doubled: float = 0.0
    outcomes: list[str] = field(default_factory=list)
    _waiting: list[tuple[int, int, int, State]] = field(default_factory=list)
    _order: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.world.saved.append(self._notice)

    def _notice(self, state: State) -> None:
        if self.url and state["_by"] not in self.skipped_users:
            self._plan(self.world.clock.now() + self.world.chance.randint(*_DELAY_MS), 0, state)

    def _plan(self, at: int, tries: int, state: State) -> None:
        with self.world.lock:
            heapq.heappush(self._waiting, (at, next(self._order), tries, state))

    def send_due(self) -> None:
        """Send what is due, as the server's background job does."""
        now = self.world.clock.now()
        while self._waiting and self._waiting[0][0] <= now:
            with self.world.lock:
                _at, _number, tries, state = heapq.heappop(self._waiting)
            if self.world.chance.random() < self.lost:
                self.outcomes.append("lost")
                continue
            for _ in range(2 if self.world.chance.random() < self.doubled else 1):
                self._send(state, tries, now)

    def _send(self, state: State, tries: int, now: int) -> None:
        headers = {**self.headers, "server-modified-on": state["server_last_modified"]}
        try:
            status = httpx.post(self.url, json=payload(state), headers=headers, timeout=5).status_code
        except httpx.HTTPError:
            status = 0
        if 200 <= status < 300:
            self.outcomes.append("taken")
        elif 400 <= status < 500 and status not in _TRIED_AGAIN:
            self.outcomes.append("invalid")
        elif tries >= len(PAUSES_MS):
            self.outcomes.append("cancelled")
        else:
            self.outcomes.append("again")
            self._plan(now + PAUSES_MS[tries], tries + 1, state)


def payload(state: State) -> State:
    """A case as it is forwarded."""
    properties = {name: state[name] for name in ("case_name", "case_type", "date_opened", "owner_id")}
    return {
        "domain": state["domain"], "case_id": state["case_id"], "user_id": state["_by"], "closed": state["closed"],
        "date_closed": state["date_closed"], "xform_ids": [], "version": "2.0",
        "date_modified": state["last_modified"], "server_date_modified": state["server_last_modified"],
        "server_date_opened": state["date_opened"], "properties": {**properties, **state["properties"]},
        "indices": state["indices"],
    }  # fmt: skip
