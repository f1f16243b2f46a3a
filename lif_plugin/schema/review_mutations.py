"""What people decide and state of a review link, through the schema. Refusals are members of a union, not errors."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.domain.clock import Milestone
from lif_plugin.domain.criteria import Standing
from lif_plugin.domain.review import Decision
from lif_plugin.flow.review import Judgement, decide_review, state_review_day
from lif_plugin.schema.context import Context
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, found, key_of, said
from lif_plugin.schema.types.review import ReviewLink
from lif_plugin.schema.values import arg
from lif_plugin.store.work import now_ms


@strawberry.input(description="What people answer to one criterion.")
class CriterionAnswerInput:
    """One answer."""

    text: str = strawberry.field(description="The criterion's `text`.")
    answer: Standing = strawberry.field(description="How people see it.")


@strawberry.input(description="A decision on a review link. All of it stays, also for no.")
class DecideReviewLinkInput:
    """One decision."""

    link: relay.GlobalID = strawberry.field(description="The review link's `id`.")
    decision: Decision = strawberry.field(description="Yes, no or not yet.")
    decided_on: date = strawberry.field(description="The day people decided, up to today.")
    recommended_by: str = strawberry.field(description="Who recommended it, at most 200 characters.")
    decided_by: str = strawberry.field(description="Who decided, at most 200 characters.")
    reason: str = strawberry.field(description="Why, at most 4,000 characters.")
    dissent: str | None = strawberry.field(
        default=None, description="Who saw it otherwise and why, at most 4,000 characters."
    )
    criteria: list[CriterionAnswerInput] | None = strawberry.field(
        default=None, description="The criteria as people answer them; those left out stay open."
    )


@strawberry.input(
    description="A day that a review's clocks start or stop on. It holds for every link of the incident."
)
class StateReviewDayInput:
    """One day."""

    link: relay.GlobalID = strawberry.field(description="The review link's `id`.")
    milestone: Milestone = strawberry.field(description="Which day.")
    day: date | None = strawberry.field(description="The day, up to today; null takes back what was stated.")


@strawberry.type(description="There is no such review link, or it is not yours to see. Nothing was changed.")
class ReviewLinkNotFound(Problem):
    """Nothing there."""


@strawberry.type(description="Your role does not decide on reviews. Nothing was changed.")
class DecisionNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="It cannot be kept like this. Nothing was changed.")
class DecisionRefused(Problem):
    """Not fitting."""


@strawberry.type(description="It is kept; what was there before stays beside it.")
class ReviewLinkSaved:
    """Saved."""

    link: ReviewLink = strawberry.field(description="The review link as it now is.")


ReviewLinkResult = Annotated[
    ReviewLinkSaved | ReviewLinkNotFound | DecisionNotAllowed | DecisionRefused | Unsteady,
    strawberry.union("ReviewLinkResult", description="What became of what was decided or stated."),
]


def _refused(error: errors.LifError) -> ReviewLinkNotFound | DecisionNotAllowed | DecisionRefused:
    match error:
        case errors.NotFound():
            return ReviewLinkNotFound(**said(error))
        case errors.NotAllowed():
            return DecisionNotAllowed(**said(error))
        case _:
            return DecisionRefused(**said(error))


@strawberry.type
class ReviewMutation:
    """The mutations on review links."""

    @mutation(
        "Write down what was decided on a review link; earlier decisions stay. For the board and the quality team. "
        "Yes puts the case's records on hold. Since 0.1.",
        changes="input.link",
    )
    def decide_review_link(
        self,
        info: Info[Context, None],
        input: Annotated[DecideReviewLinkInput, arg("The decision.")],  # noqa: A002  Relay's word
    ) -> ReviewLinkResult:
        """Keep a decision."""
        judged = Judgement(
            input.decision,
            input.decided_on,
            input.recommended_by,
            input.decided_by,
            input.reason,
            input.dissent,
            {one.text: one.answer for one in input.criteria or ()},
        )
        key = key_of(input.link, "ReviewLink")
        done = attempt(
            info.context,
            lambda desk, viewer: decide_review(desk.store, viewer, key, judged, now_ms()).id,
            _refused,
        )
        return _saved(info, done) if isinstance(done, str) else done

    @mutation(
        "State a day that a review's clocks start or stop on, or take it back. For the board and the quality team. "
        "Since 0.1.",
        changes="input.link",
    )
    def state_review_day(
        self,
        info: Info[Context, None],
        input: Annotated[StateReviewDayInput, arg("The day.")],  # noqa: A002  Relay's word
    ) -> ReviewLinkResult:
        """Keep a day."""
        key = key_of(input.link, "ReviewLink")
        done = attempt(
            info.context,
            lambda desk, viewer: (
                state_review_day(desk.store, viewer, key, input.milestone, input.day, now_ms()).id
            ),
            _refused,
        )
        return _saved(info, done) if isinstance(done, str) else done


def _saved(info: Info[Context, None], key: str) -> ReviewLinkSaved:
    return ReviewLinkSaved(link=found(ReviewLink.resolve_nodes(info=info, node_ids=[key])[0]))
