"""The voice of the child: what a record does not yet show of how the child was heard, as rules.

The numbers are those of the domain guide; each rule names its source. Participation codes are those of
the SSDA903 return: PN4 (came, gave no view) and PN7 (stayed away, no view reached the review) are the
two by which no view reached the review.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from lif_plugin.builtin.participation import CODES, ParticipationCode
from lif_plugin.domain.condition import AgeUnder, AllOf, AnyOf, During, Is, Missing, Not
from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import (
    ByPlugin,
    Channel,
    DueAfter,
    Exemption,
    FieldCheck,
    LastN,
    Rule,
    Severity,
    State,
)
from lif_plugin.domain.viewer import Role
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.hooks.types import Fact, QueryField

ENGLAND: Final = ("england",)
NO_VIEW: Final = Is("code", ("PN4", "PN7"))
UNDER_FOUR: Final = ("PN0",)
FOUR_AND_OVER: Final = ("PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7")
SHORT_BREAKS: Final = During("legal_status", ("V3", "V4"))

_REVIEW_REASONS: Final = (
    Exemption("declined", "The child chose not to give a view, and other ways were offered"),
    Exemption("unwell", "The child was ill or in distress on the day"),
    Exemption("missing", "The child was missing on the day"),
    Exemption("heard_elsewhere", "The child's view was given elsewhere and will be added to the record"),
)
_REVIEWS_LAW: Final = (
    "Children Act 1989, section 22(4) and (5): the wishes and feelings of a looked-after child"
)
_CODES: Final = "Guide to the SSDA903 return, reviews: participation codes PN0 to PN7"

VOC_07: Final = Rule(
    id="VOC-07",
    version=1,
    title="Looked-after review without the child's view",
    message="The review on {day} does not yet show a view from the child ({text}).",
    remedy=(
        "If the child's view reached the review by any means, correct how they took part. If it did not, say how "
        "they will be heard before the next one."
    ),
    authority=f"{_REVIEWS_LAW}. {_CODES}",
    template=FieldCheck("review", NO_VIEW, about=Not(Is("held", ("no",))), exempt_when=SHORT_BREAKS),
    addressees=(Role.IRO,),
    severity=Severity.WARNING,
    delivery=Channel.DIGEST,
    nations=ENGLAND,
    exemptions=_REVIEW_REASONS,
    statutory=True,
)

VOC_08: Final = Rule(
    id="VOC-08",
    version=1,
    title="Two looked-after reviews running without the child's view",
    message="The review on {day} and the one before it do not yet show a view from the child.",
    remedy=(
        "Look for another way for this child to be heard: another person, an advocate, another medium, before "
        "the next review. Record what was tried and what the child said."
    ),
    authority=f"{_REVIEWS_LAW}. {_CODES}",
    template=LastN("review", 2, NO_VIEW, about=Not(Is("held", ("no",)))),
    addressees=(Role.IRO,),
    severity=Severity.CRITICAL,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=_REVIEW_REASONS,
    supersedes=("VOC-07", "VOC-08"),
    statutory=True,
)

VOC_09: Final = Rule(
    id="VOC-09",
    version=1,
    title="Participation code missing or not fitting the child's age",
    message="The participation code of the review on {day} is missing or does not fit the child's age ({text}).",
    remedy="PN0 is for a child under 4 on the day of the review, PN1 to PN7 from the fourth birthday. Correct the code.",
    authority=_CODES,
    template=FieldCheck(
        "review",
        AnyOf(
            (
                Missing("code"),
                AllOf((Is("code", UNDER_FOUR), Not(AgeUnder(4)))),
                AllOf((Is("code", FOUR_AND_OVER), AgeUnder(4))),
            )
        ),
        about=Not(Is("held", ("no",))),
    ),
    addressees=(Role.DATA_TEAM,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=ENGLAND,
    exemptions=(Exemption("cancelled", "The review was cancelled"),),
)

VOC_21: Final = Rule(
    id="VOC-21",
    version=1,
    title="Return interview after a missing episode",
    message="After the missing episode that ended on {day} the record does not yet show a talk with the child.",
    remedy="If the talk took place, record when and what the child said. If it was offered and declined, say so.",
    authority=(
        "Statutory guidance on children who run away or go missing from home or care (2014): "
        "return interview within 72 hours"
    ),
    template=DueAfter(
        "missing",
        evidence="return_interview",
        hours=72,
        about=Is("code", ("M",)),
        met_when=Not(Is("held", ("no",))),
    ),
    addressees=(Role.WORKER,),
    severity=Severity.WARNING,
    delivery=Channel.NOW,
    nations=ENGLAND,
    exemptions=(Exemption("declined", "Offered, and the child declined"),),
)

REVIEWS_DISAGREE: Final = Rule(
    id="DAT-01",
    version=1,
    title="Two reviews on one day say different things",
    message="Two reviews are recorded on {day}, and they differ in how the child took part.",
    remedy="Keep the one that took place, or correct the date of the other.",
    authority="Guide to the SSDA903 return, reviews: one row for each review held",
    template=ByPlugin("review"),
    addressees=(Role.DATA_TEAM,),
    severity=Severity.INFO,
    delivery=Channel.DIGEST,
    nations=("england", "scotland", "wales", "northern_ireland"),
)


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rules that the record's own fields can answer."""
    return (VOC_07, VOC_08, VOC_09, VOC_21, REVIEWS_DISAGREE)


@hookimpl
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:
    """Two reviews of one day with different codes: no template compares events of the same day."""
    found: list[CaseFinding] = []
    for case in cases:
        for day, group in groupby(case.of("review"), key=lambda fact: fact.evidence.occurred_day):
            facts = list(group)
            if len({_participation(fact) for fact in facts}) > 1:
                evidence = tuple(fact.evidence for fact in facts)
                finding = Finding(REVIEWS_DISAGREE.id, facts[0].evidence.key, State.GAP, day, evidence)
                found.append(CaseFinding(case.case_ref, finding))
    return found


def _participation(fact: Fact) -> object:
    return fact.evidence.code or fact.fields.get("code_raw")


@hookimpl
def lif_graphql() -> Sequence[QueryField]:
    """The participation codes, so that a reader of events need not guess them."""
    return [
        QueryField(
            "participationCodes",
            "How a child can take part in a looked-after review, by the codes of the SSDA903 return. Since 0.1.",
            ParticipationCode,
            lambda _viewer: CODES,
        )
    ]
