"""The published records of the daily API: what the events say equals what the json module finds in them."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lif_adapter_dfe_api import lif_adapters
from lif_plugin.domain.record import Event, Item, Notice, Rejected, Row, check_event
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Adapter, ExamineOptions

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "dfe_csc_api"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.json"))
(ADAPTER,) = lif_adapters()
LISTS = ("care_worker_details", "child_and_family_assessments", "child_in_need_plans", "section_47_assessments",
         "child_protection_plans", "child_looked_after_placements")  # fmt: skip
NEW = {"worker": 4, "need": 2, "birth": 1, "referral": 1, "case": 1, "assessment": 1, "placement": 1, "closure": 1,
       "care_leaver_contact": 1}  # fmt: skip
BY_KIND = {
    "record_full_reference": {
        "need": 5, "adoption_step": 3, "closure": 2, "plan": 2, "birth": 1, "health_check": 1, "referral": 1, "case": 1, "worker": 1,
        "assessment": 1, "section_47": 1, "conference": 1, "placement": 1, "care_leaver_contact": 1,
    },
    "record_minimal_deletion": {},
    "record_new_pending": NEW,
    "record_updated": {"birth": 1, "referral": 1, "case": 1, "worker": 1},
    "record_v0_6_style": NEW,
}  # fmt: skip
ODD = {
    "record_full_reference": [],
    "record_minimal_deletion": ["only_identifiers"],
    "record_new_pending": ["unknown_code", "unknown_code"],
    "record_updated": ["unknown_code"],
    "record_v0_6_style": ["older_form", "unknown_code"],
}


def read(name: str) -> list[Item]:
    delivery = ADAPTER.examine([FOLDER / f"{name}.json"], ExamineOptions(received=20261122))
    return list(ADAPTER.read(delivery))


def events(name: str) -> list[Event]:
    return [event for item in read(name) if isinstance(item, Row) for event in item.events]


def sent(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def objects(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects of a record that state facts, as they stand in it."""
    if "child_details" in record:
        yield record["child_details"]
    yield from record.get("health_and_wellbeing", {}).get("sdq_assessments", [])
    for episode in record.get("social_care_episodes", []):
        yield episode
        for name in LISTS:
            yield from episode.get(name, [])
        yield from (episode[name] for name in ("adoption", "care_leavers") if name in episode)


def test_adapter_comes_in_by_the_hook() -> None:
    plugins = build_plugins([("dfe_csc_api", __import__("lif_adapter_dfe_api"))])
    assert [adapters for _, adapters in plugins.each("lif_adapters", Adapter)] == [[ADAPTER]]
    assert plugins.faults == []


def test_samples_are_those_named_in_their_sources() -> None:
    told = dict(
        re.findall(
            r"^\| (\S+\.json) .* ([0-9a-f]{64}) \|$", (FOLDER / "SOURCES.md").read_text(), re.MULTILINE
        )
    )
    assert told == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.glob("*.json")
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_rows_read_are_the_objects_of_the_record_and_none_is_refused(name: str) -> None:
    taken = [item for item in read(name) if isinstance(item, Row)]
    assert len(taken) == (sum(1 for _ in objects(sent(name))) or 1)
    assert [item for item in read(name) if isinstance(item, Rejected)] == []
    delivery = ADAPTER.examine([FOLDER / f"{name}.json"], ExamineOptions(received=20261122))
    assert delivery.rows_expected == len(taken)


@pytest.mark.parametrize("name", SAMPLES)
def test_events_by_kind_and_oddities(name: str) -> None:
    assert Counter(event.kind for event in events(name)) == BY_KIND[name]
    assert sorted(item.reason for item in read(name) if isinstance(item, Notice)) == ODD[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_events_fit_their_kinds_and_have_keys_of_their_own(name: str) -> None:
    for event in events(name):
        check_event(event)
    assert len({event.key for event in events(name)}) == len(events(name))
    assert {event.kind for event in events(name)} <= ADAPTER.kinds


@pytest.mark.parametrize("name", SAMPLES)
def test_days_are_those_in_the_record(name: str) -> None:
    dates = {int(value.replace("-", "")) for one in objects(sent(name)) for member, value in one.items()
             if "date" in member and isinstance(value, str)}  # fmt: skip
    told = {day for event in events(name) for day in (event.occurred_day, event.until_day) if day}
    assert told <= dates


@pytest.mark.parametrize("name", SAMPLES)
def test_no_name_pupil_number_or_postcode_is_taken(name: str) -> None:
    details = sent(name).get("child_details", {})
    hidden = [
        details[member]
        for member in ("first_name", "surname", "unique_pupil_number", "postcode")
        if member in details
    ]
    assert [value for value in hidden if value in str(read(name))] == []
