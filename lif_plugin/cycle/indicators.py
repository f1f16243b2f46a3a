"""Indicators by month: assessments over 45 working days, changes of worker, supervision; never nominations."""

from collections.abc import Mapping, Sequence

from lif_plugin.domain.audit import months_between
from lif_plugin.domain.indicator import (
    INDICATORS,
    Figure,
    Spell,
    assessments,
    cases_with_worker,
    days_of,
    known_days,
    worker_changes,
)
from lif_plugin.domain.viewer import Right, Viewer
from lif_plugin.domain.worktime import Calendar
from lif_plugin.store import agencies
from lif_plugin.store.calendars import calendar_of
from lif_plugin.store.reads import Connection
from lif_plugin.store.reads.indicators import covered_stretches, held_supervision, spells_of

Parts = tuple[int, int, int]
"""Above the line, below it, and how many of those below cannot be told."""


def figures(
    connection: Connection, viewer: Viewer, first_month: int | None = None, last_month: int | None = None
) -> list[Figure]:
    """Work out every indicator for each month (YYYYMM) that is covered, by indicator and month.

    A month that is known in part is told with how much of it is known. Raises `NotAllowed`.
    """
    viewer.require(Right.READ_COUNTS)
    stretches = covered_stretches(connection, viewer)
    calendar = calendar_of(agencies.load_agency(connection, viewer.agency).nation)
    spells = {kind: spells_of(connection, viewer, kind) for kind in ("assessment", "worker")}
    spells["supervision"] = held_supervision(connection, viewer)
    found = []
    for indicator in INDICATORS:
        months = _months(stretches, indicator.reads, first_month, last_month)
        parts = _parts(indicator.id, spells, months, calendar)
        for month in months:
            known = known_days(month, stretches, indicator.reads)
            if known:
                found.append(
                    Figure(indicator.id, month, *parts.get(month, (0, 0, 0)), known, len(days_of(month)))
                )
    return found


def _months(
    stretches: Mapping[str, Sequence[tuple[int, int]]],
    reads: Sequence[str],
    first_month: int | None,
    last_month: int | None,
) -> list[int]:
    days = [stretches.get(kind, []) for kind in reads]
    if not all(days):
        return []
    first = max(min(start for start, _end in own) for own in days) // 100
    last = min(max(end for _start, end in own) for own in days) // 100
    return months_between(max(first, first_month or first), min(last, last_month or last))


def _parts(
    indicator: str, spells: Mapping[str, Sequence[Spell]], months: Sequence[int], calendar: Calendar | None
) -> dict[int, Parts]:
    if indicator == "assessment_over_45_days":
        return assessments(spells["assessment"], calendar)
    with_worker = cases_with_worker(spells["worker"], months)
    if indicator == "worker_changes":
        changes = worker_changes(spells["worker"])
        none: tuple[set[int], set[int]] = (set(), set())
        return {
            month: (len(changes.get(month, none)[0]), len(cases), len(changes.get(month, none)[1]))
            for month, cases in with_worker.items()
        }
    supervised: dict[int, set[int]] = {}
    for spell in spells["supervision"]:
        supervised.setdefault(spell.first_day // 100, set()).add(spell.case)
    return {
        month: (len(cases & supervised.get(month, set())), len(cases), 0)
        for month, cases in with_worker.items()
    }
