"""The lexicon is data, and an agency can add its own words."""

from typing import Any

import pytest

from lif_plugin.voice import Lexicon, LexiconRefused, read_note


def test_an_agencys_own_word_for_a_carer_is_an_adult() -> None:
    note = "Houseparent says Amy (9) wants to stay."
    grown = Lexicon.default().extended(people={"carer": ["houseparent"]})
    assert read_note(note, 9, record_type="visit", lexicon=grown).label("adult_voice_only") is True


def test_a_local_spelling_is_read_as_the_word_it_stands_for() -> None:
    note = "Saw Amy (9). She quoth she hates maths."
    assert read_note(note, 9, record_type="visit").label("own_words") is False
    grown = Lexicon.default().extended(spelling={"quoth": "said"})
    assert read_note(note, 9, record_type="visit", lexicon=grown).label("own_words") is True


def test_a_pattern_can_be_added() -> None:
    note = "Zones of Regulation with Amy (9), she was in the blue zone."
    grown = Lexicon.default().extended(patterns={"method": ["zones of regulation"]})
    assert read_note(note, 9, record_type="visit", lexicon=grown).label("method_adapted") is True


def test_extending_leaves_the_default_as_it_is() -> None:
    before = dict(Lexicon.default().respell)
    Lexicon.default().extended(spelling={"quoth": "said"})
    assert dict(Lexicon.default().respell) == before


@pytest.mark.parametrize("part", ["people", "words", "patterns"])
def test_an_unknown_name_is_refused_by_name(part: str) -> None:
    added: dict[str, Any] = {part: {"nosuch": ["x"]}}
    with pytest.raises(LexiconRefused, match="nosuch"):
        Lexicon.default().extended(**added)
