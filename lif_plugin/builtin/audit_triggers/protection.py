"""Finds triggers in help and protection: plans, referrals, enquiries, closures."""

from datetime import timedelta
from itertools import pairwise
from typing import Final

from lif_plugin.builtin.audit_triggers.trigger import (
    Answer,
    Occasion,
    Trigger,
    Unsure,
    counted,
    known,
    known_back,
)
from lif_plugin.domain.worktime import OutsideCalendar, day_number, numbered_day
from lif_plugin.hooks import CaseView
from lif_plugin.hooks.types import Fact

_NO_CONFERENCE: Final = "NO_CONFERENCE"
_CLOSED_BY_DEATH: Final = "RC2"
_CLOSING: Final = "RC"
"""How the codes begin by which a child in need's case is closed; other closures end a time in care only."""


def _plans(case: CaseView, trigger: Trigger) -> list[Fact]:
    return [plan for plan in case.of("plan") if plan.evidence.code in trigger.codes]


def _is_odd(plan: Fact) -> bool:
    """Whether a plan's end lies before its start: then neither its end nor that it goes on is known."""
    return plan.until_day is not None and plan.until_day < plan.evidence.occurred_day


def repeat_plan(case: CaseView, trigger: Trigger) -> Answer:
    """A plan that began within the span after the end of an earlier one; the day of the end is still within."""
    plans, unsure = _plans(case, trigger), False
    occasions = []
    for plan in plans:
        start = plan.evidence.occurred_day
        earlier = [one for one in plans if one.evidence.occurred_day < start]
        ended = [one for one in earlier if one.until_day is not None and one.until_day <= start]
        within = [
            one for one in ended if not _is_odd(one) and start <= trigger.span.after(one.until_day or 0)
        ]
        if within:
            last = max(within, key=lambda one: one.until_day or 0)
            reason = f"A child protection plan began within {trigger.span} of the end of an earlier one"
            keys = (last.evidence.key, plan.evidence.key)
            occasions.append(Occasion(plan.evidence.key, start, reason, keys))
        # When an earlier plan without an end ended, or whether it is the same one, is not recorded.
        unsure |= any(one.until_day is None or _is_odd(one) for one in earlier)
    if occasions or not plans:
        return occasions, None
    if unsure:
        return [], Unsure.NOT_RECORDED
    return [], None if known_back(case, plans, trigger.span) else Unsure.NOT_COVERED


def long_plan(case: CaseView, trigger: Trigger) -> Answer:
    """A plan still in force on the day after the span was complete."""
    known_until = min(case.as_of, case.covered["plan"])
    occasions, why = [], None
    for plan in _plans(case, trigger):
        complete = trigger.span.after(plan.evidence.occurred_day)
        if complete >= known_until:
            continue
        if _is_odd(plan):
            why = Unsure.NOT_RECORDED
        elif plan.until_day is None or plan.until_day > complete:
            reason = f"A child protection plan was in force for more than {trigger.span}"
            day = day_number(numbered_day(complete) + timedelta(days=1))
            occasions.append(Occasion(plan.evidence.key, day, reason, (plan.evidence.key,)))
    return occasions, why


def re_referral(case: CaseView, trigger: Trigger) -> Answer:
    """A referral within the span after the one before, on another day."""
    referrals = case.of("referral")
    occasions = [
        Occasion(
            later.evidence.key,
            later.evidence.occurred_day,
            f"A referral came within {trigger.span} of the one before",
            (earlier.evidence.key, later.evidence.key),
        )
        for earlier, later in pairwise(referrals)
        if earlier.evidence.occurred_day
        < later.evidence.occurred_day
        <= trigger.span.after(earlier.evidence.occurred_day)
    ]
    if occasions:
        return occasions, None
    return [], None if known_back(case, referrals, trigger.span) else Unsure.NOT_COVERED


def enquiries(case: CaseView, trigger: Trigger) -> Answer:
    """So many section 47 enquiries that led to no conference; without an outcome it is not known whether."""
    found = case.of("section_47")
    sure = [one for one in found if one.fields.get("outcome") == _NO_CONFERENCE]
    maybe = [one for one in found if one.fields.get("outcome") in {_NO_CONFERENCE, None}]
    reason = f"{trigger.count} section 47 enquiries within {trigger.span} led to no conference"
    return counted(case, trigger, sure, maybe, reason)


def closed_after_step_down(case: CaseView, trigger: Trigger) -> Answer:
    """The case was closed within working days of the end of a child protection plan; not by a death."""
    plans = [plan for plan in _plans(case, trigger) if plan.until_day is not None and not _is_odd(plan)]
    occasions, why = [], None
    for closure in case.of("closure"):
        code = closure.evidence.code
        if code is not None and (code == _CLOSED_BY_DEATH or not code.startswith(_CLOSING)):
            continue
        day = closure.evidence.occurred_day
        try:
            first = _working_days_before(case, day, trigger.working_days)
        except OutsideCalendar:
            why = why or Unsure.NOT_COVERED
            continue
        ends = [plan for plan in plans if first <= (plan.until_day or 0) <= day]
        if ends:
            reason = f"The case was closed within {trigger.working_days} working days of the end of a plan"
            keys = (ends[-1].evidence.key, closure.evidence.key)
            occasions.append(Occasion(closure.evidence.key, day, reason, keys))
        elif code is None:
            why = why or Unsure.NOT_RECORDED
        elif not known(case, "plan", first, day):
            why = why or Unsure.NOT_COVERED
    return occasions, why


def _working_days_before(case: CaseView, day: int, count: int) -> int:
    """The first day from which a day lies at most so many working days off. Raises `OutsideCalendar`."""
    if case.calendar is None:
        raise OutsideCalendar
    last = numbered_day(day)
    # A day off has the number of the working day before it.
    steps = count if case.calendar.is_working_day(last) else count + 1
    return day_number(case.calendar.add_working_days(last, -steps))
