"""The integrator's first hour in the README runs as it stands there, and says what the page says."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from lif_plugin.app import build_app
from lif_plugin.cli import app
from lif_plugin.config import load_settings
from lif_plugin.web import create_app
from tests.assets.serving import served
from tests.house.tree import ROOT

SECTION: Final = re.compile(r"### An integrator's first hour\n(.*?)\n### ", re.DOTALL)
BLOCK: Final = re.compile(r"```console\n(.*?)```", re.DOTALL)
SERVE: Final = "lif serve > .lif/serve.log 2>&1 &"
ADDRESS: Final = "http://127.0.0.1:8765"
Step = tuple[str, list[str]]


def steps() -> list[Step]:
    """What is typed, each with the lines that are to be seen of its answer."""
    section = SECTION.search((ROOT / "README.md").read_text())
    assert section is not None
    found: list[Step] = []
    for block in BLOCK.findall(section[1]):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line.removesuffix("..."))
    return found


def by_lif(command: str) -> str:
    """What a command of `lif` prints."""
    words, _redirect, file = command.partition(" > ")
    done = CliRunner().invoke(app, shlex.split(words)[1:])
    assert done.exception is None, done.exception
    if file:
        Path(file).write_text(done.stdout)
    return done.stdout


def by_shell(lines: list[str]) -> list[str]:
    """What each line of a shell prints that is not about a function."""
    done = subprocess.run(["/bin/bash", "-c", "\n".join(lines)], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_the_first_hour_is_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIF_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    typed = steps()
    before = [step for step in typed if step[0].startswith("lif ") and step[0] != SERVE]
    for command, wanted in before:
        said = by_lif(command)
        assert [line for line in wanted if line not in said] == [], command
    asked = [step for step in typed if not step[0].startswith("lif ")]
    with build_app(load_settings()) as built, served(create_app(built.services())) as port:
        here = f"http://127.0.0.1:{port}"
        answers = by_shell([command.replace(ADDRESS, here) for command, _wanted in asked])
    for (command, wanted), answer in zip(asked[1:], answers, strict=True):
        assert [line for line in wanted if line not in answer] == [], command
    assert (len(before), len(answers)) == (4, 5)
