"""In whose mouth a whole paragraph stands: `as described by mum:`, `Email from FC:`."""

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.tokens import Token


def in_whose_mouth(clauses: list[Clause], tokens: list[Token], label: str) -> str:
    """`as described by mum:` puts the rest of the paragraph in mum's mouth, until the writer or another speaks.

    Sets the frames of the clauses in place; the answer is the adult whose word it still is, empty for none.
    """
    told_by = ""
    for place, clause in enumerate(clauses):
        for index in range(clause.start, clause.end - 2):
            told = tokens[index].low in {
                "described",
                "reported",
                "told",
                "account",
                "according",
                "provided",
                "completed",
            }
            if told and tokens[index + 1].low in {"by", "to", "from"} and tokens[index + 2].role in ADULTS:
                label = tokens[index + 2].role
        if clause.subject == "writer" and clause.head >= 0 and place == 0:
            label = ""
        if place == 0 and len(clauses) > 1 and clauses[1].opener.startswith(":"):
            label = _sender(clause, tokens) or label
        told_by = _per(clause, tokens) or told_by
        if told_by and not clause.frames:
            clause.frames, clause.frame_verbs = (told_by,), ("per",)
        if label and not clause.frames:
            clause.frames, clause.frame_verbs = (label,), ("label",)
    return label


def _per(clause: Clause, tokens: list[Token]) -> str:
    """The adult of `per mum`, `according to dad`; empty where none is named so."""
    for at in range(clause.start, clause.end - 1):
        if tokens[at].low == "per" and tokens[at + 1].role in ADULTS:
            return tokens[at + 1].role
        told = tokens[at].low == "according" and at + 2 < clause.end
        if told and tokens[at + 1].low == "to" and tokens[at + 2].role in ADULTS:
            return tokens[at + 2].role
    return ""


def _sender(clause: Clause, tokens: list[Token]) -> str:
    """The adult of `Email from FC:`, whose words follow; empty where none, or where the child is named."""
    words = tokens[clause.start : clause.end]
    roles = [token.role for token in words if token.role and "@owner" not in token.keys]
    sent = any("message" in token.keys or token.low in {"t/c", "call", "report", "update"} for token in words)
    by = any(token.low in {"from", "by"} for token in words)
    if sent and by and not roles and any(_office(words, at) for at in range(len(words))):
        # "Email from OMU:": an office that no list knows
        return "pro"
    return roles[0] if sent and by and roles and set(roles) <= ADULTS else ""


def _office(words: list[Token], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else None
    return (
        words[at].low in {"from", "by"} and after is not None and after.raw.isupper() and len(after.raw) > 1
    )
