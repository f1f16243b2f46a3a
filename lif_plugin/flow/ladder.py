"""Ladder: whom an open prompt is for as well, once it has waited for as long as an agency has set."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from lif_plugin.domain.agency import Agency
from lif_plugin.domain.rule import State
from lif_plugin.domain.worktime import day_start_ms, local_day
from lif_plugin.flow.deliver import PUSHED

Row = Mapping[str, Any]


def addressees(agency: Agency, row: Row, raised_at: int, now: int) -> str:
    """Whom a prompt is for, as stored: the rule's own, then each rung of the ladder that its waiting has reached."""
    names: str = row["addressees"]
    if not agency.escalation or not _waits(row):
        return names
    waited = local_day(now, agency.zone) - local_day(raised_at, agency.zone)
    for rung in agency.escalation:
        if waited >= timedelta(days=rung.after_days) and f",{rung.to.value}," not in names:
            names += f"{rung.to.value},"
    return names


def next_rungs(agency: Agency, rows: Iterable[Row], now: int) -> list[dict[str, Any]]:
    """When time alone lets each prompt of a case reach its next rung."""
    found = []
    for row in rows if agency.escalation else ():
        if not _waits(row):
            continue
        raised = local_day(row["raised_at"], agency.zone)
        days = [raised + timedelta(days=rung.after_days) for rung in agency.escalation]
        later = [day for day in days if day > local_day(now, agency.zone)]
        if later:
            found.append({
                "case_id": row["case_id"],
                "rule": row["rule"],
                "subject": row["subject"],
                "agency_id": agency.id,
                "due_at": day_start_ms(min(later), agency.zone),
            })  # fmt: skip
    return found


def _waits(row: Row) -> bool:
    return (
        row["state"] == State.GAP
        and row["delivery"] in PUSHED
        and row["superseded_by"] is None
        and row["ended_at"] is None
    )
