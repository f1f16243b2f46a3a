"""The rule templates once more, in plain Python over lists of facts: what the SQL has to agree with.

Three-valued logic after Kleene: True, False, and None for *cannot tell*.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lif_plugin.domain.condition import (
    AgeUnder,
    AllOf,
    AnyOf,
    Condition,
    During,
    Ended,
    Is,
    Missing,
    Not,
    Shown,
)
from lif_plugin.domain.rule import DueAfter, FieldCheck, GapSince, LastN
from tests.assets.days import Source, before, edges, in_window, last_of, up_to_last, within

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
    seen: str | None = None
    alone: str | None = None
    service: str | None = None
    joint: str | None = None
    offered: str | None = None
    accepted: str | None = None
    purpose: str | None = None
    participation: str | None = None
    outcome: str | None = None
    interpreter: str | None = None
    method: str | None = None
    unsafe: str | None = None
    linked: str | None = None

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


NOTHING = Source({}, 20170504)
"""A source that covers no kind for which a window could be known."""


def holds(
    condition: Condition | None, fact: Known, history: Sequence[Known], source: Source = NOTHING
) -> Kleene:
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
        case During(kind, codes, against):
            if _in_force(kind, codes, fact, history):
                return True
            return None if against and not _in_force(kind, against, fact, history) else False
        case Ended():
            return fact.until_day is not None
        case Shown():
            return _shown(condition, fact, history, source)
        case Not(inner):
            return opposite(holds(inner, fact, history, source))
        case AllOf(inners):
            return every(holds(inner, fact, history, source) for inner in inners)
        case AnyOf(inners):
            return some(holds(inner, fact, history, source) for inner in inners)


def _in_force(kind: str, codes: tuple[str, ...] | None, fact: Known, history: Sequence[Known]) -> bool:
    return any(
        spell.kind == kind
        and (codes is None or spell.code in codes)
        and spell.day <= fact.day
        and (spell.until_day is None or fact.day < spell.until_day)
        for spell in history
    )


def _shown(condition: Shown, fact: Known, history: Sequence[Known], source: Source) -> Kleene:
    if not fact.to_the_day:
        return None
    window = condition.window
    last = (fact.until_day or source.as_of) if window.whole else fact.day
    found = some(
        every(
            (
                in_window(other.day, fact.day, last, window) if other.to_the_day else None,
                holds(condition.when, other, history, source),
            )
        )
        for other in history
        if other.kind == condition.kind and other is not fact
    )
    first_needed, last_needed = edges(fact.day, last, window)
    known = any(a <= first_needed and last_needed <= b for a, b in source.spans.get(condition.kind, ()))
    return found if known or found else None


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


def in_time(fact: Known) -> tuple[int, int, bytes]:
    """The order of facts."""
    return fact.at, 1 if fact.seq is None else fact.seq, fact.key.encode()


def asked(
    template: FieldCheck | LastN | DueAfter | GapSince, history: Sequence[Known], source: Source = NOTHING
) -> list[tuple[Known, bool]]:
    """The facts a rule looks at, in order, each with whether it surely does."""
    ordered = sorted((fact for fact in history if fact.kind == template.kind), key=in_time)
    about = [(fact, holds(template.about, fact, history, source)) for fact in ordered]
    return [(fact, answer is True) for fact, answer in about if answer is not False]


def is_exempt(
    rule: FieldCheck | LastN | GapSince, fact: Known, history: Sequence[Known], source: Source
) -> bool:
    """Whether a gap about a fact would surely not apply."""
    return rule.exempt_when is not None and holds(rule.exempt_when, fact, history, source) is True


def field_check(rule: FieldCheck, history: Sequence[Known], source: Source = NOTHING) -> list[Said]:
    """Each fact by itself."""
    said = []
    for fact, surely in asked(rule, history, source):
        gap, text = holds(rule.gap_when, fact, history, source), fact.code_raw or fact.code
        exempt = is_exempt(rule, fact, history, source)
        if gap and exempt:
            said.append(Said(fact.key, "not_applicable", "exempt", (fact.key,), text=text))
        elif gap is None or (gap and not surely):
            said.append(Said(fact.key, "cannot_tell", "not_recorded", (fact.key,), text=text))
        elif gap:
            said.append(Said(fact.key, "gap", None, (fact.key,), text=text))
    return said


def last_n(rule: LastN, history: Sequence[Known], source: Source = NOTHING) -> list[Said]:
    """Each fact that ends a run."""
    facts = asked(rule, history, source)
    said = []
    for end in range(rule.n, len(facts) + 1):
        run = facts[end - rule.n : end]
        answer = every(
            holds(rule.gap_when, fact, history, source) if surely else None for fact, surely in run
        )
        keys = tuple(fact.key for fact, _surely in reversed(run))
        text = run[-1][0].code_raw or run[-1][0].code
        if answer and is_exempt(rule, run[-1][0], history, source):
            said.append(Said(keys[0], "not_applicable", "exempt", keys, text=text))
        elif answer:
            said.append(Said(keys[0], "gap", None, keys, text=text))
        elif answer is None:
            said.append(Said(keys[0], "cannot_tell", "not_recorded", keys, text=text))
    return said


STRENGTH = ("gap", "cannot_tell", "not_applicable", None)


def gap_since(rule: GapSince, history: Sequence[Known], source: Source) -> list[Said]:
    """Each clock of a spell that lasts; of two that one event started, the stronger answer."""
    said: dict[str, tuple[tuple[int, ...], Said]] = {}
    for spell, surely in asked(rule, history, source):
        if spell.day > source.as_of or (spell.until_day is not None and spell.until_day <= source.as_of):
            continue
        clock, found = _clock(rule, spell, surely=surely, history=history, source=source)
        rank = (STRENGTH.index(found.state), history.index(clock), history.index(spell))
        if found.subject not in said or rank < said[found.subject][0]:
            said[found.subject] = (rank, found)
    return [found for _rank, found in said.values()]


def _clock(
    rule: GapSince, spell: Known, *, surely: bool, history: Sequence[Known], source: Source
) -> tuple[Known, Said]:
    proofs = [fact for fact in history if fact.kind == rule.evidence]
    met = {fact.key: holds(rule.met_when, fact, history, source) for fact in proofs}
    sure = [p for p in proofs if p.to_the_day and met[p.key] and spell.day <= p.day <= source.as_of]
    clock = max(sure, key=in_time, default=spell)
    evidence = (clock.key, spell.key) if clock is not spell else (spell.key,)
    text = spell.code_raw or spell.code
    if within(clock.day, source.as_of, rule.limit):
        due_at = last_of(up_to_last(clock.day, rule.limit)[1])
        return clock, Said(clock.key, None, None, evidence, due_at, text)
    perhaps = any(
        met[p.key] is not False
        and (
            not p.to_the_day
            or (clock.day <= p.day <= source.as_of and within(p.day, source.as_of, rule.limit))
        )
        for p in proofs
    )
    services = {p.service for p in proofs if p.service is not None and p.day <= source.as_of}
    first, last = max(source.spans.get(rule.evidence, ()), default=(99990101, 10000101))
    known = not within(max(clock.day, before(first)), min(last, source.as_of), rule.limit)
    state, reason = "gap", None
    if not known:
        state, reason = "cannot_tell", "not_covered"
    elif len(services) < rule.services:
        state, reason = "cannot_tell", "too_few_services"
    elif perhaps or not surely or not spell.to_the_day:
        state, reason = "cannot_tell", "not_recorded"
    elif is_exempt(rule, spell, history, source):
        state, reason = "not_applicable", "exempt"
    due_at = last_of(up_to_last(clock.day, rule.limit)[0])
    return clock, Said(clock.key, state, reason, evidence, due_at, text)


def due_after(rule: DueAfter, history: Sequence[Known], covered_until: int | None, as_of: int) -> list[Said]:
    """Each fact that ended and is not surely followed in time."""
    said = []
    for fact, surely in asked(rule, history):
        if fact.until_at is None:
            continue
        due = fact.until_at + fact.slack + rule.hours * HOUR_MS
        proofs = [proof for proof in history if proof.kind == rule.evidence]
        kept = some(_keeps(rule, fact, proof, history) for proof in proofs)
        declined = some(
            _keeps(replace(rule, met_when=rule.declined_when), fact, proof, history) for proof in proofs
        )
        declined = None if rule.declined_when is None else declined
        covered = covered_until is not None and covered_until >= due
        text = fact.code_raw or fact.code
        if kept:
            continue
        if declined and surely:
            said.append(Said(fact.key, "explained", "declined", (fact.key,), due, text))
        elif as_of <= due:
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
