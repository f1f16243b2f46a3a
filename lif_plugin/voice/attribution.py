"""Whose words a clause carries: through whom it reached the page, and what is only claimed or believed."""

from dataclasses import dataclass

from lif_plugin.voice.clauses import Clause
from lif_plugin.voice.parse import ParsedNote, Sentence
from lif_plugin.voice.values import Span

_RELAYERS = frozenset({"pro", "carer", "writer", "advocate"})


_TOLD_TO = frozenset(
    "told tells disclosed said begged confided asked informed whispered mentioned reported shared admitted".split()
)
_EVIDENCE = frozenset({"evidence", "indication", "indications", "suggest", "indicate", "suggestion"})
_CLAIMS = frozenset({"clear", "evident", "apparent", "obvious", "undoubtedly"})


@dataclass(frozen=True, slots=True)
class View:
    """One thing of the child's: `words` or `wish`, where, by which rule, and whether it came through others."""

    kind: str
    span: Span
    rule: str
    relayed: bool = False
    sentence: int = 0
    doubt: bool = False


def outer(clause: Clause) -> tuple[str, ...]:
    """The people through whom the clause reaches the page, the child and the writer left out."""
    return tuple(role for role in clause.frames if role not in {"child", "writer"})


def heard(clause: Clause) -> bool:
    """Whether what stands here may count as the child's: no relative or other child tells it."""
    return all(role in _RELAYERS for role in outer(clause))


def believed(clause: Clause, note: ParsedNote) -> bool:
    """Whether somebody only thinks it: the innermost reporter is a writer or professional with a verb of belief."""
    if not clause.frames or clause.frames[-1] == "child":
        return False
    verb = clause.frame_verbs[-1]
    return "believe" in note.lexicon.keys.get(verb, ()) or clause.frames[-1] == "writer"


def claimed(note: ParsedNote, sentence: Sentence, clause: Clause) -> bool:
    """`It is clear that she wants…`: the writer's claim, not the child's word."""
    if unfounded(note, sentence):
        return True
    first = sentence.clauses[0]
    if first is clause or clause.opener not in {"that", ""}:
        return False
    if clause.opener == "" and clause is not sentence.clauses[1]:
        return False
    return any(note.tokens[at].low in _CLAIMS for at in range(first.start, first.end))


def unfounded(note: ParsedNote, sentence: Sentence) -> bool:
    """`No evidence to suggest that he…`, `nothing to indicate`: what follows was neither said nor seen."""
    words = note.tokens[sentence.start : min(sentence.start + 10, sentence.end)]
    denied = any(token.low in {"no", "nothing", "n't", "not"} for token in words)
    return denied and any(token.low in _EVIDENCE for token in words)


def told_other(note: ParsedNote, clause: Clause) -> bool:
    """Whether the child's hearer was someone else than the writer: a tutor, an officer, a carer."""
    if "police" in note.record_type:
        return True
    for at in range(clause.head + 1, min(clause.head + 4, clause.end)):
        token = note.tokens[at]
        if token.role == "writer":
            return False
        if (token.role in {"pro", "carer"} or token.keys & {"@pro", "@carer"}) and token.low != "interpreter":
            return note.tokens[clause.head].low in _TOLD_TO and "@owner" not in token.keys
    return False


def carried(note: ParsedNote, sentence: Sentence, clause: Clause, place: int) -> bool:
    """A pronoun straight after an adult's account carries that account on: `Mum said … He hates it`."""
    return (
        sentence.adult_before
        and clause.pronoun
        and clause is sentence.clauses[0]
        and not clause.frames
        and place > 0
    )


def extent(note: ParsedNote, sentence: Sentence, clause: Clause) -> int:
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
