"""The example in the adapter's README runs, and the README names every module."""

import re
import tomllib
from pathlib import Path

from lif_adapter_primero.adapter import ADAPTER
from lif_adapter_primero.testing import PASSWORD, LiveTime, SimulatedClock

FOLDER = Path(__file__).parents[4] / "adapters" / "lif_adapter_primero"
README = (FOLDER / "README.md").read_text("utf-8")
EXAMPLE = re.findall(r"```python\n(.+?)```", README, re.DOTALL)


def test_the_example_runs() -> None:
    names: dict[str, object] = {}
    exec(compile(EXAMPLE[0], "README.md", "exec"), names)  # noqa: S102 - our own example
    assert names["case_id"]


def test_the_settings_it_shows_connect() -> None:
    [shown] = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    given = tomllib.loads(shown)
    secrets = dict.fromkeys(given.pop("secrets"), "invented")
    ADAPTER.connect(given, secrets, LiveTime(SimulatedClock())).close()


def test_the_readme_names_every_module() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert [name for name in sorted(modules) if f"`{name}`" not in README] == []


def test_no_secret_of_the_fake_stands_in_the_readme() -> None:
    assert PASSWORD not in README
