"""A set takes back only what its own tables would state: each key belongs to one table, and to that alone."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import lif_adapter_annex_a
import lif_adapter_ssd
import lif_adapter_ssda903
from lif_adapter_annex_a.mapping import PARTS as ANNEX_A
from lif_adapter_ssd.mapping import PARTS as SSD
from lif_adapter_ssda903.mapping import PARTS as SSDA903
from lif_plugin.domain.record import Row
from lif_plugin.hooks.types import Adapter, ExamineOptions

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures"
OPTIONS = ExamineOptions(20261122)


def adapter(module: object) -> Adapter:
    (found,) = module.lif_adapters()  # type: ignore[attr-defined]
    assert isinstance(found, Adapter)
    return found


def keys(module: object, paths: Sequence[Path]) -> dict[str, set[str]]:
    """The keys of all events but births, by the file or sheet they came from."""
    reader = adapter(module)
    found: dict[str, set[str]] = {}
    for item in reader.read(reader.examine(paths, OPTIONS)):
        if isinstance(item, Row):
            of = found.setdefault(item.file, set())
            of |= {event.key for event in item.events if event.kind != "birth"}
    return found


def own(parts: Sequence[str], all_keys: set[str]) -> set[str]:
    return {key for key in all_keys if key.startswith(tuple(parts))}


@pytest.mark.parametrize("parts", [ANNEX_A, SSD, SSDA903])
def test_no_tables_keys_begin_as_anothers(parts: Mapping[str, Sequence[str]]) -> None:
    every = [part for table in parts.values() for part in table]
    assert [(a, b) for a in every for b in every if a is not b and a.startswith(b)] == []
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("system", ["liquidlogic", "mosaic", "eclipse"])
def test_ssd_tables_state_what_they_say_they_do(system: str) -> None:
    found = keys(lif_adapter_ssd, [SAMPLES / "ssd" / system])
    every = set().union(*found.values())
    for file, stated in found.items():
        assert own(SSD[file.removesuffix(".csv")], every) == stated


def test_annex_a_lists_state_what_they_say_they_do() -> None:
    found = keys(lif_adapter_annex_a, [SAMPLES / "annex_a" / "Annex_A_2024_Jan.xlsx"])
    every = set().union(*found.values())
    for sheet, stated in found.items():
        assert (
            own(ANNEX_A.get(sheet.rpartition("List ")[2].partition(" ")[0].rstrip(":"), ()), every) == stated
        )


@pytest.mark.parametrize(
    ("table", "files"),
    [
        ("Episodes", ["2017-episodes.csv"]),
        ("UASC", ["2017-uasc.csv"]),
        ("OC3", ["2017-oc3.csv"]),
        ("AD1", ["validator-ad1.csv"]),
        ("PlacedAdoption", ["validator-placed_for_adoption.csv"]),
    ],
)
def test_903_tables_state_what_they_say_they_do(table: str, files: list[str]) -> None:
    paths = [SAMPLES / "ssda903" / name for name in files]
    reader = adapter(lif_adapter_ssda903)
    delivery = reader.examine(paths, ExamineOptions(20261122, 20170401, 20180331))
    stated = {event.key for item in reader.read(delivery) if isinstance(item, Row) for event in item.events}
    assert own(SSDA903[table], stated) == stated
    assert delivery.parts == tuple(SSDA903[table])


@pytest.mark.parametrize("module", [lif_adapter_annex_a, lif_adapter_ssd, lif_adapter_ssda903])
def test_every_table_that_is_mapped_has_its_parts(module: object) -> None:
    mapping = __import__(f"{module.__name__}.mapping", fromlist=["MAPPERS"])  # type: ignore[attr-defined]
    assert mapping.PARTS.keys() == mapping.MAPPERS.keys()
