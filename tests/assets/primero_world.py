"""An agency connected with a fake Primero over real HTTP, both ways, on a clock that a test moves."""

from typing import Any

import lif_adapter_primero
from lif_adapter_primero.adapter import ADAPTER
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, SimulatedClock
from lif_plugin.store.work import Store
from tests.assets.field_world import FIELD, FieldWorld, Platform

__all__ = ["FIELD", "NAME", "NOTE", "PrimeroWorld"]

KEY = "a key that was agreed"
NAME, NOTE = "Amara Inventedname", "Amara told me invented words about her uncle"
SECRETS = {"password": PASSWORD, "webhook_key": KEY}


class PrimeroWorld(FieldWorld):
    """One field office's whole loop. ``settle`` and ``every`` are seconds; ``webhooks`` says whether any are sent."""

    fake: FakePrimero

    def __init__(
        self,
        store: Store,
        *,
        settle: float = 600.0,
        every: float = 5.0,
        webhooks: bool = True,
        **settings: Any,
    ) -> None:
        self.clock = SimulatedClock()
        self.fake = FakePrimero(self.clock)
        self.account = self.fake.add_service()
        self.webhooks = webhooks
        own = {"address": self.fake.url, "user_name": SERVICE, "user_id": self.account.id, "settle": settle}
        platform = Platform(lif_adapter_primero, ADAPTER, own, SECRETS, "PRM-01")
        super().__init__(store, platform, every=every, **settings)

    def listen(self, address: str) -> None:
        if self.webhooks:
            self.fake.webhooks.key = KEY
            self.fake.webhooks.add(address)

    def send_due(self) -> None:
        self.fake.webhooks.send_due()

    def add_case(self, ago_ms: int = 3 * 86_400_000) -> str:
        """A case that a worker made some days ago, with a name and a note that are nobody's to tell."""
        note = {"unique_id": self.fake.world.new_id(), "note_text": NOTE, "note_created_by": "primero_cp",
                "note_date": "2026-11-01T10:00:00.000Z"}  # fmt: skip
        fields = {
            "name": NAME,
            "name_first": "Amara",
            "date_of_birth": "2017-03-02",
            "notes_section": [note],
        }
        return self.fake.add_case(fields, at=self.clock.now() - ago_ms)

    def plan_follow_up(self, ref: str, **fields: Any) -> str:
        """Let the worker enter a follow-up that was due two days ago; gives the row's id."""
        row = {"unique_id": self.fake.world.new_id(), "followup_type": "in_care",
               "followup_needed_by_date": self.day(2), **fields}  # fmt: skip
        self.fake.save(ref, {"followup_subform_section": [row]})
        return str(row["unique_id"])
