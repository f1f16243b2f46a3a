"""How a child took part, from a code, a description or a phrase."""

import pytest

from lif_adapter_ssd.participation import participation_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PN3", "PN3"),
        (" pn3 ".strip(), "PN3"),
        ("PN5 - advocate", "PN5"),
        ("Child aged under 4 at the time of the review", "PN0"),
        ("child physically attends and speaks for him or herself (attendance)", "PN1"),
        ("Child does not attend nor are his or her views conveyed to the review", "PN7"),
        # Cut off, but it begins one description only.
        ("Child physically attends and an adv", "PN2"),
    ],
)
def test_code_or_description_is_known(text: str, code: str) -> None:
    assert participation_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "PN9",
        "Drew a picture",
        "Yes",
        # Sixteen characters that begin several descriptions.
        "Child physically",
        "Child attended",
    ],
)
def test_local_or_ambiguous_phrase_is_not_guessed(text: str) -> None:
    assert participation_of(text) is None
