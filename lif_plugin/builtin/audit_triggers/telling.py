"""Finds the trigger in what is told: a prompt about the child's voice that has waited long."""

from typing import Final

from lif_plugin.builtin.audit_triggers.trigger import Answer, Occasion, Trigger, Unsure
from lif_plugin.domain.rule import Severity
from lif_plugin.domain.worktime import OutsideCalendar, day_number, numbered_day
from lif_plugin.hooks import CaseView

_VOICE: Final = "VOC-"
"""How the ids of the rules about the child's voice begin."""


def waiting(case: CaseView, trigger: Trigger) -> Answer:
    """A prompt of the highest weight about the child's voice that has waited so many working days."""
    occasions = []
    for prompt in case.prompts:
        if prompt.severity is not Severity.CRITICAL or not prompt.rule.startswith(_VOICE):
            continue
        if case.calendar is None:
            return [], Unsure.NOT_COVERED
        try:
            day = day_number(case.calendar.add_working_days(numbered_day(prompt.since), trigger.working_days))
        except OutsideCalendar:
            return [], Unsure.NOT_COVERED
        if case.as_of >= day:
            reason = f"A prompt about the child's voice has waited for {trigger.working_days} working days"
            occasions.append(Occasion(f"{prompt.rule}|{prompt.subject}", day, reason, prompt.evidence_keys))
    return occasions, None
