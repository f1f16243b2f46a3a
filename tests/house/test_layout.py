"""Where things stand: the top level, the rooms, the folders of tests."""

from pathlib import Path

from tests.house.tree import ROOT, files, project, rooms

TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "adapters", "fixtures", "lif_plugin",
    "pyproject.toml", "tests",
}  # fmt: skip
TESTS = {
    "assets", "benchmarks", "browser", "contract", "docs", "house", "integration", "migration", "slow", "unit",
}  # fmt: skip
# A test is found by its folder and its name; what tests share lies beside them under another name.
MADE_FOR_TESTS = {"conftest.py"}


def test_top_level_holds_only_what_the_house_needs() -> None:
    assert {path.parts[0] for path in files()} - TOP == set()


def test_every_test_lies_in_a_known_folder() -> None:
    astray = [
        path
        for path in files()
        if path.parts[0] == "tests" and path.suffix == ".py" and path.parts[1] not in TESTS | MADE_FOR_TESTS
    ]
    assert astray == []


def test_every_folder_of_tests_is_run_by_a_command() -> None:
    run = {Path(folder).name for folder in _testpaths()} | {"slow", "benchmarks", "assets"}
    assert run == TESTS


def test_every_room_has_a_readme() -> None:
    assert [room for room in rooms() if not (ROOT / room / "README.md").is_file()] == []


def _testpaths() -> list[str]:
    paths: list[str] = project()["tool"]["pytest"]["ini_options"]["testpaths"]
    return paths
