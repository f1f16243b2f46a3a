"""One invented story in the shapes of three case systems: what is read equals what the csv module counts."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from lif_adapter_ssd import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Item, Notice, Rejected, Row, check_event
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Adapter, ExamineOptions

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "ssd"
SYSTEMS = ("liquidlogic", "mosaic", "eclipse")
(ADAPTER,) = lif_adapters()
BY_KIND = {
    "need": 8, "visit": 6, "review": 4, "birth": 3, "referral": 3, "case": 2, "legal_status": 3, "missing": 3, "contact": 2,
    "assessment": 2, "plan": 2, "conference": 2, "placement": 2, "return_interview": 2, "worker": 2, "death": 1,
    "closure": 1, "section_47": 1,
}  # fmt: skip


@cache
def read(system: str) -> tuple[Delivery, list[Item]]:
    delivery = ADAPTER.examine([FOLDER / system], ExamineOptions(received=20261122))
    return delivery, list(ADAPTER.read(delivery))


def events(system: str, *kinds: str) -> list[Event]:
    found = [event for item in read(system)[1] if isinstance(item, Row) for event in item.events]
    return [event for event in found if not kinds or event.kind in kinds]


def table(system: str, name: str) -> list[dict[str, str]]:
    with (FOLDER / system / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_adapter_comes_in_by_the_hook() -> None:
    plugins = build_plugins([("ssd", __import__("lif_adapter_ssd"))])
    assert [adapters for _, adapters in plugins.each("lif_adapters", Adapter)] == [[ADAPTER]]
    assert plugins.faults == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_rows_read_are_those_in_the_files_and_none_is_refused(system: str) -> None:
    counted = {
        path.name: len(table(system, path.stem))
        for path in (FOLDER / system).glob("*.csv")
        if path.stem != "ssd_address"
    }
    assert Counter(item.file for item in read(system)[1] if isinstance(item, Row)) == counted
    assert [item for item in read(system)[1] if isinstance(item, Rejected)] == []
    assert read(system)[0].rows_expected == sum(counted.values()) == 43


@pytest.mark.parametrize("system", SYSTEMS)
def test_events_by_kind_are_the_same_from_every_system(system: str) -> None:
    assert Counter(event.kind for event in events(system)) == BY_KIND


@pytest.mark.parametrize("system", SYSTEMS)
def test_events_fit_their_kinds_and_have_keys_of_their_own(system: str) -> None:
    for event in events(system):
        check_event(event)
    assert len({event.key for event in events(system)}) == len(events(system))
    assert {event.kind for event in events(system)} <= ADAPTER.kinds


def placed(system: str, kind: str) -> list[tuple[str, str, int, int | None]]:
    return [
        (event.key, event.case_ref, event.occurred_day, event.until_day) for event in events(system, kind)
    ]


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_children_and_days_are_the_same_from_every_system(kind: str) -> None:
    assert placed("mosaic", kind) == placed("liquidlogic", kind) == placed("eclipse", kind)


@pytest.mark.parametrize("system", SYSTEMS)
def test_open_ends_are_those_without_a_day(system: str) -> None:
    plans = table(system, "ssd_cp_plans") + table(system, "ssd_cin_plans")
    ends = [row.get("cppl_cp_plan_end_date", row.get("cinp_cin_plan_end_date")) for row in plans]
    empty = sum(end in {"", "1900-01-01 00:00:00.000"} for end in ends)
    assert sum(event.until_day is None for event in events(system, "plan")) == empty == 2


@pytest.mark.parametrize(
    ("system", "codes"),
    [
        ("liquidlogic", ["PN1", "PN4", "PN7", None]),
        ("mosaic", ["PN1", "PN4", "PN7", None]),
        ("eclipse", [None, None, "PN7", None]),
    ],
)
def test_participation_is_known_where_the_system_says_it(system: str, codes: list[str | None]) -> None:
    assert [event.fields.get("code") for event in events(system, "review")] == codes
    sent = [row["clar_cla_review_participation"] for row in table(system, "ssd_cla_reviews")][:4]
    kept = [event.fields.get("code_raw", event.fields.get("code", "")) for event in events(system, "review")]
    assert kept == sent


@pytest.mark.parametrize(("system", "unseen"), [("liquidlogic", 1), ("mosaic", 1), ("eclipse", 0)])
def test_not_seen_is_said_only_where_no_does_not_also_stand_for_blank(system: str, unseen: int) -> None:
    columns = {"ssd_cin_visits": "cinv_cin_visit_seen", "ssd_cp_visits": "cppv_cp_visit_seen",
               "ssd_cla_visits": "clav_cla_visit_seen"}  # fmt: skip
    sent = Counter(row[column] for name, column in columns.items() for row in table(system, name))
    told = Counter(event.fields.get("seen") for event in events(system, "visit"))
    assert (told["yes"], told["no"]) == (sent["Y"], unseen)
    assert sent["N"] == (3 if system == "eclipse" else 1)


@pytest.mark.parametrize("system", SYSTEMS)
def test_interviews_are_as_many_as_rows_that_say_something(system: str) -> None:
    rows = table(system, "ssd_missing")
    said = sum(bool(row["miss_missing_rhi_offered"] or row["miss_missing_rhi_accepted"]) for row in rows)
    assert len(events(system, "return_interview")) == said == 2


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_name_number_or_address_is_taken_and_no_notice_names_a_child(system: str) -> None:
    kept = str(read(system))
    assert [word for word in ("Invented", "Z00000", "ZZ99") if word in kept] == []
    said = " ".join(item.message for item in read(system)[1] if isinstance(item, Notice))
    assert "INV" not in said


@pytest.mark.parametrize("system", SYSTEMS)
def test_set_covers_what_its_tables_know_whole(system: str) -> None:
    delivery, _ = read(system)
    assert {(entry.first_day, entry.last_day) for entry in delivery.coverage} == {(20180310, 20240310)}
    assert [entry.kind for entry in delivery.coverage] == [
        "assessment", "case", "closure", "conference", "contact", "death", "legal_status", "missing", "placement", "plan",
        "referral", "review", "section_47", "visit", "worker",
    ]  # fmt: skip
    assert "Known and not read: ssd_address." in delivery.basis
