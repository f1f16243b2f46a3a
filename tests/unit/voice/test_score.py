"""Scoring a file: the reader beside its baselines, slices, and notes written otherwise."""

import json
from pathlib import Path

import pytest

from lif_plugin.voice import NoteLineRefused, Overall, read_file, report_lines, report_object, score_file
from lif_plugin.voice.mirrors import other_names, other_pronouns, other_spelling
from lif_plugin.voice.records import NoteRecord
from lif_plugin.voice.score import ScoreReport

NOTES = Path(__file__).parents[2] / "assets" / "voice_notes"


@pytest.fixture(scope="module")
def dev() -> ScoreReport:
    return score_file((NOTES / "dev.jsonl").read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def unseen() -> ScoreReport:
    return score_file((NOTES / "own_unseen.jsonl").read_text(encoding="utf-8").splitlines())


def test_reader_leads_the_better_baseline_by_a_quarter_on_both_sets(
    dev: ScoreReport, unseen: ScoreReport
) -> None:
    assert dev.lead > 0.25
    assert unseen.lead > 0.25


def test_gaps_are_seldom_missed_on_notes_the_rules_were_not_made_from(unseen: ScoreReport) -> None:
    assert (unseen.reader.overall.of(Overall.GAP).recall or 0) >= 0.90


def test_names_pronouns_and_spelling_hardly_change_a_label(dev: ScoreReport, unseen: ScoreReport) -> None:
    for report in (dev, unseen):
        for differing, looked_at in report.changed.values():
            assert looked_at > 500
            assert differing / looked_at < 0.02


def test_slices_hold_every_note(dev: ScoreReport) -> None:
    for values in dev.slices.values():
        assert sum(marks.notes for marks in values.values()) == 150


def test_report_names_reader_baselines_and_slices(dev: ScoreReport) -> None:
    text = "\n".join(report_lines(dev))
    for word in (
        "this reader",
        "quotation marks only",
        "keyword list",
        "by age band",
        "by record type",
        "pronouns",
    ):
        assert word in text
    assert json.dumps(report_object(dev))


RECORD = NoteRecord("1", 9, None, "visit", "Amy (9) said she told her mum because he hit him.")


def test_mirrors_change_names_pronouns_and_spelling() -> None:
    assert "Amy" not in other_names(RECORD).note
    assert other_pronouns(RECORD).note == "Amy (9) said he told his dad because she hit her."
    assert other_spelling(RECORD).note == "Amy (9) sed she telt her mum cos he hit him."


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"note": "x"}', "no id"),
        ('{"id": "1"}', "no note"),
        ('{"id": "1", "note": "x", "age_years": "nine"}', "age_years"),
        ('{"id": "1", "note": "x", "overall": "loud"}', "overall"),
    ],
)
def test_a_bad_line_is_refused_by_number_and_field(line: str, what: str) -> None:
    with pytest.raises(NoteLineRefused, match=what) as refused:
        list(read_file(["", line]))
    assert refused.value.facts["line"] == 2


def test_scoring_needs_labels() -> None:
    with pytest.raises(NoteLineRefused, match="no labels"):
        score_file(['{"id": "1", "note": "Saw Amy (9)."}'])
