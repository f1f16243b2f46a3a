"""Words of the child's copied into a note: messages, lines of a conversation, sentences in the first person."""

from itertools import pairwise

from lif_plugin.voice.attribution import View, outer
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.wishes import evaluates

_KIN = frozenset(
    "mum dad mummy daddy nan gran sister brother mates friends family mate bed room school dog carer".split()
)


_LIVING = frozenset("live stay go come move sleep be".split())


def messages(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
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
    if not first_person and content[0].low in {
        "no",
        "none",
        "nil",
        "see",
        "as",
        "n/a",
        "tbc",
        "not",
        "unchanged",
    }:
        return []
    roles = {t.role for t in label if t.role}
    message = any("message" in t.keys for t in label)
    if roles & {"parent", "relative", "carer", "pro", "advocate", "other", "sibling"} or (
        not first_person and not message
    ):
        return []
    if "child" not in roles and not (place and topic_child(note.sentences[place - 1])):
        return []
    if "child" in roles and not (message or any("say" in t.keys or t.low == "from" for t in label)):
        return []
    span = note.span(colon + 1, sentence.end)
    found = [View("words", span, "a message of the child's", False, place)]
    if evaluates(note, colon + 1, sentence.end) or any(t.low in {"can", "please"} for t in content):
        found.append(View("wish", span, "a message of the child's", False, place))
    return found


def transcript(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """`[18:03] Amir: dont want dad there`: a line of a copied conversation under the child's name."""
    if not _conversation(note):
        return []
    speaker, begin = _line(note, place)
    if speaker != "child" or begin >= sentence.end:
        return []
    span = note.span(max(begin, sentence.start), sentence.end)
    found = [View("words", span, "a line of the child's in a conversation", False, place)]
    if evaluates(note, begin, sentence.end):
        found.append(View("wish", span, "a line of the child's in a conversation", False, place))
    return found


def _conversation(note: ParsedNote) -> bool:
    """Whether lines of the note stand under the names of two speakers at least."""
    if "conversation" not in note.claims:
        speakers = [_line(note, place)[0] for place in range(len(note.sentences))]
        note.claims["conversation"] = "child" in speakers and len({one for one in speakers if one}) > 1
    return note.claims["conversation"]


def _line(note: ParsedNote, place: int) -> tuple[str, int]:
    """The role of the one speaker before the colon that opens a line, and where the line's words begin."""
    sentence = note.sentences[place]
    start = (
        sentence.heading.start
        if sentence.heading and sentence.heading.end == sentence.start
        else sentence.start
    )
    if start and note.tokens[start - 1].kind != "newline":
        return "", sentence.end
    speaker = ""
    for at in range(start, min(start + 6, sentence.end)):
        token = note.tokens[at]
        if token.low == ":":
            return speaker, at + 1
        if token.role:
            speaker = "" if speaker else token.role
        elif token.is_word and not token.low[:1].isdigit():
            return "", sentence.end
    return "", sentence.end


def first_person(note: ParsedNote, sentence: Sentence, place: int) -> list[View]:
    """`I want to live near my mates`, copied without marks: no worker writes so of their own life."""
    tokens = note.tokens
    for at in range(sentence.start, sentence.end - 2):
        if at in note.opaque or tokens[at].low != "i" or any(c.frames for c in sentence.clauses):
            continue
        ahead = [t.low for t in tokens[at + 1 : sentence.end]]
        own = any(a == "my" and b in _KIN for a, b in pairwise(ahead))
        want = any(
            a in {"want", "wish"} and b == "to" and c in _LIVING
            for a, b, c in zip(ahead, ahead[1:], ahead[2:], strict=False)
        )
        if (
            want
            or _mine(note, sentence)
            or (own and any("wish" in t.keys or "feel" in t.keys for t in tokens[at : sentence.end]))
        ):
            span = note.span(at, sentence.end)
            rule = "first person of the child's own life"
            return [View("words", span, rule, False, place), View("wish", span, rule, False, place)]
    return []


def _mine(note: ParsedNote, sentence: Sentence) -> bool:
    """`My future: I …`: the label itself speaks in the first person."""
    start = sentence.heading.start if sentence.heading is not None else sentence.start
    ahead = note.tokens[start : min(start + 8, sentence.end)]
    colon = next((at for at, token in enumerate(ahead) if token.low == ":"), 0)
    return any(token.low == "my" for token in ahead[:colon])


def topic_child(sentence: Sentence) -> bool:
    """Whether the first one spoken of in the sentence, the writer apart, is the child, first hand."""
    for clause in sentence.clauses:
        if clause.subject and clause.subject != "writer":
            return clause.subject == "child" and not outer(clause)
    return False
