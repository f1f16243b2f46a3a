"""The command `lif` on a fresh home, and what it says."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.errors import LifError

SAMPLES = Path(__file__).parents[3] / "fixtures" / "ssda903"


class Lif:
    """Runs commands against one home and database."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __call__(self, *words: str) -> str:
        """What a command prints; what it raises, it raises here."""
        result = CliRunner().invoke(app, [*words, "--db", self.url])
        if isinstance(result.exception, LifError):
            raise result.exception
        assert result.exception is None, result.exception
        return result.stdout

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as JSON Lines."""
        return [json.loads(line) for line in self(*words, "--json").splitlines()]

    def import_(self, *files: Path, options: tuple[str, ...] = ()) -> dict[str, Any]:
        """Import files for the agency of `ready`; what the command reports."""
        words = ("import", "ssda903", *map(str, files), "--agency", "elmshire", *options)
        return self.rows(*words)[0]


@pytest.fixture
def lif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lif:
    """The command, in a home of its own on SQLite, which nobody has made yet."""
    monkeypatch.setenv("LIF_HOME", str(tmp_path / "home"))
    return Lif(f"sqlite:///{tmp_path / 'home' / 'lif.db'}")


@pytest.fixture(scope="session")
def _home_of_elmshire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ready") / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIF_HOME", str(home))
        lif = Lif(f"sqlite:///{home / 'lif.db'}")
        lif("init", "--agency", "elmshire", "--framework", "hartlepool_hscb", "--go-live", "2017-04-01", "--today",
            "coverage")  # fmt: skip
    return home


@pytest.fixture
def ready(lif: Lif, _home_of_elmshire: Path, tmp_path: Path) -> Lif:
    """The command, with the agency elmshire made by `lif init`: a copy of its home."""
    shutil.copytree(_home_of_elmshire, tmp_path / "home")
    return lif


@pytest.fixture
def year() -> Callable[[str], list[Path]]:
    """The files of one sample year."""
    return lambda which: sorted(SAMPLES.glob(f"{which}-*.csv"))


@pytest.fixture
def reviews(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of reviews: (child, day, code) each; all born on 1 February 2008."""

    def write(name: str, *rows: tuple[str, str, str]) -> Path:
        path = tmp_path / name
        lines = [f"{child},01/02/2008,{day},{code}" for child, day, code in rows]
        path.write_text("\n".join(["CHILD,DOB,REVIEW,REVIEW_CODE", *lines]) + "\n")
        return path

    return write
