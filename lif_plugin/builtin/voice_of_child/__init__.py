"""The voice of the child: what a record does not yet show of how the child was heard, as rules.

The numbers are those of the domain guide; each rule names its source. A rule for each subject stands in a module
of its own; here they become one plugin.
"""

from collections.abc import Sequence
from itertools import groupby

from lif_plugin.builtin.participation import CODES, ParticipationCode
from lif_plugin.builtin.voice_of_child.asking import ASKING_RULES, VOC_24
from lif_plugin.builtin.voice_of_child.declined import declined_twice
from lif_plugin.builtin.voice_of_child.meetings import MEETING_RULES
from lif_plugin.builtin.voice_of_child.missing import VOC_21
from lif_plugin.builtin.voice_of_child.own_words import OWN_WORD_RULES
from lif_plugin.builtin.voice_of_child.reviews import (
    FOUR_AND_OVER,
    NO_VIEW,
    REVIEWS_DISAGREE,
    UNDER_FOUR,
    VOC_07,
    VOC_08,
    VOC_09,
)
from lif_plugin.builtin.voice_of_child.scotland import SCOTTISH_RULES
from lif_plugin.builtin.voice_of_child.seen import SEEN_RULES
from lif_plugin.builtin.voice_of_child.since import SINCE_RULES
from lif_plugin.builtin.voice_of_child.views import VIEW_RULES
from lif_plugin.domain.prompt import Finding
from lif_plugin.domain.rule import Rule, State
from lif_plugin.hooks import CaseFinding, CaseView, hookimpl
from lif_plugin.hooks.types import Fact, QueryField

__all__ = ["FOUR_AND_OVER", "NO_VIEW", "UNDER_FOUR", "VOC_07", "VOC_08", "VOC_09", "VOC_21"]


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """The rules that the record's own fields can answer."""
    return (
        *SEEN_RULES,
        *SINCE_RULES,
        VOC_07,
        VOC_08,
        VOC_09,
        VOC_21,
        *MEETING_RULES,
        *VIEW_RULES,
        *ASKING_RULES,
        *OWN_WORD_RULES,
        *SCOTTISH_RULES,
        REVIEWS_DISAGREE,
    )


@hookimpl
def lif_prompts(cases: Sequence[CaseView]) -> Sequence[CaseFinding]:
    """What compares facts with each other, which no template does: reviews of one day, ways of asking."""
    found: list[CaseFinding] = []
    for case in cases:
        found += [CaseFinding(case.case_ref, one) for one in declined_twice(VOC_24.id, case)]
        for day, group in groupby(case.of("review"), key=lambda fact: fact.evidence.occurred_day):
            facts = list(group)
            said = {_participation(fact) for fact in facts}
            if len(said) > 1:
                # What one of them does not say may be what the other says.
                known = len(said - {None}) > 1
                state, reason = (State.GAP, None) if known else (State.CANNOT_TELL, "not_recorded")
                evidence = tuple(fact.evidence for fact in facts)
                finding = Finding(REVIEWS_DISAGREE.id, facts[0].evidence.key, state, day, evidence, reason)
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
