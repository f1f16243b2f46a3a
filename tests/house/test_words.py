"""What no file of ours says: where packages come from, or where somebody's files lie."""

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files

# Put together from pieces, so that this file does not name them either.
HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
    ("deb", "debian", "org"), ("crates", "io"),
)]  # fmt: skip
# A path on somebody's machine begins the word it stands in.
PLACES = "work|root|tmp|home|Users|opt"
MACHINE = re.compile(rf"(?<![\w./~$}}-])/(?:{PLACES})/\w")


def _text(path: Path) -> str:
    """The text of a file; bytes that are no text say nothing."""
    return (ROOT / path).read_bytes().decode(errors="ignore")


@pytest.fixture(scope="module")
def texts() -> dict[Path, str]:
    return {path: _text(path) for path in files()}


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_registry(texts: dict[Path, str], host: str) -> None:
    assert [path for path, text in texts.items() if host in text] == []


def test_no_file_names_a_place_on_somebodys_machine(texts: dict[Path, str]) -> None:
    assert {str(path): found[0] for path, text in texts.items() if (found := MACHINE.search(text))} == {}


def test_no_file_holds_a_private_key(texts: dict[Path, str]) -> None:
    mark = "PRIVATE " + "KEY-----"
    assert [path for path, text in texts.items() if mark in text] == []
