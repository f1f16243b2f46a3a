"""Which person of a note is the child, where the caller gives no name."""

import pytest

from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.parse import parse


def child(note: str, age: float) -> set[str]:
    return parse(note, age, None, (), "home visit", Lexicon.default()).cast.names


@pytest.mark.parametrize(
    ("note", "age", "name"),
    [
        ("Spent 20 mins with Joel (10). He said he is ok.", 10, "joel"),
        ("Visit to see Priya. Ended 3.30. Priya said she hates school.", 3.5, "priya"),
        ("Healthy Start discussed. Zane said he wants a bike.", 7, "zane"),
        ("Visit to Beech House. Dylan came down and said he is bored.", 14, "dylan"),
        ("Nan Pat said Lola is settled. Lola told me she likes it.", 8, "lola"),
        ("Discussed with Sarah (school) that Finn is late. Finn said he has no alarm.", 12, "finn"),
        ("The visit was at Costa. Ruby had hot chocolate. She says she is fine.", 14, "ruby"),
        ("HV to the Smith family. Jack was in the garden. He said he likes it.", 6, "jack"),
    ],
)
def test_the_child_is_told_from_places_times_and_other_people(note: str, age: float, name: str) -> None:
    assert child(note, age) == {name}


def test_an_entry_without_anybody_names_nobody() -> None:
    assert child("Transfer summary to follow by 12th.", 14) == set()
