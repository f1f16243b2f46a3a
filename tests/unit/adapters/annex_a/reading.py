"""Makes a workbook of lists for a test, reads it, and sorts what the adapter said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from lif_adapter_annex_a import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Notice, Rejected, Row, check_delivery, check_event
from lif_plugin.hooks.types import ExamineOptions

ADAPTER = lif_adapters()[0]
RECEIVED = 20261122
LAST = 20240131

PERSON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age"]
HEADS: Mapping[str, Sequence[str]] = {
    "1": [*PERSON, "Date of Contact", "Contact Source"],
    "3": [*PERSON, "Date of referral", "Referral Source", "Referral NFA?"],
    "4": [*PERSON, "Continuous Assessment Start Date", "Child Seen During Continuous Assessment",
          "Continuous Assessment Date of Authorisation"],
    "5": [*PERSON, "Strategy discussion initiating Section 47 Enquiry Start Date",
          "Was an Initial Child Protection Conference deemed unnecessary?",
          "Date of Initial Child Protection Conference",
          "Did the Initial Child Protection Conference Result in a Child Protection Plan"],
    "6": [*PERSON, "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date",
          "Reason for Closure", "Case Status"],
    "7": [*PERSON, "Child Protection Plan Start Date", "Latest Category of Abuse", "Date of the Last Statutory Visit",
          "Was the Child Seen Alone?", "Date of latest review conference", "Child Protection Plan End Date"],
    "8": [*PERSON, "Date Started to be Looked After", "Start date of current legal status", "Child's Legal Status",
          "Date of Latest Statutory Review", "Date Ceased to be Looked After", "Reason Ceased to be Looked After",
          "Start Date of Most Recent Placement", "Placement Type", "Placement Provider", "Placement postcode",
          "Was the child offered a Return Interview after their last missing episode (Y/N)?",
          "Did the child accept a Return Interview after their last missing episode (Y/N)?"],
    "9": [*PERSON, "LA in Touch", "Latest Date of Contact", "Type of Accommodation"],
    "10": [*PERSON, "Date of Decision that Child Should be Placed for Adoption", "Date Placed for Adoption",
           "Date of Decision that Child Should No Longer be Placed for Adoption",
           "Reason Why Child No Longer Placed for Adoption"],
}  # fmt: skip


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
    def refusal(self) -> Rejected:
        (refusal,) = self.rejected
        return refusal

    @property
    def reasons(self) -> list[tuple[str | None, str]]:
        """What was noticed of rows; columns that a short list of a test does not have are no news."""
        return [(note.field, note.reason) for note in self.notices if note.reason != "missing_column"]

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]

    def one(self, kind: str) -> Event:
        (event,) = self.of(kind)
        return event


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def person(ref: object = "A1", born: object = "17/12/2009") -> list[object]:
    return [ref, "b) Female", "a) WBRI", born, 14]


def read_files(
    *paths: Path, received: int = RECEIVED, first_day: int | None = None, last_day: int | None = LAST
) -> Reading:
    delivery = ADAPTER.examine(paths, ExamineOptions(received, first_day, last_day))
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
