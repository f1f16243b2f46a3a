"""How alike two sections are: of one child, names masked, without their words."""

import pytest

from lif_plugin.domain.reading import shared
from lif_plugin.voice.likeness import likeness_of

SAID = (
    "Amy said she likes school and wants to see her dad at weekends. She does not like the dark landing and asks for a "
    "light. She feels safe with her foster carer Pam and would like to stay there until she is grown up."
)


def alike(one: str, other: str, name: str = "Amy", case: str = "case-1") -> float | None:
    mine, theirs = likeness_of(one, ("Amy",), "case-1"), likeness_of(other, (name,), case)
    assert mine is not None
    assert theirs is not None
    return shared(mine, theirs)


@pytest.mark.parametrize(
    ("other", "name"),
    [(SAID, "Amy"), (SAID.replace("Amy", "Beth"), "Beth"), (SAID.replace("Pam", "Joan"), "Amy")],
    ids=["the same", "another name", "another carer's name"],
)  # fmt: skip
def test_the_same_words_are_alike_whatever_the_names(other: str, name: str) -> None:
    assert alike(SAID, other, name) == 1.0


def test_one_word_of_forty_leaves_it_nearly_the_same_and_other_words_do_not() -> None:
    one_word = alike(SAID, SAID.replace("dad", "mum"))
    assert one_word is not None
    assert one_word >= 0.9
    half = alike(
        SAID, SAID.split(". ", maxsplit=1)[0] + ". He now wants to move to his aunt in Leeds with his bike."
    )
    assert half is not None
    assert half < 0.7


def test_sections_of_different_children_cannot_be_told_to_be_alike() -> None:
    other_child = alike(SAID, SAID, case="case-2")
    assert other_child is not None
    assert other_child < 0.1


def test_a_likeness_holds_no_word_and_has_one_length() -> None:
    made = [likeness_of(text, (), "case-1") for text in (SAID, "Too young.")]
    assert {len(one or "") for one in made} == {348}
    assert all(word not in (made[0] or "") for word in ("Amy", "school", "landing"))
    assert likeness_of(" \n", (), "case-1") is None


@pytest.mark.parametrize("other", ["1.1:AAAA", "2.1:A", "2.1:", "nonsense"])
def test_what_was_made_otherwise_cannot_be_compared(other: str) -> None:
    assert shared(likeness_of(SAID, (), "case-1") or "", other) is None
