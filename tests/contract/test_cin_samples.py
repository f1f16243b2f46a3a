"""The published census samples: rows, events and notices are those that xml.etree counts in the files."""

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lif_adapter_cin import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Item, Notice, Rejected, Row, check_event
from lif_plugin.errors import UnreadableInput
from lif_plugin.hooks import build_plugins
from lif_plugin.hooks.types import Adapter, ExamineOptions

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "cin_census"
LOOSE = "CIN_output_seed42"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.xml"))
ROWS = ("Child", "CINdetails", "Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans")
CLOSED = ("CINclosureDate", "CINClosureDate")
(ADAPTER,) = lif_adapters()


@cache
def read(name: str) -> tuple[Delivery, tuple[Item, ...]]:
    told = (20230401, 20240331) if name == LOOSE else (None, None)
    delivery = ADAPTER.examine([SAMPLES / f"{name}.xml"], ExamineOptions(20261122, *told))
    return delivery, tuple(ADAPTER.read(delivery))


def events(name: str) -> list[Event]:
    return [event for item in read(name)[1] if isinstance(item, Row) for event in item.events]


def notices(name: str) -> Counter[tuple[str | None, str]]:
    return Counter((item.field, item.reason) for item in read(name)[1] if isinstance(item, Notice))


@cache
def tree(name: str) -> ET.Element:
    return ET.parse(SAMPLES / f"{name}.xml").getroot()  # noqa: S314  a file of ours


def texts(element: ET.Element, tag: str) -> set[str]:
    return {found.text for found in element.iter(tag) if found.text}


def closed(episode: ET.Element) -> bool:
    return any(episode.findtext(tag) for tag in CLOSED)


def deaths(root: ET.Element) -> int:
    """Stated, or shown by a closure of a child whose day of death is not."""
    count = 0
    for child in root.iter("Child"):
        if child.findtext("ChildIdentifiers/PersonDeathDate"):
            count += 1
        else:
            count += sum(
                closed(one) and one.findtext("ReasonForClosure") == "RC2" for one in child.iter("CINdetails")
            )
    return count


def conferences(root: ET.Element) -> int:
    count = 0
    for episode in root.iter("CINdetails"):
        initial = [one.findtext("DateOfInitialCPC") for one in episode.iter("Section47")]
        moved = episode.findtext("DateOfInitialCPC")
        count += sum(map(bool, initial)) + bool(moved and moved not in initial)
        count += sum(len(texts(plan, "CPPreviewDate")) for plan in episode.iter("ChildProtectionPlans"))
    return count


def needs(root: ET.Element) -> int:
    primary = sum(bool(one.findtext("PrimaryNeedCode")) for one in root.iter("CINdetails"))
    disabilities = sum(len(texts(child, "Disability") - {"NONE"}) for child in root.iter("Child"))
    factors = sum(len(texts(one, "AssessmentFactors") - {"21", "RB"}) for one in root.iter("Assessments"))
    return primary + disabilities + factors


def test_adapter_comes_in_by_the_hook() -> None:
    plugins = build_plugins([("cin_census", __import__("lif_adapter_cin"))])
    assert [adapters for _, adapters in plugins.each("lif_adapters", Adapter)] == [[ADAPTER]]
    assert plugins.faults == []


def test_samples_are_those_named_in_their_sources() -> None:
    text = (SAMPLES / "SOURCES.md").read_text()
    told = dict(re.findall(r"^\| (\S+\.xml) .* ([0-9a-f]{64}) \|$", text, re.MULTILINE))
    there = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLES.glob("*.xml")}
    assert told == there


@pytest.mark.parametrize("name", NAMES)
def test_rows_read_are_the_blocks_in_the_file(name: str) -> None:
    blocks = Counter(element.tag for element in tree(name).iter())
    taken = sum(isinstance(item, Row) for item in read(name)[1])
    assert taken == sum(blocks[tag] for tag in ROWS) == read(name)[0].rows_expected
    assert [item for item in read(name)[1] if isinstance(item, Rejected)] == []


@pytest.mark.parametrize("name", NAMES)
def test_events_by_kind_are_counted_alike(name: str) -> None:
    root = tree(name)
    tags = Counter(element.tag for element in root.iter())
    counted = Counter({
        "birth": tags["PersonBirthDate"],
        "death": deaths(root),
        "referral": tags["CINdetails"],
        "case": sum((one.findtext("ReferralNFA") or "").lower() not in {"1", "true"} for one in root.iter("CINdetails")),
        "closure": sum(closed(one) for one in root.iter("CINdetails")),
        "assessment": tags["Assessments"],
        "section_47": tags["Section47"],
        "conference": conferences(root),
        "plan": tags["CINPlanDates"] + tags["ChildProtectionPlans"],
        "need": needs(root),
    })  # fmt: skip
    assert Counter(event.kind for event in events(name)) == +counted


@pytest.mark.parametrize("name", NAMES)
def test_events_fit_their_kinds_and_have_keys_of_their_own(name: str) -> None:
    found = events(name)
    for event in found:
        check_event(event)
    assert len({event.key for event in found}) == len(found) > 0


@pytest.mark.parametrize(
    ("name", "scope", "last"),
    [
        ("BAR_cin_2022", "2021-04-01", 20220331),
        ("CIN_Census_2021", "2022-04-01", 20230331),
        ("CIN_Census_2024", "2023-04-01", 20230523),
        ("fake_CIN_data_part1", "2022-04-01", 20220721),
        (LOOSE, "2023-04-01", 20240331),
    ],
)
def test_census_year_is_found(name: str, scope: str, last: int) -> None:
    delivery, _ = read(name)
    assert (delivery.scope, {one.last_day for one in delivery.coverage}) == (scope, {last})


def test_oddities_of_the_2024_sample_are_told() -> None:
    assert notices("CIN_Census_2024") == Counter({
        ("ChildIdentifiers", "stray_text"): 1,
        ("Sex", "element_not_in_collection"): 1,
        ("AssessmentAuthorisationDate", "ends_before_start"): 1,
        ("AssessmentFactors", "unknown_code"): 1,
        ("AssessmentActualStartDate", "after_period"): 1,
        ("CINreferralDate", "after_period"): 1,
    })  # fmt: skip
    assert events("CIN_Census_2024")[0].fields["code"] == "M"


def test_sample_without_a_header_is_refused_unless_its_period_is_told() -> None:
    with pytest.raises(UnreadableInput, match="its root is CINdetailsCollection, not Message"):
        ADAPTER.examine([SAMPLES / f"{LOOSE}.xml"], ExamineOptions(20261122))
    told = notices(LOOSE)
    assert {field for (field, reason) in told if reason == "unknown_element"} == {
        "UPNUnknownType",
        "DateofInitialICPC",
        "ICPCRequired",
    }
    assert told["CINClosureDate", "odd_case"] == told[None, "no_header"] == 1


def test_ends_before_their_start_are_counted_alike() -> None:
    pairs = (
        ("Assessments", "AssessmentActualStartDate", "AssessmentAuthorisationDate"),
        ("CINPlanDates", "CINPlanStartDate", "CINPlanEndDate"),
        ("ChildProtectionPlans", "CPPstartDate", "CPPendDate"),
    )
    for block, start, end in pairs:
        counted = sum(
            (one.findtext(end) or "9") < (one.findtext(start) or "") for one in tree(LOOSE).iter(block)
        )
        assert notices(LOOSE)[end, "ends_before_start"] == counted > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_pupil_number_is_taken(name: str) -> None:
    kept = {str(v) for event in events(name) for v in [*event.fields.values(), *event.detail.values()]}
    assert kept & (texts(tree(name), "UPN") | texts(tree(name), "FormerUPN")) == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_notice_names_a_child(name: str) -> None:
    said = " ".join(item.message for item in read(name)[1] if isinstance(item, Notice))
    assert set(re.findall(r"\w+", said)) & texts(tree(name), "LAchildID") == set()
