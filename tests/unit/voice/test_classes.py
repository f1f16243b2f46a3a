"""Each label's class of turns of phrase, in short notes in words of their own."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from lif_plugin.voice import read_note

CLASSES = tomllib.loads(
    (Path(__file__).parents[2] / "assets" / "voice_notes" / "classes.toml").read_text(encoding="utf-8")
)["class"]


def wrong(entry: dict[str, Any], kind: str, wanted: bool | None) -> list[str]:
    """The notes of one kind that are read otherwise than they should be."""
    before = entry.get("before", "")
    return [
        note
        for note in entry.get(kind, [])
        if read_note(before + note, entry["age"], entry.get("needs"), (), "home visit").label(entry["label"])
        is not wanted
    ]


@pytest.mark.parametrize("entry", CLASSES, ids=lambda entry: f"{entry['label']}-{entry['age']}")
def test_a_class_of_phrases_is_read_for_what_it_is(entry: dict[str, Any]) -> None:
    assert min(len(entry["yes"]), len(entry["no"])) >= 5
    assert wrong(entry, "yes", True) == []
    assert wrong(entry, "no", False) == []
    assert wrong(entry, "unsaid", None) == []
