"""The rule templates once more, in plain Python over lists of facts: what the SQL has to agree with.

Three-valued logic after Kleene: True, False, and None for *cannot tell*.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, Condition, During, Is, Missing, Not
from lif_plugin.domain.rule import DueAfter, FieldCheck, LastN

DAY_MS = 24 * 60 * 60 * 1000
HOUR_MS = 60 * 60 * 1000
Kleene = bool | None


@dataclass(frozen=True)
class Known:
    """One fact of a history. Days are YYYYMMDD, ``at`` and ``until_at`` UTC milliseconds."""

    kind: str
    key: str
    day: int
    at: int
    until_day: int | None = None
    until_at: int | None = None
    precision: str = "day"
    code: str | None = None
    code_raw: str | None = None
    held: str | None = None
    reason: str | None = None
    born_on: int | None = None
    seq: int | None = None

    @property
    def to_the_day(self) -> bool:
        """Whether the day is known."""
        return self.precision in {"day", "minute"}

    @property
    def slack(self) -> int:
        """How much later than stated it may have been."""
        return 0 if self.precision == "minute" else DAY_MS - 1


@dataclass(frozen=True)
class Said:
    """What a rule says of one fact: ``state`` None for what is not due yet."""

    subject: str
    state: str | None
    reason: str | None
    evidence: tuple[str, ...]
    due_at: int | None = None
    text: str | None = None


def every(values: Iterable[Kleene]) -> Kleene:
    """True if all are, False if any is not."""
    found = list(values)
    return False if False in found else None if None in found else True


def some(values: Iterable[Kleene]) -> Kleene:
    """True if any is, False if none can be."""
    found = list(values)
    return True if True in found else None if None in found else False


def opposite(value: Kleene) -> Kleene:
    """The opposite; what cannot be told stays so."""
    return None if value is None else not value


def holds(condition: Condition | None, fact: Known, history: Sequence[Known]) -> Kleene:
    """Whether a condition holds for a fact; no condition always holds."""
    match condition:
        case None:
            return True
        case Is(column, values):
            stated = getattr(fact, column)
            return None if stated is None else stated in values
        case Missing("code"):
            return (None if fact.code_raw else True) if fact.code is None else False
        case Missing(column):
            return getattr(fact, column) is None
        case AgeUnder(years):
            return _under(years, fact, history)
        case During(kind, codes):
            return any(
                spell.kind == kind
                and spell.code in codes
                and spell.day <= fact.day
                and (spell.until_day is None or fact.day < spell.until_day)
                for spell in history
            )
        case Not(inner):
            return opposite(holds(inner, fact, history))
        case AllOf(inners):
            return every(holds(inner, fact, history) for inner in inners)
        case AnyOf(inners):
            return some(holds(inner, fact, history) for inner in inners)


def _under(years: int, fact: Known, history: Sequence[Known]) -> Kleene:
    if not fact.to_the_day:
        return None
    births = {other.day for other in history if other.kind == "birth" and other.to_the_day}
    if fact.born_on is not None:
        births.add(fact.born_on)
    answers = {_as_date(fact.day) < _birthday(_as_date(born), years) for born in births}
    return answers.pop() if len(answers) == 1 else None


def _as_date(day: int) -> date:
    return date.fromisoformat(str(day))


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def asked(template: FieldCheck | LastN | DueAfter, history: Sequence[Known]) -> list[tuple[Known, bool]]:
    """The facts a rule looks at, in order, each with whether it surely does."""
    ordered = sorted(
        (fact for fact in history if fact.kind == template.kind),
        key=lambda fact: (fact.at, 1 if fact.seq is None else fact.seq, fact.key.encode()),
    )
    about = [(fact, holds(template.about, fact, history)) for fact in ordered]
    return [(fact, answer is True) for fact, answer in about if answer is not False]


def field_check(rule: FieldCheck, history: Sequence[Known]) -> list[Said]:
    """Each fact by itself."""
    said = []
    for fact, surely in asked(rule, history):
        gap, text = holds(rule.gap_when, fact, history), fact.code_raw or fact.code
        exempt = rule.exempt_when is not None and holds(rule.exempt_when, fact, history) is True
        if gap and exempt:
            said.append(Said(fact.key, "not_applicable", "exempt", (fact.key,), text=text))
        elif gap is None or (gap and not surely):
            said.append(Said(fact.key, "cannot_tell", "not_recorded", (fact.key,), text=text))
        elif gap:
            said.append(Said(fact.key, "gap", None, (fact.key,), text=text))
    return said


def last_n(rule: LastN, history: Sequence[Known]) -> list[Said]:
    """Each fact that ends a run."""
    facts = asked(rule, history)
    said = []
    for end in range(rule.n, len(facts) + 1):
        run = facts[end - rule.n : end]
        answer = every(holds(rule.gap_when, fact, history) if surely else None for fact, surely in run)
        keys = tuple(fact.key for fact, _surely in reversed(run))
        text = run[-1][0].code_raw or run[-1][0].code
        if answer:
            said.append(Said(keys[0], "gap", None, keys, text=text))
        elif answer is None:
            said.append(Said(keys[0], "cannot_tell", "not_recorded", keys, text=text))
    return said


def due_after(rule: DueAfter, history: Sequence[Known], covered_until: int | None, as_of: int) -> list[Said]:
    """Each fact that ended and is not surely followed in time."""
    said = []
    for fact, surely in asked(rule, history):
        if fact.until_at is None:
            continue
        due = fact.until_at + fact.slack + rule.hours * HOUR_MS
        kept = some(_keeps(rule, fact, proof, history) for proof in history if proof.kind == rule.evidence)
        covered = covered_until is not None and covered_until >= due
        text = fact.code_raw or fact.code
        if kept:
            continue
        if as_of <= due:
            said.append(Said(fact.key, None, None, (fact.key,), due, text))
        elif not covered:
            said.append(Said(fact.key, "cannot_tell", "not_covered", (fact.key,), due, text))
        elif kept is None or not surely or not fact.to_the_day:
            said.append(Said(fact.key, "cannot_tell", "edge_of_day", (fact.key,), due, text))
        else:
            said.append(Said(fact.key, "gap", None, (fact.key,), due, text))
    return said


def _keeps(rule: DueAfter, fact: Known, proof: Known, history: Sequence[Known]) -> Kleene:
    """Whether a proof keeps the deadline."""
    assert fact.until_at is not None
    if not fact.to_the_day or not proof.to_the_day:
        in_time: Kleene = None
    elif proof.at < fact.until_at and (proof.precision == "minute" or proof.day != fact.until_day):
        in_time = False
    elif proof.at + proof.slack <= fact.until_at + rule.hours * HOUR_MS:
        in_time = True
    elif proof.at > fact.until_at + fact.slack + rule.hours * HOUR_MS:
        in_time = False
    else:
        in_time = None
    return every((in_time, holds(rule.met_when, proof, history)))
