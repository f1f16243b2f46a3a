"""The alert budget: which prompts may interrupt a person, and from which moment; the others wait in the digest.

Domain guide, "Alert budget": at most two new pushed prompts a worker and week as configured out of the box,
critical ones exempt from the cap, nothing between 18:00 and 08:00 or within 24 hours of allocation.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from lif_plugin.domain.rule import Severity
from lif_plugin.domain.worktime import EPOCH, MILLISECOND, day_number, day_start_ms, local_day

NOBODY: Final = ""
"""Whose budget a prompt counts against that is exempt."""
_HOUR_MS: Final = 3_600_000
_PRESSING: Final = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Quiet:
    """When nobody is interrupted: from one local hour to another, and for some hours after an allocation."""

    zone: str
    begins: int = 18
    ends: int = 8
    settling_hours: int = 24

    def first_moment(self, ms: int) -> int:
        """Return the first moment, from this one on (UTC milliseconds), that is outside the quiet hours."""
        local = (EPOCH + ms * MILLISECOND).astimezone(ZoneInfo(self.zone))
        if self.ends <= local.hour < self.begins:
            return ms
        day = local.date() if local.hour < self.ends else local.date() + timedelta(days=1)
        return self.opening(day)

    def opening(self, day: date) -> int:
        """Return the moment at which a day's quiet hours end."""
        opens = datetime.combine(day, time(self.ends), tzinfo=ZoneInfo(self.zone))
        return (opens - EPOCH) // MILLISECOND

    def settled(self, allocated_at: int, *, to_the_minute: bool) -> int:
        """Return when somebody to whom a case was allocated has had their hours with it.

        Where only the day is known, the hours run from its end.
        """
        if not to_the_minute:
            day = local_day(allocated_at, self.zone)
            allocated_at = day_start_ms(day + timedelta(days=1), self.zone)
        return allocated_at + self.settling_hours * _HOUR_MS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A prompt that nobody was interrupted with yet.

    ``person`` is whose budget it counts against; ``not_before`` (UTC milliseconds) is now, or later where
    the case has only just been allocated; ``at_once``: quiet hours do not hold it back.
    """

    case_id: int
    result_id: str
    person: str
    severity: Severity
    occurred_day: int | None
    not_before: int
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a candidate: from when it may interrupt, or None where it waits in the digest.

    ``week`` is the Monday (YYYYMMDD) of the week it counts in.
    """

    candidate: Candidate
    person: str
    week: int
    push_from: int | None


def decide(
    candidates: Iterable[Candidate], spent: Mapping[tuple[str, int], int], at_most: int, quiet: Quiet
) -> list[Decision]:
    """Decide which candidates may interrupt; ``spent`` counts earlier ones by person and week.

    What matters more goes first, then the newest fact, then the prompt's own id, so that the order in
    which records came in decides nothing.
    """
    used = Counter(spent)
    decided = []
    for one in sorted(candidates, key=_rank):
        moment = one.not_before if one.at_once else quiet.first_moment(one.not_before)
        week = week_of(local_day(moment, quiet.zone))
        if one.severity is Severity.CRITICAL:
            decided.append(Decision(one, NOBODY, week, moment))
        elif used[one.person, week] < at_most:
            used[one.person, week] += 1
            decided.append(Decision(one, one.person, week, moment))
        else:
            decided.append(Decision(one, one.person, week, None))
    return decided


def _rank(one: Candidate) -> tuple[int, int, str]:
    return _PRESSING[one.severity], -(one.occurred_day or 0), one.result_id


def week_of(day: date) -> int:
    """Return the Monday of a day's week as YYYYMMDD."""
    return day_number(day - timedelta(days=day.weekday()))
