"""Scores the reader on labelled notes, beside two baselines, by slice, and under changed names and spelling."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lif_plugin.voice.baselines import BASELINES, Guess
from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.measures import Agreement, OverallAgreement, agreement, overall_agreement
from lif_plugin.voice.mirrors import MIRRORS
from lif_plugin.voice.records import NoteLineRefused, NoteRecord, note_records
from lif_plugin.voice.slices import SLICES
from lif_plugin.voice.values import LABELS, Overall

Reader = Callable[[NoteRecord], Guess]


@dataclass(frozen=True, slots=True)
class Marks:
    """One reader's agreement with the labels of a set of notes."""

    labels: dict[str, Agreement]
    overall: OverallAgreement
    notes: int


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """The reader's marks, the baselines', the reader's by slice, and how often a changed note changed a label.

    `slices` maps slice name to value to marks; `changed` maps a kind of change to (labels changed, labels looked at).
    """

    reader: Marks
    baselines: dict[str, Marks]
    slices: dict[str, dict[str, Marks]]
    changed: dict[str, tuple[int, int]]

    @property
    def lead(self) -> float:
        """Macro-F1 of the reader above the better baseline."""
        return self.reader.overall.macro_f1 - max(marks.overall.macro_f1 for marks in self.baselines.values())


def rules_reader(lexicon: Lexicon | None = None) -> Reader:
    """Our reader in the shape of a baseline."""

    def read(record: NoteRecord) -> Guess:
        reading = record.reading(lexicon)
        return Guess({name: reading.label(name) for name in LABELS}, reading.overall)

    return read


def marks(records: Sequence[NoteRecord], guesses: Sequence[Guess]) -> Marks:
    """Agreement of guesses with the labels of the same notes; `seen_alone` counts only a stated yes as true."""
    labels = {
        name: agreement(
            [
                (_label(record, name), guess.labels[name] is True)
                for record, guess in zip(records, guesses, strict=True)
            ]
        )
        for name in LABELS
    }
    pairs = [(_overall(record), guess.overall) for record, guess in zip(records, guesses, strict=True)]
    return Marks(labels, overall_agreement(pairs), len(records))


def _label(record: NoteRecord, name: str) -> bool:
    return (record.labels or {}).get(name) is True


def _overall(record: NoteRecord) -> Overall:
    if record.overall is None or record.labels is None:
        raise NoteLineRefused(f"Note {record.id} has no labels to score against.", field="labels")
    return record.overall


def score_file(lines: Iterable[str], lexicon: Lexicon | None = None) -> ScoreReport:
    """Reads the notes of a labelled file and scores the reader and both baselines on them.

    NoteLineRefused at a line that cannot be read or has no labels.
    """
    records = list(note_records(lines))
    reader = rules_reader(lexicon)
    guesses = [reader(record) for record in records]
    return ScoreReport(
        marks(records, guesses),
        {name: marks(records, [read(record) for record in records]) for name, read in BASELINES.items()},
        {name: _by_slice(records, guesses, value_of) for name, value_of in SLICES.items()},
        {kind: _changed(records, guesses, change, reader) for kind, change in MIRRORS.items()},
    )


def _by_slice(
    records: Sequence[NoteRecord], guesses: Sequence[Guess], value_of: Callable[[NoteRecord], str]
) -> dict[str, Marks]:
    places: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        places.setdefault(value_of(record), []).append(place)
    return {
        value: marks([records[p] for p in found], [guesses[p] for p in found])
        for value, found in sorted(places.items(), key=lambda entry: -len(entry[1]))
    }


def _changed(
    records: Sequence[NoteRecord],
    guesses: Sequence[Guess],
    change: Callable[[NoteRecord], NoteRecord],
    reader: Reader,
) -> tuple[int, int]:
    """How many labels differ once the notes are changed, and how many were looked at; unchanged notes are left out."""
    differing = looked_at = 0
    for record, guess in zip(records, guesses, strict=True):
        other = change(record)
        if other.note == record.note:
            continue
        again = reader(other)
        looked_at += len(LABELS)
        differing += sum(again.labels[name] != guess.labels[name] for name in LABELS)
    return differing, looked_at
