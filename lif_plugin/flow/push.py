"""Push: which prompts may interrupt somebody now. It decides when nothing waits, over all of a person's cases.

Evaluation says by which channel a result would reach people; cases are evaluated one by one and in any
order, so how many prompts one worker has is known only afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from lif_plugin.domain.agency import Agency, Today
from lif_plugin.domain.budget import Candidate, Decision, Quiet, decide, week_of
from lif_plugin.domain.rule import Severity
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.domain.worktime import day_number, local_day, numbered_day
from lif_plugin.store import agencies, demotions, imports, pauses, pushes
from lif_plugin.store.work import Store, hold_agency

AT_ONCE: Final = 100
"""Prompts to a transaction, give or take one person's: a longer write would starve receiving on SQLite."""


def push_batch(store: Store, agency_id: str, now: int, at_once: frozenset[str] = frozenset()) -> bool:
    """Decide on prompts that nobody was interrupted with; False when there are none.

    ``now`` is the time of the clock, ``at_once`` the rules that quiet hours do not hold back. Several workers may do so at once: each looks again at what is left
    and at what has been spent in the transaction in which it writes.
    """
    viewer = Viewer.system("push", agency_id)
    with store.read(viewer) as connection:
        if pauses.paused(connection, agency_id) is not None:
            return False
        rows = pushes.undecided(connection, agency_id)
        if not rows:
            return False
        cases_of: defaultdict[str, set[int]] = defaultdict(set)
        for one in candidates_of(connection, agencies.load_agency(connection, agency_id), rows, now):
            cases_of[one.person].add(one.case_id)
    for persons in _groups(cases_of):
        cases = set().union(*(cases_of[person] for person in persons))
        with store.write(viewer) as connection:
            hold_agency(connection, agency_id)
            if pauses.paused(connection, agency_id) is not None:
                return False
            agency = agencies.load_agency(connection, agency_id)
            left = pushes.undecided(connection, agency_id, cases)
            asked = candidates_of(connection, agency, left, now, at_once)
            found = [one for one in asked if one.person in persons]
            demoted = demotions.in_force(connection, agency_id)
            calm = {row.id for row in left if row.rule in demoted}
            decisions = _decided(connection, agency, found, calm)
            pushes.add(connection, agency_id, decisions, day_number(local_day(now, agency.zone)))
    return True


def _groups(cases_of: dict[str, set[int]]) -> Iterable[set[str]]:
    """People together until they have enough cases for one transaction."""
    group: set[str] = set()
    size = 0
    for person in sorted(cases_of):
        group.add(person)
        size += len(cases_of[person])
        if size >= AT_ONCE:
            yield group
            group, size = set(), 0
    if group:
        yield group


def _decided(connection: Any, agency: Agency, found: list[Candidate], calm: set[str]) -> list[Decision]:
    """What may interrupt; prompts of rules that were marked wrong too often (``calm``) wait in the digest."""
    spent = pushes.spent(connection, agency.id, {one.person for one in found})
    may = [one for one in found if one.result_id not in calm]
    waits = [one for one in found if one.result_id in calm]
    weeks = ((one, week_of(local_day(one.not_before, agency.zone))) for one in waits)
    return [
        *decide(may, spent, agency.pushes_a_week, quiet_of(agency)),
        *(Decision(one, one.person, week, None) for one, week in weeks),
    ]


def quiet_of(agency: Agency) -> Quiet:
    """When nobody of an agency is interrupted."""
    return Quiet(agency.zone, agency.quiet_from, agency.quiet_until, agency.settle_hours)


def candidates_of(
    connection: Any, agency: Agency, rows: Sequence[Any], now: int, at_once: frozenset[str] = frozenset()
) -> list[Candidate]:
    """The prompts as candidates, each with the person whose budget it is and its first moment."""
    quiet = quiet_of(agency)
    found = []
    for source in sorted({row.source for row in rows}):
        mine = [row for row in rows if row.source == source]
        day = _today(connection, agency, source, now)
        moment = now if agency.today is Today.CLOCK else quiet.opening(day)
        held = pushes.holders(connection, {row.case_id for row in mine}, day_number(day))
        made = (_candidate(row, held.get(row.case_id), moment, quiet) for row in mine)
        found += [replace(one, at_once=row.rule in at_once) for row, one in zip(mine, made, strict=True)]
    return found


def _today(connection: Any, agency: Agency, source: str, now: int) -> date:
    """What counts as today: the clock's day, or the last day that a source covers."""
    covered = imports.last_days(connection, agency.id, source) if agency.today is Today.COVERAGE else {}
    return numbered_day(max(covered.values())) if covered else local_day(now, agency.zone)


def _candidate(row: Any, holder: pushes.Holder | None, moment: int, quiet: Quiet) -> Candidate:
    addressees = row.addressees.strip(",").split(",")
    # Nobody knows who the chair or the officer of a case is: their budget is counted by case.
    person = f"{addressees[0]} of case {row.case_id}"
    if Role.WORKER in addressees and holder is not None:
        person = f"worker {row.source} {holder.actor}"
        moment = max(moment, quiet.settled(holder.since, to_the_minute=holder.to_the_minute))
    return Candidate(row.case_id, row.id, person, Severity(row.severity), row.occurred_day, moment)
