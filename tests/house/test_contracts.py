"""The import contracts leave nobody out: every adapter and every room is named in them."""

import re
import tomllib
from typing import Any

import pytest

from tests.house.tree import ROOT, project, rooms

KIT = "lif_adapter_kit"
PACKAGES = [room.name for room in rooms() if room.parts[0] == "adapters"]
ADAPTERS = [name for name in PACKAGES if name != KIT]
LINTER: dict[str, Any] = project()["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in LINTER["contracts"]}
ONE_HOME = ["dbos", "pluggy", "sql", "starlette", "strawberry"]


def test_every_room_is_on_a_floor_or_named_as_beside_them() -> None:
    floors = CONTRACTS["floors"]
    named = set(re.findall(r"\w+", " ".join([*floors["layers"], *floors["exhaustive_ignores"]])))
    assert {room.name for room in rooms() if room.parts[0] == "lif_plugin"} <= named


@pytest.mark.parametrize("adapter", PACKAGES)
def test_every_adapter_is_held_to_the_contracts(adapter: str) -> None:
    assert adapter in LINTER["root_packages"]
    assert adapter in CONTRACTS["plugins"]["source_modules"]
    assert adapter in CONTRACTS["adapters"]["forbidden_modules"]
    assert [name for name in ONE_HOME if adapter not in CONTRACTS[name]["source_modules"]] == []


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_every_adapter_comes_in_by_an_entry_point(adapter: str) -> None:
    # One that is a distribution of its own has a pyproject.toml of its own.
    own = ROOT / "adapters" / adapter / "pyproject.toml"
    told = tomllib.loads(own.read_text()) if own.is_file() else project()
    modules = told["project"]["entry-points"]["lif_plugin"].values()
    assert adapter in {module.partition(".")[0] for module in modules}


def test_adapters_do_not_import_each_other_and_may_all_use_the_kit() -> None:
    assert sorted(CONTRACTS["siblings"]["modules"]) == ADAPTERS


@pytest.mark.parametrize("contract", ONE_HOME)
def test_a_library_with_one_home_is_forbidden_to_the_whole_house(contract: str) -> None:
    assert "lif_plugin" in CONTRACTS[contract]["source_modules"]
