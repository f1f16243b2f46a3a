"""The work of reading grows with the length of a note and no faster, counted in calls and not by a clock."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from lif_plugin.voice import read_note
from lif_plugin.voice.sentences import LONGEST
from tests.unit.voice.shapes import SHAPES


def calls_for(text: str) -> int:
    """How many calls, into Python or C, reading the note takes."""
    count = 0

    def note_call(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note_call)
    try:
        read_note(text, 9, None, (), "home visit")
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_twice_the_note_takes_at_most_twice_the_work(shape: Callable[[int], str]) -> None:
    read_note(shape(2), 9)
    once, twice = calls_for(shape(40)), calls_for(shape(80))
    assert twice / once < 2.1, f"{once} calls, then {twice}"


def test_spans_stay_exact_where_a_sentence_is_cut() -> None:
    text = (
        "Saw Amy (9) " + "and the dog ran and the cat sat " * 60 + "and she said she hates the dark landing"
    )
    reading = read_note(text, 9, None, (), "home visit")
    words = [span.of(text) for span in reading.labels["own_words"].spans]
    assert len(text.split()) > 3 * LONGEST
    assert words == ["she said she hates the dark landing"]
