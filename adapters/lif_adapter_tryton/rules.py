"""What an assessment does not yet show of how the person was heard, as a rule, and what its ending nominates.

They stand here and not among the built-in ones because they rest on what the form in GNU Health can say.
"""

from collections.abc import Sequence
from typing import Final

from lif_adapter_tryton.mapping import SOURCE
from lif_plugin.domain.condition import AgeUnder, AnyOf, Missing, Not, Shown
from lif_plugin.domain.prompt import AuditNomination
from lif_plugin.domain.rule import Channel, Exemption, FieldCheck, Rule, Severity
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import CaseView, hookimpl
from lif_plugin.hooks.types import Fact

ELSEWHERE: Final = ("elsewhere",)
"""GNU Health serves many countries; no nation whose law our other rules rest on keeps its children's record in it."""
INFANT: Final = 2
"""Years: below, nobody is asked for a view. Above there is no lower age for being heard (General Comment 12)."""
ENDED: Final = "done"
TRIGGER: Final = "assessment_ended_without_view"
_RIGHT: Final = "Convention on the Rights of the Child, article 12: the child's views"

OWN_VIEW: Final = Rule(
    id="TRY-01",
    version=1,
    title="Assessment without the person's own view",
    message="The assessment of {day} does not yet show how the person's own view was heard.",
    remedy="If they were heard, by any means, enter how. If they did not want to, or could not be asked, enter that.",
    authority=_RIGHT,
    template=FieldCheck(
        "assessment",
        Not(Shown("view_given")),
        exempt_when=AnyOf((Not(Missing("reason")), AgeUnder(INFANT))),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=ELSEWHERE,
    exemptions=(
        Exemption("refused", "They did not want to say"),
        Exemption("not_safe", "Asking would not have been safe"),
        Exemption("too_young", "Too young to say; what was seen is recorded"),
        Exemption("heard_elsewhere", "Heard elsewhere; it will be added here"),
    ),
)


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rule on the assessment."""
    return (OWN_VIEW,)


@hookimpl
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination]:
    """An assessment that was ended without a view of the person, or a reason for there being none."""
    found = []
    for case in cases:
        if case.source != SOURCE:
            continue
        views = {fact.evidence.key.rpartition("|")[2] for fact in case.of("view_given")}
        for fact in case.of("assessment"):
            ended = fact.fields.get("outcome") == ENDED and not fact.fields.get("reason")
            if ended and fact.evidence.key.rpartition("|")[2] not in views:
                found.append(_nomination(case, fact))
    return found


def _nomination(case: CaseView, fact: Fact) -> AuditNomination:
    key = fact.evidence.key
    return AuditNomination(
        TRIGGER,
        case.case_ref,
        "An assessment was ended, and the record does not show how the person was heard",
        (key,),
        subject=key,
        day=fact.evidence.occurred_day,
        authority=_RIGHT,
        notice="The programme looks at how people are heard in assessments.",
    )
