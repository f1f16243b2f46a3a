"""The table of what came of checking the adapters names every capability of each, and each holds on both databases."""

import re

import docs

from tests.contract.tell_adapters import AGAINST, PAGE, REGION
from tests.contract.test_adapters import ADAPTERS, FILES, LIVE


def test_every_adapter_and_capability_is_in_the_table_and_holds() -> None:
    region = REGION.search(PAGE.read_text())
    assert region is not None
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in region[0].splitlines()[2:]]
    able = {(name, can) for name, one in LIVE.items() for can in one.can} | {
        (name, "files") for name in FILES
    }
    assert {(name, can) for name, can, *_rest in rows} == able
    assert {tuple(row[2:4]) for row in rows} == {("pass", "pass")}
    assert all(re.fullmatch(r"(\d+) of \1 checks pass", row[4]) for row in rows)
    assert {name for name, *_rest, against in rows if "not yet run against a live server" in against} == {
        "commcare"
    }


def test_each_live_adapter_says_what_it_was_run_against() -> None:
    assert set(AGAINST) == set(LIVE)
    assert set(ADAPTERS) == set(FILES) | set(LIVE)


def test_the_readme_names_the_adapter_that_is_a_distribution_of_its_own() -> None:
    said = (docs.ROOT / "README.md").read_text()
    for part in ("adapters/lif_adapter_tryton", "GPL", "pip install ./adapters/lif_adapter_tryton"):
        assert part in said
