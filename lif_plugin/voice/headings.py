"""Headings of templates: `Child's views: …`, what section each opens and whether it was left empty."""

from dataclasses import dataclass

from lif_plugin.voice.tokens import Token

_CHILD = frozenset({"@child"})
_VIEW_WORDS = frozenset(
    "views view voice wishes feelings words account section contribution perspective thoughts say bit comments expressed opinion says".split()
)
_OTHER = {
    "seen": "seen",
    "alone": "alone",
    "analysis": "analysis",
    "reflection": "analysis",
    "formulation": "analysis",
    "actions": "actions",
    "action": "actions",
    "outcome": "actions",
    "decision": "actions",
    "plan": "actions",
    "agreed": "actions",
    "recommendation": "actions",
    "recommendations": "actions",
    "next": "actions",
    "presentation": "presentation",
    "present": "present",
    "attendees": "present",
    "observation": "presentation",
    "observations": "presentation",
}
_LONGEST = 9
_SHORT = 4
"""Words at most of a heading that ends in a full stop: `The child's perspective.`"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: token range and kind (`child_views`, `adult_views`, `seen`, `alone`, `analysis`, `actions`, ...)."""

    start: int
    end: int
    kind: str
    own_line: bool = False


def find_heading(tokens: list[Token], start: int, stop: int) -> Heading | None:
    """The heading with which the sentence opens, or None."""
    for index in range(start, min(start + _LONGEST, stop)):
        token = tokens[index]
        if token.low == "?":
            return _asked_of_adults(tokens, start, index)
        if token.low == "." and index - start <= _SHORT and index + 1 < len(tokens):
            kind = _kind(tokens, start, index)
            return Heading(start, index + 1, kind) if kind == "child_views" else None
        if token.low in {".", ",", ";"}:
            return None
        if token.low == ":":
            touching = (
                index + 1 < len(tokens)
                and tokens[index + 1].start == token.end
                and tokens[index + 1].raw[:1].isdigit()
            )
            if touching:
                return None
            kind = _kind(tokens, start, index)
            return Heading(start, index + 1, kind, index + 1 >= stop) if kind else None
    return None


def _asked_of_adults(tokens: list[Token], start: int, mark: int) -> Heading | None:
    """`What do the parents say?` on a form: what follows is theirs."""
    words = tokens[start:mark]
    opens = bool(words) and words[0].low in {"what", "how"}
    asked = opens and any(token.low in {"say", "says", "think", "views", "view"} for token in words)
    adult = any(token.role in {"parent", "carer", "relative", "pro"} for token in words)
    child = any("@child" in token.keys or token.role in {"child", "writer"} for token in words)
    return Heading(start, mark + 1, "adult_views") if asked and adult and not child else None


def _read_out(words: list[Token]) -> bool:
    """`Cameron's views, read by the chair:` are his, whoever reads them."""
    by = next((at for at, token in enumerate(words) if token.low in {"by", "through", "via"}), 0)
    ahead = words[:by]
    return any(token.role == "child" and "@owner" in token.keys for token in ahead) and not any(
        token.role in {"parent", "carer", "relative", "pro"} for token in ahead
    )


def _kind(tokens: list[Token], start: int, colon: int) -> str:
    words = tokens[start:colon]
    lows = [token.low for token in words]
    view = any(low in _VIEW_WORDS for low in lows)
    child = any("@child" in token.keys or token.low in {"child", "children"} for token in words)
    adult = any(token.role in {"parent", "carer", "relative", "pro"} for token in words)
    if view and adult and not _read_out(words):
        return "adult_views"
    if (
        view
        and (child or {"wishes", "feelings"} & set(lows) or "voice" in lows)
        and not ({"said", "says"} & set(lows))
    ):
        return "child_views"
    if "day" in lows and "life" in lows:
        return "adult_views" if adult else "day"
    if "alone" in lows:
        return "alone"
    verb = any(
        token.keys & {"say", "behave", "wish"}
        for token in words
        if token.low not in {"agreed", "plan", "plans", "present", "view", "views", "record", "comments"}
    )
    if verb or colon - start > 5:
        return ""
    for low in lows:
        if low in _OTHER:
            return _OTHER[low]
    return "" if adult or child else "other"
