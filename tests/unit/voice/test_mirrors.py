"""Other names, the other pronouns or dialect spelling do not change what is read."""

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lif_plugin.voice import LABELS, NoteReading, read_note
from lif_plugin.voice.mirrors import MIRRORS
from lif_plugin.voice.records import NoteRecord, note_records

NOTES = Path(__file__).parents[2] / "assets" / "voice_notes"
RECORDS = [
    record
    for name in ("dev.jsonl", "own_fresh.jsonl", "own_unseen.jsonl", "blind_2.jsonl")
    for record in note_records((NOTES / name).read_text(encoding="utf-8").splitlines())
]
NAMES = ("Amy", "Zainab", "Caoimhe", "Oluwaseun", "Kacper", "Xiulan", "Llewelyn", "Dembe", "Tia-Mae", "Jo")
PAIRS = (("She", "her"), ("He", "him"))
SAID = ("said", "sed", "says", "telt me", "told me")
DENIED = ("doesn't", "doesnt", "does not", "disnae")


@pytest.fixture(scope="module")
def readings() -> list[NoteReading]:
    """Every note as it stands, read once for all mirrors."""
    return [record.reading() for record in RECORDS]


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda name: name.replace(" ", "_"))
def test_the_same_note_written_otherwise_keeps_its_labels(
    mirror: str, readings: list[NoteReading], capsys: pytest.CaptureFixture[str]
) -> None:
    changed = total = 0
    for record, one in zip(RECORDS, readings, strict=True):
        other = MIRRORS[mirror](record)
        if other.note == record.note:
            continue
        two = other.reading()
        changed += sum(one.label(name) is not two.label(name) for name in LABELS)
        total += len(LABELS)
    with capsys.disabled():
        sys.stdout.write(f"\n{mirror}: {changed} of {total} labels changed ({changed / total:.2%})")
    assert changed / total <= 0.01


def labels(record: NoteRecord) -> list[bool | None]:
    reading = record.reading()
    return [reading.label(name) for name in LABELS]


@given(
    name=st.sampled_from(NAMES),
    pair=st.sampled_from(PAIRS),
    said=st.sampled_from(SAID),
    denied=st.sampled_from(DENIED),
)
@settings(max_examples=120, deadline=None)
def test_a_heard_note_is_heard_whatever_the_name_the_pronoun_and_the_spelling(
    name: str, pair: tuple[str, str], said: str, denied: str
) -> None:
    she, her = pair
    note = f"Saw {name} (9) alone. {she} {said} that {she.lower()} {denied} like the dark landing. Mum agreed to leave the light on for {her}."
    record = NoteRecord("1", 9, None, "home visit", note)
    plain = "Saw Amy (9) alone. She said that she doesn't like the dark landing. Mum agreed to leave the light on for her."
    assert labels(record) == labels(NoteRecord("2", 9, None, "home visit", plain))
    assert read_note(note, 9, None, (), "home visit").overall.value == "heard"
