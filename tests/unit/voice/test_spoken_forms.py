"""Forms of writing: interviews, dictation, papers handed over, names without capitals, ages in twelfths, accounts of nobody."""

import pytest

from lif_plugin.voice import NoteReading, read_note


def read(note: str, age: float = 9, record_type: str = "home visit") -> NoteReading:
    return read_note(note, age, None, (), record_type)


def words(note: str, age: float = 9, record_type: str = "home visit") -> list[str]:
    return [span.of(note) for span in read(note, age, record_type).labels["own_words"].spans]


def test_short_answers_to_two_questions_are_the_childs() -> None:
    note = "RHI with Ben (9). Where did you sleep? Bus shelter. Who was there? Nobody."
    assert words(note) == ["Bus shelter", "Nobody"]


def test_one_question_of_the_writers_makes_no_interview() -> None:
    assert words("Saw Ben (9). Is this good enough? Bedroom bare.") == []


def test_marks_that_were_spoken_are_marks() -> None:
    note = "i saw Ben (9) full stop he said he hates the stairs full stop mum was out full stop"
    assert words(note) == ["he said he hates the stairs"]


def test_what_stands_on_the_paper_a_child_handed_over_is_the_childs() -> None:
    assert words("Ben (9) passed me a folded note. It says 'not dads house'.") == ["'not dads house'"]


def test_a_name_without_a_capital_is_known_where_none_is_written() -> None:
    assert words("stat visit. ben says fine. carer says fine. no actions.") == ["ben says fine"]


def test_the_health_visitors_twelfths_are_months() -> None:
    note = "Ella 14/12. When the door banged Ella flinched and hid her face in the rug."
    assert read(note, 1.2).label("observation") is True


@pytest.mark.parametrize(
    "opening", ["The meeting heard that", "It was reported that", "Everyone agreed that", "All felt"]
)
def test_an_account_of_nobody_in_particular_is_no_wish_of_the_childs(opening: str) -> None:
    reading = read(f"{opening} Ben (9) loves school.", record_type="review meeting")
    assert (reading.label("wishes_feelings"), reading.label("adult_voice_only")) == (False, True)


def test_who_goes_on_after_an_adult_said_so_is_that_adult() -> None:
    note = "Carer says Ben (9) has been hitting out and thinks it is the tests."
    assert words(note) == []


def test_a_nod_does_not_carry_what_was_asked() -> None:
    assert read("Ben (9) nodded when asked if he likes his teacher.").label("wishes_feelings") is False


def test_a_date_after_a_name_is_no_age() -> None:
    note = "Ben's email: 'I want somewhere with a door.' TM met Ben 4/2 and said sorry."
    assert words(note) == ["'I want somewhere with a door.'"]


def test_a_child_who_told_the_meeting_has_not_been_told() -> None:
    note = "Review. Ben (9) told the meeting he wants to see his brother every week. Next review 6 months."
    reading = read(note, record_type="CLA review")
    assert (reading.label("response"), reading.overall.value) == (False, "partial")
