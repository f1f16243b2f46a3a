"""What the child did without words, in enough detail to see it."""

from dataclasses import dataclass

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.values import Finding, Span

_PLAIN = frozenset("playing played play sat watching watched slept sleeping ate eating went came stayed put showed let seen gave".split())


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the child was seen to do."""

    span: Span
    telling: bool
    verb: str


def child_acts(note: ParsedNote) -> list[Act]:
    """Everything the child is seen doing, first hand or told by a professional who watched."""
    acts: list[Act] = []
    for place, sentence in enumerate(note.sentences):
        for clause in sentence.clauses:
            act = _act(note, sentence, clause, place)
            if act:
                acts.append(act)
    return acts


def _act(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> Act | None:
    del place
    if clause.subject != "child" or clause.head < 0 or clause.negated or clause.hypothetical or clause.frames:
        return None
    verb = note.tokens[clause.head]
    words = [t for t in note.tokens[clause.head + 1 : clause.end] if t.is_word]
    if "behave" not in verb.keys or (sentence.heading and sentence.heading.kind == "adult_views"):
        return None
    telling = "telling" in verb.keys and bool(words)
    if not telling and (len(words) < 3 or verb.low in _PLAIN and len(words) < 5):
        return None
    return Act(note.span(clause.start, clause.end), telling, verb.low)


def observation(note: ParsedNote, acts: list[Act], young: bool) -> Finding:
    """Non-verbal behaviour in detail: one telling act, or several plain ones."""
    telling = [act for act in acts if act.telling]
    enough = telling and (len(acts) >= 2 or len(telling[0].span.of(note.text)) > 24) or (young and len(acts) >= 2)
    if not enough:
        return Finding(False)
    kept = (telling or acts)[:3]
    return Finding(True, tuple(act.span for act in kept), tuple(f"child {act.verb}" for act in kept))
