"""One note taken apart: tokens, quotations, sentences with headings, clauses with subjects and speakers."""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from lif_plugin.voice.addressed import address_child
from lif_plugin.voice.ages import without_ages
from lif_plugin.voice.clauses import Clause, find_subject, split_clauses
from lif_plugin.voice.headings import Heading, find_heading
from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.people import Cast, mark_owners, merge_people, name_people
from lif_plugin.voice.quotes import quotations
from lif_plugin.voice.resolve import Focus, resolve_sentence
from lif_plugin.voice.sentences import sentences
from lif_plugin.voice.tokens import Token, tokenise
from lif_plugin.voice.values import Span


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence: its token range, the heading it stands under and its clauses."""

    start: int
    end: int
    heading: Heading | None = None
    clauses: list[Clause] = field(default_factory=list)
    adult_before: bool = False


@dataclass
class ParsedNote:
    """Everything later steps look at; nothing here decides what a label is."""

    text: str
    tokens: list[Token]
    sentences: list[Sentence]
    quotes: list[tuple[int, int]]
    opaque: set[int]
    cast: Cast
    age: float | None
    needs: str
    record_type: str
    lexicon: Lexicon

    def span(self, start: int, end: int) -> Span:
        """The character span of a token range, without marks hanging on at its ends."""
        while end - 1 > start and not self.tokens[end - 1].is_word and self.tokens[end - 1].low in ".,;:-–(":
            end -= 1
        return Span(self.tokens[start].start, self.tokens[end - 1].end)

    def sentence_of(self, at: int) -> int:
        """The index of the sentence that holds the token at `at`; -1 where it stands in a heading or a gap."""
        index = bisect_right(self.sentences, at, key=lambda sentence: sentence.start) - 1
        return index if index >= 0 and at < self.sentences[index].end else -1

    def clause_at(self, at: int) -> Clause | None:
        """The clause that holds the token at `at`; None in a heading or between clauses."""
        place = self.sentence_of(at)
        if place < 0:
            return None
        return next((c for c in self.sentences[place].clauses if c.start <= at < c.end), None)

    @cached_property
    def sections(self) -> dict[int, list[Sentence]]:
        """The sentences under each heading, by the identity of the heading."""
        found: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            if sentence.heading is not None:
                found.setdefault(id(sentence.heading), []).append(sentence)
        return found

    @cached_property
    def claims(self) -> dict[object, bool]:
        """What a reader of views has found out about each section or the note, kept so that it is asked once."""
        return {}


def parse(
    text: str,
    age: float | None,
    needs: str | None,
    names: tuple[str, ...],
    record_type: str,
    lexicon: Lexicon,
) -> ParsedNote:
    """The parsed note; two passes over the sentences, the first only to learn the child's pronoun."""
    tokens = merge_people(tokenise(text, lexicon.respell), lexicon, age)
    for token in tokens:
        if not token.role:
            token.keys = lexicon.keys.get(token.low, token.keys)
    cast = name_people(tokens, lexicon, age, names)
    address_child(tokens, cast, record_type.lower())
    tokens = without_ages(tokens)
    mark_owners(tokens)
    quotes = quotations(tokens, text)
    opaque = {index for start, end in quotes for index in range(start, end)}
    ranges = sentences(tokens, quotes)
    base = [token.keys for token in tokens]
    votes: dict[str, int] = {}
    _walk(tokens, ranges, cast, opaque, votes)
    cast.sex = max(votes, key=lambda sex: votes[sex]) if votes and (votes.get("m") or votes.get("f")) else ""
    cast.sex = "" if cast.sex == "p" else cast.sex
    cast.plural_child = bool(votes.get("p")) and not cast.sex
    for token, keys in zip(tokens, base, strict=True):
        token.keys = keys
    found = _walk(tokens, ranges, cast, opaque, {})
    return ParsedNote(
        text, tokens, found, quotes, opaque, cast, age, (needs or "").lower(), record_type.lower(), lexicon
    )


def _walk(
    tokens: list[Token], ranges: list[tuple[int, int]], cast: Cast, opaque: set[int], votes: dict[str, int]
) -> list[Sentence]:
    focus = Focus(votes=votes)
    found: list[Sentence] = []
    heading: Heading | None = None
    for begin, stop in ranges:
        start = begin
        opened = find_heading(tokens, start, stop)
        if opened is not None:
            heading = opened
            start = min(opened.end, stop)
        elif (
            start
            and tokens[start - 1].kind == "newline"
            and heading is not None
            and heading.own_line is False
        ):
            heading = None
        if start and tokens[start - 1].kind == "newline":
            focus.label = ""
        sentence = Sentence(start, stop, heading, adult_before=focus.adult_spoke)
        if start < stop:
            sentence.clauses = split_clauses(tokens, start, stop, opaque)
            for clause in sentence.clauses:
                find_subject(clause, tokens, opaque)
            resolve_sentence(sentence.clauses, tokens, focus, cast, opaque)
        found.append(sentence)
    return found
