"""Proposes linking a case to a kind of review. People decide; the proposal says what the record shows.

Deaths never go out to a platform: these links are seen by named roles on our own pages.
"""

from collections.abc import Sequence
from typing import Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import ReviewLink
from lif_plugin.hooks import CaseView, hookimpl

CHILD_DEATH_REVIEW: Final = "child_death_review"
NOTIFICATION: Final = "serious_incident_notification"
_GUIDANCE: Final = "Child death review: statutory and operational guidance (England) 2018"
_NOTIFY: Final = "Working Together to Safeguard Children 2023: death of a looked-after child or care leaver, 5 working days"
_ADULT: Final = 18
_YEAR: Final = 10_000
_IN_CARE: Final = ("placement", "legal_status")


@hookimpl
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Sequence[ReviewLink]:
    """Any child's death: child death review. A looked-after child's or care leaver's: notification too."""
    found: list[ReviewLink] = []
    for case in cases:
        deaths = case.of("death")
        if not deaths:
            continue
        keys = tuple(fact.evidence.key for fact in deaths)
        if case.agency.nation != "england":
            continue
        under_age = _was_child(case)
        if under_age is not False:
            reason = "The record shows a death" + (
                "" if under_age else "; it does not show the age on that day"
            )
            found.append(ReviewLink(CHILD_DEATH_REVIEW, case.case_ref, reason, _authority(framework), keys))
        if _in_care_or_leaver(case):
            reason = "The record shows the death of a looked-after child or care leaver"
            found.append(ReviewLink(NOTIFICATION, case.case_ref, reason, _NOTIFY, keys))
    return found


def _was_child(case: CaseView) -> bool | None:
    """Whether the person was under 18 on the day of death; None where the record cannot tell."""
    death = case.of("death")[0]
    births = {fact.evidence.occurred_day for fact in case.of("birth")}
    answers = {death.evidence.occurred_day < born + _ADULT * _YEAR for born in births}
    if death.precision not in {"day", "minute"}:
        return None
    return answers.pop() if len(answers) == 1 else None


def _in_care_or_leaver(case: CaseView) -> bool:
    """Whether the record shows a care leaver, or care on the day of death; care that ended before is neither."""
    died = case.of("death")[0].evidence.occurred_day
    spells = (spell for kind in _IN_CARE for spell in case.of(kind))
    in_care = (
        spell.evidence.occurred_day <= died and (spell.until_day is None or spell.until_day >= died)
        for spell in spells
    )
    return bool(case.of("care_leaver_contact")) or any(in_care)


def _authority(framework: Framework | None) -> str:
    """The partnership's own framework where it has this kind of review, else the national guidance."""
    if framework is not None:
        for review in framework.review_types:
            if review.id == CHILD_DEATH_REVIEW:
                return f"{_GUIDANCE}; {framework.title}, {review.source}"
    return _GUIDANCE
