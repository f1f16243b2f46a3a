"""Who each clause is about: subjects left out, pronouns, and whose words or belief a clause reports."""

from dataclasses import dataclass, field

from lif_plugin.voice.clauses import Clause, elided_writer
from lif_plugin.voice.people import ADULTS, Cast
from lif_plugin.voice.tokens import Token

_BELIEF = frozenset("think thinks thought feel feels felt believe believes believed hope hopes hoped view views worry worries".split())
_ROOT_OPENERS = frozenset({"and", "but", "&", ";", "then", "+", ", and", ", but", "so", ", then", "–", "-"})
_SUBORDINATE = frozenset("when if as while whilst before after since because where until unless who which".split())


@dataclass
class Focus:
    """Who was spoken of last: the topic of the sentence before and the people in it."""

    role: str = ""
    sex: str = ""
    people: list[tuple[str, str]] = field(default_factory=list)
    adult_spoke: bool = False
    label: str = ""
    votes: dict[str, int] = field(default_factory=dict)


def _sex_of(token: Token, cast: Cast) -> str:
    if token.role == "child":
        return cast.sex
    return "f" if "sex:f" in token.keys else "m" if "sex:m" in token.keys else "i" if "sex:i" in token.keys else ""


def _fits(sex: str, other: str) -> bool:
    return not sex or not other or sex == other


def pronoun_role(token: Token, here: list[tuple[str, str]], focus: Focus, cast: Cast) -> str:
    """The role a pronoun stands for, from the people of this sentence, then of the one before."""
    sex = "f" if "female" in token.keys else "m" if "male" in token.keys else "p"
    if sex == "p":
        singular = cast.plural_child and not any(role == "group" for role, _ in here + focus.people)
        return "child" if singular else "group"
    for role, known in reversed(here):
        if role not in {"writer", "group"} and _fits(known, sex):
            return role
    if focus.role and focus.role not in {"writer", "group"} and _fits(focus.sex, sex):
        return focus.role
    for role, known in focus.people:
        if role not in {"writer", "group"} and _fits(known, sex):
            return role
    return "child" if _fits(cast.sex, sex) else "parent"


def resolve_sentence(clauses: list[Clause], tokens: list[Token], focus: Focus, cast: Cast, opaque: set[int]) -> None:
    """Sets subject and frames of each clause of one sentence, in place, and moves the focus on."""
    here: list[tuple[str, str]] = []
    frames: list[tuple[str, str, bool]] = []
    inherited = ""
    for place, clause in enumerate(clauses):
        if ";" in clause.opener:
            frames = []
        _set_subject(clause, tokens, focus, cast, here, inherited, place)
        frames = _reframe(clause, tokens, frames, place, clauses)
        clause.frames = tuple(role for role, _, _ in frames)
        clause.frame_verbs = tuple(verb for _, verb, _ in frames)
        _collect(clause, tokens, focus, cast, here, opaque)
        if clause.subject and not _institution(clause, tokens) and (not inherited or clause.opener not in _SUBORDINATE):
            inherited = clause.subject
        opened = _opens_frame(clause, tokens, place, clauses)
        if opened:
            frames = [*frames, (clause.subject, opened, clause.told_writer)]
    _move_on(clauses, here, focus, cast)


def _set_subject(
    clause: Clause, tokens: list[Token], focus: Focus, cast: Cast, here: list[tuple[str, str]], inherited: str, place: int
) -> None:
    if clause.subject_at >= 0:
        token = tokens[clause.subject_at]
        clause.pronoun = not token.role
        clause.subject = token.role or pronoun_role(token, here, focus, cast)
        if clause.pronoun and clause.subject == "child" and "plural" not in token.keys:
            sex = "f" if "female" in token.keys else "m"
            focus.votes[sex] = focus.votes.get(sex, 0) + 1
        elif clause.pronoun and "plural" in token.keys and focus.role == "child":
            focus.votes["p"] = focus.votes.get("p", 0) + 1
        return
    clause.elided = True
    if clause.head < 0 or not _verbal(tokens, clause):
        clause.subject = inherited if place else ""
        return
    writer = elided_writer(clause, tokens)
    if place and inherited and inherited != "writer" and not (writer and _names_child_next(clause, tokens)):
        clause.subject = inherited
    elif writer:
        clause.subject = "writer"
    elif place and inherited:
        clause.subject = inherited
    else:
        clause.subject = focus.role if focus.role and focus.role not in {"writer", "thing"} else "child"


def _institution(clause: Clause, tokens: list[Token]) -> bool:
    """A school or a ward may speak, but no later `he` or left-out subject stands for it."""
    return clause.subject_at >= 0 and "sex:i" in tokens[clause.subject_at].keys and "say" not in tokens[clause.head].keys


def _names_child_next(clause: Clause, tokens: list[Token]) -> bool:
    after = tokens[clause.head + 1] if clause.head + 1 < clause.end else None
    return after is not None and (after.role not in {"", "writer"} or after.low in {"him", "her"})


def _verbal(tokens: list[Token], clause: Clause) -> bool:
    """Whether the clause without a subject begins with its verb, so that the subject is left out."""
    for index in range(clause.start, clause.head + 1):
        token = tokens[index]
        if token.keys & {"say", "wish", "behave", "see", "feel", "act", "aux", "feelword"}:
            return True
        if not token.keys & {"adverb", "neg"}:
            return False
    return False


def _reframe(
    clause: Clause, tokens: list[Token], frames: list[tuple[str, str, bool]], place: int, clauses: list[Clause]
) -> list[tuple[str, str, bool]]:
    """Frames still open at this clause: a new speaker at the top level closes the one before."""
    if not frames or place == 0:
        return frames
    apart = clause.opener == "" and clause.start - max(clauses[place - 1].head, clauses[place - 1].start) > 3
    root = apart or clause.opener in _ROOT_OPENERS or clause.opener.split(" ")[-1:] in (["and"], ["but"], ["&"])
    explicit = clause.subject_at >= 0 and bool(tokens[clause.subject_at].role)
    speaks = clause.head >= 0 and bool(tokens[clause.head].keys & {"say", "relay", "act", "see", "behave", "wish"})
    keeps = [frame for frame in frames if frame[1] == "label"]
    told_me = _told_writer(clause, tokens)
    if told_me and clause.subject:
        return keeps
    if root and explicit and speaks and clause.subject != frames[-1][0]:
        return keeps
    if root and clause.subject == frames[0][0] and speaks:
        return keeps
    if root and clause.elided and speaks and clause.subject == clauses[0].subject:
        return keeps
    if clause.subject == "writer" and speaks and clause.opener not in {"that"}:
        return keeps
    return frames


def _told_writer(clause: Clause, tokens: list[Token]) -> bool:
    if clause.head < 0 or "say" not in tokens[clause.head].keys:
        return False
    after = tokens[clause.head + 1] if clause.head + 1 < clause.end else None
    if after is not None and after.low == "to" and clause.head + 2 < clause.end:
        after = tokens[clause.head + 2]
    return after is not None and after.role == "writer"


def _opens_frame(clause: Clause, tokens: list[Token], place: int, clauses: list[Clause]) -> str:
    """The verb by which this clause reports someone's words or belief, or nothing."""
    clause.told_writer = _told_writer(clause, tokens)
    label = place + 1 < len(clauses) and clauses[place + 1].opener.startswith(":")
    if label and clause.subject_at >= 0 and clause.subject and (place == 0 or clause.end - clause.start <= 3):
        return "label" if clause.subject in ADULTS else ""
    if clause.head < 0 or not clause.subject or clause.subject == "thing":
        return ""
    verb = tokens[clause.head]
    if clause.subject in ADULTS | {"group", "other", "sibling"} and verb.keys & {"relay", "say"}:
        return verb.low
    if clause.subject == "child" and "say" in verb.keys:
        return verb.low
    if clause.subject == "writer" and verb.low in _BELIEF:
        return verb.low
    return ""


def _collect(
    clause: Clause, tokens: list[Token], focus: Focus, cast: Cast, here: list[tuple[str, str]], opaque: set[int]
) -> None:
    """Notes the people of the clause, subject last so that it is the nearest, and gives pronouns their role."""
    first = clause.subject_at
    for index in range(clause.start, clause.end):
        token = tokens[index]
        if index in opaque or index == first:
            continue
        if token.role and "@owner" not in token.keys and token.role != "writer":
            here.append((token.role, _sex_of(token, cast)))
        elif token.low in {"him", "her", "them", "himself", "herself", "his", "their"} and not token.role:
            people = [*here]
            if first >= 0 and first < index and token.low not in {"himself", "herself", "his", "their"}:
                people = [p for p in people if p[0] != clause.subject]
            role = pronoun_role(token, people, focus, cast)
            token.keys = token.keys | ({"@" + role} if not _possessive(tokens, index) else {"@" + role + "'s"})
    if first >= 0:
        token = tokens[first]
        if not token.role:
            token.keys = token.keys | {"@" + clause.subject}
        sex = _sex_of(token, cast) or ("f" if "female" in token.keys else "m" if "male" in token.keys else "")
        here.append((clause.subject, sex))


def _possessive(tokens: list[Token], index: int) -> bool:
    if tokens[index].low in {"his", "their"}:
        return True
    if tokens[index].low != "her":
        return False
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.is_word:
        return False
    return not (after.keys & {"conj", "prep", "det", "adverb", "aux", "weekday"} or after.low in {"alone", "not", "why", "what", "how", "that"})


def _move_on(clauses: list[Clause], here: list[tuple[str, str]], focus: Focus, cast: Cast) -> None:
    named = [person for person in here if person[0] not in {"writer", "thing"} and person[1] != "i"]
    able = {role for role, _ in named}
    main = next((c for c in clauses if c.subject in able and c.subject_at >= 0), None)
    lead = next((c for c in clauses if c.subject == "writer"), None)
    if main is not None and (lead is None or clauses.index(main) <= clauses.index(lead)):
        focus.role = main.subject
        focus.sex = next((sex for role, sex in named if role == main.subject and sex), cast.sex if main.subject == "child" else "")
    elif named:
        focus.role, focus.sex = named[0]
    if named:
        focus.people = list(dict.fromkeys(named))
    focus.adult_spoke = any(c.subject in ADULTS and bool(c.frames) or c.subject in ADULTS and c.head >= 0 for c in clauses)
