"""Heard, partial, gap or not applicable, and what may never turn one into another."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lif_plugin.voice import Mark, Overall, read_note

NOTES = Path(__file__).parents[2] / "assets" / "voice_notes"
GAPS = [
    note
    for name in (
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
    for note in map(json.loads, (NOTES / name).read_text(encoding="utf-8").splitlines())
    if note["overall"] == "gap"
]
ADULTS = ("Mum", "Dad", "Nan", "FC", "The grandmother", "Stepdad")
VERBS = ("said", "feels", "thinks", "told me", "reports", "is sure")
OPINIONS = (
    "he is happy and settled", "she wants to stay at home", "he hates contact", "she loves school",
    "they are fine", "he'd rather live here", "she is scared of the dark", "things are much better now",
)  # fmt: skip


@given(
    note=st.sampled_from(GAPS),
    adult=st.sampled_from(ADULTS),
    verb=st.sampled_from(VERBS),
    opinion=st.sampled_from(OPINIONS),
)
@settings(max_examples=300, deadline=None)
def test_an_adults_opinion_never_turns_a_gap_into_heard(
    note: dict[str, Any], adult: str, verb: str, opinion: str
) -> None:
    known = (note["age_years"], note["communication_needs"], (), note["record_type"])
    assume(read_note(note["note"], *known).overall is Overall.GAP)
    text = f"{note['note']} {adult} {verb} that {opinion}."
    assert read_note(text, *known).overall is not Overall.HEARD


def test_an_opinion_after_a_line_without_an_end_is_the_adults() -> None:
    note = "Teacher mentioned Billy 5 is hungry. SW cc'd Nan told me that he hates going."
    assert read_note(note, 5, None, (), "school nurse").overall is Overall.GAP


@given(text=st.text(max_size=300), age=st.none() | st.floats(0, 18))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read_and_its_spans_fit(text: str, age: float | None) -> None:
    reading = read_note(text, age)
    assert all(0 <= span.start < span.end <= len(text) for span in reading.evidence)


def test_views_with_meaning_are_heard() -> None:
    note = "Saw Amy (9) alone. She said she hides when they row. I think she is frightened of them both."
    assert read_note(note, 9, None, (), "visit").overall is Overall.HEARD


def test_views_with_nothing_made_of_them_are_partial() -> None:
    assert (
        read_note("Saw Amy (9). She said she hates maths.", 9, None, (), "visit").overall is Overall.PARTIAL
    )


@pytest.mark.parametrize(("age", "needs"), [(0.5, None), (9, "non-verbal")])
def test_observation_is_the_voice_of_a_child_without_speech(age: float, needs: str | None) -> None:
    who = "Baby Amy (6m)" if age < 1 else "Amy (9)"
    note = f"{who} turned away from dad and cried when he lifted her. I think she is frightened of him."
    assert read_note(note, age, needs, (), "visit").overall is Overall.HEARD


def test_observation_of_a_child_who_can_talk_is_partial() -> None:
    note = "Amy (9) turned away from dad and cried when he spoke. I think she is frightened of him."
    assert read_note(note, 9, None, (), "visit").overall is Overall.PARTIAL


def test_a_good_reason_with_a_plan_is_partial_and_without_one_a_gap() -> None:
    planned = "Amy (12) out at netball. I will see her at school on Weds."
    assert read_note(planned, 12, None, (), "visit").overall is Overall.PARTIAL
    vague = "Amy (12) out at netball. Will try again."
    assert read_note(vague, 12, None, (), "visit").overall is Overall.GAP


@pytest.mark.parametrize(
    "note",
    ["Child's views: ", "Child's views: N/A", "Child's views: as previous", "Wishes and feelings: captured."],
)
def test_an_empty_heading_or_boilerplate_is_a_gap(note: str) -> None:
    assert (
        read_note(f"CIN visit. Amy (9).\n{note}\nActions: none", 9, None, (), "visit").overall is Overall.GAP
    )


def test_an_empty_note_is_a_gap_and_breaks_nothing() -> None:
    assert read_note("", 9, None, (), "visit").overall is Overall.GAP


def test_rubric_is_not_applicable_to_an_administrative_entry() -> None:
    reading = read_note("Minutes circulated.", 9, None, (), "admin")
    assert {item.mark for item in reading.rubric} == {Mark.NOT_APPLICABLE}
