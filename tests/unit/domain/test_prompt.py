"""A prompt's identity: the case, the rule and what it is about, nothing else."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from lif_plugin.domain.prompt import prompt_id

PARTS = st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), max_size=5)] * 5)


def test_an_identity_never_changes_between_versions() -> None:
    assert prompt_id("elmshire", "ssda903", "E-1", "VOC-07", "review|E-1|20170501") == (
        "8b260903-389c-54c0-81cd-2866f340f5a1"
    )


@given(PARTS, PARTS)
def test_two_prompts_have_one_identity_only_if_they_are_one(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert (prompt_id(*one) == prompt_id(*other)) is (one == other)


@given(PARTS)
def test_an_identity_is_a_uuid_made_of_names(parts: tuple[str, ...]) -> None:
    namespace = uuid.UUID("5b0c7d2e-3f43-5d0b-9a55-6b8f2f6f9d10")
    assert prompt_id(*parts) == str(uuid.uuid5(namespace, "\x1f".join(parts)))
