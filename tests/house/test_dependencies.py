"""What is installed is locked: by digest, at one version, without an address."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.house.tree import ROOT, project

LOCKS = [*sorted((ROOT / ".ci/requirements").glob("*.txt")), ROOT / "tests/slow/tryton/requirements.txt"]
NODE_LOCKS = sorted(
    ROOT / folder / "package-lock.json"
    for folder in (".ci/audits", ".ci/frontend", "tests/benchmarks/postgraphile", "tests/slow/tryton/sao")
)
ADDRESS = re.compile(r"\w+://")


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s\\]+)", lock.read_text(), re.MULTILINE))


def _canonical(requirement: str) -> str:
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def _asked() -> list[str]:
    about = project()["project"]
    groups: dict[str, list[str]] = about["optional-dependencies"]
    return [*about["dependencies"], *(wanted for group in groups.values() for wanted in group)]


def _npm_packages(lock: Path) -> dict[str, dict[str, Any]]:
    held: dict[str, dict[str, dict[str, Any]]] = json.loads(lock.read_text())
    return {place: package for place, package in held["packages"].items() if place}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_digest(lock: Path) -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", lock.read_text())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_no_address(lock: Path) -> None:
    assert ADDRESS.findall(lock.read_text()) == []
    assert not re.search(r"^\s*-", lock.read_text(), re.MULTILINE) or "--hash" in lock.read_text()


def test_everything_asked_for_is_locked() -> None:
    everything = _pins(ROOT / ".ci/requirements/everything.txt")
    assert [wanted for wanted in _asked() if _canonical(wanted) not in everything] == []


def test_a_server_gets_the_versions_that_are_tested() -> None:
    everything = _pins(ROOT / ".ci/requirements/everything.txt")
    run = _pins(ROOT / ".ci/requirements/run.txt")
    assert {name: version for name, version in run.items() if everything.get(name) != version} == {}


def test_what_builds_the_wheel_is_locked_too() -> None:
    everything = _pins(ROOT / ".ci/requirements/everything.txt")
    assert {_canonical(wanted) for wanted in project()["build-system"]["requires"]} <= everything.keys()


@pytest.mark.parametrize("lock", NODE_LOCKS, ids=lambda lock: lock.parent.name)
def test_every_package_of_node_has_a_digest_and_no_address(lock: Path) -> None:
    packages = _npm_packages(lock)
    assert [
        place for place, package in packages.items() if not package["integrity"].startswith("sha512-")
    ] == []
    assert ADDRESS.findall(json.dumps(packages)) == []
