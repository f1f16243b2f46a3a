"""`lif config`, `hooks`, `preview`, `dry-run`, `pause` and starter profiles as an admin types them."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from lif_plugin.cli.config_files import profiles
from lif_plugin.cli.configuring import check, schema
from lif_plugin.errors import ApprovalRefused, BadSetting, ConfigRefused, NotAllowed
from tests.integration.cli.conftest import Lif

FRAMEWORK = 'framework = "hartlepool_hscb"'
BACK = ("--why", "A trial", "--agency", "elmshire")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a configuration by the framework that the agency works by: another needs a second person."""

    def write(*lines: str, name: str = "elmshire.toml") -> Path:
        path = tmp_path / name
        path.write_text("\n".join([FRAMEWORK, *lines]) + "\n")
        return path

    return write


def token(lif: Lif, tmp_path: Path, subject: str, agency: str = "elmshire", role: str = "admin") -> str:
    """A file with a token for somebody."""
    path = tmp_path / f"{subject}.{agency}.token"
    lif("token", "--agency", agency, "--role", role, "--subject", subject, "--out", str(path))
    return str(path)


def test_a_check_needs_no_database_and_names_file_place_and_remedy(file: Callable[..., Path]) -> None:
    path = file("[rules.VOC-05]", "delivry = 'now'")
    with pytest.raises(ConfigRefused) as refused:
        check(path)
    assert refused.value.facts["file"] == str(path)
    [fault] = refused.value.facts["faults"]
    assert (fault["place"], fault["problem"]) == (
        "rules.VOC-05.delivry", "There is no key 'delivry' here. Did you mean 'delivery'?",
    )  # fmt: skip


def test_what_is_no_toml_is_refused_with_its_line(file: Callable[..., Path]) -> None:
    with pytest.raises(ConfigRefused, match="line 3"):
        check(file("note_hint = true", "zone ="))


def test_what_is_shown_is_a_file_that_changes_nothing(ready: Lif, tmp_path: Path) -> None:
    path = tmp_path / "shown.toml"
    path.write_text(ready("config", "show", "--agency", "elmshire"))
    assert tomllib.loads(path.read_text())["go_live"] == "2017-04-01"
    assert "Nothing changes" in ready("config", "apply", str(path), *BACK)
    assert len(ready.rows("config", "history", "--agency", "elmshire")) == 1


def test_a_change_is_kept_with_who_and_why(ready: Lif, file: Callable[..., Path]) -> None:
    done = ready.rows("config", "apply", str(file("note_hint = true")), *BACK)[0]
    assert (done["version"], done["state"]) == (2, "applied")
    newest = ready.rows("config", "history", "--agency", "elmshire")[0]
    assert (newest["why"], newest["base"], newest["by"][:4]) == ("A trial", 1, "cli:")


def test_two_versions_are_compared_in_plain_words(ready: Lif, file: Callable[..., Path]) -> None:
    ready("config", "apply", str(file("note_hint = true", 'go_live = "2017-04-01"')), *BACK)
    said = ready("config", "diff", "--agency", "elmshire", "--version", "1", "--to", "2")
    assert "note_hint: yes instead of no." in said
    with pytest.raises(BadSetting, match="Compare"):
        ready("config", "diff", "--agency", "elmshire")


def test_two_people_switch_off_what_rests_on_a_duty(ready: Lif, tmp_path: Path) -> None:
    ada, ben = token(ready, tmp_path, "ada"), token(ready, tmp_path, "ben")
    assert "waits for a second person" in ready("hooks", "disable", "VOC-08", *BACK, "--token", ada)
    with pytest.raises(ApprovalRefused):
        ready("config", "approve", "2", "--agency", "elmshire", "--token", ada)
    assert "Version 2 is applied" in ready("config", "approve", "2", "--agency", "elmshire", "--token", ben)
    [newest, _first] = ready.rows("config", "history", "--agency", "elmshire")
    assert (newest["by"], newest["decided_by"]) == ("ada", "ben")


def test_a_token_of_another_agency_or_without_the_right_changes_nothing(ready: Lif, tmp_path: Path) -> None:
    ready("init", "--agency", "oakshire")
    for who in (token(ready, tmp_path, "eve", "oakshire"), token(ready, tmp_path, "kim", role="manager")):
        with pytest.raises(NotAllowed):
            ready("hooks", "disable", "VOC-01", *BACK, "--token", who)
    assert len(ready.rows("config", "history", "--agency", "elmshire")) == 1


def test_a_hook_is_switched_off_and_on_for_a_team(ready: Lif, file: Callable[..., Path]) -> None:
    ready("config", "apply", str(file("[teams]", 'north = ["W-1"]')), *BACK)
    ready("hooks", "disable", "VOC-01", *BACK)
    ready("hooks", "enable", "VOC-01", *BACK, "--team", "north")
    shown = tomllib.loads(ready("config", "show", "--agency", "elmshire"))
    assert shown["rules"]["VOC-01"] == {"pilot": ["north"]}
    with pytest.raises(BadSetting, match="Did you mean 'answer_tally'"):
        ready("hooks", "disable", "answer_tall", *BACK)
    with pytest.raises(ConfigRefused, match="Did you mean 'north'"):
        ready("hooks", "enable", "VOC-01", *BACK, "--team", "nort")


def test_rules_switched_off_end_their_prompts_and_a_roll_back_brings_them_again(
    ready: Lif, reviews: Callable[..., Path]
) -> None:
    ready.import_(reviews("a.csv", ("101", "20/03/2018", "PN0")))
    prompts = ("prompts", "--agency", "elmshire", "--rule", "VOC-09", "--open")
    assert len(ready.rows(*prompts)) == 1
    ready("hooks", "disable", "VOC-09", *BACK)
    assert ready.rows(*prompts) == []
    ready("config", "rollback", "1", *BACK)
    assert len(ready.rows(*prompts)) == 1


def test_a_preview_shows_the_text_under_a_file_without_writing(
    ready: Lif, reviews: Callable[..., Path], file: Callable[..., Path]
) -> None:
    ready.import_(reviews("a.csv", ("101", "20/03/2018", "PN0")))
    path = file('go_live = "2017-04-01"', 'today = "coverage"', "[rules.VOC-09.exemptions.cancelled.words]",
                'england = "It did not take place"')  # fmt: skip
    [shown] = ready.rows("preview", "VOC-09", "101", "--agency", "elmshire", "--config", str(path))
    assert shown["reasons"] == ["It did not take place"]
    assert len(ready.rows("config", "history", "--agency", "elmshire")) == 1
    assert "The review was cancelled" in ready("preview", "VOC-09", "101", "--agency", "elmshire")


def test_a_dry_run_counts_and_writes_nothing(ready: Lif, reviews: Callable[..., Path]) -> None:
    ready.import_(reviews("a.csv", ("101", "20/03/2018", "PN0")))
    before = ready.rows("prompts", "--agency", "elmshire")
    [found] = ready.rows("dry-run", "--agency", "elmshire")
    assert (found["workers"], found["too_much"]) == (0, False)
    assert ready.rows("prompts", "--agency", "elmshire") == before


def test_delivery_stops_and_goes_on(ready: Lif) -> None:
    assert "Nothing is delivered" in ready("pause", *BACK)
    assert "stopped already" in ready("pause", *BACK)
    assert "Delivery goes on" in ready("resume", "--agency", "elmshire")
    assert "was not stopped" in ready("resume", "--agency", "elmshire")


@pytest.mark.parametrize("name", profiles())
def test_an_agency_begins_with_a_profile(lif: Lif, name: str) -> None:
    lif("init", "--agency", "elmshire", "--profile", name)
    shown = tomllib.loads(lif("config", "show", "--agency", "elmshire"))
    asked = tomllib.loads(profiles()[name])
    assert (shown["telling"], shown["nation"]) == (asked["telling"], asked["nation"])
    assert shown["plugins"] == {"notes_of_child": {"on": False}}


def test_a_profile_is_for_a_new_agency_and_known_by_name(ready: Lif) -> None:
    with pytest.raises(BadSetting, match="is there already"):
        ready("init", "--agency", "elmshire", "--profile", "health_trust")
    with pytest.raises(BadSetting, match="Did you mean 'health_trust'"):
        ready("init", "--agency", "oakshire", "--profile", "health_trusts")


def test_the_schema_is_one_json_document(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    schema()
    assert json.loads(capsysbinary.readouterr().out)["title"] == "Configuration of an agency in lif_plugin"
