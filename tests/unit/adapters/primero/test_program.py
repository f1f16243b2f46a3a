"""The fake as a program: it says where it is, answers there, and goes when its input closes."""

import json
import subprocess
import sys

import httpx

from tests.house.tree import ROOT


def test_it_says_where_it_is_and_goes_with_its_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lif_adapter_primero.testing"],
        cwd=ROOT / "adapters", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stdin
        told = json.loads(running.stdout.readline())
        sign_in = (told["worker"], told["worker_password"])
        found = httpx.get(f"{told['address']}/api/v2/cases", auth=sign_in).json()
        assert {row["id"] for row in found["data"]} == set(told["cases"])
        running.stdin.close()
        assert running.wait(10) == 0
