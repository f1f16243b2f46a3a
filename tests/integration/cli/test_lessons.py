"""Child-level actions, lessons and themes at the command line, in a year of the sample return."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lif_plugin.cli import app
from lif_plugin.errors import BadSetting, NotAllowed, NotFound
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from tests.assets.builders import Case, Record
from tests.assets.nominated import nominate
from tests.integration.cli.conftest import Lif

ELM = ("--agency", "elmshire")
P = ("--partnership", "elm")


@pytest.fixture
def elm(ready: Lif, reviews: Callable[..., Path]) -> Lif:
    """Elmshire with one child whose review shows no view, and one item of learning."""
    file = reviews("reviews.csv", ("E-1", "05/03/2018", "PN7"))
    ready.import_(file)
    ready("partnership", "make", "elm", *ELM, "--name", "Elm", "--framework", "hartlepool_hscb")
    ready("learning", "record", *ELM, *P, "--source", "multi_agency_audits", "--title", "Seen with adults",
          "--summary", "In 8 of 20 files.", "--theme", "drift")  # fmt: skip
    return ready


def test_lesson_is_published_held_against_a_case_and_asked_after(elm: Lif) -> None:
    [item] = elm.rows("learning", "list", *ELM)
    words = ("--event", "review", "--from-age", "9", "--theme", "reviews_and_drift")
    made = elm("lessons", "publish", item["id"], "Ask alone first", *ELM, *words).strip()
    [row] = elm.rows("lessons", "case", "E-1", *ELM, "--as", "worker")
    assert (row["lesson"], row["applies"], row["helped"]) == (made, "met", None)
    elm("lessons", "helped", made, "E-1", "no", *ELM, "--as", "worker")
    [told] = elm.rows("lessons", "list", *ELM)
    assert (told["yes"], told["no"], told["situation"]) == (0, 1, {"events": ["review"], "youngest": 9})
    assert "Ask alone first" in elm("lessons", "case", "E-1", *ELM)
    elm("lessons", "withdraw", made, *ELM)
    assert elm.rows("lessons", "case", "E-1", *ELM) == []
    with pytest.raises(NotFound):
        elm("lessons", "case", "E-2", *ELM)


def test_themes_are_merged_with_a_reason(elm: Lif) -> None:
    elm("learning", "merge", "drift", "reviews_and_drift", *ELM, *P, "--reason", "One and the same")
    [found] = [row for row in elm.rows("learning", "themes", *ELM, *P) if row["items"]]
    assert (found["theme"], found["words"]) == ("reviews_and_drift", ["drift"])


def test_something_for_one_child_is_set_listed_and_done(elm: Lif) -> None:
    record = Record(Store(make_engine(elm.url)))
    origin = nominate(record, Case(1, "E-1", "", "ssda903"))
    words = ("--owner", "worker", "--days", "5", "--from", "nomination")
    with pytest.raises(NotFound, match="No such nomination"):
        elm("child-actions", "set", "E-1", "Ask her", *ELM, *words, "--id", "none")
    made = elm("child-actions", "set", "E-1", "Ask her", *ELM, *words, "--id", origin).strip()
    assert [row["id"] for row in elm.rows("child-actions", "list", *ELM, "--state", "open")] == [made]
    assert "Done on" in elm("child-actions", "done", made, *ELM, "--as", "worker")
    assert [row["state"] for row in elm.rows("child-actions", "list", *ELM)] == ["done"]
    with pytest.raises(NotAllowed):
        elm("child-actions", "list", *ELM, "--as", "board")


def test_course_is_offered_attended_answered_and_falls_due(elm: Lif) -> None:
    words = ("--title", "Asking alone", "--need", "Seen with adults", "--on", "2026-03-02", "--later", "2026-06-01",
             "--for", "elmshire:social worker", "--ask", "alone:I can ask alone")  # fmt: skip
    made = elm("training", "offer", *ELM, *P, *words).strip()
    elm("training", "need", made, "social worker", "9", *ELM)
    elm("training", "attend", made, "social worker", "6", *ELM, "--on", "2026-03-02")
    elm("training", "answer", made, "before", "alone", "2:3", "4:3", *ELM, "--on", "2026-03-02")
    [row] = elm.rows("training", "list", *ELM)
    assert [(at["need"], at["attended"], at["lacking"]) for at in row["reached"]] == [(9, 6, 3)]
    assert row["evaluated"][0]["answers"] == [{"stage": "before", "people": 6, "mean": 3.0}]
    assert [one["id"] for one in elm.rows("training", "due", *ELM)] == [made]
    with pytest.raises(BadSetting):
        elm("training", "answer", made, "before", "alone", "four", *ELM)


def test_partnership_moves_to_a_version_and_reviews_are_carried_out_by_it(elm: Lif) -> None:
    elm("partnership", "move", "elm", *ELM, "--framework", "gloucestershire_gscb", "--from", "2026-04-01")
    kinds = {
        day: {
            row["id"]
            for row in elm.rows("frameworks", "show", "elm", "--kind", "review_type", "--as-of", day)
        }
        for day in ("2026-03-31", "2026-04-01")
    }
    assert "deep_dive" in kinds["2026-03-31"]
    assert "deep_dive_review" in kinds["2026-04-01"]
    made = elm("reviews", "begin", "light_touch_review", *ELM, *P, "--title", "Policies").strip()
    elm("reviews", "stage", made, "terms", *ELM, "--method", "survey", "--on", "2026-04-02")
    [item] = elm.rows("learning", "list", *ELM)
    assert (item["framework"], item["stage"]) == ("hartlepool_hscb", "identify")
    elm("reviews", "learnt", made, item["id"], *ELM)
    [row] = elm.rows("reviews", "work", *ELM)
    assert (row["method"], row["next"], row["learning"]) == ("survey", "gathered", [item["id"]])
    assert "Light touch review" in elm("reviews", "work", *ELM)
    with pytest.raises(NotFound):
        elm("partnership", "move", "ash", *ELM, "--framework", "hartlepool_hscb", "--from", "2026-04-01")
    with pytest.raises(NotFound):
        elm("frameworks", "show", "ash", "--as-of", "2026-04-01")


def test_child_is_told_and_actions_without_an_outcome_are_listed(elm: Lif) -> None:
    words = (
        "--source",
        "multi_agency_audits",
        "--title",
        "T",
        "--summary",
        "S",
        "--theme",
        "v",
        "--voice",
        "care_surveys",
    )
    [item] = elm.rows("learning", "record", *ELM, *P, *words)
    elm("learning", "tell", item["id"], *ELM, "--how", "In a talk", "--by", "worker", "--on", "2026-03-01")
    [said] = elm.rows("learning", "said", *ELM, *P)
    assert (said["told"], said["told_by"], said["told_on"]) == ("In a talk", "worker", "2026-03-01")
    assert elm.rows("indicators", "missing", *ELM, *P) == []


def test_board_is_called_by_its_frameworks_own_name() -> None:
    said = CliRunner().invoke(app, ["frameworks", "words", "hartlepool_hscb", "--json"]).stdout
    [board] = [row for row in map(json.loads, said.splitlines()) if row["word"] == "board"]
    assert (board["called"], board["by"]) == ("the HSCB Board", "framework")
