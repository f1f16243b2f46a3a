"""A plugin that `lif plugins new` writes is installed like anybody's, and its own test passes there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.errors import BadSetting

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet",
       "--no-index", "--no-deps", "--no-build-isolation")  # fmt: skip


def written(name: str, folder: Path) -> Path:
    result = CliRunner().invoke(app, ["plugins", "new", name, "--folder", str(folder)])
    if isinstance(result.exception, BadSetting):
        raise result.exception
    assert result.exception is None, result.exception
    return folder / name.replace("_", "-")


def test_a_new_plugin_is_found_by_its_entry_point_and_its_test_passes(tmp_path: Path) -> None:
    source = written("north_visits", tmp_path)
    site = tmp_path / "site"
    subprocess.run([*PIP, "--target", str(site), str(source)], check=True, capture_output=True)
    (source / "north_visits" / "__init__.py").unlink()
    path = os.pathsep.join(map(str, (site, ROOT, ROOT / "adapters")))
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": path}

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=environment, cwd=source, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    found = "from lif_plugin.hooks import build_plugins as b; p = b(discover=True); print(p.hooks_of('north_visits'), p.faults)"
    assert python("-c", found) == "['lif_rules'] []\n"
    assert "1 passed" in python(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "tests"
    )


@pytest.mark.parametrize("name", ["North", "north-visits", "2visits", "a.b", "../up"])
def test_what_is_no_name_is_refused_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        written(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "north-visits").mkdir()
    with pytest.raises(BadSetting, match="already"):
        written("north_visits", tmp_path)
    assert list((tmp_path / "north-visits").iterdir()) == []
