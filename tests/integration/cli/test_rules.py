"""`lif rules list|explain` and `lif timers`: what runs, what waits and for what, and why a case is as it is."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lif_plugin.builtin.audit_triggers import TRIGGERS
from lif_plugin.builtin.statutory_timers import TIMERS
from lif_plugin.errors import NotFound
from tests.integration.cli.conftest import Lif

VOICE_RULES = {f"VOC-{number:02}" for number in range(1, 31)}
"""The voice rules of the field guide, by id; a variant has a letter after it."""
KEYS = {"id", "kind", "template", "authority", "thresholds", "addressee", "delivery", "status", "reason"}


@pytest.fixture
def cared(ready: Lif, tmp_path: Path) -> Lif:
    """A child in care since 3 June 2020 with two reviews, in the year 2020-21."""
    episodes = tmp_path / "2021-episodes.csv"
    episodes.write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "E-1,03/06/2020,S,C1,N1,U1,PR1,,,,AB1 2CD,AB1 2CD,SC000001\n"
    )
    reviews = tmp_path / "2021-reviews.csv"
    reviews.write_text(
        "CHILD,DOB,REVIEW,REVIEW_CODE\nE-1,01/02/2010,01/07/2020,PN1\nE-1,01/02/2010,02/10/2020,PN4\n"
    )
    ready.import_(episodes, reviews, options=("--period", "2020-04-01..2021-03-31"))
    return ready


def test_every_rule_timer_trigger_and_review_is_listed_once_without_a_database(lif: Lif) -> None:
    rows = lif.rows("rules", "list")
    ids = Counter(row["id"] for row in rows)
    wanted = {*VOICE_RULES, *(one.id for one in TIMERS), *(one.id for one in TRIGGERS)}
    assert wanted - ids.keys() == set()
    assert [name for name, count in ids.items() if count > 1] == []
    assert all(row.keys() >= KEYS for row in rows)


def test_what_waits_says_for_what_and_what_runs_does_not(lif: Lif) -> None:
    lif("init")
    rows = lif.rows("rules")
    assert {(row["status"], row["reason"] is None) for row in rows} == {("running", True), ("waiting", False)}
    timers = {row["id"]: row["status"] for row in rows if row["kind"] == "timer"}
    assert [name for name, status in timers.items() if status != "running"] == []


def test_running_of_total_is_said(lif: Lif) -> None:
    lif("init")
    rows = lif.rows("rules")
    running = sum(row["status"] == "running" for row in rows)
    said = " ".join(lif("rules", "list").split())
    assert f"{running} of {len(rows)} running" in said
    assert "timers 46 of 46" in said


def test_timers_of_england_wait_in_scotland(lif: Lif) -> None:
    lif("init", "--agency", "strath", "--nation", "scotland")
    rows = {
        row["id"]: row["reason"] for row in lif.rows("rules", "--agency", "strath") if row["kind"] == "timer"
    }
    assert rows["T-15"] == "not for scotland"
    assert rows["S-09"] is None
    assert rows["S-01"] is None


def test_timers_of_a_case_are_listed_with_their_last_day(cared: Lif) -> None:
    rows = [
        (row["timer"], row["state"], str(row["started_on"]), str(row["due_on"]), str(row["done_on"]))
        for row in cared.rows("timers", "E-1", "--all")
        if row["timer"] == "T-23"
    ]
    assert rows == [
        ("T-23", "met", "2020-06-03", "2020-07-01", "2020-07-01"),
        ("T-23", "late", "2020-07-01", "2020-10-01", "2020-10-02"),
        ("T-23", "due_soon", "2020-10-02", "2021-04-02", "None"),
    ]


def test_a_timer_is_explained_with_evidence_and_what_would_change_it(cared: Lif) -> None:
    said = " ".join(cared("rules", "explain", "T-23", "E-1").split())
    for part in (
        "T-23 Looked-after reviews, case E-1 of ssda903.",
        "Hold the second review of care: late",
        "Last day: 2020-10-01",
        "Done on: 2020-10-02",
        "Evidence: review 2020-07-01 PN1",
        "Configuration version: 1",
        "Calendar: holidays ",
        "What would change it: A record that it was done in time",
    ):
        assert part in said


def test_a_rule_is_explained_with_version_authority_and_remedy(cared: Lif) -> None:
    said = " ".join(cared("rules", "explain", "VOC-07", "E-1").split())
    for part in (
        "State: gap",
        "Rule version: ",
        "Rests on: Children Act 1989, section 22(4)",
        "2020-10-02 PN4",
        "coded reason",
    ):
        assert part in said


def test_a_rule_without_a_result_and_a_timer_that_no_extract_feeds_say_why(cared: Lif) -> None:
    assert "no review of that sort" in cared("rules", "explain", "DAT-01", "E-1")
    for timer, said in (
        ("T-13", "a case system can send it by event"),
        ("T-05", "stated on the review's own page"),
        ("T-34", "about a partnership, not a case: `lif governance duties`"),
    ):
        assert said in " ".join(cared("rules", "explain", timer, "E-1").split())


def test_a_rule_about_audits_says_what_it_is_about(cared: Lif) -> None:
    assert "No closed audit of this case" in " ".join(cared("rules", "explain", "VOC-28", "E-1").split())


def test_an_agencys_own_condition_is_said(cared: Lif, tmp_path: Path) -> None:
    path = tmp_path / "guarded.toml"
    shown = cared("config", "show", "--agency", "elmshire")
    path.write_text(f"{shown}\n[rules.VOC-09]\nguard = \"age >= 12 && code == 'PN4'\"\n")
    said = cared("config", "apply", str(path), "--why", "A trial", "--agency", "elmshire")
    assert "asked only where “age >= 12 && code == 'PN4'”" in " ".join(said.split())
    assert "This agency asks it only where age >= 12 && code == 'PN4'." in " ".join(
        cared("rules", "explain", "VOC-09", "E-1").split()
    )


def test_an_unknown_rule_or_case_is_refused(cared: Lif) -> None:
    for words in (("T-99", "E-1"), ("T-23", "E-2")):
        with pytest.raises(NotFound):
            cared("rules", "explain", *words)


def test_explaining_a_case_is_a_logged_reading(cared: Lif) -> None:
    cared("rules", "explain", "T-23", "E-1")
    cared("timers", "E-1")
    assert _actions(cared) >= {"cli.rules.explain", "cli.timers"}


def _actions(lif: Lif) -> set[str]:
    engine = create_engine(lif.url)
    with engine.connect() as connection:
        found = {row[0] for row in connection.execute(text("SELECT action FROM read_log"))}
    engine.dispose()
    return found
