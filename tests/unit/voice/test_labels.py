"""The boundaries of each label, in small notes of one line."""

import pytest

from lif_plugin.voice import read_note


def label(
    name: str, note: str, age: float = 9, needs: str | None = None, record_type: str = "home visit"
) -> bool | None:
    return read_note(note, age, needs, (), record_type).label(name)


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        ("Saw Amy (9) at home.", True),
        ("Amy (9) seen in the lounge.", True),
        ("Amy (9) not seen, at netball.", False),
        ("No answer. Amy (9) at school.", False),
    ],
)
def test_child_seen(note: str, seen: bool) -> None:
    assert label("child_seen", note) is seen


def test_a_phone_call_is_not_seeing() -> None:
    assert (
        label("child_seen", "T/C with Amy (14). She said she wants to move.", 14, record_type="phone call")
        is False
    )


@pytest.mark.parametrize(
    ("note", "alone"),
    [
        ("Saw Amy (9) on her own in the library.", True),
        ("Amy (9) seen in her room, mum stayed downstairs.", True),
        ("Amy (9) seen.\nSeen alone: yes", True),
        ("Amy (9) seen.\nSeen alone: no", False),
        ("Amy (9) seen.\nSeen alone:", None),
        ("Saw Amy (9) in the kitchen with mum.", False),
        ("Mum would not let me see Amy (9) alone. Amy seen in the lounge.", False),
        ("Saw Amy (9) at school.", None),
        ("Saw Amy (9). Discussed contact with dad and spoke with mum about housing.", None),
        ("Saw Amy (9) at school. She lives with nan.", None),
        ("Amy (9) was seen with her brother.", False),
        ("Saw Amy (9) in the lounge, dad out of earshot.", True),
        ("Saw Amy (9). Amy asked mum to leave the room.", True),
        ("Dad went into the garden whilst I spoke to Amy (9).", True),
        ("Parents not present. Amy (9) seen in class.", True),
        ("Amy (9) seen on the mat, she reached for mum and clung on.", False),
    ],
)
def test_seen_alone_is_stated_or_not_known(note: str, alone: bool | None) -> None:
    assert label("seen_alone", note) is alone


def test_an_interpreter_does_not_count_against_alone() -> None:
    assert label("seen_alone", "Saw Amy (9) alone with a BSL interpreter.") is True


@pytest.mark.parametrize(
    ("note", "used"),
    [
        ("Used the feelings cards with Amy (9).", True),
        ("Three Houses not completed as we ran out of time with Amy (9).", False),
        ("Plan: use Talking Mats with Amy (9) at some point.", False),
        ("Visit to Amy (9) w/ Arabic interpreter for mum.", False),
    ],
)
def test_a_method_counts_when_it_was_used(note: str, used: bool) -> None:
    assert label("method_adapted", note) is used


@pytest.mark.parametrize(
    ("note", "observed"),
    [
        ("Saw Amy (9). She flinched when dad raised his voice and looked at the floor.", True),
        ("Baby Amy (6m) held her arms up to FC and cried when she was put down.", True),
        ("Saw Amy (9). She appeared happy.", False),
        ("Saw Amy (9). Well presented. Good attachment.", False),
        ("Saw Amy (9). Amy looked well.", False),
    ],
)
def test_observation_needs_something_that_can_be_seen(note: str, observed: bool) -> None:
    assert label("observation", note, 0.5 if "6m" in note else 9) is observed


def test_meaning_is_about_the_child() -> None:
    said = "Saw Amy (9). She said she hates bedtime. "
    assert label("interpretation", said + "I think she is frightened of the dark.") is True
    assert label("interpretation", said + "I think mum is doing really well.") is False


def test_meaning_needs_something_of_the_childs() -> None:
    assert label("interpretation", "Mum said Amy (9) is fine. I think she is frightened.") is False


@pytest.mark.parametrize(
    ("after", "answered"),
    [
        ("I told Amy why she can't go back yet.", True),
        ("Mum agreed to leave the landing light on for her.", True),
        ("Will discuss w/ TM.", False),
        ("Next visit 4 wks.", False),
        ("Mum's benefit form emailed.", False),
    ],
)
def test_response_follows_from_the_childs_view(after: str, answered: bool) -> None:
    assert (
        label("response", f"Saw Amy (9). She said she hates the dark landing and wants a light. {after}")
        is answered
    )


@pytest.mark.parametrize(
    ("note", "given"),
    [
        ("Amy (9) declined to speak to me.", True),
        ("Amy (9) is too young to give a view.", True),
        ("Amy (9) asleep throughout.", True),
        ("Child's views: N/A", False),
        ("Amy (9) not spoken to as asleep.", True),
        ("Amy's (9) device was on charge so could not be used.", True),
        ("Saw Amy (9). She won't see the driver again.", False),
    ],
)
def test_a_reason_good_or_poor_is_a_reason(note: str, given: bool) -> None:
    assert label("reason_if_absent", note) is given


def test_adults_word_alone() -> None:
    assert label("adult_voice_only", "Mum says Amy (9) is happy at school.") is True
    assert label("adult_voice_only", "Mum says Amy (9) is happy. Saw Amy, she told me she hates it.") is False


def test_an_administrative_entry_expects_no_voice() -> None:
    assert label("voice_expected", "Minutes uploaded and circulated.", record_type="admin") is False
    assert label("voice_expected", "Saw Amy (9) at home.") is True
    assert (
        label("voice_expected", "Uploaded to LCS, workflow closed, invoice sent.", record_type="transfer")
        is False
    )


def test_after_a_refusal_the_next_attempt_is_no_answer() -> None:
    note = "Amy (14) refused to come out, shouted 'go away'. Agreed with mentor that he will bring her on Friday."
    assert label("response", note, 14) is False


def test_a_child_who_chairs_the_review_was_seen() -> None:
    assert label("child_seen", "Amy (14) chaired her review.", 14, record_type="CLA review") is True
    assert label("child_seen", "Amy (14) did not attend.", 14, record_type="CLA review") is False
