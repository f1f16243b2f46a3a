"""Quotations that belong to the child without a verb of speech."""

from itertools import pairwise

from lif_plugin.voice.attribution import View, believed, heard, outer
from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.copied import topic_child
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.stretches import Stretches
from lif_plugin.voice.wishes import evaluates


def quoted(note: ParsedNote, views: list[View]) -> list[View]:
    """Quotations that belong to the child although no verb of speech carries them."""
    found = []
    said = Stretches(view.span for view in views if view.kind == "words")
    for start, end in note.quotes:
        place = note.sentence_of(start)
        if place < 0 or end - start < 3 or (end - start < 4 and not _answer(note, start)):
            continue
        if end < len(note.tokens) and "tool" in note.tokens[end].keys:
            # 'my family' drawing: the name of a thing
            continue
        span = note.span(start, end)
        if said.touch(span):
            continue
        sentence = note.sentences[place]
        rule, relayed = _owner(note, sentence, start, end, place)
        if not rule or (sentence.heading and sentence.heading.kind == "adult_views"):
            continue
        found.append(View("words", span, rule, relayed, place))
        if evaluates(note, start, end):
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
    sender = _sender(note, sentence, start)
    if sender == "child" or (sender == "advocate" and _asks(note, start, end)):
        return f"quotation in a message of the {sender}'s", False
    clause = next(
        (c for c in sentence.clauses if c.start <= start < c.end or c.start <= start - 1 < c.end), None
    )
    if _named_within(note, start, end):
        return "quotation in which the child says who they are", False
    if _on_paper(note, sentence, start, place):
        return "quotation from what the child handed over", False
    if _under_name(note, sentence, start):
        return "quotation under the child's name", False
    if _asked_child(note, sentence, start):
        return "quotation in answer to a question", False
    if clause is not None and any(verb.startswith("not ") for verb in clause.frame_verbs):
        return "", False
    after = next((c for c in sentence.clauses if c.start >= end - 1 and c.head >= 0), None)
    if after is not None and "say" in note.tokens[after.head].keys and after.start - end <= 1:
        return ("quotation, then the child's verb", False) if after.subject == "child" else ("", False)
    if end + 1 < len(note.tokens) and _uttered(note, end) and note.tokens[end + 1].role:
        # "It is too loud," said Amy
        return (
            ("quotation, then the child's verb", False)
            if note.tokens[end + 1].role == "child"
            else ("", False)
        )
    heading = sentence.heading
    if heading is not None and heading.kind == "child_views" and start - sentence.start <= 1:
        return "quotation under the child's heading", False
    whole = start - sentence.start <= 1 and sentence.end - end <= 1
    if whole or clause is None:
        before = note.sentences[place - 1] if place else None
        said = (
            before is not None
            and (
                topic_child(before)
                or _child_only(note, before)
                or _just_asked(note, place - 1)
                or _plain_question(note, before)
                or (_own_voice(note, start, end) and not _adult_speaks(before))
            )
            and not sentence.adult_before
        )
        return ("quotation after the child spoke", False) if said else ("", False)
    if clause.subject_at >= end:
        tail = note.tokens[end : clause.subject_at] + note.tokens[clause.head : clause.head + 1]
        spoke = clause.subject == "child" and any("say" in token.keys for token in tail)
        return ("quotation, then the child's verb", False) if spoke else ("", False)
    if clause.elided and clause.subject == "" and _left_out(note, sentence, clause, start):
        return "quotation after a verb of saying with nobody before it", False
    if clause.subject == "child" and heard(clause) and not believed(clause, note) and not outer(clause):
        return "quotation in what the child did", False
    return "", False


_UTTERED = frozenset(
    "sobbed cried shouted screamed laughed sighed yelled snapped grinned giggled croaked wailed".split()
)


def _uttered(note: ParsedNote, at: int) -> bool:
    """`'…' said`, `'…' sobbed`: a verb that carries the words before it."""
    return "say" in note.tokens[at].keys or note.tokens[at].low in _UTTERED


def _left_out(note: ParsedNote, sentence: Sentence, clause: Clause, start: int) -> bool:
    """`Said 'man at window' each time`: where no adult spoke before, who said it is whom the record is about."""
    said = clause.head >= 0 and note.tokens[clause.head].low in {"said", "says", "stated", "states"}
    return said and start - clause.head <= 2 and not sentence.adult_before and not clause.frames


def _asked_child(note: ParsedNote, sentence: Sentence, start: int) -> bool:
    """`Asked her what's the one thing: "my own room back"`: what follows the question is the answer."""
    if start <= sentence.start or note.tokens[start - 1].low not in {":", "-", "–", "?"}:
        return False
    for clause in sentence.clauses:
        asks = (
            clause.subject in {"writer", ""}
            and clause.head >= 0
            and note.tokens[clause.head].low in {"asked", "ask"}
        )
        if asks and clause.start < start:
            hearers = [
                t
                for t in note.tokens[clause.head : min(clause.end, start)]
                if t.role and "@owner" not in t.keys
            ]
            return not hearers or any(
                "@child" in token.keys for token in note.tokens[clause.head : min(clause.end, start)]
            )
    return False


def _sender(note: ParsedNote, sentence: Sentence, start: int) -> str:
    """Whose message a quotation copies: `Text from Finlay 18.02 '…'`, `Milo's letter: '…'`; empty where not said."""
    ahead = note.tokens[sentence.start : start]
    if not any("message" in token.keys for token in ahead):
        return ""
    for at, token in enumerate(ahead):
        if token.low in {"from", "by"}:
            roles = [t.role for t in ahead[at + 1 : at + 5] if t.role]
            return "advocate" if "advocate" in roles else roles[0] if roles else ""
    owners = [t.role for t in ahead if "@owner" in t.keys]
    if not any(t.role for t in ahead) and _of_oneself(note, start):
        # "Screenshot rec'd '…'", "Chat box: '…'": sent by whom the record is about
        return "child"
    return owners[0] if len(owners) == 1 else ""


def _of_oneself(note: ParsedNote, start: int) -> bool:
    """Whether the quotation that begins here speaks in the first person and of no child."""
    words = []
    for at in range(start, len(note.tokens)):
        if at not in note.opaque:
            break
        words.append(note.tokens[at])
    own = any(token.low in {"i", "my", "me", "'m", "we"} for token in words)
    return own and not any("@child" in token.keys or token.role == "child" for token in words)


def _asks(note: ParsedNote, start: int, end: int) -> bool:
    """Whether the words speak of the child and of a wish, so that an advocate's message carries the child's own."""
    words = note.tokens[start:end]
    return any("@child" in t.keys for t in words) and any(
        "wish" in t.keys or t.low in {"like", "asked"} for t in words
    )


def _just_asked(note: ParsedNote, place: int) -> bool:
    """`I asked what two capes do.`: the question has no other hearer, and the child was spoken of just before."""
    sentence = note.sentences[place]
    asks = any(
        clause.subject == "writer" and clause.head >= 0 and note.tokens[clause.head].low in {"asked", "ask"}
        for clause in sentence.clauses[:1]
    )
    others = any(
        token.role not in {"", "writer", "child"} for token in note.tokens[sentence.start : sentence.end]
    )
    return asks and not others and place > 0 and topic_child(note.sentences[place - 1])


def _under_name(note: ParsedNote, sentence: Sentence, start: int) -> bool:
    """`Kai: 'same as last time'`: nothing but the child's name stands before the colon."""
    ahead = [token for token in note.tokens[sentence.start : start - 1] if token.is_word]
    return start > 0 and note.tokens[start - 1].low == ":" and len(ahead) == 1 and ahead[0].role == "child"


def _named_within(note: ParsedNote, start: int, end: int) -> bool:
    """`'… Im Freya. …'`: the one who speaks gives the child's name as their own."""
    return any(a.low in {"'m", "im"} and b.role == "child" for a, b in pairwise(note.tokens[start:end]))


def _on_paper(note: ParsedNote, sentence: Sentence, start: int, place: int) -> bool:
    """`Slid over a folded paper. It says '…'`: what stands on the child's paper is the child's."""
    ahead = [token.low for token in note.tokens[sentence.start : start] if token.is_word]
    if (
        not ahead
        or not set(ahead) <= {"it", "says", "said", "read", "reads", "this", "is", "what"}
        or not place
    ):
        return False
    before = note.sentences[place - 1]
    paper = any("message" in t.keys or t.low in _PAPERS for t in note.tokens[before.start : before.end])
    return paper and not _adult_speaks(before)


_PAPERS = frozenset("paper card note drawing picture post-it page notebook diary whiteboard pad".split())


def _own_voice(note: ParsedNote, start: int, end: int) -> bool:
    """Whether the quoted words speak in the first person."""
    return any(token.low in {"i", "my", "me", "'m"} for token in note.tokens[start:end])


def _adult_speaks(sentence: Sentence) -> bool:
    """Whether an adult is the one who acts or speaks in the sentence, so that what follows may be theirs."""
    adults = {"parent", "relative", "carer", "pro", "sibling", "other", "group", "advocate"}
    return any(
        clause.subject in adults and clause.subject_at >= 0 and clause.head >= 0
        for clause in sentence.clauses
    )


def _plain_question(note: ParsedNote, sentence: Sentence) -> bool:
    """`What would make it a five?` with nobody named: put to the child, whose answer is copied after it."""
    words = note.tokens[sentence.start : sentence.end]
    return (
        bool(words) and words[-1].low == "?" and not any(token.role not in {"", "child"} for token in words)
    )


def _child_only(note: ParsedNote, sentence: Sentence) -> bool:
    """Whether the sentence names the child, lets no one else act, and the writer speaks with the child."""
    named = any("@child" in note.tokens[at].keys for at in range(sentence.start, sentence.end))
    return named and all(clause.subject in {"child", "writer", ""} for clause in sentence.clauses)
