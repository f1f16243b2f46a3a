"""Audit programmes: the pool of a month, and a draw that anybody can repeat from its seed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Generic, TypeVar

from lif_plugin.domain.audit_concern import CONCERN_STEPS, ConcernStep
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.errors import BadSetting

T = TypeVar("T")

METHOD: Final = "sha256-rank/1"
"""The one method so far: members in the order of sha256 of "seed|part|case", strata by largest remainder.

A hash, because a random number generator's shuffle may change between versions of a language; anybody can
work out a hash.
"""
DEFAULT_PROGRAMME: Final = "case_file_audit"
_DEFAULT_TITLE: Final = "Case file audit"


class Part(StrEnum):
    """The two parts of a sample; they are reported apart. NOMINATED: by a trigger. RANDOM: by chance alone."""

    NOMINATED = "nominated"
    RANDOM = "random"


class NominationState(StrEnum):
    """What became of a nomination.

    POOLED: it waits for a draw. PICKED: a draw picked its case. LAPSED: no draw did so in time. WITHDRAWN:
    the record no longer shows what the trigger asks.
    """

    POOLED = "pooled"
    PICKED = "picked"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Exclusion(StrEnum):
    """Why a case was left out of a frame."""

    NOT_HELD = "not_held"
    CLOSED = "closed"
    PICKED_BEFORE = "picked_before"
    NOMINATED = "nominated"


@dataclass(frozen=True, slots=True)
class AuditSetting:
    """How an agency's audits are drawn.

    ``programme``: an id of the framework's audit programmes; None takes its first. ``quota``: nominated cases to
    pick each month at most; ``by_chance``: other cases. ``lapse_months``: how long a nomination waits;
    ``again_months``: how long a picked case is not picked again; ``closed``: whether closed cases may be picked.
    ``concerns``: who is told, one after the other, when an auditor sees that a child may not be safe now.
    """

    programme: str | None = None
    quota: int = 6
    by_chance: int = 2
    lapse_months: int = 3
    again_months: int = 12
    closed: bool = True
    concerns: tuple[ConcernStep, ...] = CONCERN_STEPS

    def __post_init__(self) -> None:
        if not self.concerns:
            raise BadSetting("Somebody is told when a child may not be safe: name one at least.")
        if min(self.quota, self.by_chance, self.again_months) < 0 or self.lapse_months < 1:
            raise BadSetting("Quotas and months are numbers from 0; a nomination waits at least one month.")


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme a draw is for. ``frequency`` and ``sampling`` are the framework's own words, where it has some."""

    id: str
    title: str
    frequency: str | None = None
    sampling: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Marked(Generic[T]):
    """A member of a frame with the mark it is ranked by."""

    mark: str
    stratum: str
    member: T


def programmes_of(framework: Framework | None) -> tuple[Programme, ...]:
    """The audit programmes of a framework in its own order; one by default where it has none."""
    if framework is None or not framework.audit_programmes:
        return (Programme(DEFAULT_PROGRAMME, _DEFAULT_TITLE, "monthly"),)
    return tuple(
        Programme(one.id, one.label, one.frequency, one.sampling, f"{framework.title}, {one.source}")
        for one in framework.audit_programmes
    )


def programme_of(framework: Framework | None, wanted: str | None) -> Programme:
    """The programme with this id, or the framework's first. Raises `BadSetting` for an id it does not have."""
    known = programmes_of(framework)
    if wanted is None:
        return known[0]
    for programme in known:
        if programme.id == wanted:
            return programme
    names = ", ".join(programme.id for programme in known)
    raise BadSetting(f"There is no audit programme {wanted!r}.", hint=f"There are: {names}.")


def last_day(month: int) -> int:
    """The last day (YYYYMMDD) of a month (YYYYMM). Raises `BadSetting` if there is no such month."""
    try:
        first = numbered_day(month * 100 + 1)
    except ValueError as error:
        raise BadSetting("There is no such month.", hint="Write it as 2024-03.") from error
    return day_number(add_months(first, 1) - timedelta(days=1))


def months_between(first: int, last: int) -> list[int]:
    """The months (YYYYMM) from one to another, both included; none if the last is before the first."""
    count = (last // 100 - first // 100) * 12 + last % 100 - first % 100
    start = numbered_day(first * 100 + 1)
    return [day_number(add_months(start, step)) // 100 for step in range(count + 1)]


def lapses_on(met: int, months: int) -> int:
    """The first day (YYYYMMDD) on which a nomination met on a day waits no longer."""
    return day_number(add_months(numbered_day(met), months) + timedelta(days=1))


def mark_of(seed: str, part: Part, key: str) -> str:
    """The mark a case is ranked by in a draw: 64 hexadecimal digits, the same everywhere."""
    return sha256(f"{seed}|{part.value}|{key}".encode()).hexdigest()


def allocate(sizes: Mapping[str, int], quota: int, *, one_each: bool) -> dict[str, int]:
    """Share a quota among strata by their sizes: largest remainders, ties by name; never more than a stratum has.

    ``one_each`` first gives each stratum one, the largest first, as far as the quota goes, so that a rare reason
    is not always passed over.
    """
    taken: Counter[str] = Counter()
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    if one_each:
        taken.update(name for name in order[:quota] if sizes[name])
    left = min(quota, sum(sizes.values())) - taken.total()
    rest = {name: sizes[name] - taken[name] for name in order}
    whole = sum(rest.values())
    if left <= 0 or not whole:
        return dict(taken)
    for name in order:
        taken[name] += left * rest[name] // whole
    spare = min(quota, sum(sizes.values())) - taken.total()
    # Whole numbers throughout: a remainder in floating point could fall differently on another machine.
    by_remainder = sorted(order, key=lambda name: (-(left * rest[name] % whole), name))
    taken.update(by_remainder[:spare])
    return {name: count for name, count in taken.items() if count}


def draw(frame: Sequence[Marked[T]], quota: int, part: Part) -> list[Marked[T]]:
    """Draw a stratified sample of at most ``quota`` cases: the same for the same frame in any order.

    Within a stratum the lowest marks win; the sample is in the order of its marks. The nominated part gives each
    stratum one first.

    A kept frame holds marks and not references, so a draw can still be repeated when a case has been removed.
    Raises `ValueError` if two members have one mark.
    """
    if len({one.mark for one in frame}) < len(frame):
        raise ValueError("a frame holds each case once")
    shares = allocate(Counter(one.stratum for one in frame), quota, one_each=part is Part.NOMINATED)
    picked: list[Marked[T]] = []
    for one in sorted(frame, key=lambda one: one.mark):
        if shares.get(one.stratum, 0) > 0:
            shares[one.stratum] -= 1
            picked.append(one)
    return picked
