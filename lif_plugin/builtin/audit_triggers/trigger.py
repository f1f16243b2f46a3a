"""What a trigger is, and the questions that several ask: is it known, how far back, how many in a window."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact


class Unsure(StrEnum):
    """Why a trigger cannot be told; unknown is never "no"."""

    NOT_COVERED = "not_covered"
    NOT_RECORDED = "not_recorded"


class Occasion(NamedTuple):
    """One time a trigger was met: the key of the fact that completed it, the day, why, and the facts' keys."""

    subject: str
    day: int
    reason: str
    keys: tuple[str, ...]


Answer = tuple[list[Occasion], Unsure | None]
"""The occasions, in order of time, and why there may be others that cannot be told."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: whole months by the corresponding date, or days."""

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        return f"{self.months} months" if self.months else f"{self.days} days"

    def after(self, day: int) -> int:
        """The last day (YYYYMMDD) that still lies within the span after a day."""
        return day_number(add_months(numbered_day(day), self.months) + timedelta(days=self.days))

    def before(self, day: int) -> int:
        """The first day (YYYYMMDD) from which the span may reach the day."""
        return day_number(add_months(numbered_day(day), -self.months) - timedelta(days=self.days))


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger as data: how many, within which span, on what authority, and how it is found.

    ``reads`` are the kinds of fact its source must cover. ``notice`` is read by the worker of a picked case: why
    the programme looks at such cases. It speaks of no worker and never says "you".
    """

    id: str
    title: str
    authority: str
    notice: str
    reads: frozenset[str]
    find: Callable[[CaseView, "Trigger"], Answer]
    span: Span = Span()
    count: int = 1
    codes: frozenset[str] = frozenset()
    working_days: int = 0
    nations: tuple[str, ...] = ("england",)


def known(case: CaseView, kind: str, first: int, last: int) -> bool:
    """Whether the case's source knows a kind of facts on every day from one to another."""
    return any(start <= first and last <= end for start, end in case.stretches.get(kind, ()))


def known_back(case: CaseView, facts: Iterable[Fact], span: Span) -> bool:
    """Whether the span before each of these facts is known, so that what is not there did not happen."""
    return all(
        known(case, one.evidence.kind, span.before(one.evidence.occurred_day), one.evidence.occurred_day)
        for one in facts
    )


def runs(facts: Sequence[Fact], count: int, span: Span) -> list[tuple[Fact, ...]]:
    """The runs of so many facts that began within a span of the first; each fact is in one run at most.

    Facts in order of time; the earliest run that is complete counts, and the count begins anew after it. So
    a later fact makes no second occasion of what has been told.
    """
    found: list[tuple[Fact, ...]] = []
    open_run: list[Fact] = []
    for one in facts:
        open_run = [
            earlier
            for earlier in open_run
            if one.evidence.occurred_day <= span.after(earlier.evidence.occurred_day)
        ]
        open_run.append(one)
        if len(open_run) == count:
            found.append(tuple(open_run))
            open_run = []
    return found


def run_occasions(found: Iterable[tuple[Fact, ...]], reason: str) -> list[Occasion]:
    """The occasions that runs are: each is met on the day of its last fact."""
    return [
        Occasion(
            run[-1].evidence.key,
            run[-1].evidence.occurred_day,
            reason,
            tuple(one.evidence.key for one in run),
        )
        for run in found
    ]


def counted(
    case: CaseView, trigger: Trigger, sure: Sequence[Fact], maybe: Sequence[Fact], reason: str
) -> Answer:
    """The answer of a trigger that counts facts within its span.

    ``sure`` are those that count, ``maybe`` these and the ones of which the record does not say whether they do.
    """
    occasions = run_occasions(runs(sure, trigger.count, trigger.span), reason)
    if occasions:
        return occasions, None
    if len(maybe) > len(sure) and runs(maybe, trigger.count, trigger.span):
        return [], Unsure.NOT_RECORDED
    return [], None if known_back(case, maybe, trigger.span) else Unsure.NOT_COVERED
