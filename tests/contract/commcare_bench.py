"""FakeCommCare as the contract suite for adapters moves a platform: a child's case with visits below it."""

import base64
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from lif_adapter_commcare.testing import DOMAIN, KEY, SERVICE, SERVICE_ID, Break, FakeCommCare, Fault
from lif_adapter_commcare.testing.forwarder import payload
from lif_adapter_primero.testing import LiveTime, SimulatedClock

NAME = "Ada Inventedname"
NOTE = "Ada told me invented words of her own."
FORWARDED = "a password that was agreed"
MAP: Mapping[str, Any] = {
    "case_type": "child",
    "fact": {
        "birth": {"kind": "birth", "day": "date_of_birth", "fields": {"code": "sex"}},
        "view": {"kind": "view_given", "day": "view_date", "when": "child_view"},
        "home_visit": {
            "kind": "visit",
            "case_type": "visit",
            "day": "visit_date",
            "fields": {"code": "=HOME", "seen": "child_seen", "reason": "why_not_seen", "actor": "@owner_id"},
            "values": {"seen": {"seen": "yes", "not_seen": "no"}},
        },
    },
}


class CommCareBench:
    """One fake project space; ``lag_ms`` is how long reads still show the old state after a write."""

    def __init__(self, lag_ms: int = 0) -> None:
        self.time = SimulatedClock()
        self.clock = LiveTime(self.time)
        self.fake = FakeCommCare(self.clock, lag_ms)
        self.settings: Mapping[str, Any] = {
            "address": self.fake.url, "domain": DOMAIN, "user_name": SERVICE, "user_id": SERVICE_ID, "map": MAP, "page": 2,
        }  # fmt: skip
        self.secrets = {"api_key": KEY, "webhook_key": FORWARDED}
        self._count = 0

    def __enter__(self) -> Self:
        self.fake.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.fake.__exit__(kind, error, trace)

    def add(self) -> str:
        told = {"date_of_birth": "2017-03-02", "sex": "f", "child_view": NOTE, "view_date": "2026-11-02"}
        ref = self.fake.add_case("child", told, case_name=NAME)
        self.fake.add_case("visit", {"visit_date": "2026-11-10", "child_seen": ""}, ref, case_name=NAME)
        self.rest()
        return ref

    def change(self, case_ref: str) -> None:
        self._count += 1
        self.time.sleep(5_000)
        told = {"visit_date": "2026-11-12", "child_seen": "seen", "why_not_seen": f"reason_{self._count}"}
        self.fake.add_case("visit", told, case_ref)
        self.time.sleep(self.fake.world.lag_ms)

    def touch(self, case_ref: str) -> None:
        self.time.sleep(5_000)
        self.fake.save(case_ref, {"phone_model": f"invented {self.time.now()}"})
        self.time.sleep(self.fake.world.lag_ms)

    def rest(self) -> None:
        self.time.sleep(3_600_000)

    def shown(self, case_ref: str) -> int:
        return sum(one["properties"]["state"] != "withdrawn" for one in self.fake.prompts(case_ref))

    def answer(self, case_ref: str, text: str) -> None:
        [standing] = [one for one in self.fake.prompts(case_ref) if not one["closed"]]
        self.fake.answer(standing["case_id"], text=text)
        self.time.sleep(self.fake.world.lag_ms)

    def break_next_write(self, *, done: bool) -> None:
        self.fake.faults.append(Fault(Break.AFTER if done else Break.BEFORE, "PUT"))

    def requests(self) -> int:
        return len(self.fake.requests)

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        basic = base64.b64encode(f"commcare:{FORWARDED}".encode()).decode()
        body = json.dumps(payload(self.fake.world.newest(case_ref))).encode()
        return {"Authorization": f"Basic {basic}", "Content-Type": "application/json"}, body

    def private(self) -> tuple[str, ...]:
        return (NAME, NOTE)
