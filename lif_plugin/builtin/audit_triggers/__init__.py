"""Nominates cases for audit pools. A nomination is a reason to look at a record; it says nothing of a worker."""

from collections.abc import Sequence
from dataclasses import replace

from lif_plugin.builtin.audit_triggers.catalogue import TRIGGERS
from lif_plugin.builtin.audit_triggers.trigger import Trigger, Unsure
from lif_plugin.domain.prompt import AuditNomination, CannotTell
from lif_plugin.hooks import CaseView, hookimpl

__all__ = ["TRIGGERS", "lif_audits"]


@hookimpl
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination | CannotTell]:
    """Every occasion of every trigger of the catalogue, and for each case the triggers that cannot be told."""
    found: list[AuditNomination | CannotTell] = []
    for case in cases:
        unsure: dict[Unsure, list[str]] = {why: [] for why in Unsure}
        for trigger in TRIGGERS:
            if case.agency.nation not in trigger.nations:
                continue
            nominations, why = _asked(trigger, case)
            found += nominations
            if why is not None and not nominations:
                unsure[why].append(trigger.id)
        if any(unsure.values()):
            found.append(
                CannotTell(
                    case.case_ref, tuple(unsure[Unsure.NOT_COVERED]), tuple(unsure[Unsure.NOT_RECORDED])
                )
            )
    return found


def _asked(trigger: Trigger, case: CaseView) -> tuple[list[AuditNomination], Unsure | None]:
    """What a trigger says of a case: its occasions, and why it cannot say that there are no others."""
    if not case.covered.keys() >= trigger.reads:
        return [], Unsure.NOT_COVERED
    occasions, why = trigger.find(case, trigger)
    # A fact that a source states twice, or two that complete a trigger together, are one occasion.
    by_subject = {occasion.subject: occasion for occasion in occasions}
    nominations = [
        AuditNomination(
            trigger.id,
            case.case_ref,
            occasion.reason,
            occasion.keys,
            occasion.subject,
            occasion.day,
            trigger.authority,
            trigger.notice,
        )
        for occasion in by_subject.values()
    ]
    return [replace(one, subject=one.subject[:200]) for one in nominations], why
