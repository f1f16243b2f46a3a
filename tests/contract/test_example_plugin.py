"""An outside plugin, installed like anybody's, found by its entry point: each hook has its effect in the application."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.hooks import HOOKS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "tests/assets/lif_example_plugin"
VISITS = """child,id,day,what,seen
c-1,v-1,20240110,visit,no
c-1,v-2,20240117,visit,no
c-1,v-3,20240124,visit,no
c-1,v-4,20240124,visit,yes
c-1,h-1,20240112,serious_harm,
c-2,v-5,20240118,visit,no
c-2,v-6,20240119,visit,no
c-2,v-7,20240120,visit,no
c-2,v-8,20240230,visit,no
"""
Run = Callable[..., str]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the example was installed into, from a copy, so that nothing is left in ours."""
    folder = tmp_path_factory.mktemp("example")
    source = shutil.copytree(EXAMPLE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"]
    command += [
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(folder / "site"),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return folder / "site"


@pytest.fixture(scope="module")
def run(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run Python with the example installed and an empty home."""
    home = tmp_path_factory.mktemp("home")
    path = os.pathsep.join(map(str, (installed, ROOT, ROOT / "adapters")))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LIF_HOME": str(home / "lif"),
        "PYTHONPATH": path,
    }

    def python(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            cwd=home,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return python


@pytest.fixture(scope="module")
def imported(run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the import through the example's adapter reported."""
    file = tmp_path_factory.mktemp("visits") / "visits.csv"
    file.write_text(VISITS)
    _lif(run, "init", "--agency", "elmshire", "--go-live", "2024-01-01", "--today", "coverage",
         "--framework", "hartlepool_hscb")  # fmt: skip
    period = ("--period", "2024-01-01..2024-01-31")
    report: dict[str, Any] = json.loads(
        _lif(run, "import", "example", str(file), "--agency", "elmshire", *period, "--json")
    )
    return report


@pytest.fixture(scope="module")
def replies(run: Run, imported: dict[str, Any]) -> list[dict[str, Any]]:
    """What the application answered before, at and after a prompt was answered."""
    said = [json.loads(line) for line in run(str(ROOT / "tests/contract/ask_example.py")).splitlines()]
    assert [reply["errors"] for reply in said] == [[], [], []]
    return [reply["data"] for reply in said]


@pytest.fixture(scope="module")
def cases(replies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {edge["node"]["ref"]: edge["node"] for edge in replies[0]["cases"]["edges"]}


def _lif(run: Run, *arguments: str) -> str:
    return run("-c", "from lif_plugin.cli import main; main()", *arguments)


def _rules(case: dict[str, Any]) -> list[str]:
    """Its own rules that found something; built-in ones look at such visits too."""
    found = [edge["node"] for edge in case["prompts"]["edges"]]
    return sorted(one["rule"] for one in found if one["state"] == "GAP" and one["rule"].startswith("EX-"))


def test_its_own_tests_pass_where_it_is_installed(run: Run) -> None:
    said = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(EXAMPLE), "-c",
               str(EXAMPLE / "pyproject.toml"), str(EXAMPLE / "tests"))  # fmt: skip
    assert " passed" in said


def test_it_is_loaded_with_every_hook_and_without_a_fault(replies: list[dict[str, Any]]) -> None:
    plugins = {plugin["name"]: plugin for plugin in replies[-1]["plugins"]}
    assert plugins["example"] == {"name": "example", "loaded": True, "hooks": sorted(HOOKS), "faults": []}
    assert [plugin["name"] for plugin in plugins.values() if plugin["faults"]] == []


def test_lif_adapters_it_reads_its_own_files(imported: dict[str, Any]) -> None:
    assert (imported["rows_read"], imported["events"]) == (9, 8)
    assert imported["rejected"] == {"no_date": 1}


def test_lif_rules_its_rule_finds_each_visit_without_the_child(cases: dict[str, dict[str, Any]]) -> None:
    assert _rules(cases["c-2"]) == ["EX-01", "EX-01", "EX-01"]


def test_lif_timers_its_clock_is_read_on_the_case(cases: dict[str, dict[str, Any]]) -> None:
    [timer] = [timer for timer in cases["c-1"]["timers"] if timer["id"] == "EX-T1"]
    assert (timer["state"], timer["dueOn"], timer["doneOn"]) == ("MET", "2024-01-19", "2024-01-17")


def test_lif_prompts_it_finds_what_no_template_can_say(cases: dict[str, dict[str, Any]]) -> None:
    [found] = [edge["node"] for edge in cases["c-1"]["prompts"]["edges"] if edge["node"]["rule"] == "EX-02"]
    assert found["message"] == (
        "Two visits are recorded on 24 January 2024, and they differ in whether the child was seen."
    )


def test_lif_audits_it_nominates_the_case_with_three_visits_running(cases: dict[str, dict[str, Any]]) -> None:
    assert cases["c-2"]["nominations"] == [{"trigger": "example_not_seen", "plugin": "example"}]
    assert cases["c-1"]["nominations"] == []


def test_lif_review_links_it_proposes_a_review_under_the_agencys_framework(
    cases: dict[str, dict[str, Any]],
) -> None:
    [link] = [link for link in cases["c-1"]["reviewLinks"] if link["plugin"] == "example"]
    assert link["review"] == "rapid_review"
    assert "Hartlepool" in link["authority"]


def test_lif_lessons_its_lesson_stands_beside_its_prompts(cases: dict[str, dict[str, Any]]) -> None:
    prompts = [edge["node"] for edge in cases["c-2"]["prompts"]["edges"]]
    lessons = [prompt["lessons"] for prompt in prompts if prompt["rule"] == "EX-01"]
    assert lessons == [[{"text": "Ask when the child is at home before you set out."}]] * 3


def test_lif_prompt_answered_and_lif_graphql_it_counts_answers_and_shows_them(
    replies: list[dict[str, Any]],
) -> None:
    assert replies[0]["exampleAnswers"] == []
    assert replies[1]["answerPrompt"]["prompt"]["state"] == "EXPLAINED"
    assert replies[2]["exampleAnswers"] == [{"rule": "EX-01", "answer": "explained", "count": 1}]
