"""An agency connected with a fake CommCare HQ over real HTTP, both ways, on a clock that a test moves."""

from typing import Any

import lif_adapter_commcare
from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_commcare.testing import DOMAIN, KEY, SERVICE, SERVICE_ID, FakeCommCare
from lif_adapter_primero.testing import LiveTime, SimulatedClock
from lif_plugin.store.work import Store
from tests.assets.field_world import FieldWorld, Platform

NAME, NOTE = "Amara Inventedname", "Amara told me invented words about her uncle"
FORWARDED = "a token that was agreed"
SECRETS = {"api_key": KEY, "webhook_key": FORWARDED}
MAP = {
    "case_type": "child",
    "fact": {
        "birth": {"kind": "birth", "day": "date_of_birth", "fields": {"code": "sex"}},
        "view": {"kind": "view_given", "day": "view_date", "when": "child_view"},
        "home_visit": {
            "kind": "visit",
            "case_type": "visit",
            "day": "visit_date",
            "fields": {"code": "=HOME", "seen": "child_seen", "reason": "why_not_seen", "actor": "@owner_id"},
        },
    },
}


class CommCareWorld(FieldWorld):
    """One field office's whole loop; ``every`` is seconds, ``forwards`` says whether cases are forwarded."""

    fake: FakeCommCare

    def __init__(
        self, store: Store, *, every: float = 5.0, forwards: bool = True, lag_ms: int = 1_500, **settings: Any
    ) -> None:
        self.clock = SimulatedClock()
        self.fake = FakeCommCare(LiveTime(self.clock), lag_ms)
        self.forwards = forwards
        own = {
            "address": self.fake.url,
            "domain": DOMAIN,
            "user_name": SERVICE,
            "user_id": SERVICE_ID,
            "map": MAP,
        }
        platform = Platform(lif_adapter_commcare, ADAPTER, own, SECRETS, "CCH-01")
        super().__init__(store, platform, every=every, **settings)

    def listen(self, address: str) -> None:
        if self.forwards:
            self.fake.forwarder.headers = {"Authorization": f"Bearer {FORWARDED}"}
            self.fake.forwarder.url = address

    def send_due(self) -> None:
        self.fake.forwarder.send_due()

    def add_case(self) -> str:
        """A child's case, with a name and words that are nobody's to tell."""
        told = {"date_of_birth": "2017-03-02", "sex": "f", "child_view": NOTE, "view_date": self.day(9)}
        return self.fake.add_case("child", told, case_name=NAME)

    def visit(self, ref: str, **properties: str) -> str:
        """Let the worker enter a visit of two days ago; gives its case."""
        told = {"visit_date": self.day(2), "child_seen": "", "visit_notes": NOTE} | properties
        return self.fake.add_case("visit", told, ref, case_name=NAME)
