"""The published SSDA903 samples: what the events say equals what the csv module counts in the files."""

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from lif_adapter_ssda903 import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Item, Notice, Rejected, Row, check_event
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Adapter, ExamineOptions

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "ssda903"
YEARS = ("2017", "2019", "2021")
SINGLE = ("SSDA903_2020_episodes", "SSDA903_episodes_for_testing_fixes_INPUT", "regional-episodes",
          "validator-ad1", "validator-placed_for_adoption", "validator-sw_episodes")  # fmt: skip
GAPS = {"PN4", "PN7"}
(ADAPTER,) = lif_adapters()


def files(name: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{name}*.csv"))


def read(paths: Sequence[Path]) -> tuple[Delivery, list[Item]]:
    delivery = ADAPTER.examine(paths, ExamineOptions(received=20261122))
    return delivery, list(ADAPTER.read(delivery))


def events(paths: Sequence[Path]) -> list[Event]:
    return [event for item in read(paths)[1] if isinstance(item, Row) for event in item.events]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def reviews(year: str) -> list[tuple[str, date, date, str]]:
    """Child, birth, review and code of each row, in the file's order."""
    return [
        (row["CHILD"], day(row["DOB"]), day(row["REVIEW"]), row["REVIEW_CODE"])
        for row in rows(SAMPLES / f"{year}-reviews.csv")
    ]


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007  a day has no zone


def number(when: date) -> int:
    return int(when.strftime("%Y%m%d"))


def reviews_read(year: str) -> list[Event]:
    return [event for event in events(files(year)) if event.kind == "review"]


def test_adapter_comes_in_by_the_hook() -> None:
    plugins = build_plugins([("ssda903", __import__("lif_adapter_ssda903"))])
    assert [adapters for _, adapters in plugins.each("lif_adapters", Adapter)] == [[ADAPTER]]
    assert plugins.faults == []


def test_samples_are_those_named_in_their_sources() -> None:
    told = dict(
        re.findall(
            r"^\| (\S+\.(?:csv|xml)) .* ([0-9a-f]{64}) \|$",
            (SAMPLES / "SOURCES.md").read_text(),
            re.MULTILINE,
        )
    )
    files = (path for path in SAMPLES.iterdir() if path.suffix in {".csv", ".xml"})
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert told == there


@pytest.mark.parametrize("name", [*YEARS, *SINGLE])
def test_rows_read_are_those_in_the_files(name: str) -> None:
    counted = {path.name: sum(1 for _ in rows(path)) for path in files(name)}
    read_rows = Counter(item.file for item in read(files(name))[1] if isinstance(item, Row | Rejected))
    assert read_rows == counted


@pytest.mark.parametrize("name", [*YEARS, *SINGLE])
def test_events_fit_their_kinds_and_have_keys_of_their_own(name: str) -> None:
    found = events(files(name))
    for event in found:
        check_event(event)
    assert len({event.key for event in found}) == len(found) > 0
    assert {event.kind for event in found} <= ADAPTER.kinds


@pytest.mark.parametrize(
    ("year", "scope", "first", "last"),
    [
        ("2017", "2017-04-01", 20170401, 20180331),
        ("2019", "2019-04-01", 20190401, 20200331),
        ("2021", "2021-04-01", 20210401, 20220327),
        ("SSDA903_2020", "2019-04-01", 20190401, 20190926),
        ("validator-sw_episodes", "2019-04-01", 20190401, 20200103),
    ],
)
def test_collection_year_is_found(year: str, scope: str, first: int, last: int) -> None:
    delivery, _ = read(files(year))
    assert delivery.scope == scope
    assert {(entry.first_day, entry.last_day) for entry in delivery.coverage} == {(first, last)}


@pytest.mark.parametrize("year", YEARS)
def test_reviews_without_the_childs_view_are_counted_alike(year: str) -> None:
    counted = sum(code in GAPS for *_, code in reviews(year))
    assert sum(event.fields["code"] in GAPS for event in reviews_read(year)) == counted > 0


@pytest.mark.parametrize("year", YEARS)
def test_participation_codes_that_do_not_fit_the_age_are_counted_alike(year: str) -> None:
    counted = sum(
        (code == "PN0") is (held >= born.replace(year=born.year + 4)) for _, born, held, code in reviews(year)
    )
    found = sum(
        (event.fields["code"] == "PN0") is (event.occurred_day >= event.fields["born_on"] + 40_000)
        for event in reviews_read(year)
    )
    assert found == counted > 0


@pytest.mark.parametrize("year", YEARS)
def test_children_with_two_such_reviews_running_are_counted_alike(year: str) -> None:
    counted = two_running(
        [(child, number(held), place, code) for place, (child, _, held, code) in enumerate(reviews(year))]
    )
    found = two_running(
        [(e.case_ref, e.occurred_day, e.fields["seq"], e.fields["code"]) for e in reviews_read(year)]
    )
    assert found == counted
    assert len(counted) > 0


def two_running(facts: list[tuple[str, int, int, str]]) -> set[str]:
    of_child: dict[str, list[str]] = defaultdict(list)
    for child, _, _, code in sorted(facts):
        of_child[child].append(code)
    return {child for child, codes in of_child.items() if any({a, b} <= GAPS for a, b in pairwise(codes))}


@pytest.mark.parametrize(("year", "pairs"), [("2017", 5), ("2019", 2), ("2021", 1)])
def test_two_reviews_of_a_child_on_one_day_are_both_kept(year: str, pairs: int) -> None:
    found = reviews_read(year)
    assert sum(event.key.endswith("#2") for event in found) == pairs
    assert len(found) == len(reviews(year))


@pytest.mark.parametrize("year", YEARS)
def test_intervals_and_ends_of_care_are_counted_alike(year: str) -> None:
    episodes = list(rows(SAMPLES / f"{year}-episodes.csv"))
    left = [row["REC"] for row in episodes if row["DEC"] and row["REC"] not in {"", "X1"}]
    died = sum(row["IN_TOUCH"] == "DIED" for row in rows(SAMPLES / f"{year}-oc3.csv"))
    asylum = sum(1 for _ in rows(SAMPLES / f"{year}-uasc.csv"))
    found = Counter(event.kind for event in events(files(year)))
    assert found["placement"] == found["legal_status"] == found["need"] - asylum == len(episodes)
    assert (found["closure"], found["death"]) == (len(left), left.count("E2") + died)


@pytest.mark.parametrize("year", YEARS)
def test_no_pupil_number_postcode_or_place_number_is_taken(year: str) -> None:
    kept = {str(v) for event in events(files(year)) for v in [*event.fields.values(), *event.detail.values()]}
    left_out = {row["UPN"] for row in rows(SAMPLES / f"{year}-header.csv")} | {
        row[name]
        for row in rows(SAMPLES / f"{year}-episodes.csv")
        for name in ("HOME_POST", "PL_POST", "URN")
    }
    assert kept & (left_out - {""}) == set()


def test_set_without_its_missing_file_does_not_cover_missing() -> None:
    without = [path for path in files("2017") if "missing" not in path.name]
    assert {entry.kind for entry in read(files("2017"))[0].coverage} - {
        entry.kind for entry in read(without)[0].coverage
    } == {"missing"}


def test_two_collections_at_once_are_refused() -> None:
    with pytest.raises(
        UnreadableInput, match=r"2017-episodes\.csv and 2019-episodes\.csv are both the table Episodes"
    ):
        read([*files("2017"), *files("2019")])


@pytest.mark.parametrize("name", [*YEARS, *SINGLE])
def test_no_notice_names_a_child(name: str) -> None:
    children = {row["CHILD"] for path in files(name) for row in rows(path)}
    said = " ".join(item.message for item in read(files(name))[1] if isinstance(item, Notice | Rejected))
    assert set(re.findall(r"\w+", said)) & {child for child in children if not len(child) < 5} == set()


def test_byte_order_mark_and_unknown_reason_of_a_worker() -> None:
    _, items = read(files("validator-sw_episodes"))
    (row,) = [item for item in items if isinstance(item, Row)]
    assert row.events[0].case_ref == "CHILD10"
    assert row.events[0].detail == {"SW_REASON_raw": "SWLAZY"}
    assert [item.reason for item in items if isinstance(item, Notice)] == [
        "table_not_in_collection",
        "unknown_code",
    ]


def test_regional_file_is_read_in_iso_dates_without_its_extra_columns() -> None:
    _, items = read(files("regional-episodes"))
    told = Counter(item.reason for item in items if isinstance(item, Notice))
    assert (told["iso_dates"], told["extra_column"]) == (1, 1)
    assert not any("Southwark" in str(item) for item in items)
