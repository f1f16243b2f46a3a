"""The eleven rubric items, each marked from what was found, with the words that show it."""

from lif_plugin.voice.attribution import View
from lif_plugin.voice.observe import Act
from lif_plugin.voice.parse import ParsedNote
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.values import Finding, Mark, RubricItem, Span

_LABELLING = (
    "attention seeking",
    "manipulative",
    "manipulating",
    "kicked off",
    "non-engaging",
    "dysregulated",
    "kicking off",
)


def rubric(
    note: ParsedNote,
    labels: dict[str, Finding],
    views: list[View],
    acts: list[Act],
    hits: GroupHits,
    preverbal: bool,
) -> tuple[RubricItem, ...]:
    """R1 to R11; every item is not applicable where no voice is expected."""
    if not labels["voice_expected"].value:
        return tuple(RubricItem(f"R{number}", Mark.NOT_APPLICABLE) for number in range(1, 12))
    told = labels["response"]
    items = [
        _own_words(labels, views, preverbal),
        _wishes(labels, views),
        _contact(note, labels, hits),
        _method(note, labels),
        _observed(labels, acts, preverbal),
        _kept_apart(labels),
        _plain("R7", labels["interpretation"]),
        _plain("R8", told),
        _told(note, hits),
        _individual(note, labels),
        _respectful(note),
    ]
    return tuple(items)


def _plain(identity: str, finding: Finding) -> RubricItem:
    mark = Mark.ABSENT if not finding.value else Mark.PARTIAL if finding.doubt else Mark.CLEAR
    return RubricItem(identity, mark, finding.spans, "; ".join(finding.rules))


def _own_words(labels: dict[str, Finding], views: list[View], preverbal: bool) -> RubricItem:
    words = [view for view in views if view.kind == "words"]
    if not labels["own_words"].value:
        return RubricItem("R1", Mark.NOT_APPLICABLE if preverbal else Mark.ABSENT)
    direct = [view for view in words if not view.relayed]
    mark = Mark.CLEAR if direct else Mark.PARTIAL
    return RubricItem(
        "R1", mark, labels["own_words"].spans, "first hand" if direct else "told by someone else"
    )


def _wishes(labels: dict[str, Finding], views: list[View]) -> RubricItem:
    found = labels["wishes_feelings"]
    if not found.value:
        return RubricItem("R2", Mark.ABSENT)
    named = [v for v in views if v.kind == "wish" and v.span.end - v.span.start > 20]
    return RubricItem(
        "R2",
        Mark.CLEAR if named else Mark.PARTIAL,
        found.spans,
        "on a named matter" if named else "in general",
    )


def _contact(note: ParsedNote, labels: dict[str, Finding], hits: GroupHits) -> RubricItem:
    seen, alone = labels["child_seen"], labels["seen_alone"]
    if seen.value is not True:
        stated = hits.of("not_seen")
        spans = tuple(note.span(a, b) for a, b, _ in stated[:1])
        return RubricItem(
            "R3",
            Mark.ABSENT if stated else Mark.CANNOT_TELL,
            spans,
            "not seen" if stated else "the note does not say",
        )
    mark = Mark.CLEAR if alone.value is not None else Mark.PARTIAL
    return RubricItem(
        "R3",
        mark,
        seen.spans + alone.spans,
        "with whom is said" if alone.value is not None else "with whom is not said",
    )


def _method(note: ParsedNote, labels: dict[str, Finding]) -> RubricItem:
    if labels["method_adapted"].value:
        return _plain("R4", labels["method_adapted"])
    return RubricItem(
        "R4",
        Mark.ABSENT if note.needs else Mark.NOT_APPLICABLE,
        (),
        "" if note.needs else "no need is recorded",
    )


def _observed(labels: dict[str, Finding], acts: list[Act], preverbal: bool) -> RubricItem:
    if labels["observation"].value:
        return _plain("R5", labels["observation"])
    if acts:
        return RubricItem("R5", Mark.PARTIAL, (acts[0].span,), "little detail")
    return RubricItem("R5", Mark.ABSENT, (), "needed most for a child without speech" if preverbal else "")


def _kept_apart(labels: dict[str, Finding]) -> RubricItem:
    """What was said or done, and what is made of it, in different words of the note."""
    meaning = labels["interpretation"].spans
    base = labels["own_words"].spans + labels["wishes_feelings"].spans + labels["observation"].spans
    if not base:
        return RubricItem("R6", Mark.ABSENT)
    if not meaning:
        return RubricItem("R6", Mark.NOT_APPLICABLE, (), "nothing is interpreted")
    apart = any(not any(span.overlaps(other) for other in meaning) for span in base)
    return RubricItem(
        "R6",
        Mark.CLEAR if apart else Mark.PARTIAL,
        meaning,
        "in their own sentences" if apart else "in one sentence",
    )


def _told(note: ParsedNote, hits: GroupHits) -> RubricItem:
    told = hits.of("told_child")
    if not told:
        return RubricItem("R9", Mark.ABSENT)
    start, end, pattern = told[0]
    place = note.sentence_of(start)
    reaction = hits.within("reaction", start, note.sentences[min(place + 1, len(note.sentences) - 1)].end)
    return RubricItem(
        "R9", Mark.CLEAR if reaction else Mark.PARTIAL, (note.span(start, end),), pattern.source
    )


def _individual(note: ParsedNote, labels: dict[str, Finding]) -> RubricItem:
    spans: tuple[Span, ...] = ()
    for name in ("own_words", "wishes_feelings", "observation"):
        spans += labels[name].spans
    if not spans:
        return RubricItem("R10", Mark.ABSENT)
    length = sum(span.end - span.start for span in spans)
    return RubricItem("R10", Mark.CLEAR if length > 40 else Mark.PARTIAL, spans[:3])


def _respectful(note: ParsedNote) -> RubricItem:
    low = note.text.lower()
    for phrase in _LABELLING:
        at = low.find(phrase)
        if at >= 0:
            return RubricItem(
                "R11", Mark.PARTIAL, (Span(at, at + len(phrase)),), "a label rather than what happened"
            )
    return RubricItem("R11", Mark.CANNOT_TELL, (), "tone is for a reader to judge")
