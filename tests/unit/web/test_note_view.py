"""What a reading looks like on the page: passages that are the note again, items in words, what is clearer."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.voice import LABELS, Mark, Overall, Span
from lif_plugin.web.note_asked import NoteAsked
from lif_plugin.web.note_view import NoteView, clearer, named_spans, passages, view_of
from lif_plugin.web.note_words import AWAKE, CLEARER_ORDER, HEARD, ITEMS, MARKS, TAGS

NOTE = (
    "Saw Amy (9) on her own. She said she hates the dark landing. Mum agreed to leave the light on for her."
)


def view(text: str, age: float | None = 9, needs: str = "", kind: str = "home visit") -> NoteView:
    asked = NoteAsked(text, age, needs, kind)
    return view_of(asked, asked.reading())


def mark_of(seen: NoteView, title: str) -> str:
    return next(line.mark for line in seen.items + seen.labels if line.title == title)


def test_childs_words_are_marked_and_named() -> None:
    marked = {part.text: part.tags for part in view(NOTE).passages if part.number}
    assert "own words" in marked["She said she hates the dark landing"]


def test_item_is_said_in_plain_words_with_the_words_of_the_note() -> None:
    own = view(NOTE).items[0]
    assert (own.title, own.mark, own.words) == (
        "The child’s own words",
        "Present",
        ("She said she hates the dark landing",),
    )


def test_words_within_words_are_quoted_once() -> None:
    seen = next(line for line in view("Child seen, no concerns.").labels if line.title == "Child seen")
    assert seen.words == ("Child seen",)


def test_every_mark_and_overall_and_item_has_words() -> None:
    assert (set(MARKS), set(HEARD)) == (set(Mark), set(Overall))
    assert list(ITEMS) == [f"R{number}" for number in range(1, 12)]
    assert sorted(CLEARER_ORDER) == sorted(ITEMS)


def test_every_label_of_the_reader_is_an_item_or_a_line_or_said_first() -> None:
    by_item = {words.name for words in ITEMS.values()}
    by_line = {"child_seen", "seen_alone", "reason_if_absent", "adult_voice_only"}
    assert set(LABELS) - by_item - by_line == {"voice_expected"}


def test_note_without_the_child_asks_for_their_words_first_and_for_a_reason() -> None:
    seen = view("Child seen, no concerns.")
    assert seen.heard == "The child is not yet heard in this note"
    assert seen.clearer[0] == ITEMS["R1"].clearer
    assert seen.clearer[-1].startswith("If the child’s view could not be asked for")


def test_baby_is_first_asked_about_by_what_they_did() -> None:
    assert view("Baby seen with mum. All fine.", 0.5).clearer[0] == f"{ITEMS['R5'].clearer} {AWAKE}"


def test_administrative_entry_asks_for_nothing() -> None:
    seen = view("Invoice 42 for taxi paid.", None, kind="finance")
    assert (seen.heard, seen.clearer) == ("The child’s voice is not expected in this note", ())
    assert {line.mark for line in seen.items + seen.labels} == {"Does not apply"}


def test_silence_about_being_alone_is_not_a_no() -> None:
    assert mark_of(view("Saw Amy (9). She said she is sad."), "Time alone with the child") == "Cannot tell"


def test_nothing_is_asked_to_be_kept_apart_where_nothing_is_there() -> None:
    asked = NoteAsked("Child seen, no concerns.", 9)
    assert {"R6", "R10"} & set(clearer(asked.reading())) == set()


@pytest.mark.parametrize("text", [NOTE, "Child seen, no concerns.", "Mum says Amy (9) is fine.", "\n\n 😀 "])
def test_passages_of_a_note_are_the_note_again(text: str) -> None:
    assert "".join(part.text for part in view(text).passages) == text


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(sorted(TAGS))), max_size=12),
)
def test_passages_lose_and_repeat_nothing_however_spans_overlap(
    text: str, drawn: list[tuple[int, int, str]]
) -> None:
    spans = sorted((Span(at, min(at + long, len(text))), name) for at, long, name in drawn if at < len(text))
    cut = list(passages(text, spans))
    assert "".join(part.text for part in cut) == text
    assert {tag for part in cut for tag in part.tags} == {TAGS[name] for _, name in spans}
    assert all(one.number or other.number for one, other in pairwise(cut))


def test_named_spans_are_inside_the_note_and_not_empty() -> None:
    spans = named_spans(NoteAsked(NOTE, 9).reading())
    assert spans
    assert all(0 <= span.start < span.end <= len(NOTE) and name in TAGS for span, name in spans)
