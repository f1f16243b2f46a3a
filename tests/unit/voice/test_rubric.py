"""The rubric items: absent, partial, clear, not applicable or cannot tell."""

from lif_plugin.voice import Mark, read_note


def mark(item: str, note: str, age: float = 9, needs: str | None = None) -> Mark:
    return read_note(note, age, needs, (), "home visit").item(item).mark


def test_own_words_are_clear_first_hand_and_partial_through_others() -> None:
    assert mark("R1", "Saw Amy (9). She told me she hates maths.") is Mark.CLEAR
    assert mark("R1", "Tutor rang. Amy (9) told her tutor she hates maths.") is Mark.PARTIAL
    assert mark("R1", "Saw Amy (9). Home clean.") is Mark.ABSENT


def test_own_words_are_not_asked_of_a_baby() -> None:
    assert mark("R1", "Baby Amy (6m) seen asleep.", 0.5) is Mark.NOT_APPLICABLE


def test_a_wish_on_a_named_matter_is_clear() -> None:
    assert mark("R2", "Saw Amy (9). She wants to see her brother every week.") is Mark.CLEAR
    assert mark("R2", "Saw Amy (9). Home clean.") is Mark.ABSENT


def test_contact_says_with_whom_or_cannot_tell() -> None:
    assert mark("R3", "Saw Amy (9) on her own.") is Mark.CLEAR
    assert mark("R3", "Saw Amy (9) at school.") is Mark.PARTIAL
    assert mark("R3", "Mum rang about the boiler.") is Mark.CANNOT_TELL


def test_method_is_asked_where_a_need_is_recorded() -> None:
    assert mark("R4", "Saw Amy (9).", needs="deaf, BSL") is Mark.ABSENT
    assert mark("R4", "Saw Amy (9).") is Mark.NOT_APPLICABLE
    assert mark("R4", "Used Talking Mats with Amy (9).", needs="few words") is Mark.CLEAR


def test_meaning_in_its_own_sentence_is_kept_apart() -> None:
    note = "Saw Amy (9). She said she hides in the shed. I think she is frightened of the rows."
    assert mark("R6", note) is Mark.CLEAR
    assert mark("R6", "Saw Amy (9). She said she hides in the shed.") is Mark.NOT_APPLICABLE
    assert mark("R6", "Home clean.") is Mark.ABSENT


def test_told_with_and_without_the_childs_reaction() -> None:
    said = "Saw Amy (9). She said she wants to go home. "
    assert mark("R9", said + "I told her why she can't. She was ok with this.") is Mark.CLEAR
    assert mark("R9", said + "Next visit Monday.") is Mark.ABSENT


def test_a_label_in_place_of_behaviour_is_marked() -> None:
    note = "Amy (9) kicked off, attention seeking."
    found = read_note(note, 9, None, (), "log").item("R11")
    assert found.mark is Mark.PARTIAL
    assert found.spans[0].of(note) in {"attention seeking", "kicked off"}
