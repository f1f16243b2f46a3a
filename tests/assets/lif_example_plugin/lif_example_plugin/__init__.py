"""The hooks of the example plugin, each a few lines; the thinking is in the modules beside."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.prompt import AuditNomination, Finding, Lesson, Prompt, ReviewLink
from lif_plugin.domain.rule import Rule, State
from lif_plugin.domain.timer import Timer
from lif_plugin.hooks import Adapter, CaseFinding, CaseView, QueryField, hookimpl

from .answers import TALLY, Answers
from .rules import DISAGREE, NOT_SEEN
from .timers import FIRST_VISIT
from .visits import examine, read

IN_A_ROW = 3


@hookimpl
def lif_adapters() -> Sequence[Adapter]:
    """The adapter ``example``: visits and serious harm from a CSV file."""
    kinds = frozenset({"visit", "serious_harm"})
    return [Adapter("example", "Visits (CSV), an example", "example", kinds, examine, read)]


@hookimpl
def lif_rules() -> Sequence[Rule]:
    """One rule that a template can say, and one that this plugin finds itself."""
    return [NOT_SEEN, DISAGREE]


@hookimpl
def lif_timers() -> Sequence[Timer]:
    """A local clock: a visit soon after serious harm came to notice."""
    return [FIRST_VISIT]


@hookimpl
def lif_prompts(cases: Sequence[CaseView]) -> Iterator[CaseFinding]:
    """Two visits of one day that differ in whether the child was seen."""
    for case in cases:
        for first, second in pairwise(case.of("visit")):
            one, other = first.evidence, second.evidence
            if one.occurred_day == other.occurred_day and first.fields.get("seen") != second.fields.get(
                "seen"
            ):
                finding = Finding(DISAGREE.id, other.key, State.GAP, other.occurred_day, (one, other))
                yield CaseFinding(case.case_ref, finding)


@hookimpl
def lif_audits(cases: Sequence[CaseView]) -> Iterator[AuditNomination]:
    """The last three visits without the child: a reason to look, whatever the reason was."""
    for case in cases:
        last = case.of("visit")[-IN_A_ROW:]
        if len(last) == IN_A_ROW and all(visit.fields.get("seen") == "no" for visit in last):
            keys = tuple(visit.evidence.key for visit in last)
            yield AuditNomination(
                "example_not_seen", case.case_ref, "Three visits running without the child", keys
            )


@hookimpl
def lif_review_links(cases: Sequence[CaseView], framework: Framework | None) -> Iterator[ReviewLink]:
    """Serious harm on record: a rapid review, for people to decide on."""
    authority = framework.title if framework else "Working Together to Safeguard Children 2023"
    for case in cases:
        keys = tuple(fact.evidence.key for fact in case.of("serious_harm"))
        if keys:
            yield ReviewLink("rapid_review", case.case_ref, "The record shows serious harm", authority, keys)


@hookimpl
def lif_lessons(framework: Framework | None) -> Sequence[Lesson]:
    """What an invented review has learnt, beside the prompts on visits."""
    text = "Ask when the child is at home before you set out."
    return [Lesson("ask_when_home", text, "Our themed review of visits, 2024", frozenset({NOT_SEEN.id}))]


@hookimpl
def lif_prompt_answered(prompts: Sequence[Prompt]) -> None:
    """Count how this plugin's prompts are answered."""
    TALLY.count(prompt for prompt in prompts if prompt.rule in {NOT_SEEN.id, DISAGREE.id})


@hookimpl
def lif_graphql() -> Sequence[QueryField]:
    """The tally, for those who may see counts of their agency."""
    return [
        QueryField("exampleAnswers", "How visits' prompts were answered since the start.", Answers, TALLY.of)
    ]
