"""Who each clause is about: subjects left out, pronouns, and whose words or belief a clause reports."""

from dataclasses import dataclass, field

from lif_plugin.voice.clauses import Clause, elided_writer
from lif_plugin.voice.elided import (
    before_who,
    body_first,
    goes_on,
    is_matter,
    names_child_next,
    told_to_other,
    verbal,
)
from lif_plugin.voice.frames import opens_frame, reframe
from lif_plugin.voice.people import ADULTS, MANY, Cast
from lif_plugin.voice.scope import in_whose_mouth
from lif_plugin.voice.tokens import Token

_SUBORDINATE = frozenset(
    "when if as while whilst before after since because where until unless who which how what why".split()
)


@dataclass
class Focus:
    """Who was spoken of last: the topic of the sentence before and the people in it."""

    role: str = ""
    sex: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)
    adult_spoke: bool = False
    label: str = ""
    votes: dict[str, int] = field(default_factory=dict)
    asked: bool = False


def _sex_of(token: Token, cast: Cast) -> str:
    if token.role == "child":
        return cast.sex
    if not MANY.isdisjoint(token.low.split()):
        return "p"
    return (
        "f"
        if "sex:f" in token.keys
        else "m"
        if "sex:m" in token.keys
        else "i"
        if "sex:i" in token.keys
        else ""
    )


def _fits(sex: str, other: str) -> bool:
    return not sex or not other or sex == other


def _shy(role: str, sex: str) -> str:
    """A professional of unknown sex who is no subject is never what `he` or `she` stands for."""
    return "?" if not sex and role in {"pro", "carer", "advocate", "other", "parent", "relative"} else sex


def pronoun_role(token: Token, here: list[tuple[str, str]], focus: Focus, cast: Cast) -> str:
    """The role a pronoun stands for, from the people of this sentence, then of the one before."""
    sex = "f" if "female" in token.keys else "m" if "male" in token.keys else "p"
    if sex == "p":
        singular = cast.plural_child and not any(role == "group" for role, _ in here + focus.people)
        return "child" if singular else "group"
    nearest = [
        (role, known)
        for role, known in reversed(here)
        if role not in {"writer", "group"} and _fits(known, sex)
    ]
    exact = [role for role, known in nearest if known == sex]
    if nearest:
        # a child whose pronoun is not known yet comes after somebody of that very sex, before one of no known sex
        rest = [role for role, _ in nearest if role == "child"]
        return (exact or rest or [nearest[0][0]])[0]
    if focus.role and focus.role not in {"writer", "group"} and _fits(focus.sex, sex):
        # after somebody of no known sex, a pronoun of the child's own sex goes to a child spoken of beside them
        unknown = not focus.sex and focus.role in {"pro", "carer", "other"} and cast.sex == sex
        beside = unknown and any(role == "child" for role, _ in focus.people)
        return "child" if beside else focus.role
    for role, known in focus.people:
        if role not in {"writer", "group"} and _fits(known, sex):
            return role
    return "child" if _fits(cast.sex, sex) else "parent"


def resolve_sentence(
    clauses: list[Clause], tokens: list[Token], focus: Focus, cast: Cast, opaque: set[int]
) -> None:
    """Sets subject and frames of each clause of one sentence, in place, and moves the focus on."""
    here: list[tuple[str, str]] = []
    frames: list[tuple[str, str, bool]] = []
    inherited = ""
    for place, clause in enumerate(clauses):
        if ";" in clause.opener:
            frames = []
        _set_subject(clause, tokens, focus, cast, here, inherited, place, clauses[0].start)
        if goes_on(clause, tokens, frames, place):
            # "Carer says Dan has been lashing out and thinks it is the tests": who says goes on to think
            clause.subject, frames = frames[0][0], []
        frames = reframe(clause, tokens, frames, place, clauses)
        clause.frames = tuple(role for role, _, _ in frames)
        clause.frame_verbs = tuple(verb for _, verb, _ in frames)
        _collect(clause, tokens, focus, cast, here, opaque)
        if (
            clause.subject
            and not _institution(clause, tokens)
            and (not inherited or clause.opener not in _SUBORDINATE)
        ):
            inherited = clause.subject
        opened = opens_frame(clause, tokens, place, clauses)
        if opened:
            frames = [*frames, (clause.subject, opened, clause.told_writer)]
    focus.label = in_whose_mouth(clauses, tokens, focus.label)
    _move_on(clauses, tokens, here, focus, cast)


def _set_subject(
    clause: Clause,
    tokens: list[Token],
    focus: Focus,
    cast: Cast,
    here: list[tuple[str, str]],
    inherited: str,
    place: int,
    opening: int,
) -> None:
    if clause.subject_at >= 0:
        _named_subject(clause, tokens, focus, cast, here, opening)
        return
    clause.elided = True
    if body_first(clause, tokens):
        near = inherited or focus.role or "child"
        clause.subject = near if near == "child" or focus.role not in {"child", ""} else "child"
        return
    if told_to_other(clause, tokens) and focus.role in ADULTS:
        # "Officer states: … Stated to officers she is fine": who is told is not who tells
        clause.subject = "child"
        return
    if clause.head == clause.start and focus.asked and tokens[clause.head].low in _ANSWERS:
        # "Text exchange with Reece. Asked how it went. Replied …": the one asked answers
        clause.subject = "child"
        return
    if is_matter(clause, tokens, place):
        return
    spoken_to = before_who(clause, tokens)
    if spoken_to:
        clause.subject = spoken_to
        return
    if clause.head < 0 or not verbal(tokens, clause):
        clause.subject = inherited if place else ""
        return
    writer = elided_writer(clause, tokens)
    if (
        place
        and inherited
        and inherited != "writer"
        and not (writer and names_child_next(clause, tokens, cast, inherited))
    ):
        clause.subject = inherited
    elif writer:
        clause.subject = "writer"
    elif (
        place
        and inherited == "writer"
        and any(role == "child" for role, _ in here)
        and tokens[clause.head].keys & {"behave", "say"}
    ):
        # "Asked if she wanted more - shook her head": the one asked answers
        clause.subject = "child"
    elif place and inherited:
        clause.subject = inherited
    elif focus.role and focus.role not in {"writer", "thing"}:
        clause.subject = focus.role
    else:
        clause.subject = "child" if _childlike(tokens[clause.head], focus) else ""


def _named_subject(
    clause: Clause,
    tokens: list[Token],
    focus: Focus,
    cast: Cast,
    here: list[tuple[str, str]],
    opening: int,
) -> None:
    """Sets the subject that stands in the clause, and counts which pronoun is the child's."""
    token = tokens[clause.subject_at]
    clause.pronoun = not token.role
    through = tokens[opening].low in {"per", "via"} and _fits(
        cast.sex, "f" if "female" in token.keys else "m"
    )
    clause.subject = token.role or ("child" if through else pronoun_role(token, here, focus, cast))
    if clause.pronoun and clause.subject == "child" and "plural" not in token.keys:
        sex = "f" if "female" in token.keys else "m"
        sole = not any(role != "child" and known in {sex, ""} for role, known in [*here, *focus.people])
        focus.votes[sex] = focus.votes.get(sex, 0) + (3 if sole else 1)
    elif clause.pronoun and "plural" in token.keys and focus.role == "child":
        focus.votes["p"] = focus.votes.get("p", 0) + 1


_ANSWERS = frozenset({"replied", "answered", "responded", "answers", "replies"})


def _childlike(verb: Token, focus: Focus) -> bool:
    """With nobody named before, a left-out subject is the child's only for acts and for `says`, `wants`."""
    if focus.people:
        return True
    return ("behave" in verb.keys and not verb.keys & {"say", "see", "act"}) or verb.low in {
        "says",
        "wants",
        "feels",
        "likes",
        "loves",
    }


def _institution(clause: Clause, tokens: list[Token]) -> bool:
    """A school or a ward may speak, but no later `he` or left-out subject stands for it."""
    return (
        clause.subject_at >= 0
        and "sex:i" in tokens[clause.subject_at].keys
        and "say" not in tokens[clause.head].keys
    )


def _collect(
    clause: Clause,
    tokens: list[Token],
    focus: Focus,
    cast: Cast,
    here: list[tuple[str, str]],
    opaque: set[int],
) -> None:
    """Notes the people of the clause, subject last so that it is the nearest, and gives pronouns their role."""
    first = clause.subject_at
    for index in range(clause.start, clause.end):
        token = tokens[index]
        if index in opaque or index == first:
            continue
        if token.role == "child" and "@owner" in token.keys:
            here.insert(0, (token.role, _sex_of(token, cast)))
        elif token.role and "@owner" not in token.keys and token.role != "writer":
            here.append((token.role, _shy(token.role, _sex_of(token, cast))))
        elif token.low in {"him", "her", "them", "himself", "herself", "his", "their"} and not token.role:
            people = [*here]
            if first >= 0 and first < index and token.low not in {"himself", "herself", "his", "their"}:
                people = [p for p in people if p[0] != clause.subject]
            role = pronoun_role(token, people, focus, cast)
            hearer = clause.subject == "child" and 0 <= first < index and not _possessive(tokens, index)
            if hearer and role == "child" and not token.low.endswith("self"):
                role = next((r for r, _ in focus.people if r not in {"child", "group"}), "other")
            if (
                role == "child"
                and token.low in {"his", "her", "him"}
                and people
                and all(r == "child" for r, _ in people)
            ):
                sex = "f" if token.low == "her" else "m"
                focus.votes[sex] = focus.votes.get(sex, 0) + 2
            if role == "child" and token.low in {"his", "her", "their"}:
                here.insert(0, (role, cast.sex))
            token.keys = token.keys | (
                {"@" + role} if not _possessive(tokens, index) else {"@" + role + "'s"}
            )
    if first >= 0:
        token = tokens[first]
        if not token.role:
            token.keys = token.keys | {"@" + clause.subject}
        sex = _sex_of(token, cast) or ("f" if "female" in token.keys else "m" if "male" in token.keys else "")
        speaks = clause.head >= 0 and bool(tokens[clause.head].keys & {"relay", "say"})
        person = (clause.subject, sex if speaks else _shy(clause.subject, sex))
        # someone who only stands in a `when` or `as` clause is less likely to be the next `he`
        here.insert(
            max(len(here) - 1, 0) if clause.opener in _SUBORDINATE and clause.opener != "who" else len(here),
            person,
        )


def _possessive(tokens: list[Token], index: int) -> bool:
    if tokens[index].low in {"his", "their"}:
        return True
    if tokens[index].low != "her":
        return False
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.is_word:
        return False
    return not (
        after.keys & {"nominative", "conj", "prep", "det", "adverb", "aux", "weekday"}
        or after.low in {"alone", "not", "why", "what", "how", "that"}
    )


def _move_on(
    clauses: list[Clause], tokens: list[Token], here: list[tuple[str, str]], focus: Focus, cast: Cast
) -> None:
    named = [person for person in here if person[0] not in {"writer", "thing"} and person[1] != "i"]
    able = {role for role, _ in named}
    main = next((c for c in clauses if c.subject in able and c.subject_at >= 0), None)
    if (
        clauses
        and clauses[0].elided
        and clauses[0].subject not in {"", "writer", "thing"}
        and verbal(tokens, clauses[0])
    ):
        main = clauses[0]
    lead = next((c for c in clauses if c.subject == "writer"), None)
    if main is not None and (lead is None or clauses.index(main) <= clauses.index(lead)):
        focus.role = main.subject
        focus.sex = next(
            (sex for role, sex in named if role == main.subject and sex),
            cast.sex if main.subject == "child" else "",
        )
    elif named:
        focus.role, focus.sex = named[0]
    if named:
        focus.people = list(dict.fromkeys(named))
    focus.asked = any(
        clause.subject == "writer"
        and clause.head >= 0
        and tokens[clause.head].low in {"asked", "texted", "messaged"}
        and not any(t.role in ADULTS for t in tokens[clause.head : clause.head + 3])
        for clause in clauses
    )
    focus.adult_spoke = any(
        clause.subject in ADULTS and clause.head >= 0 and bool(tokens[clause.head].keys & {"say", "relay"})
        for clause in clauses
    )
