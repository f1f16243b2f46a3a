"""A note as it is sent: what is taken, what is refused, and that a refusal repeats nothing."""

import orjson
import pytest

from lif_plugin.web.note_asked import NoteAsked, NoteRefused, Typed, from_json


def test_form_gives_the_note_with_what_is_known() -> None:
    typed = Typed.of(
        {"text": "a\r\nb", "age": " 0.5 ", "needs": "BSL", "record_type": "visit", "names": "Amy, , Ames"}
    )
    asked = typed.asked()
    assert (asked.text, asked.age, asked.needs, asked.record_type, asked.names) == (
        "a\nb", 0.5, "BSL", "visit", ("Amy", "Ames")
    )  # fmt: skip


@pytest.mark.parametrize("age", ["", "0", "9", "0.25", ".5", "25"])
def test_age_that_a_child_can_have_is_taken(age: str) -> None:
    assert Typed("a note", age).mistakes() == {}


@pytest.mark.parametrize("age", ["nine", "-1", "nan", "inf", "1e1", "9,5", "٣", "0.00001"])
def test_age_that_is_no_number_of_years_is_asked_for_again(age: str) -> None:
    assert Typed("a note", age).mistakes() == {"age": "Enter the child’s age in years, such as 9 or 0.5"}


def test_age_past_25_is_refused() -> None:
    assert Typed("a note", "25.5").mistakes() == {"age": "The child’s age must be 25 or less"}


def test_all_mistakes_are_told_at_once_in_the_order_of_the_page() -> None:
    typed = Typed(" \n", "x", "n" * 201, "", "n" * 201)
    assert list(typed.mistakes()) == ["text", "age", "needs", "names"]


@pytest.mark.parametrize(("length", "mistakes"), [(20_000, []), (20_001, ["text"])])
def test_note_may_have_20000_characters(length: int, mistakes: list[str]) -> None:
    assert list(Typed("a" * length).mistakes()) == mistakes


def test_json_gives_the_note_with_what_is_known() -> None:
    body = orjson.dumps({"text": "a note", "age_years": 3, "names": ["Amy"], "record_type": None})
    asked = from_json(body)
    assert (asked.text, asked.age, asked.needs, asked.record_type, asked.names) == (
        "a note", 3, "", "", ("Amy",)
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"SECRET",
        b'["SECRET"]',
        b'{"text": "SECRET"',
        b'{"text": 1}',
        b'{"text": "  "}',
        b'{"text": "SECRET \\ud800"}',
        b'{"text": "SECRET", "SECRET": 1}',
        b'{"text": "SECRET", "age_years": "SECRET"}',
        b'{"text": "SECRET", "age_years": true}',
        b'{"text": "SECRET", "age_years": -1}',
        b'{"text": "SECRET", "age_years": NaN}',
        b'{"text": "SECRET", "names": "SECRET"}',
        b'{"text": "SECRET", "names": [["SECRET"]]}',
        b'{"text": "SECRET", "communication_needs": ["SECRET"]}',
        b'{"text": "SECRET", "record_type": "' + b"S" * 201 + b'"}',
        orjson.dumps({"text": "SECRET " * 3_000}),
        orjson.dumps({"text": "SECRET", "names": ["SECRET"] * 40}),
        orjson.dumps({"text": "SECRET", "names": [""] * 201}),
    ],
)
def test_json_that_is_not_a_note_is_refused_without_a_word_of_it(body: bytes) -> None:
    with pytest.raises(NoteRefused) as refusal:
        from_json(body)
    chain = [refusal.value, refusal.value.__cause__]
    assert not any("SECRET" in str(error) or "SSS" in str(error) for error in chain)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_values_do_not_show_in_a_representation() -> None:
    assert "SECRET" not in repr(NoteAsked("SECRET")) + repr(Typed("SECRET", names="SECRET"))
