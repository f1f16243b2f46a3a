"""What the child did without words, in enough detail to see it."""

from dataclasses import dataclass
from itertools import pairwise

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.tokens import Token
from lif_plugin.voice.values import Finding, Span

_PLAIN = frozenset(
    "playing played play sat sitting watched slept sleeping ate eating went came come stayed put showed let seen gave go goes".split()
)
_HABIT = ("draw", "drew", "stay", "keep", "refus", "settl", "build", "built", "play")
_OCCASION = frozenset("when while whilst before until as after whenever".split())
_SHUT = frozenset(
    "look looking join making make respond react move react settle engage speak lift touch want cry flinch wake protest let come".split()
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the child was seen to do; `telling` when the verb alone shows feeling or relation."""

    span: Span
    telling: bool
    verb: str
    sentence: int
    words: int


def child_acts(note: ParsedNote, hits: GroupHits) -> list[Act]:
    """Everything the child is seen doing, first hand, with bearing and expression as stated."""
    acts: list[Act] = []
    for place, sentence in enumerate(note.sentences):
        if sentence.heading and sentence.heading.kind == "adult_views":
            continue
        for clause in sentence.clauses:
            act = _act(note, sentence, clause, place)
            if act:
                acts.append(act)
        for start, end, pattern in hits.within("bearing", sentence.start, sentence.end):
            if any("film" in token.keys for token in note.tokens[start : end + 1]):
                continue
            around = next((c for c in sentence.clauses if c.start <= start < c.end), None)
            if (
                start in note.opaque
                or around is None
                or around.frames
                or around.subject not in {"child", "", *_watcher(pattern.source)}
            ):
                continue
            acts.append(Act(note.span(start, end), True, pattern.source, place, end - start + 2))
    return acts


def _watcher(source: str) -> tuple[str, ...]:
    """`Observed Amy hide…`: here the writer is the subject and the child the one who acts."""
    return ("writer",) if source.startswith(("saw|", "hands|arms")) else ()


def _act(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> Act | None:
    if clause.subject != "child" or (clause.hypothetical and not clause.negated) or clause.frames:
        return None
    if clause.opener in {"if", "unless", "whether"} or (
        place == 0 and clause.elided and clause is sentence.clauses[0]
    ):
        return None
    if clause.head < 0:
        return None
    body = clause.elided and _body_opens(note.tokens[clause.start : clause.start + 2])
    verb = note.tokens[clause.head]
    stop = _stretch(sentence, clause)
    words = [t for t in note.tokens[clause.head + 1 : stop] if t.is_word]
    if clause.negated and not (verb.low in _SHUT and len(words) >= 1):
        return None
    if _nothing_much(verb.low, words) or (
        "bodytalk" in verb.keys and any(t.keys & {"tool", "feelword", "evaluative"} for t in words)
    ):
        return None
    if verb.low.endswith("ing") and note.tokens[clause.head - 1].low in {"is", "'s", "are", "'re", "been"}:
        # "is picking up on more than mum realises" is said of the child in general, not seen
        return None
    if body and len(words) >= 1:
        return Act(note.span(clause.start, stop), True, "body", place, len(words) + 2)
    if "behave" not in verb.keys:
        return None
    going_on = (
        bool(words)
        and verb.low in {"kept", "keeps", "started", "began", "continued"}
        and words[0].low.endswith("ing")
    )
    telling = ("telling" in verb.keys or (going_on and "telling" in words[0].keys)) and len(words) >= 1
    if (going_on and telling) or ("telling" in verb.keys and not words):
        return Act(note.span(clause.start, stop), bool(words), verb.low, place, len(words))
    telling = telling or _tied(note, sentence, clause, verb.low, words)
    if not telling and (len(words) < 3 or (verb.low in _PLAIN and len(words) < 4)):
        return None
    start = clause.start if clause.subject_at < 0 else clause.subject_at
    return Act(note.span(start, stop), telling, verb.low, place, len(words))


def _tied(note: ParsedNote, sentence: Sentence, clause: Clause, verb: str, words: list[Token]) -> bool:
    """`Put them back each time her brother moved one`: an act set beside what brought it on, or done with the body."""
    if (verb in _PLAIN and verb not in {"put", "let", "sat"}) or verb.startswith(_HABIT):
        return False
    if verb.endswith("s") and not verb.endswith("ss"):
        # "stays at nan's whilst…" is how things are, not what was seen
        return False
    later = [other for other in sentence.clauses if other.start >= clause.end]
    brought = any(other.opener in _OCCASION and other.end - other.start >= 2 for other in later)
    opened = clause.opener in _OCCASION or any(
        other.opener in _OCCASION and other.end <= clause.start for other in sentence.clauses
    )
    occasion = any(a.low in {"each", "every"} and b.low == "time" for a, b in pairwise(words))
    limbs = any("body" in token.keys for token in words) and len(words) >= 4
    return len(words) >= 2 and (brought or (opened and clause.opener not in _OCCASION) or occasion or limbs)


def _body_opens(words: list[Token]) -> bool:
    """`eyes widen`, `both hands clenched`, but not `fish fingers`."""
    if any(token.low in {"voice", "head"} for token in words[:1]) or any(
        token.low in {"of", "normal", "fine"} for token in words
    ):
        return False
    if not words or "body" in words[0].keys:
        return bool(words)
    return (
        len(words) > 1
        and "body" in words[1].keys
        and bool(words[0].keys & {"det", "adverb"} or words[0].low == "little")
    )


def _stretch(sentence: Sentence, clause: Clause) -> int:
    """Where the act's words end: on through the clauses that say when, because of what, or how."""
    begun, stop = False, clause.end
    for other in sentence.clauses:
        if begun:
            if other.opener not in {"when", "while", "before", "after", "as", "until", "whilst", "because"}:
                break
            stop = other.end
        begun = begun or other is clause
    return stop


def _nothing_much(verb: str, words: list[Token]) -> bool:
    """Acts that say nothing: the screen was on, the child `looked well`, toys were shown to the worker."""
    first = next((t for t in words if not t.keys & {"adverb"}), None)
    if first is None:
        return False
    if verb.startswith(("look", "appear")) and first.keys & {"generic_state"}:
        return True
    if verb.startswith(("watch", "play")) and any("film" in t.keys for t in words[:4]):
        return True
    if verb.startswith("nod") and any(t.low == "asked" for t in words):
        return True
    if verb.startswith("look") and first.low in {"for", "after", "into", "forward", "through"}:
        return True
    if "ing" in verb[-3:] and any(t.low in {"is", "means", "was"} for t in words):
        # "hiding shoes is his way of…"
        return True
    if (
        verb.startswith("pick")
        and first.low == "up"
        and words[-1].low in {"am", "pm", "this", "today", "it", "on"}
    ):
        return True
    if verb.startswith(("pick", "choos", "chose")) and first.low not in {"at", "up", "off"}:
        # a choice made is a view, not a bearing
        return True
    if first.low == "off" and verb.startswith("kick"):
        return True
    return verb in {"showed", "shows", "came", "went", "refused", "stopped", "checked"} and first.low in {
        "me",
        "us",
        "to",
        "from",
        "back",
        "keywork",
        "key",
    }


def observation(acts: list[Act], young: bool) -> Finding:
    """Non-verbal behaviour in detail: a telling act told in words, or several plain ones."""
    telling = [act for act in acts if act.telling]
    plain = [act for act in acts if not act.telling]
    full = [act for act in telling if act.words >= 3]
    enough = bool(full) or len(telling) >= 2 or bool(telling and plain) or len(plain) >= (2 if young else 3)
    if not enough:
        return Finding(False)
    kept = (full or telling or plain)[:3]
    return Finding(True, tuple(act.span for act in kept), tuple(f"child {act.verb}" for act in kept))
