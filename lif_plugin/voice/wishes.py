"""What counts as a wish, a feeling or a judgement of the child's."""

from itertools import pairwise

from lif_plugin.voice.attribution import View, claimed
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.tokens import Token

_UNWILLING = frozenset(
    "stand bear cope face wait going coming want like bothered funny fair safe staying moving living getting ready sharing right".split()
)


_VOLITION = frozenset(
    {"want", "wants", "wanted", "wanting", "wish", "wishes", "wished", "hope", "hopes", "hoped", "hoping"}
)
_VOLITION |= {"prefer", "prefers", "preferred", "wishing"}


_WOULD = frozenset({"like", "love", "rather", "prefer", "sooner", "hate"})
_POLITE = frozenset({"happy", "keen", "sorry", "missing"})
_ABOUT = frozenset({"about", "of", "that", "because", "by", "with", "when", "if", "for", "up", "at", "to"})
_LIKE = frozenset(
    {"like", "likes", "liked", "love", "loves", "loved", "hate", "hates", "hated", "miss", "misses", "missed"}
)
_LIKE |= {"enjoy", "enjoys", "enjoyed", "dislikes", "dislike", "dreads", "dread", "missing", "prefers"}


def evaluates(note: ParsedNote, start: int, stop: int) -> bool:
    """Whether the child's words hold a wish, a feeling or a judgement rather than bare facts."""
    tokens = note.tokens
    for at in range(start, stop):
        if tokens[at].keys & {"evaluative", "strongfeel", "wish"}:
            return True
        if "neg" in tokens[at].keys and any(t.low in _UNWILLING for t in tokens[at + 1 : at + 3]):
            return True
    return False


def wish_rule(note: ParsedNote, sentence: Sentence, clause: Clause) -> str:
    """The rule by which the child's clause states a wish, liking or feeling outright; empty when it does not."""
    tokens, head = note.tokens, clause.head
    verb = tokens[head]
    before = frozenset(tokens[at].low for at in range(max(clause.subject_at, clause.start), head))
    after = tokens[head + 1] if head + 1 < clause.end else None
    if _supposed(note, sentence, clause, verb, before):
        return ""
    if verb.low in _VOLITION or (verb.low in _WOULD and before & {"would", "'d"}):
        return "" if _no_wish(note, clause, after) else f"child {verb.low}"
    liking = _likes(verb, clause, before, after) or _feels(note, clause, after) or _worries(verb, after)
    if liking and _kept_log(note):
        # who looks after the child writes down a liking they saw; only what was said or wanted is the child's
        return ""
    if liking:
        return f"child {verb.low}"
    if clause.negated and "feelword" in verb.keys and not clause.hypothetical and "neg" not in verb.keys:
        return f"child is not {verb.low}"
    kin = {"parent", "sibling", "relative"}
    if verb.low in {"drew", "draws"} and any(t.role in kin for t in tokens[head : sentence.end]):
        return "child drew people"
    too = head > clause.start and tokens[head - 1].low == "too"
    after_verb = clause.elided or bool(tokens[head - 1].keys & {"aux", "adverb", "copula"})
    stated = "strongfeel" in verb.keys and not clause.hypothetical and after_verb
    follow = next((token.low for token in tokens[head + 1 : sentence.end] if token.is_word), "")
    if stated and verb.low in _POLITE and follow and follow not in {"about", "that", "because"}:
        return ""
    afraid = verb.low in _AFRAID and follow in {"they", "he", "she", "it"}
    if stated and (follow in _ABOUT or afraid) and not too and not _kept_log(note):
        return f"child is {verb.low}"
    return _chosen(note, sentence, clause)


def questioned(note: ParsedNote, sentence: Sentence, clause: Clause) -> bool:
    """`I asked if there is anything he wants changing`, `was asked what she wanted`: the wish is in the question."""
    for other in sentence.clauses:
        if other is clause:
            return False
        if other.head < 0 or note.tokens[other.head].low not in {
            "asked",
            "ask",
            "asking",
            "wondered",
            "checked",
        }:
            continue
        passive = other.opener.split(" ")[-1:] in (["when"], ["once"]) or any(
            note.tokens[at].low in {"was", "were"} for at in range(other.start, other.head)
        )
        between = [c for c in sentence.clauses if other.end <= c.start <= clause.start]
        opens = any(c.opener.split(" ")[-1:] in _ASKING for c in between) or any(
            note.tokens[at].low in {"if", "whether", "what"} for at in range(other.head, other.end)
        )
        answered = any(
            c.head >= 0 and c.subject == "child" and c is not clause for c in between if c is not other
        )
        if (other.subject == "writer" or passive) and opens and not answered:
            return True
    return False


_ASKING = (["if"], ["whether"], ["what"], ["how"], ["where"], ["who"], ["why"])


_AFRAID = frozenset("scared feart frightened afraid worried terrified sure".split())
_GUESSED = frozenset("appears appear seems seem appeared seemed presents felt thought".split())
"""Words by which a writer under the child's heading says what is only guessed."""


def described(note: ParsedNote, sentence: Sentence, clause: Clause) -> bool:
    """`A lively boy who enjoys football`: a description of the child, not a wish that was told."""
    if clause.opener.split(" ")[-1:] != ["who"]:
        return False
    before = next((c for c in reversed(sentence.clauses) if c.end <= clause.start), None)
    return before is not None and any(
        token.low in {"boy", "girl", "child", "lad", "lass", "baby", "toddler", "teenager"}
        or (token.low in {"person", "man", "woman", "yp", "young person", "young man", "young woman"})
        for token in note.tokens[before.start : before.end]
    )


def _supposed(
    note: ParsedNote, sentence: Sentence, clause: Clause, verb: Token, before: frozenset[str]
) -> bool:
    """Whether the clause only supposes: `if she…`, `what she wants`, `may be worried`, `missing episode`."""
    if sentence.heading is not None and note.claims.get(id(sentence.heading)):
        return True
    if (clause.hypothetical and clause.opener == "if") or clause.opener == "as":
        return True
    if clause.subject_at > 0 and note.tokens[clause.subject_at - 1].low == "whether":
        return True
    if questioned(note, sentence, clause) or described(note, sentence, clause):
        return True
    if clause.opener in {"what", "whether", "if", "how"} and "child" not in clause.frames:
        return True
    return bool(before & {"may", "might", "could", "should", "must"}) or (
        clause.elided and verb.low.endswith("ing")
    )


def _kept_log(note: ParsedNote) -> bool:
    """Whether the note is the record of those who look after the child, or watch them with their family."""
    if any(kind in note.record_type for kind in ("supervised", "contact superv", "family time")):
        return True
    return "log" in note.record_type.replace("-", " ").split() or "daily record" in note.record_type


def _no_wish(note: ParsedNote, clause: Clause, after: Token | None) -> bool:
    """`wishes and feelings work` is a noun; `did not want to talk` is a refusal, not a wish on a matter."""
    if clause.elided and (after is None or not after.is_word or "conj" in after.keys or after.low == "work"):
        return True
    refuses = clause.negated and after is not None and after.low in {"to", "come"}
    return refuses and clause.head + 2 < clause.end and "talkverb" in note.tokens[clause.head + 2].keys


def _likes(verb: Token, clause: Clause, before: frozenset[str], after: Token | None) -> bool:
    return (
        verb.low in _LIKE
        and not clause.hypothetical
        and after is not None
        and not before & {"looks", "is", "was"}
    )


def _feels(note: ParsedNote, clause: Clause, after: Token | None) -> bool:
    """`feels that…`, `feels like…`, `feels scared`; the complement may already be a clause of its own."""
    verb = note.tokens[clause.head].low
    opening = {"that", "like", "as", "he", "she"}
    if after is not None:
        return verb in {"feels", "felt", "feel"} and (
            after.low in opening | {"they", "it"} or "feelword" in after.keys
        )
    follow = clause.head + 1
    return verb in {"feels", "felt"} and follow < len(note.tokens) and note.tokens[follow].low in opening


def _worries(verb: Token, after: Token | None) -> bool:
    matters = {"about", "that", "when", "if", "for"}
    return verb.low in {"worries", "worry", "frets", "fears"} and after is not None and after.low in matters


def _chosen(note: ParsedNote, sentence: Sentence, clause: Clause) -> str:
    """A choice by card, scale or side, or a sign of the head about something named."""
    tokens = note.tokens
    words = tokens[clause.start : sentence.end]
    verb = tokens[clause.head]
    if (
        "bodytalk" in verb.keys
        and words[clause.head - clause.start + 1 : clause.head - clause.start + 2]
        and words[clause.head - clause.start + 1].low == "out"
    ):
        return ""
    if verb.low in {"rated", "rates", "scored", "scores", "gave", "marked"} and any(
        _out_of_ten(t) for t in words
    ):
        return f"child {verb.low}"
    asked = any(t.low == "asked" for t in words[clause.head - clause.start :])
    if verb.low in {"chose", "chooses", "picked", "picks"} and asked:
        return f"child {verb.low}"
    if "bodytalk" in verb.keys and any(
        "tool" in t.keys or "evaluative" in t.keys or t.low in {"side", "face", "out", "worried"}
        for t in words
    ):
        return f"child {verb.low}"
    if (
        verb.low in {"shrugged", "nodded", "shook"}
        and any(t.low in {"about", "when", "that"} for t in words)
        and not any(t.low in {"asked", "ok", "if"} for t in words)
    ):
        return f"child {verb.low}"
    return ""


def _out_of_ten(token: Token) -> bool:
    """A mark on a scale: `3`, `3/10`, `ten`."""
    return token.low.isdigit() and int(token.low) <= 10


def heading_views(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """What stands under a heading for the child's view, when it says something the child wants or feels."""
    heading = sentence.heading
    if heading is None or heading.kind != "child_views":
        return []
    if id(heading) not in note.claims:
        section = note.sections[id(heading)]
        note.claims[id(heading)] = any(
            claimed(note, s, clause) or _too_young(note, s) for s in section for clause in s.clauses
        ) or (bool(section) and _portrait(note, section[0]))
    if note.claims[id(heading)]:
        # "It is clear that she wants…" makes the whole section the writer's
        return []
    return [
        View("wish", note.span(clause.start, clause.end), "under the child's heading", False, place)
        for clause in sentence.clauses
        if _states_view(note, clause)
        and not claimed(note, sentence, clause)
        and not any(role in ADULTS for role in clause.frames)
        and clause.subject in {"child", ""}
    ]


def _too_young(note: ParsedNote, sentence: Sentence) -> bool:
    """`He is too young to understand`: what then stands under the child's heading is a guess."""
    lows = [token.low for token in note.tokens[sentence.start : sentence.end]]
    return ("too", "young") in pairwise(lows)


def _portrait(note: ParsedNote, sentence: Sentence) -> bool:
    """`Noor is a quiet boy with…`: the section opens by describing the child, so what follows is a description too."""
    clause = next((c for c in sentence.clauses if c.subject == "child" and c.subject_at >= 0), None)
    if clause is None or clause.frames:
        return False
    lows = [token.low for token in note.tokens[clause.subject_at + 1 : clause.end]]
    if lows[:2] == ["is", "described"]:
        return True
    return lows[:2] in (["is", "a"], ["is", "an"], ["'s", "a"]) and bool(_KINDS.intersection(lows))


_KINDS = frozenset(
    "boy girl child lad lass student pupil toddler baby teenager person man woman learner youngster".split()
)


def _states_view(note: ParsedNote, clause: Clause) -> bool:
    words = note.tokens[clause.start : clause.end]
    if clause.hypothetical or clause.opener.endswith("who") or any(t.low in _GUESSED for t in words):
        return False
    if len(words) < 2 or (
        clause.subject == "" and not any("wish" in t.keys or "feel" in t.keys for t in words)
    ):
        return False
    if not any(t.keys & {"wish", "strongfeel", "like", "evaluative"} for t in words):
        return False
    return not any(
        t.low in {"work", "captured", "considered", "obtained", "completed", "no"} for t in words[:6]
    )
