"""A real OpenID provider (npm oidc-provider) on this machine, which a test gets tokens from as a system does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

FOLDER = Path(__file__).parents[2] / ".ci/oidc"
SECRET = "an invented secret of an invented client"
AUDIENCE = "https://lif.example"

ISSUER = """
iss = "{iss}"
audience = "https://lif.example"
purpose = "learning"
[agency]
claim = ["realm", "org"]
values = {{ ELM = "elmshire" }}
[roles]
claim = ["realm", "groups"]
values = {{ LIF-Quality = "quality", LIF-Integrator = "integrator" }}
"""


@dataclass
class Provider:
    """A running provider."""

    process: "subprocess.Popen[str]"
    iss: str

    def token(self, client: str = "quality-tool", resource: str = AUDIENCE) -> str:
        """An access token by client credentials, for a resource."""
        answer = httpx.post(
            f"{self.iss}/token",
            auth=(client, SECRET.replace(" ", "+")),
            data={"grant_type": "client_credentials", "resource": resource, "scope": "lif"},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def rotate(self, kept: int) -> None:
        """Let it sign with a new key, and publish so many of the old ones besides."""
        self._tell(rotate=kept)

    def clock(self, seconds: int) -> None:
        """Let it go by a clock that is so many seconds off."""
        self._tell(clock=seconds)

    def describe(self) -> str:
        """What an administrator writes about it."""
        return ISSUER.format(iss=self.iss)

    def _tell(self, **command: int) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        self.process.stdout.readline()


@contextmanager
def provided() -> Iterator[Provider]:
    """Start a provider and stop it afterwards."""
    node = shutil.which("node", path=f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}")
    if not node or not (FOLDER / "node_modules").is_dir():
        missing = "oidc-provider and its Node.js are not here; `make frontend` fetches them"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with subprocess.Popen(
        [node, str(FOLDER / "provider.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield Provider(process, process.stdout.readline().strip())
        finally:
            process.terminate()
