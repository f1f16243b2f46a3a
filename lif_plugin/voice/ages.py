"""Ages beside names: what stands after a person as an age, and the tokens without it."""

import re

from lif_plugin.voice.tokens import Token

_UNITS = {"m": 12.0, "mth": 12.0, "mths": 12.0, "month": 12.0, "months": 12.0, "mo": 12.0}
_UNITS |= {
    "w": 52.0,
    "wk": 52.0,
    "wks": 52.0,
    "week": 52.0,
    "weeks": 52.0,
    "day": 365.0,
    "days": 365.0,
    "d": 365.0,
}
_THINGS_COUNTED = frozenset(
    "min mins minute minutes hr hrs hour hours sec secs x times % £ am pm oz ml kg lb g cm miles pages p of out per th st nd rd "
    "visits sessions calls weeks' years' people children others other boys girls staff houses".split()
)
"""What makes the number before it a count or a time and no age: `Spent 20 mins`, `Three 3 houses`."""
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split()
_AGE = re.compile(r"^(\d+(?:\.\d+)?)\s*(y|yr|yrs|yo|m|mth|mths|mo|w|wk|wks)?(?:(\d+)m)?$")
_AFTER_AGE = frozenset(
    ", . ; : ) - – & + / and or is was has had said says told seen not who at in on with to from yrs yr years year yo old came went "
    "signed typed wrote drew chose picked put pointed told tells says asks likes hates showed sat stood cried joined attended did does wants asked spoke internally excluded present also".split()
) | {"", "\n"}
"""What may follow a bare number that is an age."""
_CLOCK = re.compile(r"^\d{1,2}[.:]\d\d$")


def age_of(tokens: list[Token], index: int) -> float | None:
    """An age written straight after the name at `index`: `(9)`, `, 9`, ` 13`, `(14 mths)`, `5m`."""
    at = index + 1
    if at < len(tokens) and tokens[at].low == "'s":
        at += 1
    if at < len(tokens) and tokens[at].low in {"(", ","}:
        at += 1
    if at < len(tokens) and tokens[at].low == "aged":
        at += 1
    if [token.low for token in tokens[at : at + 2]] in (["who", "is"], ["who", "'s"]):
        at += 2
    if at >= len(tokens):
        return None
    if tokens[at].low in _NUMBERS and tokens[at - 1].low in {"aged", "is", "'s"}:
        return float(_NUMBERS.index(tokens[at].low) + 1)
    found = _AGE.match(tokens[at].low)
    if not found:
        return None
    number, unit = float(found.group(1)), found.group(2) or ""
    part = _fraction(tokens, at)
    if part is not None and not unit:
        return number / part
    if (
        [t.low for t in tokens[at + 1 : at + 2]] == ["/"]
        and tokens[at + 2 : at + 3]
        and tokens[at + 2].low[:1].isdigit()
    ):
        # a day of the month
        return None
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    bare = tokens[at - 1].low not in {"(", ",", "aged"}
    if tokens[at - 1].low != "(" and (following in _THINGS_COUNTED or _CLOCK.match(tokens[at].low)):
        return None
    if bare and following in {"on", "said", ".", "x", "%", "/"} and number < 1:
        return None
    if bare and not unit and following not in _AFTER_AGE and following not in _UNITS:
        # "Track 4 she turned up": a number that nothing closes is no age
        return None
    unit = unit or (following if following in _UNITS else "")
    if unit in _UNITS:
        return number / _UNITS[unit]
    return number if number < 25 else None


def _fraction(tokens: list[Token], at: int) -> float | None:
    """The divisor of `14/12`, `6/52` or `3/7`: months, weeks and days as health staff write them; None for no age."""
    if at + 2 >= len(tokens) or tokens[at + 1].low != "/":
        return None
    return {"12": 12.0, "52": 52.0, "7": 365.0}.get(tokens[at + 2].low)


def close_to(written: float, age: float) -> bool:
    """Whether an age as written may be the child's: a year either way, some months for a baby."""
    return abs(written - age) <= (0.3 if age < 2 else 1.0)


def without_ages(tokens: list[Token]) -> list[Token]:
    """The tokens without the brackets that give a person's age, so that they never stand between name and verb."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if (
            token.low == "("
            and kept
            and (kept[-1].role or kept[-1].low == "'s")
            and index + 1 < len(tokens)
            and tokens[index + 1].low[:1].isdigit()
        ):
            close = next(
                (at for at in range(index, min(index + 16, len(tokens))) if tokens[at].low == ")"), None
            )
            if close is not None:
                index = close + 1
                owns = [t.low for t in tokens[index : index + 2]] in (["'", "s"], ["’", "s"])
                if owns and tokens[index].end == tokens[index + 1].start:
                    # what stands in brackets parted the name from its possessive
                    mark, letter = tokens[index], tokens[index + 1]
                    kept.append(Token("'s", mark.start, letter.end, "'s"))
                    index += 2
                continue
        kept.append(token)
        index = _past_age(tokens, index) if token.role in {"child", "sibling"} else index + 1
    return kept


def _past_age(tokens: list[Token], index: int) -> int:
    """The place after an age written without brackets beside a person: `Mason 3yrs`, `Callum, 11,`, `Faye who is seven`."""
    if age_of(tokens, index) is None:
        return index + 1
    at = index + 1
    while at < len(tokens) and tokens[at].low in {",", "aged", "who", "is", "'s"}:
        at += 1
    if at >= len(tokens) or not (_AGE.match(tokens[at].low) or tokens[at].low in _NUMBERS):
        return index + 1
    at += 3 if _fraction(tokens, at) is not None else 1
    if at < len(tokens) and tokens[at].low in {*_UNITS, "yrs", "yr", "years", "year", "yo"}:
        at += 1
    if at < len(tokens) and tokens[at].low == "old":
        at += 1
    if at < len(tokens) and tokens[at].low == "," and tokens[index + 1].low == ",":
        at += 1
    return at
