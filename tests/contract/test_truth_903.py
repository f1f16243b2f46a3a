"""The published SSDA903 samples, imported whole: what the rules say is what csv and datetime count."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from lif_adapter_ssda903 import lif_adapters
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.engine import make_engine
from lif_plugin.store.migrate import migrate
from lif_plugin.store.work import Store
from tests.assets.world import World

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "ssda903"
NO_VIEW = {"PN4", "PN7"}
(ADAPTER,) = lif_adapters()


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone


def rows(year: str, table: str) -> list[dict[str, str]]:
    with (SAMPLES / f"{year}-{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module", params=["2017", "2019", "2021"])
def year(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def world(year: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world into which one year's files have been imported by the real adapter."""
    url = f"sqlite:///{tmp_path_factory.mktemp(year)}/lif.db"
    migrate(url)
    with World(Store(make_engine(url))) as made:
        files = sorted(SAMPLES.glob(f"{year}-*.csv"))
        done = import_files(
            made.store, made.receiver, ADAPTER, files, made.agency.id, ExamineOptions(received=20261122)
        )
        assert done.tally.read == done.tally.accepted + done.tally.rejected > 0
        made.drain()
        yield made
        made.store.close()


def test_reviews_without_a_view_are_counted_alike(world: World, year: str) -> None:
    counted = sum(row["REVIEW_CODE"] in NO_VIEW for row in rows(year, "reviews"))
    assert len(world.results("VOC-07")) == counted > 0


def test_children_with_two_such_reviews_running_are_counted_alike(world: World, year: str) -> None:
    codes: dict[str, list[str]] = defaultdict(list)
    # Sorting keeps the file's order within a day.
    for row in sorted(rows(year, "reviews"), key=lambda row: day(row["REVIEW"])):
        codes[row["CHILD"]].append(row["REVIEW_CODE"])
    counted = {child for child, own in codes.items() if any({a, b} <= NO_VIEW for a, b in pairwise(own))}
    assert {row["ref"] for row in world.results("VOC-08") if row["state"] == "gap"} == counted
    assert len(counted) > 0


def test_codes_that_do_not_fit_the_age_are_counted_alike(world: World, year: str) -> None:
    counted = 0
    for row in rows(year, "reviews"):
        born, held = day(row["DOB"]), day(row["REVIEW"])
        age = held.year - born.year - ((held.month, held.day) < (born.month, born.day))
        counted += (row["REVIEW_CODE"] == "PN0") is (age >= 4)
    assert len([row for row in world.results("VOC-09") if row["state"] == "gap"]) == counted > 0


def test_nothing_of_a_closed_year_is_told_to_anybody(world: World) -> None:
    assert {row["delivery"] for row in world.results()} <= {"historic", "off"}
    assert not any(row["told"] for row in world.results())


def test_return_interviews_are_not_part_of_the_return_so_nobody_can_tell(world: World, year: str) -> None:
    missing = {row["CHILD"] for row in rows(year, "missing")}
    said = {(row["ref"], row["state"], row["reason"]) for row in world.results("VOC-21")}
    assert said == {(child, "cannot_tell", "not_covered") for child in missing}
    assert len(missing) > 0
