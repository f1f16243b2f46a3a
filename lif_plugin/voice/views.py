"""What the child said, wrote or signed, and what the child wishes or feels, by whatever means."""

from dataclasses import dataclass

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.rules import GroupHits
from lif_plugin.voice.tokens import Token
from lif_plugin.voice.values import Span

_RELAYERS = frozenset({"pro", "carer", "writer", "advocate"})
_VOLITION = frozenset(
    {"want", "wants", "wanted", "wanting", "wish", "wishes", "wished", "hope", "hopes", "hoped", "hoping"}
)
_VOLITION |= {"prefer", "prefers", "preferred", "wishing"}
_CLAIMS = frozenset({"clear", "evident", "apparent", "obvious", "undoubtedly"})
_LIKE = frozenset(
    {"like", "likes", "liked", "love", "loves", "loved", "hate", "hates", "hated", "miss", "misses", "missed"}
)
_LIKE |= {"enjoy", "enjoys", "enjoyed", "dislikes", "dislike", "dreads", "dread", "missing", "prefers"}
_UNWILLING = frozenset(
    "going coming want like bothered funny fair safe staying moving living getting ready sharing right".split()
)
_KIN = frozenset(
    "mum dad mummy daddy nan gran sister brother mates friends family mate bed room school dog carer".split()
)
_LIVING = frozenset("live stay go come move sleep be".split())
_PLEAS = frozenset("begs begged pleads pleaded begging pleading".split())


@dataclass(frozen=True, slots=True)
class View:
    """One thing of the child's: `words` or `wish`, where, by which rule, and whether it came through others."""

    kind: str
    span: Span
    rule: str
    relayed: bool = False
    sentence: int = 0
    doubt: bool = False


def child_views(note: ParsedNote) -> list[View]:
    """All the child's own words, wishes and feelings in the note, in order."""
    views: list[View] = []
    for place, sentence in enumerate(note.sentences):
        if sentence.start >= sentence.end:
            continue
        for clause in sentence.clauses:
            views += _clause_views(note, sentence, clause, place)
        views += _heading_views(note, sentence, place)
        views += _messages(note, sentence, place)
        views += _first_person(note, sentence, place)
    views += _quoted(note, views)
    return sorted(views, key=lambda view: (view.span, view.kind))


def _outer(clause: Clause) -> tuple[str, ...]:
    """The people through whom the clause reaches the page, the child and the writer left out."""
    return tuple(role for role in clause.frames if role not in {"child", "writer"})


def _heard(clause: Clause) -> bool:
    """Whether what stands here may count as the child's: no relative or other child tells it."""
    outer = _outer(clause)
    return all(role in _RELAYERS for role in outer)


def _believed(clause: Clause, note: ParsedNote) -> bool:
    """Whether somebody only thinks it: the innermost reporter is a writer or professional with a verb of belief."""
    if not clause.frames or clause.frames[-1] == "child":
        return False
    verb = clause.frame_verbs[-1]
    return "believe" in note.lexicon.keys.get(verb, ()) or clause.frames[-1] == "writer"


def _clause_views(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> list[View]:
    if clause.subject != "child" or clause.head < 0 or not _heard(clause) or _believed(clause, note):
        return []
    if any(verb.startswith("not ") for verb in clause.frame_verbs) or _claimed(note, sentence, clause):
        return []
    section = sentence.heading.kind if sentence.heading else ""
    if section == "adult_views":
        return []
    verb = note.tokens[clause.head]
    advocate = "advocate" in clause.frames
    relayed = (bool(_outer(clause)) and not advocate) or _told_other(note, clause)
    span = note.span(
        clause.start if clause.subject_at < 0 else clause.subject_at, _extent(note, sentence, clause)
    )
    if "say" in verb.keys and not advocate and _is_speech(note, clause, sentence):
        found = [View("words", span, f"child {verb.low}", relayed, place)]
        asked = any(t.low == "asked" for t in note.tokens[sentence.start : clause.start])
        begin = sentence.start if asked else clause.head + 1
        opinion = verb.low in {"thinks", "thought", "reckons", "begged", "pleaded"} and not relayed
        if opinion or _evaluates(note, begin, _extent(note, sentence, clause)):
            found.append(View("wish", span, f"view in what the child {verb.low}", relayed, place))
        return found
    if _carried(note, sentence, clause, place):
        return []
    wish = _wish_rule(note, sentence, clause)
    # A bare wish in an adult's mouth is the adult's word, unless told as the child's instruction.
    if wish and not relayed:
        return [View("wish", span, wish, relayed, place)]
    return []


def _claimed(note: ParsedNote, sentence: Sentence, clause: Clause) -> bool:
    """`It is clear that she wants…`: the writer's claim, not the child's word."""
    first = sentence.clauses[0]
    if first is clause or clause.opener != "that":
        return False
    return any(note.tokens[at].low in _CLAIMS for at in range(first.start, first.end))


def _told_other(note: ParsedNote, clause: Clause) -> bool:
    """Whether the child's hearer was someone else than the writer: a tutor, an officer, a carer."""
    if "police" in note.record_type:
        return True
    for at in range(clause.head + 1, min(clause.head + 4, clause.end)):
        token = note.tokens[at]
        if token.role == "writer":
            return False
        if (token.role in {"pro", "carer"} or token.keys & {"@pro", "@carer"}) and token.low != "interpreter":
            return (
                note.tokens[clause.head].low in {"told", "tells", "disclosed", "said"}
                and "@owner" not in token.keys
            )
    return False


def _carried(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> bool:
    """A pronoun straight after an adult's account carries that account on: `Mum said … He hates it.`"""
    return (
        sentence.adult_before
        and clause.pronoun
        and clause is sentence.clauses[0]
        and not clause.frames
        and place > 0
    )


def _extent(note: ParsedNote, sentence: Sentence, clause: Clause) -> int:
    """Where the child's statement ends: at the next clause that another speaker or the writer opens."""
    end = clause.end
    begun = False
    for other in sentence.clauses:
        if other is clause:
            begun = True
            continue
        if begun:
            if "child" not in other.frames and other.subject != "child":
                break
            end = other.end
    del note
    return end


def _is_speech(note: ParsedNote, clause: Clause, sentence: Sentence) -> bool:
    """Whether the child's verb of speech reports something said: not denied, not imagined, not empty."""
    tokens, head = note.tokens, clause.head
    verb = tokens[head]
    if clause.hypothetical or clause.opener in {"if", "unless", "whether"}:
        return False
    if clause.elided and clause.opener in {"when", "as", "after", "until"} and verb.low in {"asked", "told"}:
        return False
    rest = [token for token in tokens[head + 1 : sentence.end] if token.is_word][:5]
    quoted = any(start >= head and start <= head + 4 for start, _ in note.quotes)
    if clause.negated and not _denied_after(tokens, clause) and not quoted:
        return False
    if verb.low in {"told", "asked", "informed"} and _passive(note, clause):
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
        lows[0] == "no" and len(lows) > 1 and lows[1] in {"concerns", "issues", "worries", "more"}
    ):
        return False
    if lows[0] == "yes" and len(rest) == 1 and not quoted:
        return True
    if "weaksay" in verb.keys and verb.low not in {"replied", "repeated"}:
        return quoted or _complement(verb, rest)
    return not (
        verb.low in {"asked", "ask"} and lows[:1] == ["to"] and lows[1:2] in (["leave"], ["see"]) and False
    )


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
    }:
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
    return not any(
        "neg" in tokens[at].keys for at in range(max(clause.subject_at, clause.start), clause.head)
    )


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


def _evaluates(note: ParsedNote, start: int, stop: int) -> bool:
    """Whether the child's words hold a wish, a feeling or a judgement rather than bare facts."""
    tokens = note.tokens
    for at in range(start, stop):
        if tokens[at].keys & {"evaluative", "strongfeel", "wish"}:
            return True
        if "neg" in tokens[at].keys and any(t.low in _UNWILLING for t in tokens[at + 1 : at + 3]):
            return True
    return False


def _wish_rule(note: ParsedNote, sentence: Sentence, clause: Clause) -> str:
    tokens, head = note.tokens, clause.head
    verb = tokens[head]
    before = {tokens[at].low for at in range(max(clause.subject_at, clause.start), head)}
    after = tokens[head + 1] if head + 1 < clause.end else None
    after_low = after.low if after else ""
    if (clause.hypothetical and clause.opener == "if") or clause.opener == "as":
        return ""
    if clause.opener in {"what", "whether", "if", "how"} and "child" not in clause.frames:
        return ""
    if before & {"may", "might", "could", "should", "must"}:
        return ""
    if clause.elided and verb.low.endswith("ing"):
        return ""
    if verb.low in _VOLITION or (
        verb.low in {"like", "love", "rather", "prefer", "sooner", "hate"} and before & {"would", "'d"}
    ):
        if clause.elided and (
            after is None or not after.is_word or "conj" in after.keys or after_low == "work"
        ):
            return ""
        if (
            clause.negated
            and after_low in {"to", "come"}
            and head + 2 < clause.end
            and tokens[head + 2].keys & {"talkverb"}
        ):
            return ""
        return f"child {verb.low}"
    if (
        verb.low in _LIKE
        and not clause.hypothetical
        and after is not None
        and not (before & {"looks", "is", "was"})
    ):
        return f"child {verb.low}"
    if (
        verb.low in {"feels", "felt", "feel"}
        and after is not None
        and (after.low in {"that", "like", "as", "he", "she", "they", "it"} or "strongfeel" in after.keys)
    ):
        return f"child {verb.low}"
    if (
        verb.low in {"feels", "felt"}
        and after is None
        and head + 1 < len(tokens)
        and tokens[head + 1].low in {"that", "like", "as", "he", "she"}
    ):
        return f"child {verb.low}"
    if verb.low in {"drew", "draws"} and any(
        t.role in {"parent", "sibling", "relative"} for t in tokens[head : sentence.end]
    ):
        return "child drew people"
    if "strongfeel" in verb.keys and tokens[head - 1].keys & {"aux", "adverb", "copula"} | (
        {"x"} if clause.elided else set()
    ):
        tail = [token for token in tokens[head + 1 : sentence.end] if token.is_word][:1]
        if (
            verb.low in {"happy", "keen", "sorry", "missing"}
            and tail
            and tail[0].low not in {"about", "that", "because"}
        ):
            return ""
        if tail and tail[0].low in {
            "about",
            "of",
            "that",
            "because",
            "by",
            "with",
            "when",
            "if",
            "for",
            "up",
            "at",
            "to",
        }:
            return f"child is {verb.low}"
    return _chosen(note, sentence, clause)


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


def _heading_views(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """What stands under a heading for the child's view, when it says something the child wants or feels."""
    heading = sentence.heading
    if heading is None or heading.kind != "child_views":
        return []
    return [
        View("wish", note.span(clause.start, clause.end), "under the child's heading", False, place)
        for clause in sentence.clauses
        if _states_view(note, clause)
        and not any(role in ADULTS for role in clause.frames)
        and clause.subject in {"child", ""}
    ]


def _states_view(note: ParsedNote, clause: Clause) -> bool:
    words = note.tokens[clause.start : clause.end]
    if len(words) < 2 or (
        clause.subject == "" and not any("wish" in t.keys or "feel" in t.keys for t in words)
    ):
        return False
    if not any(t.keys & {"wish", "strongfeel", "like", "evaluative"} for t in words):
        return False
    return not any(
        t.low in {"work", "captured", "considered", "obtained", "completed", "no"} for t in words[:6]
    )


def _messages(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """A child's message copied out after a colon, or first-person words after `through the door:`."""
    if len(sentence.clauses) < 2 or (
        sentence.heading is not None and sentence.heading.start == sentence.start
    ):
        return []
    colon = next(
        (
            at
            for at in range(sentence.start, min(sentence.start + 14, sentence.end))
            if note.tokens[at].low == ":"
        ),
        None,
    )
    if colon is None or colon + 2 >= sentence.end:
        return []
    label, content = note.tokens[sentence.start : colon], note.tokens[colon + 1 : sentence.end]
    first_person = any(t.low in {"i", "my", "me", "im"} and t.raw != "ME" for t in content)
    roles = {t.role for t in label if t.role}
    message = any("message" in t.keys for t in label)
    if roles & {"parent", "relative", "carer", "pro", "advocate", "other", "sibling"} or (
        not first_person and not message
    ):
        return []
    if "child" not in roles and not (place and _topic_child(note.sentences[place - 1])):
        return []
    if "child" in roles and not (message or any(t.low in {"says", "said", "from"} for t in label)):
        return []
    span = note.span(colon + 1, sentence.end)
    found = [View("words", span, "a message of the child's", False, place)]
    if _evaluates(note, colon + 1, sentence.end) or any(t.low in {"can", "please"} for t in content):
        found.append(View("wish", span, "a message of the child's", False, place))
    return found


def _first_person(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """`I want to live near my mates`, copied without marks: no worker writes so of their own life."""
    tokens = note.tokens
    for at in range(sentence.start, sentence.end - 2):
        if at in note.opaque or tokens[at].low != "i" or any(c.frames for c in sentence.clauses):
            continue
        ahead = [t.low for t in tokens[at + 1 : sentence.end]]
        own = any(a == "my" and b in _KIN for a, b in zip(ahead, ahead[1:], strict=False))
        want = any(
            a in {"want", "wish"} and b == "to" and c in _LIVING
            for a, b, c in zip(ahead, ahead[1:], ahead[2:], strict=False)
        )
        if want or (own and any("wish" in t.keys or "feel" in t.keys for t in tokens[at : sentence.end])):
            span = note.span(at, sentence.end)
            rule = "first person of the child's own life"
            return [View("words", span, rule, False, place), View("wish", span, rule, False, place)]
    return []


def _quoted(note: ParsedNote, views: list[View]) -> list[View]:
    """Quotations that belong to the child although no verb of speech carries them."""
    found = []
    for start, end in note.quotes:
        place = note.sentence_of(start)
        if place < 0 or end - start < 3 or (end - start < 4 and not _answer(note, start)):
            continue
        if end < len(note.tokens) and "tool" in note.tokens[end].keys:
            # 'my family' drawing: the name of a thing
            continue
        span = note.span(start, end)
        if any(view.kind == "words" and view.span.overlaps(span) for view in views):
            continue
        sentence = note.sentences[place]
        rule, relayed = _owner(note, sentence, start, end, place)
        if not rule or (sentence.heading and sentence.heading.kind == "adult_views"):
            continue
        found.append(View("words", span, rule, relayed, place))
        if _evaluates(note, start, end):
            found.append(View("wish", span, rule, relayed, place))
    return found


def _answer(note: ParsedNote, start: int) -> bool:
    """A single quoted word after a question: `Q1 why did you leave - 'bored'`."""
    sentence = note.sentences[note.sentence_of(start)]
    return (
        start > 0
        and note.tokens[start - 1].low in {"-", "–", ":"}
        and note.tokens[sentence.start].low.startswith("q")
    )


def _owner(note: ParsedNote, sentence: Sentence, start: int, end: int, place: int) -> tuple[str, bool]:
    if _answer(note, start):
        return "quotation in answer to a question", False
    clause = next(
        (c for c in sentence.clauses if c.start <= start < c.end or c.start <= start - 1 < c.end), None
    )
    after = next((c for c in sentence.clauses if c.start >= end - 1 and c.head >= 0), None)
    if after is not None and "say" in note.tokens[after.head].keys and after.start - end <= 1:
        return ("quotation, then the child's verb", False) if after.subject == "child" else ("", False)
    whole = start - sentence.start <= 1 and sentence.end - end <= 1
    if whole or clause is None:
        before = note.sentences[place - 1] if place else None
        said = (
            before is not None
            and (_topic_child(before) or _child_only(note, before))
            and not sentence.adult_before
        )
        return ("quotation after the child spoke", False) if said else ("", False)
    if clause.subject_at >= end:
        tail = note.tokens[clause.head] if clause.head >= 0 else None
        spoke = clause.subject == "child" and tail is not None and "say" in tail.keys
        return ("quotation, then the child's verb", False) if spoke else ("", False)
    if clause.subject == "child" and _heard(clause) and not _believed(clause, note) and not _outer(clause):
        return "quotation in what the child did", False
    return "", False


def _child_only(note: ParsedNote, sentence: Sentence) -> bool:
    """Whether the sentence names the child, lets no one else act, and the writer speaks with the child."""
    named = any("@child" in note.tokens[at].keys for at in range(sentence.start, sentence.end))
    return named and all(clause.subject in {"child", "writer", ""} for clause in sentence.clauses)


def turns_of_phrase(note: ParsedNote, hits: GroupHits) -> list[View]:
    """Words and wishes told by a turn of phrase: a known signal, `let me know`, `was adamant that`, `her worry is`."""
    found = [
        View("wish", note.span(start, end), "a known signal of the child's", False, note.sentence_of(start))
        for start, end, _ in hits.of("signal")
    ]
    for kind, group in (("words", "words_idiom"), ("wish", "view_idiom")):
        for start, end, pattern in hits.of(group):
            place = note.sentence_of(start)
            clause = next((c for c in note.sentences[place].clauses if c.start <= start < c.end), None)
            if (
                clause is None
                or start in note.opaque
                or not _heard(clause)
                or _believed(clause, note)
                or clause.opener in {"if", "whether"}
            ):
                continue
            if any(verb.startswith("not ") for verb in clause.frame_verbs) or _carried(
                note, note.sentences[place], clause, place
            ):
                continue
            heading = note.sentences[place].heading
            if heading is not None and heading.kind == "adult_views":
                continue
            relayed = bool(_outer(clause)) and "advocate" not in clause.frames
            if kind == "wish" and relayed:
                continue
            found.append(View(kind, note.span(start, max(end, clause.end)), pattern.source, relayed, place))
    return found


def _topic_child(sentence: Sentence) -> bool:
    for clause in sentence.clauses:
        if clause.subject and clause.subject != "writer":
            return clause.subject == "child" and not _outer(clause)
    return False
