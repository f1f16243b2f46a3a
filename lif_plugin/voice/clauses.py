"""Clauses of a sentence: where they begin, what opens them, who is their subject, what their verb is."""

from dataclasses import dataclass

from lif_plugin.voice.tokens import Token

_BREAKS = frozenset({",", ";", ":", "–", "-", "—", "(", ")", "="})
_VERBAL = frozenset({"say", "relay", "wish", "behave", "feel", "like", "aux", "adverb", "act"})
_WRITER_VERBS = frozenset(
    "changed cancelled swapped organised secured rescheduled raised liaised negotiated challenged sourced purchased contacted amended updated "
    "found brought asked discussed observed saw met spoke explained told agreed advised visited arrived rang called emailed texted "
    "fetched booked arranged requested ordered bought referred applied rebooked submitted sent notified replied tried attempted took used made completed reassured went spent introduced collected checked offered played did "
    "shared reminded informed".split()
)


@dataclass(slots=True, eq=False)
class Clause:
    """A stretch of one sentence with at most one subject and one main verb.

    `frames` are the roles whose words or belief the clause reports, outermost first.
    """

    start: int
    end: int
    opener: str
    subject: str = ""
    subject_at: int = -1
    head: int = -1
    negated: bool = False
    hypothetical: bool = False
    elided: bool = False
    pronoun: bool = False
    frames: tuple[str, ...] = ()
    frame_verbs: tuple[str, ...] = ()
    told_writer: bool = False


def split_clauses(tokens: list[Token], start: int, stop: int, opaque: set[int]) -> list[Clause]:
    """Clauses of the sentence `tokens[start:stop]`; words inside quotation marks never open one."""
    clauses: list[Clause] = []
    begin, opener = start, ""
    for index in range(start, stop):
        token = tokens[index]
        if index in opaque:
            continue
        breaks = token.low in _BREAKS or ("conj" in token.keys and token.low not in {"like", "than"})
        if not breaks:
            if index > begin and _speaks_anew(tokens, index, begin, stop):
                clauses.append(Clause(begin, index, opener))
                begin, opener = index, ""
            continue
        if token.low == "-" and index + 1 < stop and tokens[index + 1].start == token.end:
            continue
        if index > begin:
            clauses.append(Clause(begin, index, opener))
            opener = token.low
        else:
            opener = f"{opener} {token.low}".strip()
        begin = index + 1
    if begin < stop:
        clauses.append(Clause(begin, stop, opener))
    return clauses


def _speaks_anew(tokens: list[Token], index: int, begin: int, stop: int) -> bool:
    """Whether a person and a verb start a clause that no mark or joining word announces: `FC says he is well`."""
    token = tokens[index]
    if not (token.role or "nominative" in token.keys) or "@owner" in token.keys or index + 1 >= stop:
        return False
    before = tokens[index - 1]
    if before.low == "the" and index - begin > 2 and "relay" in tokens[index + 1].keys:
        # "close at next review The grandmother told me": the article goes with the speaker
        return not tokens[index - 2].keys & {"prep", "det", "conj"}
    if before.keys & {"prep", "det", "conj"} or not tokens[index + 1].keys & _VERBAL:
        return False
    reports = before.keys & {"relay", "say", "believe", "avow"} or (
        index - begin > 1
        and (before.role or before.low in {"him", "her"})
        and tokens[index - 2].keys & {"relay", "say"}
    )
    if reports:
        return True
    avows = (
        index + 2 < stop
        and "aux" in tokens[index + 1].keys
        and bool(tokens[index + 2].keys & {"avow", "relay"})
    )
    starts = avows or "nominative" in token.keys or "relay" in tokens[index + 1].keys
    # "SW cc'd Nan told me": the 'd that ends a word inverts nothing
    held = before.keys & {"adverb", "aux", "neg"} and before.low != "'d"
    if held and _second_subject(tokens, index, begin):
        return True
    return index - begin > 1 and starts and not held


def _second_subject(tokens: list[Token], index: int, begin: int) -> bool:
    """`In the half minute we had she said…`: the verb before has its own subject, so this one begins anew."""
    if tokens[index - 1].low != "had" or "say" not in tokens[index + 1].keys or index - begin < 3:
        return False
    owner = tokens[index - 2]
    return owner.role == "writer" or "nominative" in owner.keys


def find_subject(clause: Clause, tokens: list[Token], opaque: set[int]) -> None:
    """Sets the subject's place and the head verb of a clause, in place; -1 where there is none."""
    for index in range(clause.start, clause.end):
        token = tokens[index]
        if index in opaque or not token.is_word:
            continue
        if (token.role or token.keys & {"nominative"}) and "@owner" not in token.keys:
            if not _after_preposition(tokens, index, clause.start):
                clause.subject_at = index
                break
        elif _own_body(token, tokens, index, clause.end):
            clause.subject_at = index
            break
        elif _finite(token, tokens, index, clause.start):
            break
    if clause.subject_at > clause.start and any(
        "neg" in tokens[at].keys for at in range(clause.start, clause.subject_at)
    ):
        # "At no point did Harvey express…"
        clause.negated = True
    _find_head(clause, tokens, opaque)


def _own_body(token: Token, tokens: list[Token], index: int, stop: int) -> bool:
    """`Finlay's face dropped`: a part of the child, or what is theirs alone, stands for the child."""
    if "@owner" not in token.keys or token.role != "child" or index + 2 >= stop:
        return False
    return "body" in tokens[index + 2].keys or "body" in tokens[index + 1].keys


def _after_preposition(tokens: list[Token], index: int, start: int) -> bool:
    for back in range(index - 1, max(start - 1, index - 4), -1):
        if "prep" in tokens[back].keys:
            return True
        if not (
            tokens[back].keys & {"det", "adverb"} or tokens[back].role or tokens[back].low in {"'s", "&"}
        ):
            return False
    return False


def _finite(token: Token, tokens: list[Token], index: int, start: int) -> bool:
    """Whether a word can be the verb of a clause that leaves its subject out; after `the` it is a noun."""
    if "det" in token.keys or not token.keys & {"say", "wish", "behave", "see", "feel", "act", "aux"}:
        return False
    near = tokens[max(start, index - 2) : index]
    return not any(t.keys & {"det"} for t in near) and not (near and near[-1].keys & {"prep"})


def _find_head(clause: Clause, tokens: list[Token], opaque: set[int]) -> None:
    begin = clause.subject_at + 1 if clause.subject_at >= 0 else clause.start
    paren = False
    for index in range(begin, clause.end):
        token = tokens[index]
        if token.low in {"(", ")"}:
            paren = token.low == "("
            continue
        if token.role and index == begin and clause.subject_at >= 0:
            # "Ruby R said": the initial belongs to the name
            continue
        if index in opaque or paren or not token.is_word or token.low.isdigit():
            continue
        if (
            token.low in {"would", "could", "might", "may", "should", "if", "'d", "ll"}
            or "modal" in token.keys
        ):
            clause.hypothetical = clause.hypothetical or token.low in {
                "would",
                "could",
                "might",
                "may",
                "should",
            }
        if token.keys & {"neg"}:
            clause.negated = True
            continue
        if token.low == "to" and tokens[index - 1].low == "were":
            # "if Amy were to say"
            clause.hypothetical = True
            continue
        if token.keys & {"aux", "adverb"} and not token.keys & {"say", "like", "wish"}:
            clause.head = index if clause.head < 0 else clause.head
            continue
        clause.head = index
        return


def elided_writer(clause: Clause, tokens: list[Token]) -> bool:
    """Whether a clause without a subject most likely leaves out `I`: `Asked him`, `Saw`, `Discussed`."""
    for index in range(clause.start, clause.end):
        token = tokens[index]
        if token.low in {"have", "will", "'ll", "am"} and index == clause.start:
            return True
        if token.keys & {"adverb", "neg"} and not token.keys & {"say", "see"}:
            continue
        named = index + 1 < clause.end and tokens[index + 1].role == "child"
        if token.low not in _WRITER_VERBS and not (token.low == "let" and named):
            return False
        if (
            token.low == "did"
            and clause.head > index
            and "behave" in tokens[clause.head].keys
            and tokens[clause.head].low != "approach"
        ):
            return False
        after = tokens[index + 1] if index + 1 < clause.end else None
        if token.low in {"found", "brought"}:
            return not any(one.role == "writer" for one in tokens[index + 1 : clause.end])
        if token.low in {"told", "asked", "called", "texted", "rang", "showed"} and after is not None:
            if after.role == "writer":
                return False
            return not (token.low == "asked" and after.low in {"for", "to", "not", "why", "when"})
        return True
    return False
