"""The XML form of the SSDA903 return says what the CSV form of the same content says, and what xml.etree counts."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lif_adapter_ssda903 import lif_adapters
from lif_plugin.domain.record import Delivery, Event, Item, Rejected, Row, check_event
from lif_plugin.hooks.types import ExamineOptions

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "ssda903"
SAMPLE = SAMPLES / "fake_903_part1.xml"
BLOCKS = {"reviews": "AREVIEW", "missing": "AMISSING", "oc2": "OC2", "previous_permanence": "PERMANENCE"}
NAMES = {"CHILD": "CHILDID", "PLACE": "PL"}
(ADAPTER,) = lif_adapters()


def read(paths: Sequence[Path]) -> tuple[Delivery, list[Item]]:
    delivery = ADAPTER.examine(paths, ExamineOptions(received=20261122))
    return delivery, list(ADAPTER.read(delivery))


def events(paths: Sequence[Path]) -> list[Event]:
    return sorted(
        (event for item in read(paths)[1] if isinstance(item, Row) for event in item.events),
        key=lambda event: event.key,
    )


def as_xml(year: str, path: Path) -> Path:
    """Write a set of CSV files as the one file of the XML form."""
    root = ET.Element("EXPSSDA903")
    headers: dict[str, ET.Element] = {}
    for row in rows(f"{year}-header"):
        headers[row["CHILD"]] = ET.SubElement(ET.SubElement(root, "CHILD"), "HEADER")
        put(headers[row["CHILD"]], row)
    for row in rows(f"{year}-uasc"):
        put(headers[row["CHILD"]], {"UASC": "1", "DUC": row["DUC"]})
    for row in rows(f"{year}-oc3"):
        put(headers[row["CHILD"]], {name: row[name] for name in ("IN_TOUCH", "ACTIV", "ACCOM")})
    for table, block in BLOCKS.items():
        for row in rows(f"{year}-{table}"):
            inside = {name: text for name, text in row.items() if name not in {"CHILD", "DOB"}}
            put(ET.SubElement(headers[row["CHILD"]], block), inside)
    of_child = {header.findtext("CHILDID"): child for child in root for header in child}
    for row in rows(f"{year}-episodes"):
        put(ET.SubElement(of_child[row.pop("CHILD")], "EPISODE"), row)
    ET.ElementTree(root).write(path)
    return path


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def put(element: ET.Element, values: dict[str, str]) -> None:
    for name, text in values.items():
        ET.SubElement(element, NAMES.get(name, name)).text = text


@pytest.mark.parametrize("year", ["2017", "2019", "2021"])
def test_both_forms_of_a_return_give_the_same_events(year: str, tmp_path: Path) -> None:
    csv_files = sorted(SAMPLES.glob(f"{year}-*.csv"))
    xml_file = as_xml(year, tmp_path / "return.xml")
    assert events([xml_file]) == events(csv_files)


@pytest.mark.parametrize("year", ["2017", "2019", "2021"])
def test_both_forms_of_a_return_have_the_same_scope_and_cover_the_same(year: str, tmp_path: Path) -> None:
    from_csv, _ = read(sorted(SAMPLES.glob(f"{year}-*.csv")))
    from_xml, _ = read([as_xml(year, tmp_path / "return.xml")])
    assert (from_xml.scope, from_xml.coverage, from_xml.rows_expected) == (
        from_csv.scope,
        from_csv.coverage,
        from_csv.rows_expected,
    )


def test_sample_is_counted_alike() -> None:
    tree = ET.parse(SAMPLE)  # noqa: S314  a file of ours
    tags = Counter(element.tag for element in tree.iter())
    care_leavers = sum(bool(header.findtext("IN_TOUCH")) for header in tree.iter("HEADER"))
    asylum = sum(header.findtext("UASC") == "1" for header in tree.iter("HEADER"))
    blocks = sum(tags[name] for name in ("HEADER", "EPISODE", "AREVIEW", "AMISSING", "OC2", "PERMANENCE"))
    _, items = read([SAMPLE])
    taken = [item for item in items if isinstance(item, Row)]
    assert len(taken) == blocks + care_leavers + asylum
    assert not any(isinstance(item, Rejected) for item in items)
    found = Counter(event.kind for row in taken for event in row.events)
    assert (found["birth"], found["placement"], found["review"], found["missing"]) == (
        tags["CHILD"],
        tags["EPISODE"],
        tags["AREVIEW"],
        tags["AMISSING"],
    )
    assert found["health_check"] == tags["OC2"]
    assert found["need"] == tags["EPISODE"] + asylum


def test_sample_gives_events_that_hold_together_and_say_no_more_than_they_may() -> None:
    found = events([SAMPLE])
    for event in found:
        check_event(event)
    assert len({event.key for event in found}) == len(found)
    kept = {str(v) for event in found for v in [*event.fields.values(), *event.detail.values()]}
    tree = ET.parse(SAMPLE)  # noqa: S314  a file of ours
    left_out = {
        element.text for name in ("UPN", "PL_POST", "HOME_POST", "URN") for element in tree.iter(name)
    }
    assert kept & (left_out - {None}) == set()
