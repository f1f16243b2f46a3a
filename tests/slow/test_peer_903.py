"""Another reader of the return, csc-validator-be-903, points to the same reviews whose code does not fit the age."""

import json
import subprocess
from pathlib import Path

import pytest

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.importing import import_files
from lif_plugin.hooks.types import ExamineOptions
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.reads.counts import prompts_by_delivery
from tests.benchmarks.peer_env import CSC_903, python_with
from tests.slow.importing import opened

SAMPLES = Path(__file__).parents[2] / "fixtures" / "ssda903"


def peers_count(files: list[Path]) -> int:
    python = python_with(CSC_903)
    assert python is not None, "the peer could not be installed"
    script = Path(__file__).parents[1] / "benchmarks" / "peer_csc_903.py"
    command = [str(python), str(script), "two", *map(str, files)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return sum(json.loads(said.splitlines()[-1])["counts"].values())


def our_count(url: str, files: list[Path]) -> int:
    viewer = Viewer.system("test", "elmshire")
    with opened(url) as app:
        with app.store.write(viewer) as connection:
            save_agency(connection, Agency("elmshire", "Elmshire"), "test")
        options = ExamineOptions(20261122)
        import_files(app.store, app.receiver, app.adapter("ssda903"), files, "elmshire", options)
        app.dispatcher.drain("elmshire")
        with app.store.read(viewer) as connection:
            rows = prompts_by_delivery(connection, viewer)
    return sum(row["count"] for row in rows if row["rule"] == "VOC-09" and row["state"] == "gap")


@pytest.mark.parametrize("year", ["2017", "2019", "2021"])
def test_participation_codes_that_do_not_fit_the_age_are_those_the_peer_finds(
    sqlite_url: str, year: str
) -> None:
    files = sorted(SAMPLES.glob(f"{year}-*.csv"))
    assert our_count(sqlite_url, files) == peers_count(files)
