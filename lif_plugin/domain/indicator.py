"""Indicators: how often something happened in a month, out of how many, and how much of the month is known.

They describe a service. None of them names a case or a worker, and none nominates anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from lif_plugin.domain.worktime import Calendar, numbered_day

ASSESSMENT_DAYS: Final = 45
"""Working days for an assessment: Working Together to Safeguard Children 2023."""


class Spell(NamedTuple):
    """One interval of a case: first and last day (YYYYMMDD), and who, where that is asked; until None: still so."""

    case: int
    first_day: int
    until_day: int | None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One month of one indicator.

    ``known_days`` of ``days`` are covered by the kinds it reads: below all of them the figure is of a part of
    the month only, at 0 it says nothing. ``undecided`` are those of the denominator that cannot be told.
    """

    indicator: str
    month: int
    numerator: int
    denominator: int
    undecided: int
    known_days: int
    days: int


class Indicator(NamedTuple):
    """What an indicator is: the kinds it reads, and what stands above and below the line."""

    id: str
    title: str
    above: str
    below: str
    reads: tuple[str, ...]
    authority: str


INDICATORS: Final = (
    Indicator(
        "assessment_over_45_days",
        "Assessments that took more than 45 working days",
        "assessments completed in the month after more than 45 working days",
        "assessments completed in the month",
        ("assessment",),
        "Working Together to Safeguard Children 2023: no longer than 45 working days from referral",
    ),
    Indicator(
        "worker_changes",
        "Cases with a change of worker",
        "cases whose worker was followed by another in the month",
        "cases with a worker in the month",
        ("worker",),
        "Our own: stability of the person a child knows",
    ),
    Indicator(
        "supervision",
        "Cases with supervision",
        "cases about which supervision was held in the month",
        "cases with a worker in the month",
        ("supervision", "worker"),
        "Our own: supervision is recorded about the child",
    ),
)


def assessments(spells: Iterable[Spell], calendar: Calendar | None) -> dict[int, tuple[int, int, int]]:
    """By month of completion: those over the limit, all, and those that no calendar covers."""
    months: dict[int, list[int]] = {}
    for spell in spells:
        if spell.until_day is None:
            continue
        over, undecided = _took_long(spell, calendar)
        counts = months.setdefault(spell.until_day // 100, [0, 0, 0])
        for place, one in enumerate((over, 1, undecided)):
            counts[place] += one
    return {month: (counts[0], counts[1], counts[2]) for month, counts in months.items()}


def _took_long(spell: Spell, calendar: Calendar | None) -> tuple[int, int]:
    """(over the limit, cannot be told) as 0 or 1 each."""
    first, last = numbered_day(spell.first_day), numbered_day(spell.until_day or 0)
    if calendar is None or not calendar.first <= first <= last <= calendar.last:
        return 0, 1
    return int(calendar.working_days_between(first, last) > ASSESSMENT_DAYS), 0


def cases_with_worker(spells: Iterable[Spell], months: Sequence[int]) -> dict[int, set[int]]:
    """The cases that had a worker on some day of each month."""
    found: dict[int, set[int]] = {month: set() for month in months}
    for spell in spells:
        last = months[-1] if spell.until_day is None and months else (spell.until_day or 0) // 100
        for month in months:
            if spell.first_day // 100 <= month <= last:
                found[month].add(spell.case)
    return found


def worker_changes(spells: Iterable[Spell]) -> dict[int, tuple[set[int], set[int]]]:
    """By month, the cases in which one worker was followed by another, and those of which nobody says who.

    The same worker again is no change.
    """
    found: dict[int, tuple[set[int], set[int]]] = {}
    by_case: dict[int, list[Spell]] = {}
    for spell in spells:
        by_case.setdefault(spell.case, []).append(spell)
    for case, own in by_case.items():
        for before, after in pairwise(sorted(own, key=lambda spell: spell.first_day)):
            changed, undecided = found.setdefault(after.first_day // 100, (set(), set()))
            if before.actor is None or after.actor is None:
                undecided.add(case)
            elif before.actor != after.actor:
                changed.add(case)
    return found


def known_days(month: int, stretches: Mapping[str, Sequence[tuple[int, int]]], reads: Sequence[str]) -> int:
    """How many days of a month (YYYYMM) are covered by every kind that is read."""
    return sum(
        all(any(first <= day <= last for first, last in stretches.get(kind, ())) for kind in reads)
        for day in days_of(month)
    )


def days_of(month: int) -> list[int]:
    """The days (YYYYMMDD) of a month (YYYYMM)."""
    return [day for day in range(month * 100 + 1, month * 100 + 32) if _is_day(day)]


def _is_day(day: int) -> bool:
    try:
        numbered_day(day)
    except ValueError:
        return False
    return True
