"""The published Annex A sample: what the events say equals what openpyxl finds in the workbook."""

import hashlib
import re
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from lif_adapter_annex_a import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Item, Notice, Rejected, Row, check_event
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Adapter, ExamineOptions

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "annex_a"
SAMPLE = FOLDER / "Annex_A_2024_Jan.xlsx"
(ADAPTER,) = lif_adapters()
Sheet = list[dict[str, Any]]


@cache
def read() -> tuple[Delivery, list[Item]]:
    delivery = ADAPTER.examine([SAMPLE], ExamineOptions(received=20261122))
    return delivery, list(ADAPTER.read(delivery))


def events(*kinds: str) -> list[Event]:
    found = [event for item in read()[1] if isinstance(item, Row) for event in item.events]
    return [event for event in found if not kinds or event.kind in kinds]


@cache
def sheets() -> dict[int, Sheet]:
    """Each list as openpyxl reads it: values, not formulas, under the workbook's own headings."""
    book = openpyxl.load_workbook(SAMPLE, data_only=True)
    found = {}
    for sheet in book.worksheets:
        heads, *rows = sheet.iter_rows(values_only=True)
        found[int(sheet.title.split()[1])] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return found


def day(value: object) -> int | None:
    return int(value.strftime("%Y%m%d")) if isinstance(value, datetime) else None


def days(number: int, *headings: str) -> list[tuple[str, int]]:
    """Child and day of each filled cell under these headings of a list."""
    return sorted(
        (str(row["Child Unique ID"]), found)
        for row in sheets()[number]
        for heading in headings
        if (found := day(row[heading]))
    )


def told(*kinds: str, **fields: str) -> list[tuple[str, int]]:
    return sorted(
        (event.case_ref, event.occurred_day)
        for event in events(*kinds)
        if fields.items() <= event.fields.items()
    )


def test_adapter_comes_in_by_the_hook() -> None:
    plugins = build_plugins([("annex_a", __import__("lif_adapter_annex_a"))])
    assert [adapters for _, adapters in plugins.each("lif_adapters", Adapter)] == [[ADAPTER]]
    assert plugins.faults == []


def test_sample_is_the_one_named_in_its_sources() -> None:
    told = re.findall(
        r"^\| (\S+\.xlsx) .* ([0-9a-f]{64}) \|$", (FOLDER / "SOURCES.md").read_text(), re.MULTILINE
    )
    assert told == [(SAMPLE.name, hashlib.sha256(SAMPLE.read_bytes()).hexdigest())]


def test_rows_read_are_those_in_each_sheet_and_none_is_refused() -> None:
    counted = {f"{SAMPLE.name}, List {number}": len(rows) for number, rows in sheets().items()}
    taken = Counter(item.file for item in read()[1] if isinstance(item, Row))
    assert taken == counted
    assert [item for item in read()[1] if isinstance(item, Rejected)] == []
    assert sum(counted.values()) == 59 == read()[0].rows_expected


def test_events_fit_their_kinds_and_have_keys_of_their_own() -> None:
    for event in events():
        check_event(event)
    assert len({event.key for event in events()}) == len(events())
    assert {event.kind for event in events()} <= ADAPTER.kinds


def test_events_by_kind() -> None:
    assert Counter(event.kind for event in events()) == {
        "birth": 47, "adoption_step": 26, "visit": 22, "plan": 12, "need": 10, "health_check": 10, "conference": 8,
        "referral": 6, "care_leaver_contact": 6, "contact": 5, "assessment": 5, "section_47": 5, "legal_status": 5,
        "placement": 5, "review": 5, "case": 5, "closure": 1,
    }  # fmt: skip


def test_days_are_those_in_the_cells() -> None:
    assert told("contact") == days(1, "Date of Contact")
    assert told("referral") == days(3, "Date of Referral")
    assert told("assessment") == days(4, "Continuous Assessment Start Date")
    assert told("section_47") == days(5, "Strategy discussion initiating Section 47 Enquiry Start Date")
    assert told("conference", code="ICPC") == days(5, "Date of Initial Child Protection Conference")
    assert told("conference", code="RCPC") == days(7, "Date of latest review conference")
    assert told("plan", code="CP") == days(7, "Child Protection Plan Start Date")
    assert told("visit", code="CP") == days(7, "Date of the Last Statutory Visit")
    assert told("visit", code="CLA") == days(8, "Date of Last Social Work Visit")
    assert told("review") == days(8, "Date of Latest Statutory Review")
    assert told("placement") == days(8, "Start Date of Most Recent Placement")
    assert told("legal_status") == days(8, "Start date of current legal status")


def test_steps_written_as_formulas_are_read_by_their_values() -> None:
    headings = [
        heading
        for heading in sheets()[10][0]
        if "Adoption" in heading or "Order" in heading or "Matching" in heading
    ]
    dated = [heading for heading in headings if heading.startswith("Date")]
    assert told("adoption_step") == days(10, *dated)
    assert len(dated) == 6


def test_children_seen_at_their_assessment_are_counted_alike() -> None:
    yes = sum(row["Child Seen During Continuous Assessment"] == "Yes" for row in sheets()[4])
    assert len(told("assessment", seen="yes")) == yes == 5


def test_children_seen_alone_are_counted_alike() -> None:
    answers = Counter(str(row["Was the Child Seen Alone?"]) for row in sheets()[7])
    assert len(told("visit", code="CP", alone="yes")) == answers["a) Yes"] == 3
    assert len(told("visit", code="CP", alone="no")) == answers["b) No"] == 4


def test_children_with_two_birth_dates_are_those_whose_rows_differ() -> None:
    born: dict[str, set[int]] = {}
    for number, rows in sheets().items():
        for row in rows:
            if number not in {2, 11} and (found := day(row["Date of Birth"])):
                born.setdefault(str(row["Child Unique ID"]), set()).add(found)
    several = {child for child, found in born.items() if len(found) > 1}
    assert {event.case_ref for event in events("birth") if event.key.endswith("#2")} == several
    assert sum(len(found) for found in born.values()) == len(events("birth")) == 47
    noticed = [item for item in read()[1] if isinstance(item, Notice) and item.reason == "another_birth_date"]
    assert len(noticed) == len(several) == 5


def test_oddities_are_the_known_ones() -> None:
    noticed = Counter((item.reason, item.field) for item in read()[1] if isinstance(item, Notice))
    assert noticed == {
        ("another_birth_date", "Date of Birth"): 5,
        ("no_events", None): 2,
        ("unknown_code", "Primary Need Code"): 1,
    }


def test_report_is_known_to_reach_its_latest_day() -> None:
    delivery, _ = read()
    latest = max(
        found
        for number in range(1, 10)
        for row in sheets()[number]
        for value in row.values()
        if (found := day(value))
    )
    assert (delivery.scope, latest) == ("2021-03-15", 20210315)
    assert {(entry.first_day, entry.last_day) for entry in delivery.coverage if entry.kind == "contact"} == {
        (20200916, 20210315)
    }


def test_no_worker_postcode_or_team_is_taken_and_no_notice_names_a_child() -> None:
    kept = str(events())
    hidden = {
        str(row[heading])
        for rows in sheets().values()
        for row in rows
        for heading in ("Allocated Worker", "Allocated Team", "Placement postcode", "LA of Placement")
        if row.get(heading)
    }
    assert [value for value in hidden if value in kept] == []
    said = " ".join(item.message for item in read()[1] if isinstance(item, Notice))
    children = {
        str(row["Child Unique ID"]) for number, rows in sheets().items() if number != 11 for row in rows
    }
    assert [child for child in children if child in said] == []
