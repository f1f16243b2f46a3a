"""GraphQL over HTTP as the specification's own audits see it: npm graphql-http against the served application."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.domain.viewer import Role
from tests.assets.serving import Site, served

AUDITS = Path(__file__).parents[3] / ".ci/audits"
ALL = 61
"""How many graphql-http 1.23.1 has; fewer would mean that some were not run."""


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


@pytest.fixture
def node() -> str:
    """Node.js: the machine's, or the one that `make frontend` put into the environment."""
    found = shutil.which("node", path=f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}")
    if found and (AUDITS / "node_modules").is_dir():
        return found
    missing = "the audits of GraphQL over HTTP and their Node.js are not here; `make frontend` fetches them"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


def audits(node: str, address: str, token: str) -> list[dict[str, Any]]:
    said = subprocess.run(
        [node, str(AUDITS / "audit.mjs"), address],
        env=os.environ | {"TOKEN": token}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    results: list[dict[str, Any]] = json.loads(said.stdout)
    return results


def test_all_audits_of_graphql_over_http_pass(
    node: str, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(site.app) as port:
        results = audits(node, f"http://127.0.0.1:{port}/graphql", site.token(Role.INTEGRATOR))
    failed = [one for one in results if one["status"] != "ok"]
    with capsys.disabled():
        sys.stdout.write(f" graphql-http: {len(results) - len(failed)} of {len(results)} ")
    assert (failed, len(results)) == ([], ALL)
