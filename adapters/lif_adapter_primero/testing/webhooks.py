"""Webhooks of the fake: the state when sent, without a name, number or signature, and never a second time."""

import random
from dataclasses import dataclass, field
from typing import Any

import httpx

from lif_adapter_primero.testing.calls import Call, Request
from lif_adapter_primero.testing.cases import row
from lif_adapter_primero.testing.people import Role, User
from lif_adapter_primero.testing.refusal import Refusal, Reply, listed
from lif_adapter_primero.testing.world import Case, World

_PATH = "/api/v2/webhooks"
_DELAY_MS = (1_500, 4_500)


@dataclass(slots=True)
class Webhooks:
    """Who is told of which event, what waits to be sent, and what came of what was.

    ``lost`` and ``doubled`` are the shares of deliveries that never go out or go out twice.
    """

    world: World
    hooks: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[tuple[int, str, str]] = field(default_factory=list)
    log: list[tuple[str, str]] = field(default_factory=list)
    hostname: str = "primero.example.org"
    lost: float = 0.0
    doubled: float = 0.0
    key: str | None = None

    def __post_init__(self) -> None:
        self.world.saved.append(self.notice)

    def add(self, url: str, event: str = "case.update", role: str = "role-cp-manager") -> None:
        """Register a receiver, as the hosting team does on the server."""
        self.hooks.append(
            {
                "id": self.world.new_id(),
                "events": event,
                "url": url,
                "role_unique_id": role,
                "metadata": {},
            }
        )

    def notice(self, case: Case, event: str) -> None:
        """Remember that something is to be sent in a while."""
        if any(hook["events"] == event for hook in self.hooks):
            due = self.world.clock.now() + self.world.random.randint(*_DELAY_MS)
            with self.world.lock:
                self.waiting.append((due, case.id, event))

    def send_due(self) -> int:
        """Send what is due by the server's clock, each once at most; gives how many went out."""
        now, sent = self.world.clock.now(), 0
        with self.world.lock:
            due = [entry for entry in self.waiting if entry[0] <= now]
            self.waiting = [entry for entry in self.waiting if entry[0] > now]
        for _, case_id, event in due:
            for hook in self.hooks:
                if hook["events"] == event:
                    sent += self._send(hook, self.world.cases[case_id])
        return sent

    def _send(self, hook: dict[str, Any], case: Case) -> int:
        chance: random.Random = self.world.random
        if chance.random() < self.lost:
            return 0
        times = 2 if chance.random() < self.doubled else 1
        headers = {"X-Api-Key": self.key} if self.key else {}
        for _ in range(times):
            try:
                answer = httpx.post(hook["url"], json=self._body(hook, case), headers=headers, timeout=5)
                self.log.append((hook["url"], "sent" if answer.is_success else "failed"))
            except httpx.HTTPError:
                self.log.append((hook["url"], "sending"))
        return times

    def _body(self, hook: dict[str, Any], case: Case) -> dict[str, Any]:
        role = self.world.people.roles.get(hook["role_unique_id"]) or Role("none", "self", {}, {})
        reader = Call(self.world, Request("GET", _PATH, {}), User("webhook", "", role, ()))
        with self.world.lock:
            seen = row(reader, case, None)
        seen = {name: value for name, value in seen.items() if name not in {"id", "enabled"}}
        told = {"record_id": case.id, "record_type": "case", "hostname": self.hostname}
        return {"data": {**told, **seen, "record_in_scope": False}}

    def list_all(self, call: Call) -> Reply:
        """``GET /webhooks``."""
        call.need("read", resource="webhook")
        return Reply(200, {"data": self.hooks})

    def create(self, call: Call) -> Reply:
        """``POST /webhooks``: one event as a text, one webhook a url."""
        call.need("create", resource="webhook")
        given = call.request.data
        blank = [listed(call.path, 422, ["can't be blank"], name)
                 for name in ("events", "role_unique_id") if not isinstance(given.get(name), str)]  # fmt: skip
        if blank:
            raise Refusal(Reply(422, {"errors": blank}))
        if any(hook["url"] == given["url"] for hook in self.hooks):
            raise Refusal.listed(call.path, 409, "Conflict: A record with this id already exists")
        self.add(given["url"], given["events"], given["role_unique_id"])
        return Reply(200, {"data": self.hooks[-1]})

    def delete(self, call: Call, hook_id: str) -> Reply:
        """``DELETE /webhooks/:id``."""
        call.need("delete", resource="webhook")
        self.hooks = [hook for hook in self.hooks if hook["id"] != hook_id]
        return Reply(200, {"data": {"id": hook_id}})
