"""The examples in the pages for authors of plugins run, and do what the page says."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from lif_plugin.domain.prompt import AuditNomination
from lif_plugin.testing import case, fact, loaded
from tests.assets.notebook import Notebook
from tests.house.tree import ROOT
from tests.unit.hooks.examples import example
from tests.unit.testing.test_adapters import visits_adapter


def _blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)


def test_the_smallest_plugin_nominates_a_case_with_a_plan() -> None:
    smallest = ModuleType("smallest")
    exec(_blocks("lif_plugin/hooks/README.md")[0], smallest.__dict__)  # noqa: S102  our own docs
    cases = (case(fact("plan", 20240110, "cp"), ref="planned"), case(ref="other"))
    [(_plugin, found)] = loaded(smallest).each("lif_audits", AuditNomination, cases=cases)
    assert found == [AuditNomination("on_plan", "planned", "On a plan", ())]


def test_the_example_of_a_plugins_test_passes_on_the_hooks_own_example(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "our_plugin", example("lif_audits"))
    [block] = _blocks("lif_plugin/testing/README.md")
    exec(block, {})  # noqa: S102  our own docs


def test_the_example_of_an_adapters_check_passes_on_adapters_that_keep_their_promises(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours = ModuleType("our_package")
    ours.__dict__.update(ADAPTER=visits_adapter(), LIVE=Notebook().adapter(), OurBench=Notebook)
    monkeypatch.setitem(sys.modules, "our_package", ours)
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "visits.csv").write_text("visits\n")
    monkeypatch.chdir(tmp_path)
    [block] = _blocks("adapters/README.md")
    exec(block, {})  # noqa: S102  our own docs
