"""A text that is looked for: words, phrases, beginnings and what must not be there; never an operator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.search import LONGEST, MOST, BadSearch, Sought, sought


def test_words_phrases_beginnings_and_exclusions_are_told_apart() -> None:
    assert sought('Visit "seen alone" neg* -far') == (
        Sought(("visit",)),
        Sought(("seen", "alone")),
        Sought(("neg",), prefix=True),
        Sought(("far",), unless=True),
    )


def test_a_word_with_a_hyphen_is_a_phrase() -> None:
    assert sought("multi-agency") == (Sought(("multi", "agency")),)


def test_common_words_are_left_out_but_not_of_a_phrase() -> None:
    assert sought('the child "of the child"') == (Sought(("child",)), Sought(("of", "the", "child")))


@pytest.mark.parametrize("text", ["", "the", "-visit", '""', "***", "x" * (LONGEST + 1), "x " * (MOST + 1)])
def test_what_cannot_be_looked_for_is_refused(text: str) -> None:
    with pytest.raises(BadSearch):
        sought(text)


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_words_alone(text: str) -> None:
    try:
        found = sought(text)
    except BadSearch:
        return
    assert all(word.replace("_", "").isalnum() or word.isidentifier() for one in found for word in one.words)
