"""Answers of the child set out as a list: `Good: nan, football. Worries: the dark.`."""

from lif_plugin.voice.attribution import View
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS

_LABELS = frozenset(
    "good bad worries worry worried dreams dream wishes likes dislikes happy sad angry thumbs up down best worst thing things "
    "house of not so really me side favourite hates loves answer answers reply replies hopes scared safe unsafe middle strengths "
    "working going well what's what is the and to change".split()
)
_SCALES = frozenset("scale scaling scales".split())
_LABELS |= _SCALES
_NOTHING = frozenset("nil none n/a blank nothing not no to tbc done see".split())
_RETURNED = frozenset("consultation questionnaire booklet worksheet workbook".split())
_REACH = 3


def listed(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """The wishes, and after a question the words, that stand under such a label near where the child was asked."""
    label, start = _label(note, sentence)
    if not label or not set(label) <= _LABELS or start >= sentence.end:
        return []
    if note.tokens[start].low in _NOTHING or any(clause.frames for clause in sentence.clauses):
        return []
    asked, aided = _asked(note, place)
    aided = aided or bool(_SCALES.intersection(label))
    if not (asked or aided):
        return []
    span = note.span(start, sentence.end)
    found = [View("wish", span, "the child's answers in a list", False, place)]
    return [View("words", span, "the child's answers in a list", False, place), *found] if asked else found


def _label(note: ParsedNote, sentence: Sentence) -> tuple[list[str], int]:
    """The words before the colon and where the answer begins; no words where there is no short label."""
    heading = sentence.heading
    if heading is not None and heading.end == sentence.start:
        words = note.tokens[heading.start : heading.end]
        return [token.low for token in words if token.is_word], sentence.start
    for at in range(sentence.start, min(sentence.start + 6, sentence.end)):
        if note.tokens[at].low == ":":
            return [token.low for token in note.tokens[sentence.start : at] if token.is_word], at + 1
    return [], sentence.end


def _asked(note: ParsedNote, place: int) -> tuple[bool, bool]:
    """Whether, a little before, the writer asked the child, and whether an aid was in use; an adult asked ends both."""
    asked = aided = False
    for other in note.sentences[max(place - _REACH, 0) : place]:
        words = note.tokens[other.start : other.end]
        child = any("@child" in token.keys for token in words)
        if any(token.low == "asked" for token in words):
            asked = child and not any(token.role in ADULTS and token.low != "i" for token in words)
        aided = aided or any("tool" in token.keys for token in words)
        if any(token.low in _RETURNED for token in words) and not any(
            token.role in ADULTS for token in words
        ):
            # a consultation paper holds nothing but the child's answers
            asked = True
    return asked, aided
