"""VOC-14 and VOC-30: sections copied forward, and notes written late."""

from typing import Any

import pytest

from lif_plugin.builtin.notes_of_child import lif_prompts
from lif_plugin.domain.reading import DETAIL, Words
from lif_plugin.domain.record import Event
from lif_plugin.flow.reading import without_words
from lif_plugin.hooks.types import Fact
from lif_plugin.testing import case, fact

SAID = "She wants to see her dad at weekends and asks for a light on the dark landing before she goes to bed."
THURSDAY = 20240201


def section(day: int, text: str = SAID, **fields: Any) -> Fact:
    """A section for the child's view, read as the flow reads it."""
    words = Words(text, purpose="child_views", born_on=20150101)
    kept = without_words(Event("note", "case-1", f"note|{day}", day, fields, {}, words=words))
    return fact("note", day, key=kept.key, detail=kept.detail, **kept.fields)


def found(rule: str, *facts: Fact) -> list[tuple[int, str, str | None]]:
    said = [one.finding for one in lif_prompts((case(*facts),)) if one.finding.rule == rule]
    return [(one.occurred_day or 0, one.state.value, one.reason) for one in said]


def test_a_section_copied_forward_is_found_and_one_heard_anew_is_not() -> None:
    heard_anew = (
        "He drew his new room in blue, said he sleeps well there and hopes his brother may visit at Easter."
    )
    facts = section(20240110), section(20240201, heard_anew), section(20240301)
    assert found("VOC-14", *facts) == [(20240301, "gap", None)]


def test_a_section_for_several_children_is_not_compared() -> None:
    assert found("VOC-14", section(20240110, joint="yes"), section(20240301)) == []


def test_a_section_read_before_likenesses_were_kept_cannot_tell() -> None:
    old = section(20240301)
    reading = {name: value for name, value in old.detail[DETAIL].items() if name != "likeness"}
    old = fact("note", 20240301, detail={DETAIL: reading}, purpose="child_views")
    assert found("VOC-14", section(20240110), old) == [(20240301, "cannot_tell", "not_recorded")]


def test_nothing_of_the_words_is_in_the_event() -> None:
    assert "landing" not in repr(section(20240110).detail)


@pytest.mark.parametrize(
    ("purpose", "written", "said"),
    [
        ("see_child", 20240205, []),
        ("see_child", 20240206, [(THURSDAY, "gap", None)]),
        (None, 20240208, []),
        (None, 20240209, [(THURSDAY, "gap", None)]),
        (None, None, [(THURSDAY, "cannot_tell", "not_recorded")]),
    ],
    ids=["second working day", "third", "fifth, no contact", "sixth, no contact", "not said"],
)
def test_a_note_is_late_after_two_working_days_of_a_contact_and_five_otherwise(
    purpose: str | None, written: int | None, said: list[tuple[int, str, str | None]]
) -> None:
    fields: dict[str, Any] = {
        name: value for name, value in (("purpose", purpose), ("written_on", written)) if value is not None
    }
    assert found("VOC-30", fact("note", THURSDAY, **fields)) == said


def test_a_visit_on_its_day_makes_it_a_note_of_a_contact() -> None:
    facts = fact("visit", THURSDAY, seen="yes"), fact("note", THURSDAY, written_on=20240206)
    assert found("VOC-30", *facts) == [(THURSDAY, "gap", None)]
