"""Proposes linking a case to kinds of review, with criteria and clocks. People decide.

Deaths and harm never go out to a platform: these links are seen by named roles on our own pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from lif_plugin.builtin.national_reviews import NATIONAL
from lif_plugin.builtin.record_facts import (
    ADULT,
    answer,
    conference_dissents,
    death_of,
    repeat_plans,
    younger_than,
)
from lif_plugin.domain.criteria import Criterion, Standing, all_of, whole
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import ReviewLink
from lif_plugin.domain.review import Incident, Question, RecordFact, ReviewKind
from lif_plugin.domain.worktime import local_day, numbered_day
from lif_plugin.hooks import CaseView, hookimpl
from lif_plugin.hooks.types import Fact


class Happening(NamedTuple):
    """One incident on a case's record. ``subject`` tells apart the incidents a case can have several of."""

    incident: Incident
    subject: str
    fact: Fact
    shown: str
    keys: tuple[str, ...]


@hookimpl
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Sequence[ReviewLink]:
    """For each incident on record, every review whose criteria are not unmet; unknown is never a no."""
    return [
        link
        for case in cases
        for kind in reviews_of(case.agency.nation, framework)
        for happening in _happenings(case)
        if happening.incident in kind.brought_up_by and _is_for(case, kind, happening)
        for link in _link(case, kind, happening)
    ]


def reviews_of(nation: str, framework: Framework | None) -> tuple[ReviewKind, ...]:
    """The reviews of a nation and of a framework of it; where both have one, the framework's criteria count.

    A framework that states no criteria for it leaves the national ones standing.
    """
    kinds = {kind.id: kind for kind in NATIONAL.get(nation, ())}
    for own in framework.review_kinds if framework and framework.nation == nation else ():
        national = kinds.get(own.id)
        if national is None:
            kinds[own.id] = own
            continue
        kinds[own.id] = replace(
            own,
            authority=f"{national.authority}; {own.authority}",
            questions=own.questions or national.questions,
            brought_up_by=own.brought_up_by or national.brought_up_by,
            clocks=national.clocks,
            note=". ".join(filter(None, (national.note, own.note))) or None,
            decided_by=own.decided_by or national.decided_by,
        )
    return tuple(kinds.values())


def _happenings(case: CaseView) -> Iterator[Happening]:
    death = death_of(case)
    if death is not None:
        keys = tuple(fact.evidence.key for fact in case.of("death"))
        # A person dies once, however many rows say so.
        yield Happening(Incident.DEATH, "", death, "The record shows a death", keys)
    for harm in case.of("serious_harm"):
        key = harm.evidence.key
        yield Happening(Incident.SERIOUS_HARM, key, harm, "The record shows serious harm", (key,))
    for run in repeat_plans(case):
        shown = f"The record shows {len(run)} child protection plans, one after another"
        keys = tuple(plan.evidence.key for plan in run)
        yield Happening(Incident.REPEAT_PLAN, keys[-1], run[-1], shown, keys)
    for dissent in conference_dissents(case):
        key = dissent.evidence.key
        shown = "The record shows a dissent on the outcome of a conference"
        yield Happening(Incident.CONFERENCE_DISSENT, key, dissent, shown, (key,))


def _is_for(case: CaseView, kind: ReviewKind, happening: Happening) -> bool:
    """Whether a review can be about the person: an adult's death or harm is no child's, whatever is asked of people."""
    if happening.incident not in {Incident.DEATH, Incident.SERIOUS_HARM}:
        return True
    adults_too = any(RecordFact.CARE_LEAVER_TO_24 in question.facts for question in kind.questions)
    return adults_too or younger_than(case, ADULT, happening.fact) is not False


def _link(case: CaseView, kind: ReviewKind, happening: Happening) -> Iterator[ReviewLink]:
    criteria = tuple(_criterion(case, question) for question in kind.questions)
    if whole(criteria) is Standing.UNMET:
        return
    # Where all else is clear, what is not is said at once: an age that the record does not show, above all.
    said = dict.fromkeys([happening.shown, *(one.because for one in criteria if one.because)])
    reasons = [text for text in said if text.startswith(happening.shown)]
    yield ReviewLink(
        review=kind.id,
        case_ref=case.case_ref,
        reason=max(reasons, key=len),
        authority=kind.authority,
        evidence_keys=happening.keys,
        subject=happening.subject,
        label=kind.label,
        criteria=criteria,
        clocks=kind.clocks,
        day=happening.fact.evidence.occurred_day,
        aware_at=_aware_at(case, happening.fact),
        note=kind.note,
        defects=kind.defects,
        recommended_by=kind.recommended_by,
        decided_by=kind.decided_by,
    )


def _criterion(case: CaseView, question: Question) -> Criterion:
    given = answer(case, question.facts)
    standing = all_of([given.standing, *([Standing.CANNOT_TELL] if question.asked else [])])
    return Criterion(
        question.part, question.text, standing, given.because, given.keys, question.asked, question.defects
    )


def _aware_at(case: CaseView, fact: Fact) -> int | None:
    """When the fact reached us, if that was soon after its day: then the agency knew of it by that time.

    A fact that came long after was known long before, and one without a day of its own tells nothing: people
    say when.
    """
    if fact.recorded_at is None or fact.precision not in {"day", "minute"}:
        return None
    recorded = local_day(fact.recorded_at, case.agency.zone)
    since = recorded - numbered_day(fact.evidence.occurred_day)
    return fact.recorded_at if timedelta(0) <= since <= timedelta(days=case.agency.recent_days) else None
