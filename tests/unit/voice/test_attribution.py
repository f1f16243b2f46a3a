"""Who said it matters most: the child's words and wishes, never an adult's about the child."""

import pytest

from lif_plugin.voice import Overall, read_note


def heard(note: str, age: float = 9, record_type: str = "home visit") -> tuple[bool, bool]:
    reading = read_note(note, age, None, (), record_type)
    return bool(reading.label("own_words")), bool(reading.label("wishes_feelings"))


@pytest.mark.parametrize(
    "note",
    [
        "Saw Amy (9) in her room. She said 'I want to stay here'.",
        "Saw Amy (9) in her room. She told me that she wants to stay here.",
        "Saw Amy (9) in her room. Said she wants to stay here.",
        "Saw Amy (9). Amy let me know that she would like to stay.",
        "Saw Amy (9), she sed she dont want to move.",
        "Saw Amy (9). She telt me she's feart of the dug.",
        "Saw Amy (9). When asked, she whispered that she hates bath night.",
        "Saw Amy (9). 'I hate it there,' she said.",
        "Text from Amy (9) 18.02 'i want my xbox back'.",
        "Email from Amy's advocate: 'Amy (9) has asked me to say that she would like to move.'",
        "Saw Amy (9). I asked Amy what was good. Good: nan, football. Bad: bedtime.",
    ],
)
def test_reported_speech_counts_with_or_without_quotation_marks(note: str) -> None:
    assert heard(note) == (True, True)


@pytest.mark.parametrize(
    "note",
    [
        "Saw mum. Mum said Amy (9) wants to stay here.",
        "Mum told me that Amy (9) said she hates it.",
        "'Amy hates it there and so do I,' said mum. Amy (9) at school.",
        "Nan reports that Amy (9) is scared of the dark.",
        "Guardian's view is that Amy (9) would want to be with her sister.",
        "Email from FC: Amy (9) is settled. She doesn't want contact as it upsets her.",
        "The mother contends that Amy (9) wishes to return to her care.",
        "Saw Amy (9). No evidence to suggest that she doesn't feel safe.",
        "Spoke to dad. He feels that Amy (9) would rather live with him.",
        "A day in the life of Amy (9), as described by mum: Amy gets up at 7. She loves school. She feels safe.",
    ],
)
def test_a_relatives_word_is_never_the_childs(note: str) -> None:
    assert heard(note) == (False, False)


@pytest.mark.parametrize(
    "note",
    [
        "Saw Amy (9). She did not say that she was unhappy at home.",
        "Saw Amy (9). At no point did Amy express any worries.",
        "Saw Amy (9). She said nothing.",
        "If Amy (9) had been worried she would have told nan.",
        "Amy (9) may be worried about the move but there was no time to ask.",
        "I would like to know whether Amy (9) feels safe.",
    ],
)
def test_denied_and_imagined_words_are_none(note: str) -> None:
    assert heard(note) == (False, False)


def test_a_sisters_words_are_not_the_childs() -> None:
    note = "Re: Logan (11). Spoke with Mia (6) who said that she loves the puppy. Mia told me she's not scared now."
    assert heard(note, 11) == (False, False)


def test_a_carer_who_heard_it_makes_it_indirect() -> None:
    note = "FC rang. Amy (9) told her that she hates contact. Contact moved to the park as she asked."
    reading = read_note(note, 9, None, (), "phone call")
    assert reading.label("own_words") is True
    assert reading.indirect
    assert reading.overall is Overall.PARTIAL


def test_an_advocate_carries_the_childs_own_wish() -> None:
    note = "Email from advocate: Amy (14) wants the meeting to be at school. Agreed, venue changed to school, Amy told."
    reading = read_note(note, 14, None, (), "advocate email")
    assert not reading.indirect
    assert reading.overall is Overall.HEARD


def test_a_relative_as_interpreter_makes_it_indirect() -> None:
    note = "Visit to Arash (15). Via cousin, Arash says he wants college. College form filled in with him, Arash told."
    assert read_note(note, 15, None, (), "home visit").indirect


def test_given_names_decide_who_the_child_is() -> None:
    note = "Saw Ola and Tam. Ola said he wants to move. Tam was quiet."
    assert read_note(note, None, None, ("Ola",), "visit").label("wishes_feelings") is True
    assert read_note(note, None, None, ("Tam",), "visit").label("wishes_feelings") is False
