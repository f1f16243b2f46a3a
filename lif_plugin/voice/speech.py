"""Whether the child's verb of speech reports something said: not denied, not imagined, not empty."""

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.tokens import Token

_SAID_OF = frozenset({"said", "reported", "described", "thought", "reckoned"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "'s"})


def is_speech(note: ParsedNote, clause: Clause, sentence: Sentence) -> bool:
    """Whether the child's verb of speech reports something said: not denied, not imagined, not empty."""
    tokens, head = note.tokens, clause.head
    verb = tokens[head]
    if (clause.hypothetical and not _only_so_much(note, clause)) or clause.opener in {
        "if",
        "unless",
        "whether",
    }:
        return False
    if clause.opener == "as" and verb.low in {"asked", "requested", "suggested", "said", "wished"}:
        # "as she asked, the visit was moved": her asking is named, not told
        return False
    if clause.elided and clause.opener in {"when", "as", "after", "until"} and verb.low in {"asked", "told"}:
        return False
    rest = [token for token in tokens[head + 1 : sentence.end] if token.is_word][:5]
    quoted = any(at in note.opaque for at in range(head, head + 5)) and head not in note.opaque
    opinion = verb.low in {"think", "reckon"}
    if clause.negated and not _denied_after(tokens, clause) and not quoted and not opinion:
        return False
    if verb.low in {"told", "asked", "informed"} and _passive(note, clause):
        return False
    if verb.low in _SAID_OF and tokens[head - 1].keys & {"aux"} and tokens[head - 1].low in _BE:
        # "she is said to be doing well": somebody says it of the child
        return False
    if verb.low == "spoken" and not any(
        t.low in {"has", "had", "have", "'s", "'d", "'ve"} for t in tokens[clause.start : head]
    ):
        # "cooed when spoken to": the child is the hearer
        return False
    lows = [token.low for token in rest]
    if len(rest) == 1 and rest[0].role and rest[0].role != "writer" and verb.low in {"said", "says"}:
        return True
    while lows and (
        rest[0].role
        or rest[0].keys & {"adverb", "@child", "@writer"}
        or lows[0] in {"to", "at", "up", "out", "back"}
    ):
        rest, lows = rest[1:], lows[1:]
    if not rest:
        return quoted
    if lows[0] in {"nothing", "hello", "hi", "bye", "goodbye", "very", "little", "much", "thanks"} or (
        lows[0] == "no"
        and len(lows) > 1
        and lows[1] in {"concerns", "issues", "worries", "more", "to", "thanks", "thank"}
    ):
        return False
    if lows[0] == "yes" and len(rest) == 1 and not quoted:
        return True
    if "weaksay" in verb.keys and verb.low not in {"replied", "repeated"}:
        named = head + 1 < len(tokens) and "nominative" in tokens[head + 1].keys
        letter = verb.low in {"written", "wrote", "writes"} and any(
            t.low in {"saying", "says", "asking"} for t in tokens[head : sentence.end]
        )
        return quoted or named or letter or _complement(verb, rest)
    return True


def _only_so_much(note: ParsedNote, clause: Clause) -> bool:
    """`Would only say that he is fine`, `would just say`: little was said, but said."""
    ahead = {token.low for token in note.tokens[clause.start : clause.head]}
    return "would" in ahead and bool(ahead & {"only", "just", "merely"})


def _complement(verb: Token, rest: list[Token]) -> bool:
    """Whether a weak verb of speech has something said after it: `signed that…`, `talked about…`."""
    first = rest[0]
    if verb.low.startswith(("talk", "chat", "sp")):
        return first.low in {"about", "of", "how"}
    if first.low in {
        "that",
        "about",
        "how",
        "what",
        "why",
        "he",
        "she",
        "they",
        "i",
        "wanting",
        "where",
        "if",
        "it",
        "there",
        "being",
        "feeling",
    } or (first.low == "to" and len(rest) > 1 and rest[1].low in {"say", "ask", "tell"}):
        return True
    if verb.low in {"described", "complained", "identified", "insisted", "claimed", "mentioned"}:
        return True
    if verb.low in {"signed", "wrote", "writes", "typed", "types", "signing", "texted", "mouthed"}:
        return first.low not in {
            "the",
            "a",
            "his",
            "her",
            "by",
            "off",
            "in",
            "up",
            "for",
            "consent",
            "on",
            "me",
            "their",
            "out",
        }
    return verb.low in {"requested", "instructs", "requests", "rates", "rated", "says"}


def _denied_after(tokens: list[Token], clause: Clause) -> bool:
    """Whether the negation stands after the verb, so that something was said: `said he doesn't`."""
    return not any("neg" in tokens[at].keys for at in range(clause.start, clause.head))


def _passive(note: ParsedNote, clause: Clause) -> bool:
    """`Jayden told before he went`, `he was told`: the child is the hearer."""
    tokens = note.tokens
    before = tokens[clause.head - 1] if clause.head > clause.start else None
    if before is not None and before.low in {"was", "were", "been", "is", "being", "be"}:
        return True
    after = tokens[clause.head + 1] if clause.head + 1 < len(tokens) else None
    if after is None:
        return True
    hearer = (
        after.role
        or after.keys & {"female", "male", "plural", "det", "adverb", "@child", "@pro"}
        or "weaksay" in after.keys
    )
    return tokens[clause.head].low == "told" and not hearer
