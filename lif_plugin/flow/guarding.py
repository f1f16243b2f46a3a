"""Guarding: an agency's own condition on a rule decides whether what was found applies to a case."""

from dataclasses import replace
from typing import Final

from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import Rule, State
from lif_plugin.hooks import CaseView
from lif_plugin.rules.guards import answer_of

GUARD: Final = "guard"
"""The agency's condition does not hold: the rule is not applicable."""
GUARD_UNKNOWN: Final = "guard_unknown"
"""What the agency's condition asks is not on record."""


def guarded(rule: Rule, finding: Finding, view: CaseView) -> Finding:
    """The finding by the agency's condition on its rule; as it is where there is none."""
    setting = view.agency.rules.get(rule.id)
    if setting is None or setting.guard is None:
        return finding
    keys = tuple(dict.fromkeys((*(proof.key for proof in finding.evidence), finding.subject)))
    answer = answer_of(setting.guard, rule.template.kind, view, keys, finding.occurred_day)
    if answer is False:
        return replace(finding, state=State.NOT_APPLICABLE, reason=GUARD)
    if answer is None and finding.state is State.GAP:
        return replace(finding, state=State.CANNOT_TELL, reason=GUARD_UNKNOWN)
    return finding
