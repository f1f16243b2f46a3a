"""The text of a flag holds its prompt's identity, whatever the sentence, and fits the screen."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.errors import NotTaken
from lif_adapter_primero.flagging import find_flag, flag_message, identity_of, marker

IDENTITY = "784c89d9-eea5-5882-b76d-36bec93fff56"
OTHER = "92b16b68-1535-5642-a48c-fae13b616631"
LINK = "https://lif.example.org/p/1"
FLAG = Flag(1, "case", flag_message("Please look", LINK, IDENTITY), "svc", None, False, None, None, None)


def test_a_flag_is_a_sentence_a_link_and_the_mark_at_the_end() -> None:
    message = flag_message("The record does not yet show the child's view.", LINK, IDENTITY)
    mark = "[P:784c89d9eea55882b76d36bec93fff56]"
    assert message == f"The record does not yet show the child's view. {LINK} {mark}"


@given(st.text(), st.uuids())
def test_any_sentence_fits_the_screen_and_keeps_the_identity(text: str, identity: uuid.UUID) -> None:
    message = flag_message(f"Look {text}", LINK, str(identity))
    assert len(message) <= 255
    assert identity_of(message) == str(identity)
    assert message.isprintable()


def test_a_long_sentence_is_cut_at_a_word() -> None:
    message = flag_message("word " * 100, LINK, IDENTITY)
    assert message.endswith(f"word… {LINK} {marker(IDENTITY)}")


def test_a_mark_inside_the_sentence_is_taken_out() -> None:
    assert flag_message(f"Look {marker(OTHER)} here", "", IDENTITY) == f"Look here {marker(IDENTITY)}"


@pytest.mark.parametrize(("text", "link"), [("", LINK), (" \n", LINK), ("Look", "https://x/" + "a" * 200)])
def test_a_flag_without_a_sentence_or_room_for_one_is_refused(text: str, link: str) -> None:
    with pytest.raises(NotTaken):
        flag_message(text, link, IDENTITY)


def test_a_flag_is_found_by_its_mark_after_being_resolved_too() -> None:
    resolved = replace(FLAG, removed=True, answer="done", answered_by="w.amina")
    assert find_flag([resolved], IDENTITY, "svc") == resolved


def test_an_answered_flag_is_found_before_an_open_and_a_withdrawn_one() -> None:
    answered = replace(FLAG, id=3, removed=True, answered_by="w.amina")
    withdrawn = replace(FLAG, id=2, removed=True, answered_by="svc")
    assert find_flag([withdrawn, FLAG, answered], IDENTITY, "svc") == answered
    assert find_flag([withdrawn, FLAG], IDENTITY, "svc") == FLAG


def test_flags_of_others_and_of_other_prompts_are_not_ours() -> None:
    quoted = replace(FLAG, flagged_by="w.amina")
    earlier = replace(FLAG, message=f"{marker(IDENTITY)} again? {marker(OTHER)}")
    assert find_flag([quoted, earlier], IDENTITY, "svc") is None
    assert identity_of("Please look [P:3f9a2c]") is None
