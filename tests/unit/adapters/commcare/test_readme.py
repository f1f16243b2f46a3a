"""The README names every module and says that nothing was run against a live server; its examples run."""

import re
import tomllib
from pathlib import Path

from lif_adapter_commcare.adapter import ADAPTER
from lif_adapter_primero.testing import LiveTime, SimulatedClock
from tests.contract.commcare_bench import CommCareBench

FOLDER = Path(__file__).parents[4] / "adapters" / "lif_adapter_commcare"
README = (FOLDER / "README.md").read_text("utf-8")


def test_the_example_runs() -> None:
    [example] = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)  # noqa: S102 - our own example
    assert names["story"](LiveTime(SimulatedClock()))  # type: ignore[operator]


def test_the_settings_it_shows_connect() -> None:
    [shown] = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    given = tomllib.loads(shown)
    secrets = dict.fromkeys(given.pop("secrets"), "invented")
    ADAPTER.connect(given, secrets, LiveTime(SimulatedClock())).close()


def test_the_readme_names_every_module() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert [name for name in sorted(modules) if f"`{name}`" not in README] == []


def test_readme_title_and_doctor_say_that_no_live_server_was_tried(bench: CommCareBench) -> None:
    session = ADAPTER.connect(bench.settings, bench.secrets, bench.clock)
    remarks = [one.sentence for one in session.examine()]
    session.close()
    assert "not yet run against a live server" in ADAPTER.title
    assert "Not yet run against a live server" in README
    assert any("not yet been run against a live server" in " ".join(one.split()) for one in remarks)
