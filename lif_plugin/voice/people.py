"""Who is named in a note: merging the words for a person into one token and giving it a role."""

from collections import Counter
from dataclasses import dataclass, field

from lif_plugin.voice.ages import age_of, close_to
from lif_plugin.voice.lexicon import Lexicon
from lif_plugin.voice.tokens import Token

ADULTS = frozenset({"parent", "relative", "carer", "pro"})
"""Roles whose word about the child is an adult's word."""

MANY = frozenset(
    "and parents both carers fcs cws staff adopters applicants couple grandparents mgps pgps relatives cousins neighbours officers "
    "professionals agencies practitioners teachers".split()
)
"""Words for several adults, for whom `he` or `she` never stands."""
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "pc", "dc", "ds", "sgt", "sister", "nurse"})
_NAME_FIELDS = frozenset("name client yp pupil subject".split())
_AFTER_TO = frozenset("her him them me us do see go be say talk come get speak".split())
_NOT_POSSESSIVE = frozenset(
    "a an the not n't been got had just still now very so in at on out back up away asleep awake happy fine gone going "
    "doing being taking getting too also always never really to all about with there here no that quite only like".split()
)


@dataclass
class Cast:
    """The people of one note: the child's names and sex, as far as the note shows them."""

    names: set[str] = field(default_factory=set)
    sex: str = ""
    plural_child: bool = False


def merge_people(tokens: list[Token], lexicon: Lexicon, age: float | None) -> list[Token]:
    """The tokens with each phrase for a person joined into one token that carries its role and sex."""
    merged: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.low in _TITLES and index + 1 < len(tokens) and tokens[index + 1].raw[:1].isupper():
            # "Mrs K", "PC Vane": the title makes the name a professional's
            keys = frozenset(
                {"@pro"}
                | (
                    {"sex:f"}
                    if token.low in {"mrs", "ms", "miss"}
                    else {"sex:m"}
                    if token.low == "mr"
                    else set()
                )
            )
            whole = Token(
                f"{token.low} {tokens[index + 1].low}",
                token.start,
                tokens[index + 1].end,
                token.raw,
                keys=keys,
                role="pro",
            )
            merged.append(whole)
            index += 2
            continue
        token.low = _short_form(tokens, index)
        size, found = _longest(tokens, index, lexicon) if token.is_word else (0, None)
        if found:
            last = tokens[index + size - 1]
            low = " ".join(t.low for t in tokens[index : index + size])
            role, sex = found
            if low in {"baby", "newborn", "infant"}:
                role = "child" if age is not None and age < 2 else "sibling"
            person = Token(low, token.start, last.end, token.raw, "word", role=role)
            person.keys = frozenset({"@" + role, "sex:" + sex} if sex else {"@" + role})
            merged.append(person)
            index += size
            continue
        merged.append(token)
        index += 1
    return merged


def _short_form(tokens: list[Token], index: int) -> str:
    """`seen w mum`, `spoke 2 her`: a letter or a number that stands for a small word."""
    token, after = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.is_word or not after.raw[:1].isalpha():
        return token.low
    if token.raw == "w":
        return "with"
    return "to" if token.raw == "2" and after.low in _AFTER_TO else token.low


def _longest(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[int, tuple[str, str] | None]:
    low = tokens[index].low
    longest = lexicon.openers.get(low, 0)
    if not longest:
        # "mums", "dads coat": a missing apostrophe; the person stands as owner
        found = lexicon.people.get((low[:-1],)) if len(low) > 3 and low[-1] == "s" else None
        return (1, found) if found else (0, None)
    for size in range(min(longest, len(tokens) - index), 0, -1):
        words = tuple(t.low for t in tokens[index : index + size])
        found = lexicon.people.get(words)
        if found:
            return size, found
    return 0, None


def name_people(tokens: list[Token], lexicon: Lexicon, age: float | None, names: tuple[str, ...]) -> Cast:
    """Marks proper names as the child or as another person, in place, and returns the cast.

    Given `names` come first; else a name with the child's age beside it, else the likeliest bare name.
    """
    cast = Cast({name.lower() for name in names})
    plain: dict[str, float] = {}
    others: set[str] = set()
    counts = Counter(token.low for token in tokens)
    for index, token in enumerate(tokens):
        if not _may_be_name(tokens, index, lexicon, counts):
            continue
        before = tokens[index - 1].low if index else ""
        written = age_of(tokens, index)
        if before == ":" and index > 1 and tokens[index - 2].low in _NAME_FIELDS and not names:
            cast.names.add(token.low)
            continue
        if written is not None and age is not None and not names:
            fits = close_to(written, age)
            (cast.names if fits else others).add(token.low)
            if (
                len(token.raw) == 1
                and before.isalpha()
                and tokens[index - 1].raw[:1].isupper()
                and not tokens[index - 1].role
            ):
                # "Albie J (5)": the name stands before the initial
                (cast.names if fits else others).add(before)
        else:
            cue = (
                before in {"saw", "re", ":", "baby", "with", "from", "on", "to", "observed", "met", "is"}
                or index == 0
            )
            after = tokens[index + 1].low if index + 1 < len(tokens) else ""
            bonus = (
                (1.5 if cue and before != "on" else 0)
                + (1.5 if after == "seen" else 0)
                + (0 if plain else 1.2)
            )
            plain[token.low] = plain.get(token.low, 0) + 1 + bonus - _unlike_a_child(tokens, index, lexicon)
    cast.names -= others if not names else set()
    told = not names and _aged_child(tokens, age)
    if not cast.names and plain and not told and (len(plain) == 1 or not _generic_child(tokens)):
        written_small = _uncapitalised(tokens)
        small = set() if written_small else {token.raw for token in tokens if token.raw.islower()}
        free = {name: count for name, count in plain.items() if name not in others | small and count > 0}
        if free:
            cast.names.add(max(free, key=lambda name: free[name]))
    _mark_names(tokens, cast, others, lexicon, counts)
    return cast


def _unlike_a_child(tokens: list[Token], index: int, lexicon: Lexicon) -> float:
    """How far what stands around a bare name speaks against its being the child: `Beech House`, `Nan Pat`, `at Costa`."""
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    against = 0.0
    if before is not None and before.is_word:
        known = lexicon.keys.get(before.low, frozenset())
        phrase = (
            before.raw[:1].isupper()
            and not before.role
            and not known & {"notname", "say", "see", "act", "conj"}
        )
        if before.role in ADULTS | {"sibling"} or before.low in {"the", "at", "in"} or phrase:
            against += 4
    if (
        after is not None
        and after.is_word
        and after.raw[:1].isupper()
        and not after.role
        and after.raw.isalpha()
    ):
        against += 4 if len(after.raw) > 2 and not after.raw.isupper() else 0
    if (
        after is not None
        and after.low == "("
        and index + 2 < len(tokens)
        and tokens[index + 2].role in ADULTS
    ):
        against += 4
    return against


def _aged_child(tokens: list[Token], age: float | None) -> bool:
    """`Child (10) present`: the age beside the general word says that the note gives no name."""
    if age is None:
        return False
    for index, token in enumerate(tokens):
        if token.role == "child" and token.low not in {"baby", "bub"}:
            written = age_of(tokens, index)
            if written is not None and close_to(written, age):
                return True
    return False


def _generic_child(tokens: list[Token]) -> bool:
    return any(t.role == "child" and t.low not in {"baby", "child", "boy", "girl", "lad"} for t in tokens)


def _may_be_name(tokens: list[Token], index: int, lexicon: Lexicon, counts: Counter[str]) -> bool:
    token = tokens[index]
    if not token.is_word or token.role or not token.raw[:1].isalpha():
        # a name in small letters still counts with an age in brackets straight after it
        return False
    if token.low.startswith("'") or token.low == "n't":
        return False
    if lexicon.keys.get(token.low, frozenset()) & {"weekday", "month"} and age_of(tokens, index) is None:
        return False
    if "notname" in lexicon.keys.get(token.low, ()):
        return (
            len(token.raw) > 2
            and tokens[index + 1 : index + 2][0:1] != []
            and tokens[index + 1].low == "("
            and age_of(tokens, index) is not None
        )
    known = lexicon.keys.get(token.low, frozenset())
    if not token.raw[:1].isupper():
        if _uncapitalised(tokens) and not known and _says_next(tokens, index):
            return True
        return (
            not known
            and index + 2 < len(tokens)
            and tokens[index + 1].low == "("
            and age_of(tokens, index) is not None
        )
    if len(token.raw) > 1 and token.raw.isupper() and (len(token.raw) > 2 or age_of(tokens, index) is None):
        # "RHI", "DT": an office or a role; two letters may be a child's initials with an age beside them
        return False
    if len(token.raw) == 1:
        met = index > 0 and tokens[index - 1].low in {"saw", "met", "visited", "rang", "texted", "collected"}
        return token.low not in {"i", "a"} and (
            met or age_of(tokens, index) is not None or _acts(tokens, index, lexicon, counts)
        )
    first = index == 0 or not tokens[index - 1].is_word
    return not first or (not known and _acts(tokens, index, lexicon, counts))


def _uncapitalised(tokens: list[Token]) -> bool:
    """Whether the note is written without capitals, so that a name has none."""
    return not any(token.raw[:1].isupper() for token in tokens[:60])


def _says_next(tokens: list[Token], index: int) -> bool:
    """`emily says fine`: an unknown word at the start of a sentence or after `saw`, with a verb of saying after it."""
    before = tokens[index - 1].low if index else "."
    after = tokens[index + 1].low if index + 1 < len(tokens) else ""
    return before in {".", "saw", "seen", "\n", ","} and after in {"says", "said", "told", "wants", "asked"}


def _acts(tokens: list[Token], index: int, lexicon: Lexicon, counts: Counter[str]) -> bool:
    """Whether the capital at the start of a sentence is more than that: an age, an owner's 's, or a verb follows."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None:
        return False
    if after.low == "'s" or age_of(tokens, index) is not None:
        return True
    if after.low in {"seen", "and", ","}:
        low = tokens[index].low
        return after.low == "seen" or counts[low] > 1
    return (
        bool(lexicon.keys.get(after.low, frozenset()) & {"say", "wish", "aux", "behave", "like", "adverb"})
        and after.low != "to"
    )


def _mark_names(
    tokens: list[Token], cast: Cast, others: set[str], lexicon: Lexicon, counts: Counter[str]
) -> None:
    initials = {name[0] for name in cast.names}
    known = _named_after_role(tokens, cast.names | others, lexicon, counts)
    for index, token in enumerate(tokens):
        if token.role or not token.is_word:
            continue
        if token.low in cast.names or (token.low.endswith("s") and token.low[:-1] in cast.names):
            token.role, token.keys = "child", token.keys | {"@child", "name"}
        elif token.low in others:
            token.role, token.keys = "sibling", token.keys | {"@sibling", "name"}
        elif len(token.raw) == 1 and token.raw.isupper() and token.low in initials and token.low != "i":
            token.role, token.keys = "child", token.keys | {"@child", "name"}
        elif token.raw[:1].isupper() and len(token.raw) > 1 and _may_be_name(tokens, index, lexicon, counts):
            role, sex = known.get(token.low, ("other", ""))
            token.role, token.keys = role, token.keys | {"@" + role, "name"} | ({sex} if sex else set())


def _named_after_role(
    tokens: list[Token], named: set[str], lexicon: Lexicon, counts: Counter[str]
) -> dict[str, tuple[str, str]]:
    """`FC Pam`, `key worker Bev`, `Gail (carer)`: the name keeps the role and sex of the word beside it, all through."""
    found: dict[str, tuple[str, str]] = {}
    for index, token in enumerate(tokens):
        if token.role or token.low in named or not token.raw[:1].isupper() or len(token.raw) < 2:
            continue
        if not _may_be_name(tokens, index, lexicon, counts):
            continue
        beside = tokens[index - 1] if index else None
        if [t.low for t in tokens[index + 1 : index + 2]] == ["("] and index + 3 < len(tokens):
            beside = tokens[index + 2] if tokens[index + 3].low == ")" else beside
        if (
            beside is not None
            and beside.role in ADULTS | {"sibling", "advocate"}
            and "sex:i" not in beside.keys
        ):
            sex = next((key for key in beside.keys if key.startswith("sex:")), "")
            found.setdefault(token.low, (beside.role, sex))
    return found


def mark_owners(tokens: list[Token]) -> None:
    """Marks a person who only owns the next thing (`mum's phone`) with `@owner`, in place."""
    for index, token in enumerate(tokens):
        if not token.role:
            continue
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        if after is None:
            continue
        if "prop" in after.keys:
            # "the mummy doll": a thing, not a person
            token.role, token.keys = "", frozenset()
        elif after.low == "'s":
            follow = tokens[index + 2] if index + 2 < len(tokens) else None
            if follow is not None and follow.is_word and _owned(follow):
                token.keys = token.keys | {"@owner"}
        elif token.low.endswith("s") and _bare_owner(token, after):
            token.keys = token.keys | {"@owner"}


def _owned(token: Token) -> bool:
    return token.low not in _NOT_POSSESSIVE and not token.low.endswith("ing") and "feelword" not in token.keys


def _bare_owner(token: Token, after: Token) -> bool:
    """`mums phone`, `Poppys house`: the joined word ends in s and a plain word follows."""
    singular = token.low in {"mums", "dads", "nans", "carers", "grans", "mothers", "fathers"}
    named = "name" in token.keys and token.low.endswith("s") and not after.role
    return (
        after.is_word
        and not after.keys & {"aux", "say", "conj", "prep", "relay", "wish"}
        and not (after.keys & {"feel", "adverb"} and not after.low.endswith("ing"))
        and (singular or (named and token.low[-2:] != "ss"))
    )
