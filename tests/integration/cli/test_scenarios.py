"""Claims about rules, tried by an admin at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lif_plugin.cli import app

CLAIMS = """title: Our own
nation: england
today: 2024-06-28
rules:
- rule: VOC-05
  claims:
    - {claim: nine working days, facts: [{kind: plan, day: 2024-06-17, code: CP}], says: met}
    - {claim: not seen for long, facts: [{kind: plan, day: 2024-06-03, code: CP}], says: gap}
    - {claim: another nation, nation: scotland, facts: [{kind: plan, day: 2024-06-03, code: CP}], says: gap}
"""


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(CLAIMS)
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["scenarios", "run", *map(str, words)])


def test_what_holds_is_said_and_ends_well(claims: Path) -> None:
    said = run(claims)
    assert (said.exit_code, "3 of 3 claims hold." in said.stdout) == (0, True)


def test_a_configuration_is_tried_before_it_is_applied(claims: Path, tmp_path: Path) -> None:
    config = tmp_path / "tight.toml"
    config.write_text('nation = "england"\n[rules.VOC-05.thresholds]\nlimit = 5\n')
    said = run(claims, "--config", config, "--json")
    rows = [json.loads(line) for line in said.stdout.splitlines()]
    assert said.exit_code == 1
    assert [(row["claim"], row["holds"], row["expected"]) for row in rows] == [
        ("nine working days", False, "met"),
        ("not seen for long", True, "gap"),
    ]
    assert rows[0]["said"].startswith("gap")


def test_the_form_is_printed_for_an_editor() -> None:
    said = CliRunner().invoke(app, ["scenarios", "schema"])
    assert json.loads(said.stdout)["title"].startswith("Scenarios of lif_plugin")
