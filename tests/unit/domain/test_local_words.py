"""Local words: what an agency may add to the words of the reader, and what it may not."""

import pytest

from lif_plugin.domain.config.document import json_schema, read, write
from lif_plugin.domain.local_words import AT_MOST, LocalWords
from lif_plugin.errors import BadSetting, ConfigRefused
from lif_plugin.voice import Lexicon
from lif_plugin.voice.local import lexicon_with

OURS = {
    "people": {"carer": ["house parent"]},
    "spelling": {"hp": "house parent"},
    "phrases": {"method": ["zones of regulation"]},
}


def test_a_configuration_carries_local_words_and_gives_them_back() -> None:
    held = read({"note_words": OURS})
    assert held.note_words.people == {"carer": ("house parent",)}
    assert write(held)["note_words"] == OURS
    assert held.agency("elmshire", "Elmshire").note_words == held.note_words
    assert "note_words" in json_schema()["properties"]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ({"people": {"carers": ["hp"]}}, "note_words.people.carers"),
        ({"phrases": {"heard": ["x"]}}, "note_words.phrases.heard"),
        ({"people": {"carer": ["House Parent"]}}, "note_words"),
        ({"spelling": {"not": "and"}}, "note_words"),
        ({"people": {"pro": ["she"]}}, "note_words"),
        ({"phrases": {"alone": ["@parent #aux"]}}, "note_words"),
        ({"phrases": {"alone": [f"word {number}" for number in range(AT_MOST + 1)]}}, "note_words"),
    ],
)
def test_local_words_that_the_reader_could_not_use_are_refused_with_their_place(
    words: dict[str, object], place: str
) -> None:
    with pytest.raises(ConfigRefused) as refused:
        read({"note_words": words})
    assert [fault["place"] for fault in refused.value.facts["faults"]] == [place]


def test_the_same_words_in_another_order_have_one_edition_and_other_words_another() -> None:
    one = LocalWords({"carer": ("house parent", "hp")}, {"a/w": "allocated worker", "hp": "house parent"})
    two = LocalWords({"carer": ("hp", "house parent")}, {"hp": "house parent", "a/w": "allocated worker"})
    assert (one.edition == two.edition, one.edition == LocalWords(spelling={"hp": "host"}).edition) == (
        True,
        False,
    )
    assert (LocalWords().edition, bool(LocalWords())) == ("", False)


def test_a_lexicon_is_grown_once_for_the_same_words_and_not_at_all_for_none() -> None:
    words = LocalWords(spelling={"hp": "house parent"})
    assert lexicon_with(words) is lexicon_with(LocalWords(spelling={"hp": "house parent"}))
    assert lexicon_with(LocalWords()) is Lexicon.default()


def test_an_unknown_role_is_refused_wherever_it_comes_from() -> None:
    with pytest.raises(BadSetting):
        LocalWords({"nobody": ("hp",)})
