"""What a Primero record does not yet show of how the child was seen and heard, as rules, and what its closing asks for.

They stand here and not among the built-in ones because they rest on what Primero's forms can say: a follow-up that
is planned, who consented, a reason for closing. Another platform's visit without an entry means something else.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from lif_adapter_primero.mapping import CASE_PLAN, OPEN, SOURCE, WISHES
from lif_plugin.domain.condition import AnyOf, Is, Missing, Not
from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import AuditNomination, Finding, ReviewLink
from lif_plugin.domain.rule import ByPlugin, Channel, Exemption, FieldCheck, Rule, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.hooks.types import Fact

ELSEWHERE: Final = ("elsewhere",)
"""Primero serves countries and humanitarian work; no nation whose law our other rules rest on keeps its record in it."""
THE_CHILD: Final = "individual"
"""Primero's word for consent that the child gave."""
NOT_SEEN: Final = "not_seen_during_verification"
DEATH: Final = "death_of_child"
"""Reasons for closing, by Primero's own codes; a deployment's may have a number behind them."""
CHILD_DEATH_REVIEW: Final = "child_death_review"
INFANT: Final = 2
"""Years: below, nobody is asked for wishes. Above there is no lower age for being heard (General Comment 12)."""
_YEAR: Final = 10_000

_RIGHT: Final = "Convention on the Rights of the Child, article 12: the child's views"
_STANDARD: Final = (
    "Child Protection Minimum Standards in Humanitarian Action (2019), standard 18: case management"
)
_REASONS: Final = (
    Exemption("child_refused", "The child did not want to"),
    Exemption("too_young", "The child is too young to say; what was seen of the child is recorded"),
    Exemption("not_safe", "Asking the child would not have been safe"),
    Exemption("heard_elsewhere", "The child was heard elsewhere, and it will be added to the record"),
)

FOLLOW_UP: Final = Rule(
    id="PRM-01",
    version=1,
    title="Follow-up whose day has passed, child not seen",
    message="The follow-up of {day} does not yet show that the child was seen.",
    remedy=(
        "If it took place, enter the day and that the child was seen. If it could not, say why, and when the child "
        "will be seen."
    ),
    authority=f"{_STANDARD}; the follow-up planned in the record itself",
    template=FieldCheck(
        "visit", AnyOf((Is("outcome", (OPEN,)), Is("seen", ("no",)))), exempt_when=Not(Missing("reason"))
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=ELSEWHERE,
    exemptions=(
        Exemption("child_refused", "The child did not want to be seen"),
        Exemption("not_reached", "The child or family could not be reached"),
        Exemption("not_safe", "A visit would not have been safe"),
        Exemption("moved", "The child has moved away"),
        Exemption("seen_elsewhere", "The child was seen by somebody else"),
    ),
)

WISHES_AT_ASSESSMENT: Final = Rule(
    id="PRM-02",
    version=1,
    title="Assessment without the child's wishes",
    message="The assessment of {day} does not yet show the child's wishes.",
    remedy="If the child said what they want, by any means, enter it. If not, say how and when they will be asked.",
    authority=f"{_RIGHT}. {_STANDARD}",
    template=ByPlugin("assessment", also=("view_given", "plan", "consent", "birth")),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=ELSEWHERE,
    exemptions=_REASONS,
    supersedes=("PRM-03",),
)

CONSENT_BY_ANOTHER: Final = Rule(
    id="PRM-03",
    version=1,
    title="Consent by somebody else, child's view not shown",
    message="Somebody other than the child consented to services; the record does not yet show what the child says.",
    remedy="If the child was asked, enter what they said. If not, say how and when they will be asked.",
    authority=f"{_RIGHT}. {_STANDARD}",
    template=ByPlugin("consent", also=("view_given", "birth")),
    addressees=(Role.WORKER,),
    severity=Severity.INFO,
    delivery=Channel.PANEL,
    nations=ELSEWHERE,
    exemptions=_REASONS,
)

CLOSED: Final = Rule(
    id="PRM-04",
    version=1,
    title="Case closed, child's view not shown",
    message="The case was closed on {day}; the record does not yet show what the child said.",
    remedy="If the child was asked about the ending or the help, enter what they said. If not, say why.",
    authority=f"{_RIGHT}. {_STANDARD}",
    template=ByPlugin("closure", also=("view_given", "assessment", "plan", "consent", "birth")),
    addressees=(Role.WORKER, Role.MANAGER),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=ELSEWHERE,
    exemptions=_REASONS,
    supersedes=("PRM-02", "PRM-03"),
)


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rules on Primero's fields."""
    return (FOLLOW_UP, WISHES_AT_ASSESSMENT, CONSENT_BY_ANOTHER, CLOSED)


@hookimpl
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:
    """Where the child's wishes are asked for and nothing is entered anywhere: no template looks for that."""
    return [
        CaseFinding(case.case_ref, finding)
        for case in cases
        if case.source == SOURCE
        for finding in _without_wishes(case)
    ]


def _without_wishes(case: CaseView) -> Iterator[Finding]:
    if any(fact.evidence.code == WISHES for fact in case.of("view_given")):
        return
    consents = [fact for fact in case.of("consent") if _by_another(fact)]
    assessments = [fact for fact in case.of("assessment") if _is_done(fact, case)]
    for fact in case.of("closure"):
        yield _finding(CLOSED, case, fact, (*consents, *assessments, fact))
    for fact in assessments:
        yield _finding(WISHES_AT_ASSESSMENT, case, fact, (*consents, fact))
    for fact in consents:
        yield _finding(CONSENT_BY_ANOTHER, case, fact, (fact,))


def _finding(rule: Rule, case: CaseView, about: Fact, facts: tuple[Fact, ...]) -> Finding:
    """A gap; of an infant not applicable; where we may not see the wishes, nobody can tell."""
    day = about.evidence.occurred_day
    proof = tuple(dict.fromkeys(fact.evidence for fact in facts))
    if "view_given" not in case.covered:
        return Finding(rule.id, about.evidence.key, State.CANNOT_TELL, day, proof, "not_covered")
    if _is_infant(case, day):
        return Finding(rule.id, about.evidence.key, State.NOT_APPLICABLE, day, proof, "exempt")
    return Finding(rule.id, about.evidence.key, State.GAP, day, proof)


def _by_another(fact: Fact) -> bool:
    return fact.fields.get("outcome") == "yes" and fact.evidence.code != THE_CHILD


def _is_done(fact: Fact, case: CaseView) -> bool:
    """Whether an assessment was handed in for approval, or a case plan made on it: before, nothing is late."""
    planned = any(plan.evidence.code == CASE_PLAN for plan in case.of("plan"))
    return "outcome" in fact.fields or planned


def _is_infant(case: CaseView, day: int) -> bool:
    """Whether the child surely had not reached this age."""
    born = [fact.evidence.occurred_day for fact in case.of("birth")]
    return bool(born) and all(day < one + INFANT * _YEAR for one in born)


@hookimpl
def lif_audits(cases: Sequence[CaseView]) -> Sequence[AuditNomination]:
    """A case closed while its follow-ups, or the reason for closing, do not show that the child was seen."""
    found = []
    for case in cases:
        closed = [fact.evidence for fact in case.of("closure") if case.source == SOURCE]
        if not closed:
            continue
        open_ones = [fact.evidence.key for fact in case.of("visit") if fact.fields.get("outcome") == OPEN]
        if open_ones:
            reason = f"Closed with {len(open_ones)} follow-ups of which the record shows no day of doing"
            keys = (closed[-1].key, *open_ones)
            found.append(AuditNomination("closed_with_follow_up_open", case.case_ref, reason, keys))
        if _is(closed[-1].code, NOT_SEEN):
            reason = "Closed because the child was not seen"
            found.append(AuditNomination("closed_child_not_seen", case.case_ref, reason, (closed[-1].key,)))
    return found


@hookimpl
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Sequence[ReviewLink]:
    """A case closed because the child died: for named roles to decide on, and never out to Primero."""
    return [
        ReviewLink(
            CHILD_DEATH_REVIEW,
            case.case_ref,
            "The record was closed with a child's death as the reason; the day of death is not on it",
            _authority(framework),
            (fact.evidence.key,),
        )
        for case in cases
        if case.source == SOURCE
        for fact in case.of("closure")[-1:]
        if _is(fact.evidence.code, DEATH)
    ]


def _authority(framework: Framework | None) -> str:
    """The framework's own review where it has one; each country has its own law."""
    for review in framework.review_types if framework else ():
        if review.id == CHILD_DEATH_REVIEW and framework:
            return f"{framework.title}, {review.source}"
    return "The agency's own procedure for a child's death"


def _is(code: str | None, reason: str) -> bool:
    """Whether a code is a reason: deployments put a number behind it (``formal_closing_35696``)."""
    return code is not None and (code == reason or code.startswith(f"{reason}_"))
