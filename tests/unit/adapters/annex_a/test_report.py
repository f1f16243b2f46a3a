"""Up to which day a report knows, and what its lists cover."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lif_plugin.errors import UnreadableInput
from tests.unit.adapters.annex_a.reading import HEADS, Reading, person, read_files, workbook

Take = Callable[..., Reading]


def contacts(*days: date) -> list[list[object]]:
    return [[*person(f"A{number}"), day, "6"] for number, day in enumerate(days)]


def test_latest_day_in_the_lists_is_the_last_one(take: Take) -> None:
    delivery = take("1", *contacts(date(2024, 1, 3), date(2024, 1, 30)), last_day=None).delivery
    assert (delivery.scope, delivery.coverage[0].last_day) == ("2024-01-30", 20240130)


def test_day_alone_long_after_the_others_is_a_slip(take: Take) -> None:
    days = (date(2024, 1, 3), date(2024, 1, 30), date(2025, 1, 30))
    delivery = take("1", *contacts(*days), last_day=None).delivery
    assert delivery.scope == "2024-01-30"
    assert "1 later ones stand alone" in delivery.basis


def test_day_after_the_import_tells_nothing(take: Take) -> None:
    days = (date(2024, 1, 3), date(2024, 1, 30), date(2027, 1, 1), date(2027, 1, 2))
    assert take("1", *contacts(*days), last_day=None).delivery.scope == "2024-01-30"


def test_report_without_a_day_asks_for_it(take: Take) -> None:
    with pytest.raises(UnreadableInput, match="No date in these lists") as refusal:
        take("1", last_day=None)
    assert refusal.value.hint == "Give the last day of the report at the import."


def test_empty_list_covers_its_months_all_the_same(take: Take) -> None:
    (stated,) = take("1").delivery.coverage
    assert (stated.kind, stated.first_day, stated.last_day) == ("contact", 20230801, 20240131)


def test_lists_that_hold_only_the_last_one_cover_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {f"List {number}": [HEADS[number]] for number in HEADS})
    covered = {entry.kind: entry.first_day for entry in read_files(path).delivery.coverage}
    assert covered == {
        "contact": 20230801,
        "referral": 20230801,
        "assessment": 20230801,
        "section_47": 20230801,
        "case": 20230801,
        "care_leaver_contact": 20240131,
        "adoption_step": 20230201,
    }
