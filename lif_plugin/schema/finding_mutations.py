"""Findings, what they ask for and what boards answer, through the schema."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import findings
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.finding import Finding, Recommendation
from lif_plugin.schema.values import arg, number_of


@strawberry.input(description="Something of the framework that a finding is about.")
class TouchedInput:
    """One entry."""

    kind: str = strawberry.field(description="`aim`, `principle` or `quality_component`.")
    entry: str = strawberry.field(description="Its id in the framework.")


@strawberry.input(description="A strength or a concern, with what shows it. It names no child and no worker.")
class AddFindingInput:
    """One finding."""

    item: relay.GlobalID = strawberry.field(description="The item's `id`.")
    nature: Nature = strawberry.field(description="A strength or a concern.")
    theme: str = strawberry.field(description="What it is about.")
    text: str = strawberry.field(description="What was found.")
    evidence: str = strawberry.field(description="What shows it.")
    touches: list[TouchedInput] | None = strawberry.field(default=None, description="What it is about.")


@strawberry.input(
    description="What a finding asks for; with `answeringBody` a systems finding that it must answer."
)
class RecommendInput:
    """One recommendation."""

    finding: relay.GlobalID = strawberry.field(description="The finding's `id`.")
    text: str = strawberry.field(description="What is to be done, or what the board is asked.")
    measure: str | None = strawberry.field(default=None, description="How anybody will know.")
    owner_agency: str | None = strawberry.field(default=None, description="The agency that is to do it.")
    owner_role: str | None = strawberry.field(default=None, description="The role; never a person.")
    due: date | None = strawberry.field(default=None, description="By when.")
    answering_body: str | None = strawberry.field(default=None, description="The body that must answer.")


@strawberry.type(description="It is written down.")
class FindingSaved:
    """Saved."""

    finding: Finding = strawberry.field(description="The finding.")


@strawberry.type(description="It is written down; its `failing` letters hold nothing up.")
class RecommendationSaved:
    """Saved."""

    recommendation: Recommendation = strawberry.field(description="The recommendation with its answers.")


FindingResult = Annotated[
    FindingSaved | Refusal,
    strawberry.union("FindingResult", description="What became of a finding."),
]
RecommendationResult = Annotated[
    RecommendationSaved | Refusal,
    strawberry.union("RecommendationResult", description="What became of a recommendation or its answer."),
]


@strawberry.type
class FindingMutation:
    """The mutations on findings."""

    @mutation("Add a finding to an item. For quality, board and managers. Since 0.1.", changes="input.item")
    def add_finding(
        self,
        info: Info[Context, None],
        input: Annotated[AddFindingInput, arg("The finding.")],  # noqa: A002  Relay's word
    ) -> FindingResult:
        """Add a finding."""
        touches = tuple((one.kind, one.entry) for one in input.touches or ())
        new = findings.NewFinding(input.nature, input.theme, input.text, input.evidence, touches)
        item = input.item.node_id if input.item.type_name == "LearningItem" else ""
        made = step(info.context, lambda desk, viewer: findings.add_finding(desk, viewer, item, new))
        if not isinstance(made, str):
            return made
        return FindingSaved(finding=found(Finding.by_ids(info.context, [made])[0]))

    @mutation(
        "Record what a finding asks for. For quality, board and managers. Since 0.1.", changes="input.finding"
    )
    def recommend(
        self,
        info: Info[Context, None],
        input: Annotated[RecommendInput, arg("What it asks for.")],  # noqa: A002  Relay's word
    ) -> RecommendationResult:
        """Record a recommendation."""
        new = findings.NewRecommendation(
            input.text, input.measure, input.owner_agency, input.owner_role, number_of(input.due),
            input.answering_body,
        )  # fmt: skip
        key = input.finding.node_id if input.finding.type_name == "Finding" else ""
        made = step(info.context, lambda desk, viewer: findings.recommend(desk, viewer, key, new).id)
        return _saved(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Write down a board's answer to a systems finding; an earlier one stays. For quality and board. Since 0.1.",
        changes="recommendation",
    )
    def answer_systems_finding(
        self,
        info: Info[Context, None],
        recommendation: Annotated[relay.GlobalID, arg("The systems finding's `id`.")],
        accepted: Annotated[bool, arg("Whether the board accepts it.")],
        reason: Annotated[str, arg("Why; also for yes.")],
        day: Annotated[date, arg("The day.")],
    ) -> RecommendationResult:
        """Keep an answer."""
        key = recommendation.node_id if recommendation.type_name == "Recommendation" else ""
        made = step(
            info.context,
            lambda desk, viewer: findings.answer_finding(
                desk, viewer, key, accepted=accepted, reason=reason, day=day_number(day)
            ),
        )
        return _saved(info.context, key) if isinstance(made, str) else made


def _saved(context: Context, key: str) -> RecommendationSaved:
    return RecommendationSaved(recommendation=found(Recommendation.by_ids(context, [key])[0]))
