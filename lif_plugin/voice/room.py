"""Who is left in the room: adults who go out or are elsewhere, and the child who then talks with the worker."""

from itertools import pairwise

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.values import Span

_HOME = frozenset({"parent", "carer", "relative"})
_LEAVERS = _HOME | {"sibling", "pro", "other", "group"}
_GO = frozenset(
    "left leaves withdrew retired retreated departed excused popped nipped stepped disappeared slipped wandered drifted ducked "
    "cleared trooped filed vacated scooted pop nip step leave".split()
)
"""Verbs that of themselves tell of leaving the room."""
_MOVE = frozenset(
    "went gone goes go moved took headed was were is are stayed stopped waited remained sat kept made busied ran drew".split()
)
"""Verbs that tell of it only with a place to which."""
_PLACES = frozenset(
    "downstairs upstairs outside outdoors indoors inside kitchen garden hall hallway corridor landing yard car van shop shops "
    "reception waiting porch shower bath brew tea coffee smoke fag vape cigarette kettle washing toilet loo door doorstep office "
    "staffroom dog phone call bingo church chapel mosque gym bank chemist pub bins byre shed garage scarce busy away earshot off out".split()
)
_PAIRS = frozenset({("next", "door"), ("back", "to"), ("in", "with")})
_WAITING = frozenset("waiting reception corridor car garden shower bath yard work".split())
_OUT_OF = frozenset("room house earshot sight hearing way flat view kitchen lounge".split())
_BACK = frozenset("back returned joined rejoined reappeared again".split())
_OTHER_DAYS = frozenset(
    "last yesterday ago weekend weekends usually often always sometimes when month year every each never normally night usual".split()
)
_KEPT = frozenset(
    "child school home house him her them it family country area uk job relationship placement".split()
)
"""What, left behind, is no room: `dad left the family`, `mum left him with nan`."""
_TALK = frozenset(
    "speak talk see spoke talked chatted spoken asked chat talk talking conversation sat saw seen met stayed".split()
)
_HELPING = frozenset("was were had has have would 'd is".split())
_REACH = 2


def left_together(note: ParsedNote) -> tuple[Span, ...]:
    """Spans where the adults of the home go out or are elsewhere, and the child then talks with the worker."""
    found = []
    for place, sentence in enumerate(note.sentences):
        for clause in sentence.clauses:
            if not _leaves(note, sentence, clause) or not _talk_near(note, place, clause):
                continue
            if not _stays(note, place, clause):
                found.append(note.span(clause.start, clause.end))
    return tuple(found)


def _leaves(note: ParsedNote, sentence: Sentence, clause: Clause) -> bool:
    """Whether the clause tells that somebody other than child and writer went out, or was elsewhere, this time."""
    tokens = note.tokens
    if clause.subject not in _LEAVERS or clause.head < 0 or clause.negated:
        return False
    if clause.frames and not (clause.frames[-1] == clause.subject and _for_us(note, sentence)):
        return False
    if clause.hypothetical and not _for_us(note, sentence):
        return False
    lows = [token.low for token in tokens[sentence.start : sentence.end]]
    if _OTHER_DAYS.intersection(lows) - {"when"} or any(
        "weekday" in token.keys and token.raw[:1].isupper() for token in tokens[sentence.start : sentence.end]
    ):
        return False
    begin = clause.subject_at + 1 if clause.subject_at >= 0 else clause.start
    after = [
        t
        for t in tokens[begin : clause.end]
        if t.is_word and "adverb" not in t.keys and not t.low.endswith("ly")
    ]
    if len(after) > 1 and after[0].low in _HELPING and not after[1].low.endswith("ing"):
        after = after[1:] if after[1].low in _GO | _MOVE else after
    if not after:
        return False
    ahead = [token.low for token in after]
    if ahead[0] == "took" and {"himself", "herself", "themselves"} & set(ahead):
        return True
    if ahead[0] in _GO:
        what = next((token for token in after[1:] if "det" not in token.keys), None)
        kept = what is not None and (what.low in _KEPT or "@child" in what.keys)
        return not kept or "room" in ahead
    if ("out", "of") in pairwise(ahead) and not _OUT_OF.intersection(ahead):
        # "out of work", "out of breath"
        return False
    if ahead[0] in {"in", "at"} and _WAITING.intersection(ahead[1:4]) and clause.subject_at >= 0:
        # "mother in waiting room": a list of who was where
        return not any("@child" in token.keys or token.role == "writer" for token in after)
    if ahead[0] not in _MOVE | _PLACES or clause.subject_at < 0:
        return False
    out = bool(_PLACES.intersection(ahead)) or bool(_PAIRS.intersection(pairwise(ahead)))
    return out and not any("@child" in token.keys or token.role == "writer" for token in after)


def _for_us(note: ParsedNote, sentence: Sentence) -> bool:
    """`to give us peace`, `so that we could talk`, `so I could see him`: what was offered is plainly done."""
    words = [token.low for token in note.tokens[sentence.start : sentence.end]]
    pairs = set(pairwise(words))
    return bool(pairs & {("give", "us"), ("let", "us"), ("leave", "us"), ("we", "could"), ("i", "could")})


def _talk_near(note: ParsedNote, place: int, leaving: Clause) -> bool:
    """Whether the child speaks with the worker beside the leaving, or in one of the next sentences."""
    for other in note.sentences[place : place + _REACH + 1]:
        for clause in other.clauses:
            if clause is leaving or clause.frames or clause.head < 0:
                continue
            words = note.tokens[clause.head : clause.end]
            verb = words[0]
            if clause.subject == "child" and not clause.negated and verb.keys & {"say", "wish", "behave"}:
                return True
            adults = any(token.role in _HOME | {"pro"} and "@owner" not in token.keys for token in words)
            around = words if adults else note.tokens[other.start : other.end]
            named = any("@child" in token.keys for token in around) or clause.subject == "child"
            if clause.subject in {"writer", "", "child"} and named and any(t.low in _TALK for t in words):
                return True
    return False


def _stays(note: ParsedNote, place: int, leaving: Clause) -> bool:
    """Whether another adult of the home, or the same one come back, is there while the child talks."""
    for other in note.sentences[place : place + _REACH + 1]:
        for clause in other.clauses:
            if clause is leaving or clause.start < leaving.start or clause.frames:
                continue
            lows = {token.low for token in note.tokens[clause.start : clause.end]}
            if clause.subject in _HOME and clause.head >= 0 and not clause.hypothetical:
                if lows & _BACK and other is note.sentences[place]:
                    return True
                if other is note.sentences[place] and "sat" in lows and "with" in lows:
                    return True
    return False
