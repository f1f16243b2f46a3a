"""Forms a note can take: a letter to the child, a copied conversation, a call that brings the news."""

from lif_plugin.voice import NoteReading, Overall, read_note


def read(note: str, record_type: str = "home visit", age: float = 9) -> NoteReading:
    return read_note(note, age, None, (), record_type)


def test_in_a_letter_to_the_child_you_is_the_child() -> None:
    note = "Dear Sunil, You told me that you hate the bus. I think you are scared of the boys on it. I asked Mum to drive you."
    assert read(note, "letter to child").overall is Overall.HEARD


def test_in_a_letter_to_a_parent_you_is_not_the_child() -> None:
    note = "Dear Mrs Shaw, You told me that you hate the bus and want to move. Sunil (9) is at school."
    assert read(note, "letter").label("own_words") is False


def test_lines_under_the_childs_name_are_the_childs_words() -> None:
    note = "[18:02] Sunil: i dont want to go\n[18:03] SW: ok, where do you want to be?\n[18:04] Sunil: nans"
    reading = read(note, "text messages")
    assert (reading.label("own_words"), reading.label("wishes_feelings")) == (True, True)


def test_what_a_carer_rang_to_say_comes_through_the_carer() -> None:
    note = "FC rang. Sunil (9) said to her that he hates contact. Contact stopped from today because of this."
    assert read(note, "phone call").overall is Overall.PARTIAL


def test_what_the_child_then_told_the_worker_is_first_hand() -> None:
    note = "FC rang. I rang Sunil (9) back. He said he hates contact. I told him it is stopped from today."
    assert read(note, "phone call").overall is Overall.HEARD


def test_a_number_that_nothing_closes_is_no_age_of_another_child() -> None:
    note = "Saw Sunil (9). Track 4 he turned up. He said that is the best bit."
    assert read(note).label("own_words") is True
