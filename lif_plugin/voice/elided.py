"""Subjects that are left out: what in a clause says who or what must be meant."""

from itertools import takewhile

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.people import ADULTS, Cast
from lif_plugin.voice.tokens import Token


def goes_on(clause: Clause, tokens: list[Token], frames: list[tuple[str, str, bool]], place: int) -> bool:
    """Whether a left-out subject is the adult whose account is open: a second verb of saying or thinking in the present."""
    if not place or not clause.elided or clause.subject != "child" or len(frames) != 1 or clause.head < 0:
        return False
    role, verb, _ = frames[0]
    joined = clause.opener.split(" ")[-1:] in (["and"], ["but"], ["&"])
    alike = tokens[clause.head].low.endswith("s") and verb.endswith("s")
    return joined and alike and role in ADULTS and bool(tokens[clause.head].keys & {"believe", "relay"})


def is_matter(clause: Clause, tokens: list[Token], place: int) -> bool:
    """`Staying put agreed with carers`: what opens in -ing is the matter, and somebody agreed to it."""
    if place or clause.head < 0 or not tokens[clause.start].low.endswith("ing"):
        return False
    return any(
        token.low in {"agreed", "stopped", "approved", "arranged", "confirmed", "cancelled", "granted"}
        for token in takewhile(lambda one: one.low != ".", tokens[clause.start + 1 : clause.end + _AHEAD])
    )


_AHEAD = 6
"""How far past its clause the word that settles a matter may stand."""


def told_to_other(clause: Clause, tokens: list[Token]) -> bool:
    """`Stated to officers …`, `Told teacher …`, with nobody before the verb."""
    if clause.head != clause.start or tokens[clause.head].low not in {"stated", "told", "disclosed"}:
        return False
    ahead = [token for token in tokens[clause.head + 1 : min(clause.head + 4, clause.end)] if token.is_word]
    ahead = ahead[1:] if ahead and ahead[0].low == "to" else ahead
    return bool(ahead) and ahead[0].role == "pro"


def before_who(clause: Clause, tokens: list[Token]) -> str:
    """`officers spoke to Kit who said…`: whoever stands straight before `who` is its subject."""
    if clause.opener.split(" ")[-1:] != ["who"]:
        return ""
    for at in range(clause.start - 2, max(clause.start - 4, -1), -1):
        if tokens[at].role:
            return tokens[at].role
    return ""


def body_first(clause: Clause, tokens: list[Token]) -> bool:
    """`eyes widen`, `his breathing quickened`: a part of the body moves for the one spoken of."""
    words = [token for token in tokens[clause.start : clause.end] if token.is_word][:3]
    if len(words) < 2:
        return False
    first = words[1] if words[0].low in {"his", "her", "their", "both", "little", "the"} else words[0]
    return "body" in first.keys


def names_child_next(clause: Clause, tokens: list[Token], cast: Cast, inherited: str) -> bool:
    """Whether `told her` after the child's clause must be the writer's telling: `her` is the child."""
    after = tokens[clause.head + 1] if clause.head + 1 < len(tokens) else None
    if after is None:
        return False
    if after.role == "writer" and tokens[clause.head].low == "agreed":
        return True
    if inherited == "child":
        sex = "f" if after.low == "her" else "m" if after.low == "him" else ""
        return after.role == "child" or (bool(sex) and sex == cast.sex)
    return after.role not in {"", "writer"} or after.low in {"him", "her"}


def verbal(tokens: list[Token], clause: Clause) -> bool:
    """Whether the clause without a subject begins with its verb, so that the subject is left out."""
    for index in range(clause.start, clause.head + 1):
        token = tokens[index]
        if "base" in token.keys and index == clause.start:
            # "Contact moved", "Plan agreed": a bare form at the start is a noun
            return False
        if token.keys & {"say", "wish", "behave", "see", "feel", "act", "aux", "feelword"}:
            return True
        if not token.keys & {"adverb", "neg"}:
            return False
    return False
