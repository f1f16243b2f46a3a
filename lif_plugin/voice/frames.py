"""Frames: whose words or belief a clause reports, and when a new speaker closes them."""

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.tokens import Token

_BELIEF = frozenset(
    "think thinks thought feel feels felt believe believes believed hope hopes hoped view views worry worries".split()
)


_BELIEF_NOUNS = frozenset("view opinion belief feeling sense impression position worry concern hope".split())


_TOLD = frozenset(
    "reported said felt noted shared heard thought believed understood agreed stated acknowledged recognised recorded advised "
    "confirmed considered highlighted".split()
)
_ASSEMBLED = frozenset("meeting conference panel review group network members discussion all".split())


_ROOT_OPENERS = frozenset({"and", "but", "&", ";", "then", "+", ", and", ", but", "so", ", then", "–", "-"})


_DENIED = "not "


def reframe(
    clause: Clause,
    tokens: list[Token],
    frames: list[tuple[str, str, bool]],
    place: int,
    clauses: list[Clause],
) -> list[tuple[str, str, bool]]:
    """Frames still open at this clause: a new speaker at the top level closes the one before."""
    if not frames or place == 0:
        return frames
    apart = clause.opener == "" and clause.start - max(clauses[place - 1].head, clauses[place - 1].start) > 3
    root = (
        apart or clause.opener in _ROOT_OPENERS or clause.opener.split(" ")[-1:] in (["and"], ["but"], ["&"])
    )
    explicit = clause.subject_at >= 0 and bool(tokens[clause.subject_at].role)
    speaks = clause.head >= 0 and bool(
        tokens[clause.head].keys & {"say", "relay", "act", "see", "behave", "wish"}
    )
    keeps = [frame for frame in frames if frame[1] == "label"]
    told_me = _told_writer(clause, tokens)
    if told_me and clause.subject:
        return keeps
    if root and explicit and speaks and clause.subject != frames[-1][0]:
        return keeps
    if root and clause.subject == frames[0][0] and speaks:
        return keeps
    if root and clause.elided and speaks and clause.subject == clauses[0].subject:
        return keeps
    if clause.subject == "writer" and speaks and clause.opener != "that":
        return keeps
    return frames


def _bare_name(clause: Clause, tokens: list[Token]) -> bool:
    """`School - Ethan is settled`: nothing but the speaker stands before the dash."""
    return clause.end - clause.start == 1 and tokens[clause.start].role in ADULTS


def _believer(clause: Clause, tokens: list[Token]) -> str:
    """The adult of `Guardian's view is that…`; empty where it is nobody's view, the child's or the writer's."""
    words = tokens[clause.start : clause.end]
    if not any(token.low in _BELIEF_NOUNS for token in words):
        return ""
    if clause.subject in ADULTS and clause.subject_at >= 0 and any(token.low == "of" for token in words):
        # "carer is of the view that…"
        return clause.subject
    if any(token.low in {"my", "our"} for token in words):
        return "writer"
    owners = [token.role for token in words if "@owner" in token.keys]
    return owners[0] if owners and owners[0] in ADULTS else ""


def _nobody_said(clause: Clause, tokens: list[Token], follow: Clause | None) -> bool:
    """`It was reported that…`, `the meeting heard that…`, `all felt…`: an account of adults, none of them named."""
    if (
        follow is None
        or clause.subject_at >= 0
        or any("@child" in t.keys for t in tokens[clause.start : clause.end])
    ):
        return False
    lows = [token.low for token in tokens[clause.start : clause.end]]
    if len(lows) < 2 or len(lows) > 7 or lows[-1] not in _TOLD:
        return False
    passive = lows[0] in {"it", "was", "is"} and follow.opener == "that"
    return passive or (bool(_ASSEMBLED.intersection(lows[:3])) and follow.opener in {"that", ""})


def _speaks(clause: Clause, tokens: list[Token]) -> bool:
    """`Amy wrote to the judge: …`: the adult before the colon is who was told."""
    return clause.head >= 0 and "say" in tokens[clause.head].keys


def _told_writer(clause: Clause, tokens: list[Token]) -> bool:
    if clause.head < 0 or "say" not in tokens[clause.head].keys:
        return False
    after = tokens[clause.head + 1] if clause.head + 1 < clause.end else None
    if after is not None and after.low == "to" and clause.head + 2 < clause.end:
        after = tokens[clause.head + 2]
    return after is not None and after.role == "writer"


def opens_frame(clause: Clause, tokens: list[Token], place: int, clauses: list[Clause]) -> str:
    """The verb by which this clause reports someone's words or belief, or nothing."""
    clause.told_writer = _told_writer(clause, tokens)
    follow = clauses[place + 1] if place + 1 < len(clauses) else None
    label = follow is not None and (
        follow.opener.startswith(":")
        or (place == 0 and follow.opener in {"-", "–"} and _bare_name(clause, tokens))
    )
    if _nobody_said(clause, tokens, follow):
        clause.subject = "pro"
        return "agreed"
    if follow is not None and follow.opener == "that":
        believer = _believer(clause, tokens)
        if believer:
            clause.subject = believer
            return "believes"
    hearer = clause.subject == "child" and clause.subject_at >= 0 and _speaks(clause, tokens)
    if label and not hearer and place <= 1 and clause.end - clause.start <= 7:
        role = next(
            (
                t.role
                for t in reversed(tokens[clause.start : clause.end])
                if t.role in ADULTS | {"advocate", "child"}
            ),
            "",
        )
        if role and (clause.subject_at >= 0 or clause.subject != "child" or role != "child"):
            clause.subject = role
            return "label" if role != "child" else ""
    if clause.head < 0 or not clause.subject or clause.subject == "thing":
        return ""
    verb = tokens[clause.head]
    if verb.low.endswith("ing") and clause.subject_at >= 0 and "sex:i" in tokens[clause.subject_at].keys:
        return ""
    if clause.subject in ADULTS | {"group", "other", "sibling", "advocate"} and verb.keys & {"relay", "say"}:
        return verb.low
    avows = "avow" in verb.keys and clause.subject in ADULTS | {"writer", "other"}
    if avows and place + 1 < len(clauses) and clauses[place + 1].opener in {"that", "", "about"}:
        return "believes"
    if clause.subject == "child" and "say" in verb.keys:
        supposed = clause.hypothetical or clause.opener.split(" ")[-1:] in (["if"], ["unless"])
        return _DENIED + verb.low if clause.negated or supposed else verb.low
    if clause.subject == "writer" and verb.low in _BELIEF:
        return verb.low
    return ""
