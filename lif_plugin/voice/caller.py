"""Who brought the news: a call, message or report that opens a note puts the child's words in that adult's mouth."""

from dataclasses import replace
from itertools import takewhile

from lif_plugin.voice.attribution import View
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.people import ADULTS
from lif_plugin.voice.rules import GroupHits

_RANG = frozenset("rang called phoned emailed texted messaged rings phones calls reported contacted".split())
_SENT = frozenset(
    "email call t/c feedback report summary message voicemail letter text phonecall update".split()
)
_OPENING = 2


def through_caller(note: ParsedNote, hits: GroupHits, views: list[View]) -> list[View]:
    """The views with those marked as relayed that came by an adult's call before the writer met or spoke with the child.

    What a parent or relative brings so is no view of the child's and is left out.
    """
    caller = _caller(note)
    if not caller:
        return views
    met = _met(note, hits)
    kept = []
    for view in views:
        if view.sentence >= met or view.rule.startswith(("a message", "quotation in a message of the child")):
            kept.append(view)
        elif caller not in {"parent", "relative"}:
            kept.append(replace(view, relayed=True))
    return kept


def _caller(note: ParsedNote) -> str:
    """The role of the adult whose call or message opens the note; empty where none does."""
    for sentence in [s for s in note.sentences if s.start < s.end][:_OPENING]:
        role = _rang(note, sentence) or _sender(note, sentence)
        if role:
            return role
    return ""


def _rang(note: ParsedNote, sentence: Sentence) -> str:
    clause = sentence.clauses[0] if sentence.clauses else None
    if clause is None or clause.subject_at < 0 or clause.subject not in ADULTS or clause.head < 0:
        return ""
    return clause.subject if note.tokens[clause.head].low in _RANG else ""


def _sender(note: ParsedNote, sentence: Sentence) -> str:
    words = note.tokens[sentence.start : min(sentence.start + 9, sentence.end)]
    for at, token in enumerate(words[:-1]):
        if token.low in {"from", "by"} and any(before.low in _SENT for before in words[:at]):
            ahead = [t.role for t in words[at + 1 : at + 4] if t.role]
            return ahead[0] if ahead and ahead[0] in ADULTS else ""
    if words and words[0].low in _SENT - {"report", "summary", "feedback", "update"}:
        # "T/c mum": the other end of the line
        near = list(takewhile(lambda token: token.is_word, words[1:7]))
        people = [token.role for token in near if token.role and "@owner" not in token.keys]
        return people[0] if people and set(people) <= ADULTS else ""
    return ""


def _met(note: ParsedNote, hits: GroupHits) -> int:
    """The first sentence in which the writer meets or speaks with the child; past the end where none does."""
    places = [
        note.sentence_of(start)
        for start, _, pattern in hits.of("seen")
        if not pattern.source.startswith("@child ")
    ]
    for place, sentence in enumerate(note.sentences):
        for clause in sentence.clauses:
            if clause.subject != "writer" or clause.head < 0 or clause.negated:
                continue
            words = note.tokens[clause.head : clause.end]
            if clause.elided and words[0].low == "told" and words[1:2] and words[1].low in {"him", "her"}:
                # the other end of the line is who was told
                continue
            if words[0].low in {*_RANG, "spoke", "asked", "told"} and any("@child" in t.keys for t in words):
                places.append(place)
    return min(places, default=len(note.sentences))
