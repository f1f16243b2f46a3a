"""Notes as lines of JSON: reading them in, and writing what was read out again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lif_plugin.errors import LifError
from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.read import read_note
from lif_plugin.voice.values import LABELS, NoteReading, Overall


class NoteLineRefused(LifError):
    """A line of the notes file could not be read."""

    code = "voice_line"
    hint = "Each line is one JSON object with id, age_years, communication_needs, record_type and note."


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One note of a file, with its labels where somebody has given them."""

    id: str
    age_years: float | None
    communication_needs: str | None
    record_type: str
    note: str
    names: tuple[str, ...] = ()
    labels: Mapping[str, bool | None] | None = None
    overall: Overall | None = None

    def reading(self, lexicon: Lexicon | None = None) -> NoteReading:
        """What the reader finds in this note."""
        return read_note(
            self.note, self.age_years, self.communication_needs, self.names, self.record_type, lexicon=lexicon
        )


def note_records(lines: Iterable[str]) -> Iterator[NoteRecord]:
    """The notes of a file, one a line; empty lines are passed over.

    NoteLineRefused names the line and the field, never what stands in it.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _record(_object(line, number), number)


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise NoteLineRefused(f"Line {number} is not JSON.", line=number) from error
    if not isinstance(found, dict):
        raise NoteLineRefused(f"Line {number} is not a JSON object.", line=number)
    return found


def _record(found: dict[str, Any], number: int) -> NoteRecord:
    identity, note, age = found.get("id"), found.get("note"), found.get("age_years")
    if not isinstance(identity, str | int) or isinstance(identity, bool):
        raise NoteLineRefused(f"Line {number} has no id.", line=number, field="id")
    if not isinstance(note, str):
        raise NoteLineRefused(f"Line {number} has no note.", line=number, field="note")
    if age is not None and (not isinstance(age, int | float) or isinstance(age, bool)):
        raise NoteLineRefused(f"Line {number}: age_years is not a number.", line=number, field="age_years")
    labels = found.get("labels")
    if labels is not None and not isinstance(labels, dict):
        raise NoteLineRefused(f"Line {number}: labels is not an object.", line=number, field="labels")
    try:
        overall = Overall(found["overall"]) if found.get("overall") is not None else None
    except ValueError as error:
        raise NoteLineRefused(
            f"Line {number}: overall is not one of the four.", line=number, field="overall"
        ) from error
    needs = found.get("communication_needs")
    return NoteRecord(
        str(identity),
        age,
        str(needs) if needs else None,
        str(found.get("record_type") or ""),
        note,
        tuple(str(name) for name in found.get("names") or ()),
        labels,
        overall,
    )


def reading_object(record: NoteRecord, reading: NoteReading) -> dict[str, Any]:
    """What is written for one note: id, labels, overall, evidence as its own words, and the offsets by label."""
    return {
        "id": record.id,
        "labels": {name: reading.label(name) for name in LABELS},
        "overall": reading.overall.value,
        "why": reading.why,
        "evidence": [span.of(record.note) for span in reading.evidence],
        "spans": [
            {"label": name, "start": span.start, "end": span.end}
            for name in LABELS
            if name != "voice_expected"
            for span in reading.labels[name].spans
        ],
        "rubric": {item.id: item.mark.value for item in reading.rubric},
    }


def read_file(lines: Iterable[str], lexicon: Lexicon | None = None) -> Iterator[dict[str, Any]]:
    """One object for each note of a file, in order; NoteLineRefused at the first line that cannot be read."""
    for record in note_records(lines):
        yield reading_object(record, record.reading(lexicon))
