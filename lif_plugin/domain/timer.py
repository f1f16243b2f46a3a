"""Timers as data: which fact starts a clock, which ends it, how long there is, and on what authority."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.kinds import KINDS, NUMBER_FIELDS, TRI_FIELDS, TYPED_FIELDS, Tri
from lif_plugin.domain.prompt import Evidence
from lif_plugin.domain.threshold import Strength
from lif_plugin.errors import InvalidRule, LifError

LIMIT: Final = "limit"
"""The name by which an agency sets a timer's limit."""
UNIT_WORDS: Final = {
    Unit.WORKING_DAYS: "working day",
    Unit.DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
}


class InvalidTimer(InvalidRule):
    """This timer does not hold together."""

    code = "invalid_timer"
    hint = "The message names the timer and what is wrong with it."


class LimitRefused(LifError):
    """A limit in law or national guidance may be tightened, never loosened."""

    code = "limit_refused"
    hint = "Give a smaller number, or leave the limit as it is."


class Edge(StrEnum):
    """Which day of a fact counts: when it happened or began, or when it ended."""

    START = "start"
    END = "end"


class Happened(Protocol):
    """A fact as timers see it; `hooks.types.Fact` is one."""

    @property
    def evidence(self) -> Evidence:
        """Which version it is, its kind and its day."""

    @property
    def until_day(self) -> int | None:
        """The day it ended, YYYYMMDD."""

    @property
    def precision(self) -> str:
        """How exactly its day is known."""

    @property
    def occurred_at(self) -> int:
        """When it happened or began, UTC ms."""

    @property
    def fields(self) -> "Fields":
        """The typed fields that were recorded."""


class Fields(Protocol):
    """Typed fields by name; one that was not recorded is not there."""

    def get(self, key: str, /) -> object:
        """The value of a field, or None."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many working days, days, weeks, months or hours."""

    n: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.n} {UNIT_WORDS[self.unit]}{'' if self.n == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Having:
    """A typed field that holds one of these values; with ``unless`` none of them."""

    column: str
    values: tuple[str, ...]
    unless: bool = False

    def holds(self, fact: Happened) -> bool | None:
        """Whether it holds; None where the field was not recorded, which is never a "no"."""
        value = fact.fields.get(self.column)
        return None if value is None else (value in self.values) is not self.unless


@dataclass(frozen=True, slots=True)
class Match:
    """Facts of a kind for which every condition holds, and which of their days counts.

    ``own``: only the fact that the clock is about. ``reason`` is the code by which a stop, a pause or an
    explanation is known, ``words`` says it.
    """

    kind: str
    edge: Edge = Edge.START
    having: tuple[Having, ...] = ()
    own: bool = False
    reason: str = ""
    words: str = ""

    def holds(self, fact: Happened) -> bool | None:
        """Whether a fact is one of these; None where the record does not say."""
        if fact.evidence.kind != self.kind:
            return False
        said = [one.holds(fact) for one in self.having]
        return False if False in said else None if None in said else True

    def day(self, fact: Happened) -> int | None:
        """The day (YYYYMMDD) that counts; None where it has not ended."""
        return fact.evidence.occurred_day if self.edge is Edge.START else fact.until_day


@dataclass(frozen=True, slots=True)
class Step:
    """One clock of a timer: each fact of ``starts`` starts one, the first of ``done`` after it ends it.

    ``within`` are the spells in which alone it runs; their end stops it. ``joined``: spells that follow each other
    without a day between are one. ``opens``: the beginning of a spell starts a clock too. ``began_with``: it
    counts from the last such fact up to the start, if none of the kinds ``between`` came after it;
    ``needs_beginning``: without one it has not started. ``nth``: only the n-th start of a spell, ``nth_on``: and
    those after it. ``each``: two starts of one day are two clocks. ``until_next``: only what comes before the next
    start ends it. ``asked``: it is called for only where such a fact comes while it runs, and is then to be done
    after that and before the last day. ``ahead``: what ends it must come so long before the start.

    ``longest``: the limit may be so long where the record cannot say, from ``longest_after`` years of the spell, or
    where it was ``extended``; ``shortest``: the limit may be so short where the record does not reach back to the
    spell's beginning. ``month_end``: the last day is the last of its month.

    ``not_in``: it does not apply while such a fact holds; ``only_in``: it applies only then. ``until_first`` and
    ``from_first``: only before, or from, the first such fact of the spell. ``under``: only below this age. A start
    before ``valid_from`` or after ``valid_to`` is not its business: a change of law is another step. ``passes``: it
    is not called for where its last day had passed before the fact it is about. ``lapses``: it is a right, which is
    over after its last day, and nobody is late.
    """

    what: str
    starts: tuple[Match, ...]
    done: tuple[Match, ...]
    limit: Limit
    within: Match | None = None
    joined: bool = False
    opens: bool = False
    began_with: Match | None = None
    needs_beginning: bool = False
    between: tuple[str, ...] = ()
    nth: int = 0
    nth_on: bool = False
    each: bool = False
    until_next: bool = False
    asked: Match | None = None
    ahead: bool = False
    longest: Limit | None = None
    longest_after: int = 0
    extended: Match | None = None
    shortest: Limit | None = None
    month_end: bool = False
    not_in: Match | None = None
    only_in: Match | None = None
    until_first: Match | None = None
    from_first: Match | None = None
    under: int = 0
    passes: bool = False
    lapses: bool = False
    stops: tuple[Match, ...] = ()
    explains: tuple[Match, ...] = ()
    pauses: tuple[Match, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def matches(self) -> Iterator[Match]:
        """Everything that it looks for."""
        yield from (*self.starts, *self.done, *self.stops, *self.explains, *self.pauses)
        single = (self.within, self.began_with, self.not_in, self.only_in, self.until_first, self.from_first,
                  self.asked, self.extended)  # fmt: skip
        yield from (one for one in single if one is not None)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event it reads."""
        births = frozenset({"birth"} if self.under else ())
        return frozenset(one.kind for one in self.matches) | frozenset(self.between) | births


@dataclass(frozen=True, slots=True)
class Timer:
    """One duty with its limits.

    ``waits`` says why it cannot run: a fact that no kind of event gives; such a timer has no steps. ``unfed`` says
    which facts no extract that we read states: it runs on what a system sends by event, and cannot tell without. ``read_first``: the primary text is
    to be read before anybody relies on the limit. ``carried_by`` names the feature that runs it elsewhere.
    ``told_by`` are the rules that already prompt for the same fact. ``pause_reasons`` are the coded reasons by
    which it may be paused.
    """

    id: str
    title: str
    nations: tuple[str, ...]
    strength: Strength
    source: str
    clock_start: str
    allows: str
    steps: tuple[Step, ...] = ()
    read_first: bool = False
    waits: str = ""
    unfed: str = ""
    carried_by: str = ""
    told_by: tuple[str, ...] = ()
    pause_reasons: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not all((self.id, self.title, self.nations, self.source, self.clock_start, self.allows)):
            raise InvalidTimer(
                f"Timer {self.id!r} needs an id, a title, a nation, a source, a start, a limit."
            )
        if bool(self.steps) == bool(self.waits or self.carried_by):
            raise InvalidTimer(
                f"Timer {self.id} either has steps, or says what it waits for or which feature carries it."
            )
        for step in self.steps:
            _check_step(self.id, step)
        _check_editions(self)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of event it reads."""
        return frozenset().union(*(step.kinds for step in self.steps))


def _check_step(timer: str, step: Step) -> None:
    limits = [one for one in (step.limit, step.longest, step.shortest) if one is not None]
    if any(one.n < 1 for one in limits):
        raise InvalidTimer(f"A limit of timer {timer} is less than one.")
    if not step.done or not (step.starts or step.opens):
        raise InvalidTimer(f"A step of timer {timer} needs a fact that starts it and one that ends it.")
    spell = (step.opens, step.joined, step.nth, step.longest_after, step.until_first, step.from_first)
    if step.within is None and any(spell):
        raise InvalidTimer(f"A step of timer {timer} speaks of a spell and names none (within).")
    if step.within is not None and not KINDS.get(step.within.kind, KINDS["visit"]).interval:
        raise InvalidTimer(f"A step of timer {timer} runs within {step.within.kind}, which does not last.")
    if step.extended is not None and step.longest is None:
        raise InvalidTimer(f"A step of timer {timer} can be extended and does not say up to when (longest).")
    for match in step.matches:
        _check_match(timer, match)
    for kind in step.between:
        _check_kind(timer, kind)


def _check_kind(timer: str, kind: str) -> None:
    if kind not in KINDS:
        raise InvalidTimer(f"Timer {timer} names the kind of event {kind!r}, which does not exist.")


def _check_match(timer: str, match: Match) -> None:
    _check_kind(timer, match.kind)
    if match.edge is Edge.END and not KINDS[match.kind].interval:
        raise InvalidTimer(f"Timer {timer} asks when a {match.kind} ended, which does not last.")
    for one in match.having:
        known = one.column in TYPED_FIELDS and one.column in KINDS[match.kind].fields
        if not known or one.column in NUMBER_FIELDS:
            raise InvalidTimer(
                f"Timer {timer}: events of kind {match.kind} have no text column {one.column!r}."
            )
        if not one.values or (one.column in TRI_FIELDS and not frozenset(Tri) >= set(one.values)):
            raise InvalidTimer(f"Timer {timer}: {one.column} is compared with what it can never be.")


def _check_editions(timer: Timer) -> None:
    """Two editions of one step must not both hold on a day."""
    for place, step in enumerate(timer.steps):
        first, last = step.valid_from or date.min, step.valid_to or date.max
        if first > last:
            raise InvalidTimer(f"A step of timer {timer.id} ends before it begins.")
        for other in timer.steps[:place]:
            apart = (other.valid_to or date.max) < first or last < (other.valid_from or date.min)
            if other.what == step.what and not apart:
                raise InvalidTimer(f"Two editions of {step.what!r} of timer {timer.id} hold on the same day.")


def tightened(timer: Timer, n: int) -> Timer:
    """A timer with an agency's own number in place of the limit's, in the limit's own unit.

    Of a timer of several steps each step is tightened to that number, and none is loosened by it. Raises
    `LimitRefused` where nothing would be tightened, and for what is no limit or somebody's right. A local standard
    may be set freely. What must come ahead of something is tightened by a larger number.
    """
    if n < 1 or not timer.steps or any(step.lapses for step in timer.steps):
        raise LimitRefused(
            f"{timer.id} has no limit that could be set to {n}.", hint="`lif rules list` gives the limits."
        )
    if len({step.limit.unit for step in timer.steps}) > 1:
        raise LimitRefused(
            f"The limits of {timer.id} are counted in different units.",
            hint="They can only stand as they are.",
        )
    loosens = all(n < step.limit.n if step.ahead else n > step.limit.n for step in timer.steps)
    if timer.strength is not Strength.LOCAL and loosens:
        raise LimitRefused(
            f"{timer.id} allows {timer.allows}, and {n} would loosen it. It rests on: {timer.source}."
        )
    steps = [replace(step, limit=_local(timer, step, n)) for step in timer.steps]
    # What may be longer by law may not be longer here than what was asked for.
    return replace(
        timer, steps=tuple(replace(step, longest=None, extended=None, shortest=None) for step in steps)
    )


def _local(timer: Timer, step: Step, n: int) -> Limit:
    tighter = max if step.ahead else min
    return Limit(n if timer.strength is Strength.LOCAL else tighter(n, step.limit.n), step.limit.unit)
