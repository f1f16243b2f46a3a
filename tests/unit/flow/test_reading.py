"""A note's words are read on the way in and left behind."""

import pytest

from lif_plugin.domain.reading import LONGEST, Words, reading_of
from lif_plugin.domain.record import Event
from lif_plugin.errors import InvalidEvent
from lif_plugin.flow.reading import read_words, without_words

SAID = "Saw Amy alone. She said she hates the dark landing."


def note(words: Words | None, kind: str = "note") -> Event:
    return Event(kind, "case", "key", 20240301, {}, {}, words=words)


def test_an_event_without_words_goes_on_as_it_is() -> None:
    event = note(None)
    assert without_words(event) is event


def test_what_the_note_says_becomes_fields_and_what_it_does_not_say_none() -> None:
    kept = without_words(note(Words(SAID, "see_child", "visit", 20150101)))
    assert dict(kept.fields) == {"outcome": "partial", "purpose": "see_child", "seen": "yes", "alone": "yes"}
    assert without_words(note(Words("Mum rang about the rent."))).fields.keys() == {"outcome"}


def test_only_a_note_may_bring_words() -> None:
    with pytest.raises(InvalidEvent, match="only a note"):
        without_words(note(Words(SAID), "visit"))


@pytest.mark.parametrize(("born", "without_speech"), [(20220302, True), (20220301, False), (None, None)])
def test_a_child_is_under_two_until_the_second_birthday(
    born: int | None, without_speech: bool | None
) -> None:
    assert read_words(Words(SAID, born_on=born), "key", 20240301).without_speech is without_speech


def test_the_hash_is_of_the_text_and_of_this_note() -> None:
    one, same, other, elsewhere = (
        read_words(Words(text), key, 20240301).digest
        for text, key in ((SAID, "a"), (SAID, "a"), (SAID + " ", "a"), (SAID, "b"))
    )
    assert (one == same, one == other, one == elsewhere) == (True, False, False)


def test_a_reading_is_kept_and_found_again_whole() -> None:
    reading = read_words(Words(SAID, born_on=20150101), "key", 20240301)
    assert reading_of({"reading": reading.as_detail()}) == reading


@pytest.mark.parametrize(
    "kept", [{}, {"reading": "text"}, {"reading": {"edition": 1}}, {"reading": {"labels": []}}]
)
def test_what_cannot_be_understood_is_no_reading(kept: dict[str, object]) -> None:
    assert reading_of(kept) is None


def test_words_are_never_shown_and_have_an_end() -> None:
    assert "landing" not in repr(note(Words(SAID, names=("Amy",))))
    with pytest.raises(InvalidEvent, match="at most"):
        Words("x" * (LONGEST + 1))
    with pytest.raises(InvalidEvent, match="purpose"):
        Words(SAID, "gossip")
