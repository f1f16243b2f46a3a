"""Every hook keeps its promise in sight: a section of the docs, an example, a test by its name and a real user."""

import inspect
import re

import pytest

from lif_plugin.builtin import BUILTIN
from lif_plugin.hooks import HOOKS, build_plugins, specs
from tests.house.tree import ROOT, modules, project

PAGE = (ROOT / "lif_plugin/hooks/README.md").read_text()
SIGNATURES = dict(re.findall(r"^def (lif_\w+)(\(.*\) -> .+?):", inspect.getsource(specs), re.MULTILINE))
TESTS = [
    name for path in modules("tests") for name in re.findall(r"def (test_\w+)", (ROOT / path).read_text())
]


def _section(hook: str) -> str:
    return PAGE.partition(f"\n### {hook}\n")[2].partition("\n### ")[0]


def _our_plugins() -> set[str]:
    return {name for name, _module in BUILTIN} | set(project()["project"]["entry-points"]["lif_plugin"])


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_section_with_its_exact_signature(hook: str) -> None:
    assert f"```python\ndef {hook}{SIGNATURES[hook]}\n```" in _section(hook)


@pytest.mark.parametrize(
    "promise", ["Runs ", "eturn", "nothing", "fail", "Since 0.", "Example:\n\n```python\n"]
)
@pytest.mark.parametrize("hook", HOOKS)
def test_a_section_says_when_what_nothing_failure_since_and_an_example(hook: str, promise: str) -> None:
    section = _section(hook)
    assert promise in section or (promise == "fail" and "fault" in section)


@pytest.mark.parametrize("hook", HOOKS)
def test_an_example_marks_its_hook_and_shows_what_to_import(hook: str) -> None:
    example = _section(hook).partition("Example:\n\n")[2]
    assert f"@hookimpl\ndef {hook}(" in example
    assert re.search(r"^from lif_plugin\.hooks import .*\bhookimpl\b", example, re.MULTILINE)


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_tests_by_its_name(hook: str) -> None:
    assert [name for name in TESTS if name.startswith(f"test_{hook}_example")] != []
    assert len([name for name in TESTS if name.startswith(f"test_{hook}_")]) >= 2


def test_every_hook_has_a_real_user() -> None:
    plugins = build_plugins(BUILTIN, discover=True)
    used = {hook for name in plugins.names if name in _our_plugins() for hook in plugins.hooks_of(name)}
    assert set(HOOKS) - used == set()


def test_the_folder_of_hook_tests_names_no_hook_that_is_gone() -> None:
    named = {
        path.stem.removeprefix("test_")
        for path in modules("tests")
        if path.parts[:3] == ("tests", "unit", "hooks")
    }
    assert {name for name in named if name.startswith("lif_")} == set(HOOKS)
