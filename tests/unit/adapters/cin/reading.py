"""Writes a census for a test, reads it, and sorts what the adapter said about it."""

from dataclasses import dataclass
from pathlib import Path

from lif_adapter_cin import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Notice, Rejected, Row, check_event
from lif_plugin.hooks.types import ExamineOptions

(ADAPTER,) = lif_adapters()
RECEIVED = 20261122
YEAR = "<CollectionDetails><Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate></CollectionDetails>"
WHO = "<ChildIdentifiers><LAchildID>A1</LAchildID></ChildIdentifiers>"


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
        return [(notice.field, notice.reason) for notice in self.notices]

    @property
    def refusal(self) -> Rejected:
        (refusal,) = self.rejected
        return refusal

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def one(self, kind: str) -> Event:
        (event,) = self.of(kind)
        return event


def census(*children: str, header: str = YEAR) -> str:
    """The text of a census; each child on a line of its own, the first on line 4."""
    inside = "\n".join(f"<Child>{child}</Child>" for child in children)
    return f"<Message>\n<Header>{header}</Header>\n<Children>\n{inside}\n</Children>\n</Message>\n"


def episode(*blocks: str, day: str = "2023-05-02") -> str:
    """A child with one episode that holds these elements and blocks."""
    return f"{WHO}<CINdetails><CINreferralDate>{day}</CINreferralDate>{''.join(blocks)}</CINdetails>"


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
