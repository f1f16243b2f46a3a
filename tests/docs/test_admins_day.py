"""The admin's day in the README runs as it stands there, and says what the page says."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.errors import LifError
from tests.house.tree import ROOT

SECTION: Final = re.compile(r"### An admin's day\n(.*?)\n### ", re.DOTALL)
BLOCK: Final = re.compile(r"```(console|toml)\n(.*?)```", re.DOTALL)
NAMED: Final = re.compile(r"# (added to|in) (\S+)\n")


def install(source: str) -> None:
    """Install a plugin as `pip install` would, into a folder that ends with the test."""
    site = Path("site").absolute()
    pip = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"]
    pip += ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(site), source]
    subprocess.run(pip, check=True, capture_output=True)
    sys.path.insert(0, str(site))


@pytest.fixture
def as_before() -> Iterator[None]:
    """What is installed and loaded goes again."""
    path, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.startswith("north_visits"):
            del sys.modules[name]


def said(command: str) -> str:
    """What a command of the page prints; what it refuses to do, it says."""
    if command.startswith("pip install "):
        install(command.removeprefix("pip install "))
        return ""
    words, _redirect, file = command.partition(" > ")
    result = CliRunner().invoke(app, shlex.split(words)[1:])
    if isinstance(result.exception, LifError):
        return f"{result.exception.message} {result.exception.hint}"
    assert result.exception is None, result.exception
    if file:
        Path(file).write_text(result.stdout)
    return result.stdout


def write(block: str) -> None:
    """Write, or add to, the file that a block of the page names."""
    named = NAMED.match(block)
    assert named is not None
    with Path(named[2]).open("a" if named[1] == "added to" else "w") as file:
        file.write(f"\n{block}")


def plain(text: str) -> str:
    """A text without the line breaks and columns of a terminal."""
    return " ".join(text.split())


@pytest.mark.usefixtures("as_before")
def test_the_admins_day_is_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIF_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    section = SECTION.search((ROOT / "README.md").read_text())
    assert section is not None
    commands = 0
    for kind, block in BLOCK.findall(section[1]):
        if kind == "toml":
            write(block)
            continue
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *expected = command.splitlines()
            commands += 1
            output = plain(said(line))
            for part in expected:
                assert plain(part.removesuffix("...")) in output, f"{line} said {output}"
    assert commands == 25
