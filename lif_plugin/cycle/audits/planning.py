"""The forward plan of audits: a year of the framework's programmes by their own words, month by month, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lif_plugin.cycle.audits import asking
from lif_plugin.cycle.audits.refusals import AuditRefused
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import last_day, programmes_of
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.frequency import Frequency, Rhythm, due_days, turn
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import add_months, day_number, numbered_day
from lif_plugin.store import audit_plan
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.work import hold_agency


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """A month (YYYYMM) of a programme: what it looks at, who leads it, how many audits are meant."""

    programme: str
    month: int
    scope: str
    lead: str
    quota: int


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A programme of which the framework's word gives no months: it comes by an event, goes on always, or is not turned."""

    programme: str
    word: str | None
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Proposal:
    """A year as the framework's words have it, and the programmes that no month can be given."""

    months: tuple[PlannedMonth, ...]
    unplanned: tuple[Unplanned, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A month of the kept plan beside what was done in it: audits opened, and submitted."""

    planned: PlannedMonth
    opened: int
    submitted: int


def propose_plan(
    desk: Desk, viewer: Viewer, first: int, every: Mapping[str, int] | None = None, quota: int | None = None
) -> Proposal:
    """Propose twelve months of audits from a month (YYYYMM) on, each by the framework in force on its last day.

    ``every`` says of a programme every how many months it comes, where the framework's word does not or the agency does
    otherwise. ``quota`` is how many audits a month means; else as the agency has set. Raises `AuditRefused`.
    """
    viewer.require(Right.READ_COUNTS)
    with desk.store.read(viewer) as connection:
        frameworks = asking.frameworks_of(desk, connection, viewer)
        setting = load_agency(connection, viewer.agency).audits
    start = _start(first)
    last = add_months(start, 12) - timedelta(days=1)
    terms = _within(frameworks, start, last)
    known = {one.id for _term, framework in terms for one in programmes_of(framework)}
    for programme, months in (every or {}).items():
        if programme not in known or not 1 <= months <= 12:
            raise AuditRefused(
                "A programme of the framework comes every 1 to 12 months.",
                hint=f"There are: {', '.join(sorted(known))}.",
            )
    audits = setting.quota + setting.by_chance if quota is None else quota
    planned: list[PlannedMonth] = []
    unplanned: dict[str, Unplanned] = {}
    for term, framework in terms:
        for one in programmes_of(framework):
            own = (every or {}).get(one.id)
            frequency = Frequency(Rhythm.PERIODIC, own) if own else turn(one.frequency)
            if frequency.rhythm is not Rhythm.PERIODIC:
                unplanned.setdefault(one.id, Unplanned(one.id, one.frequency, frequency.rhythm))
                continue
            scope, lead = _scope(framework, one.id)
            days = due_days(frequency, start - timedelta(days=1), start, last)
            planned += [
                PlannedMonth(one.id, month, scope, lead, audits * frequency.times)
                for month in sorted({day_number(day) // 100 for day in days})
                if last_day(month) in term
            ]
    return Proposal(tuple(planned), tuple(unplanned.values()))


def _within(
    frameworks: Sequence[tuple[int, Framework | None]], start: date, last: date
) -> list[tuple[range, Framework | None]]:
    """The frameworks in force between two days, each with its days as numbers (YYYYMMDD)."""
    ends = [*(since for since, _framework in frameworks[1:]), day_number(last) + 1]
    terms = [
        (range(max(since, day_number(start)), min(until, day_number(last) + 1)), framework)
        for (since, framework), until in zip(frameworks, ends, strict=True)
    ]
    return [(term, framework) for term, framework in terms if term]


def keep_plan(desk: Desk, viewer: Viewer, proposal: Proposal) -> tuple[int, int]:
    """Keep the months of a proposal; one that stands already stays as it is. Gives how many were kept and how many stood.

    Raises `NotAllowed`.
    """
    viewer.require(Right.DRAW_AUDITS)
    with desk.store.write(viewer) as connection:
        hold_agency(connection, viewer.agency)
        months = [one.month for one in proposal.months]
        there = (
            {
                (row["programme"], row["month"])
                for row in audit_plan.planned(connection, viewer, min(months), max(months))
            }
            if months
            else set()
        )
        new = [one for one in proposal.months if (one.programme, one.month) not in there]
        for one in new:
            audit_plan.add(connection, viewer, one.programme, one.month, one.scope, one.lead, one.quota)
    return len(new), len(proposal.months) - len(new)


def plan_of(desk: Desk, viewer: Viewer, first: int, last: int) -> list[PlanLine]:
    """The kept plan of some months (YYYYMM) beside what was done in them. Raises `NotAllowed`."""
    viewer.require(Right.READ_COUNTS)
    with desk.store.read(viewer) as connection:
        rows = audit_plan.planned(connection, viewer, first, last)
        done = audit_plan.audits_by_month(connection, viewer, first, last)
    return [
        PlanLine(
            PlannedMonth(row["programme"], row["month"], row["scope"], row["lead"], row["quota"]),
            *done.get((row["programme"], row["month"]), (0, 0)),
        )
        for row in rows
    ]


def _start(first: int) -> date:
    try:
        return numbered_day(first * 100 + 1)
    except ValueError as error:
        raise AuditRefused("There is no such month.", hint="Write it as 2026-04.") from error


def _scope(framework: Framework | None, programme: str) -> tuple[str, str]:
    """What a programme looks at and who leads it, in the framework's words; a body or agency by its name."""
    entry = (
        next((one for one in framework.audit_programmes if one.id == programme), None) if framework else None
    )
    if framework is None or entry is None:
        return "case files", "the quality team"
    names = {one.id: one.label for one in (*framework.governance_bodies, *framework.agencies)}
    return entry.scope, names.get(entry.led_by or "", entry.led_by or "not said")
