"""What is shown of a note's reading: passages of the note with their names, items, what would be clearer; pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from lif_plugin.voice import Mark, NoteReading, Overall, RubricItem, Span
from lif_plugin.web.note_asked import NoteAsked
from lif_plugin.web.note_words import AWAKE, CLEARER_ORDER, HEARD, ITEMS, LABELS, MARKS, REASON, TAGS

# R6 and R10 lean on the passages of others, so they mark none of their own.
_MARKED_BY_ITEM = ("R1", "R2", "R4", "R5", "R7", "R8", "R9", "R11")
_MARKED_BY_LABEL = ("child_seen", "reason_if_absent", "adult_voice_only")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the note; without ``tags`` it is not marked. ``number`` counts the marked ones from 1."""

    text: str
    tags: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked for: how far it is there, and the words of the note that show it."""

    title: str
    mark: str
    kind: str
    looks_for: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteView:
    """A reading as the page shows it."""

    heard: str
    why: str
    passages: tuple[Passage, ...]
    items: tuple[Line, ...]
    labels: tuple[Line, ...]
    clearer: tuple[str, ...]
    age_known: bool


def view_of(asked: NoteAsked, reading: NoteReading) -> NoteView:
    """Put a reading into what the page shows."""
    return NoteView(
        HEARD[reading.overall],
        reading.why,
        tuple(passages(asked.text, named_spans(reading))),
        tuple(_line(asked.text, item) for item in reading.rubric),
        tuple(_label(asked.text, reading, name) for name in LABELS),
        tuple(clearer(reading).values()),
        asked.age is not None,
    )


def named_spans(reading: NoteReading) -> list[tuple[Span, str]]:
    """Every passage of a note that shows something, by offset, with the name of what it shows."""
    found = [
        (span, ITEMS[item.id].name)
        for item in reading.rubric
        if item.id in _MARKED_BY_ITEM and item.mark in {Mark.CLEAR, Mark.PARTIAL}
        for span in item.spans
    ]
    found += [
        (span, name)
        for name in _MARKED_BY_LABEL
        if reading.label(name)
        for span in reading.labels[name].spans
    ]
    alone = reading.labels["seen_alone"]
    if alone.value is not None:
        found += [(span, "seen_alone" if alone.value else "with_others") for span in alone.spans]
    contact = reading.item("R3")
    if contact.mark is Mark.ABSENT:
        found += [(span, "not_seen") for span in contact.spans]
    return sorted({pair for pair in found if pair[0].start < pair[0].end})


def passages(text: str, spans: list[tuple[Span, str]]) -> Iterator[Passage]:
    """Cut a text into marked and unmarked stretches; spans that overlap become one with all their names.

    Together the stretches are the text again. ``spans`` are in reading order.
    """
    at = number = 0
    while spans:
        begin, end = spans[0][0].start, spans[0][0].end
        taken = 0
        while taken < len(spans) and spans[taken][0].start < end:
            end = max(end, spans[taken][0].end)
            taken += 1
        names = {name for _, name in spans[:taken]}
        if at < begin:
            yield Passage(text[at:begin])
        number += 1
        yield Passage(text[begin:end], tuple(said for name, said in TAGS.items() if name in names), number)
        at, spans = end, spans[taken:]
    if at < len(text):
        yield Passage(text[at:])


def clearer(reading: NoteReading) -> dict[str, str]:
    """What would make the child's voice clearer, most telling first, by item; the reason under its label.

    Nothing where no voice is expected. R6 and R10 are asked for only where there is something of the
    child's to keep apart or to make particular.
    """
    if reading.overall is Overall.NOT_APPLICABLE:
        return {}
    order: tuple[str, ...] = CLEARER_ORDER
    if reading.item("R1").mark is Mark.NOT_APPLICABLE:
        # A child without speech is heard through what they do.
        order = ("R5", *(identity for identity in order if identity != "R5"))
    found = {identity: ITEMS[identity].clearer for identity in order if _asks(reading.item(identity))}
    if order[0] == "R5" and "R5" in found:
        found["R5"] += f" {AWAKE}"
    if reading.overall is Overall.GAP and not reading.label("reason_if_absent"):
        found["reason_if_absent"] = REASON
    return found


def _asks(item: RubricItem) -> bool:
    if item.id in {"R6", "R10"}:
        return item.mark is Mark.PARTIAL
    if item.id == "R3" and item.mark is Mark.CANNOT_TELL:
        return True
    return item.mark in {Mark.PARTIAL, Mark.ABSENT}


def _line(text: str, item: RubricItem) -> Line:
    words = ITEMS[item.id]
    shown = item.spans if item.mark in {Mark.CLEAR, Mark.PARTIAL} or item.id == "R3" else ()
    if item.id in {"R6", "R10"}:
        shown = ()
    return Line(words.title, MARKS[item.mark], item.mark.value, words.looks_for, _quoted(text, shown))


def _label(text: str, reading: NoteReading, name: str) -> Line:
    finding = reading.labels[name]
    if reading.overall is Overall.NOT_APPLICABLE:
        mark = Mark.NOT_APPLICABLE
    elif finding.value is None:
        mark = Mark.CANNOT_TELL
    elif finding.value:
        mark = Mark.PARTIAL if finding.doubt else Mark.CLEAR
    else:
        mark = Mark.ABSENT
    said = "Others were there" if name == "seen_alone" and mark is Mark.ABSENT else MARKS[mark]
    shown = finding.spans if finding.value or name == "seen_alone" else ()
    return Line(LABELS[name], said, mark.value, "", _quoted(text, shown))


def _quoted(text: str, spans: tuple[Span, ...]) -> tuple[str, ...]:
    """The words of the spans in reading order, without repeats and without those within others."""
    whole = [span for span in spans if not any(_holds(other, span) for other in spans)]
    return tuple(dict.fromkeys(span.of(text) for span in sorted(whole)))


def _holds(outer: Span, inner: Span) -> bool:
    return outer != inner and outer.start <= inner.start and inner.end <= outer.end
