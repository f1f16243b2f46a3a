"""Reads a set of tables written for a test and sorts what the adapter said about it."""

from dataclasses import dataclass
from pathlib import Path

from lif_adapter_ssd import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Notice, Rejected, Row, check_delivery, check_event
from lif_plugin.hooks.types import ExamineOptions

ADAPTER = lif_adapters()[0]
LAST = 20240331


@dataclass(frozen=True)
class Reading:
    """All that came out of one delivery; every event has been checked against its kind."""

    delivery: Delivery
    rows: list[Row]
    rejected: list[Rejected]
    notices: list[Notice]

    @property
    def events(self) -> list[Event]:
        return [event for row in self.rows for event in row.events]

    @property
    def reasons(self) -> list[tuple[str | None, str]]:
        """What was noticed; columns that a short table of a test does not have are no news."""
        return [(note.field, note.reason) for note in self.notices if note.reason != "missing_column"]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def one(self, kind: str) -> Event:
        (event,) = self.of(kind)
        return event


def read_set(*paths: Path, last_day: int | None = LAST) -> Reading:
    delivery = ADAPTER.examine(paths, ExamineOptions(20261122, None, last_day))
    check_delivery(delivery)
    found = Reading(delivery, [], [], [])
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
    return found
