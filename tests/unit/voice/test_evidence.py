"""Every positive label shows the words that prove it."""

import json
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.voice import LABELS, NoteReading, read_file, read_note

NOTES = Path(__file__).parents[2] / "assets" / "voice_notes"
SETS = (
    "dev.jsonl",
    "own_dev.jsonl",
    "own_fresh.jsonl",
    "own_unseen.jsonl",
    "blind_2.jsonl",
    "blind_3.jsonl",
    "blind_4.jsonl",
    "blind_5.jsonl",
    "blind_6.jsonl",
)


@pytest.fixture(params=SETS, scope="module")
def notes(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (NOTES / request.param).read_text(encoding="utf-8").splitlines()]


def read(notes: list[dict[str, Any]]) -> list[NoteReading]:
    return [
        read_note(n["note"], n["age_years"], n["communication_needs"], (), n["record_type"]) for n in notes
    ]


@pytest.fixture(scope="module")
def readings(notes: list[dict[str, Any]]) -> list[NoteReading]:
    """Every note of a set, read once."""
    return read(notes)


def test_every_positive_label_carries_spans_inside_the_note(
    notes: list[dict[str, Any]], readings: list[NoteReading]
) -> None:
    for note, reading in zip(notes, readings, strict=True):
        for name in LABELS:
            finding = reading.labels[name]
            if finding.value is True:
                assert finding.spans, (note["id"], name)
            for span in finding.spans:
                assert 0 <= span.start < span.end <= len(note["note"]), (note["id"], name)


def test_written_evidence_is_exact_substrings(notes: list[dict[str, Any]]) -> None:
    lines = [json.dumps(note) for note in notes]
    for note, found in zip(notes, read_file(lines), strict=True):
        assert all(words and words in note["note"] for words in found["evidence"]), note["id"]
        for span in found["spans"]:
            assert note["note"][span["start"] : span["end"]].strip()


def test_rubric_spans_are_inside_the_note(notes: list[dict[str, Any]], readings: list[NoteReading]) -> None:
    for note, reading in zip(notes, readings, strict=True):
        assert [item.id for item in reading.rubric] == [f"R{number}" for number in range(1, 12)]
        assert all(span.end <= len(note["note"]) for item in reading.rubric for span in item.spans)


def test_reading_twice_gives_the_same(notes: list[dict[str, Any]], readings: list[NoteReading]) -> None:
    assert read(notes) == readings
