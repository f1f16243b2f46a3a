"""Nominates cases for audit pools. A nomination is a reason to look at a record; it says nothing of a worker."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from lif_plugin.domain.prompt import AuditNomination
from lif_plugin.hooks import CaseView, hookimpl

MISSING_EPISODES: Final = 3
MISSING_WINDOW: Final = timedelta(days=90)
NOT_IN_TOUCH: Final = "NO"


@hookimpl
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination]:
    """Three missing episodes in 90 days; a care leaver who is not in touch."""
    found: list[AuditNomination] = []
    for case in cases:
        episodes = _repeatedly_missing(case)
        if episodes:
            reason = f"{len(episodes)} missing episodes began within {MISSING_WINDOW.days} days"
            found.append(AuditNomination("repeatedly_missing", case.case_ref, reason, episodes))
        untouched = _not_in_touch(case)
        if untouched:
            reason = "The newest return says that the care leaver is not in touch"
            found.append(AuditNomination("care_leaver_not_in_touch", case.case_ref, reason, untouched))
    return found


def _repeatedly_missing(case: CaseView) -> tuple[str, ...]:
    """The keys of the last run of missing episodes (not: away without permission) close together."""
    episodes = [fact.evidence for fact in case.of("missing") if fact.evidence.code == "M"]
    for start in range(len(episodes) - MISSING_EPISODES, -1, -1):
        run = episodes[start : start + MISSING_EPISODES]
        if _as_date(run[-1].occurred_day) - _as_date(run[0].occurred_day) <= MISSING_WINDOW:
            return tuple(episode.key for episode in run)
    return ()


def _not_in_touch(case: CaseView) -> tuple[str, ...]:
    contacts = case.of("care_leaver_contact")
    if contacts and contacts[-1].evidence.code == NOT_IN_TOUCH:
        return (contacts[-1].evidence.key,)
    return ()


def _as_date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)
