"""Reads a set of files written for a test and sorts what the adapter said about it."""

from dataclasses import dataclass
from pathlib import Path

from lif_adapter_ssda903 import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Notice, Rejected, Row, check_event
from lif_plugin.hooks.types import ExamineOptions

ADAPTER = lif_adapters()[0]
RECEIVED = 20261122


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
    def event(self) -> Event:
        (event,) = self.events
        return event

    @property
    def refusal(self) -> Rejected:
        (refusal,) = self.rejected
        return refusal

    @property
    def reasons(self) -> list[tuple[str | None, str]]:
        return [(notice.field, notice.reason) for notice in self.notices]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


def read_files(
    *paths: Path, received: int = RECEIVED, first_day: int | None = None, last_day: int | None = None
) -> Reading:
    delivery = ADAPTER.examine(paths, ExamineOptions(received, first_day, last_day))
    rows: list[Row] = []
    rejected: list[Rejected] = []
    notices: list[Notice] = []
    for item in ADAPTER.read(delivery):
        match item:
            case Row():
                rows.append(item)
                for event in item.events:
                    check_event(event)
            case Rejected():
                rejected.append(item)
            case Notice():
                notices.append(item)
    return Reading(delivery, rows, rejected, notices)
