"""Question and answer set down in turn: `Where did you go? Town. Who with? Nobody.`."""

from itertools import pairwise

from lif_plugin.voice.attribution import View
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.wishes import evaluates

_ASKING = frozenset(
    "what what's who where why when how which did do does is are was were can could would have has any if q q1 q2 q3 q4".split()
)
_TURNS = 2
"""How many questions in a row make an interview rather than a rhetorical question."""
_LONGEST = 16


def answers(note: ParsedNote) -> list[View]:
    """The child's answers where questions and short answers alternate; a quotation straight after a question too."""
    pairs = [
        (place, answer)
        for place, (question, answer) in enumerate(pairwise(note.sentences))
        if _asks(note, question) and _is_answer(note, answer)
    ]
    if len(pairs) < _TURNS or not any("@child" in token.keys for token in note.tokens):
        return []
    found = []
    for place, answer in pairs:
        span = note.span(answer.start, answer.end)
        found.append(View("words", span, "an answer in an interview", False, place + 1))
        if evaluates(note, answer.start, answer.end):
            found.append(View("wish", span, "an answer in an interview", False, place + 1))
    return found


def _asks(note: ParsedNote, sentence: Sentence) -> bool:
    """Whether it is a question put to the child: it ends so, opens with a word of asking and names no adult as asked."""
    words = note.tokens[sentence.start : sentence.end]
    if not words or words[-1].low != "?" or sentence.start in note.opaque:
        return False
    opens = words[0].low in _ASKING or any(token.low in {"you", "your", "u"} for token in words)
    asked = any(token.low in {"mum", "dad"} or token.role in ADULTS for token in words[:1])
    section = sentence.heading.kind if sentence.heading is not None else ""
    return opens and not asked and section not in {"adult_views", "seen", "alone", "analysis"}


def _is_answer(note: ParsedNote, sentence: Sentence) -> bool:
    """Short, no question, and not told of the child or by an adult; copied words in quotation marks are of any length."""
    words = note.tokens[sentence.start : sentence.end]
    if not words or words[-1].low == "?":
        return False
    if all(at in note.opaque for at in range(sentence.start, sentence.end - 1)):
        return True
    if len(words) > _LONGEST or words[0].low in {"yes", "no", "y", "n", "n/a", "none"}:
        return False
    outsider = any(
        clause.subject in ADULTS and clause.subject_at >= 0 and clause.head >= 0
        for clause in sentence.clauses[:1]
    )
    told = any("name" in token.keys and token.role == "child" for token in words)
    return not outsider and not told and not any(clause.frames for clause in sentence.clauses)
