"""Another client of Primero's API, primero-api, reads the fake as it reads the real one, and finds what we find."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lif_adapter_primero.client import Primero
from lif_adapter_primero.sign_in import ByPassword, Secret
from lif_adapter_primero.sweep import Cursor, Sweep
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, SimulatedClock
from tests.benchmarks.peer_env import python_with

PEER = "primero-api==0.2.4"
# The two libraries it limits its requests with have changed since; it sets no bounds itself.
BESIDE = ("requests-ratelimiter==0.7.0", "pyrate-limiter==2.10.0")
CASES = 45
SCRIPT = """
import json, sys
from primero_api import PrimeroAPI
address, user, password = sys.argv[1:]
api = PrimeroAPI(user, password, address, page_size=20, rate=50)
version, cases = api.get_server_version(), api.get_cases_raw()
print(json.dumps({"version": version, "cases": cases, "table": len(api.get_cases())}))
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the peer and we read of the same server."""
    python = python_with(PEER, *BESIDE)
    assert python is not None, "the peer could not be installed"
    with FakePrimero(SimulatedClock()) as fake:
        fake.add_service()
        for number in range(CASES):
            fake.add_case({"name": "Ada Invented", "age": number % 18}, at=fake.clock.now() + number * 90)
        with Primero(fake.url, ByPassword(SERVICE, Secret(PASSWORD)), clock=fake.clock) as client:
            ours = list(Sweep(client, Cursor(), per=20).rows())
        return {**_peers(python, fake, tmp_path_factory.mktemp("peer")), "ours": ours}


def _peers(python: Path, fake: FakePrimero, folder: Path) -> dict[str, Any]:
    command = [str(python), "-c", SCRIPT, f"{fake.url}/api/v2/", SERVICE, PASSWORD]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    return told


def test_the_peer_reads_the_version(read: dict[str, Any]) -> None:
    assert read["version"] == "2.14.5.1"


def test_the_peer_reads_every_case_page_by_page_and_as_a_table(read: dict[str, Any]) -> None:
    assert (len(read["cases"]), read["table"]) == (CASES, CASES)


def test_the_peer_and_our_sweep_read_the_same_records(read: dict[str, Any]) -> None:
    ours, theirs = ({case["id"]: case for case in read[name]} for name in ("ours", "cases"))
    assert ours == theirs
