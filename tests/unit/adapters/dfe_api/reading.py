"""Reads records written for a test and sorts what the adapter said about them."""

from dataclasses import dataclass
from pathlib import Path

from lif_adapter_dfe_api import lif_adapters
from lif_plugin.domain.record import (
    Delivery,
    Event,
    Notice,
    Purge,
    Rejected,
    Row,
    check_delivery,
    check_event,
    check_purge,
)
from lif_plugin.hooks.types import ExamineOptions

ADAPTER = lif_adapters()[0]


@dataclass(frozen=True)
class Reading:
    """All that came out of one delivery; every event has been checked against its kind."""

    delivery: Delivery
    rows: list[Row]
    rejected: list[Rejected]
    notices: list[Notice]
    purges: list[Purge]

    @property
    def events(self) -> list[Event]:
        return [event for row in self.rows for event in row.events]

    @property
    def refusal(self) -> Rejected:
        (refusal,) = self.rejected
        return refusal

    @property
    def reasons(self) -> list[tuple[str | None, str]]:
        return [(note.field, note.reason) for note in self.notices]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def one(self, kind: str) -> Event:
        (event,) = self.of(kind)
        return event


def read_files(*paths: Path, first_day: int | None = None, last_day: int | None = None) -> Reading:
    delivery = ADAPTER.examine(paths, ExamineOptions(20261122, first_day, last_day))
    check_delivery(delivery)
    found = Reading(delivery, [], [], [], [])
    for item in ADAPTER.read(delivery):
        match item:
            case Row():
                found.rows.append(item)
                for event in item.events:
                    check_event(event)
            case Rejected():
                found.rejected.append(item)
            case Notice():
                found.notices.append(item)
            case Purge():
                check_purge(item)
                found.purges.append(item)
    return found
