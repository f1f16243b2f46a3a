"""Reviews carried out, through the schema: begun, walked stage by stage, learnt from."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import reviews
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found, key_of
from lif_plugin.schema.types.review_work import ReviewWork, all_reviews
from lif_plugin.schema.values import arg


@strawberry.input(description="A review that begins: of a link decided with yes, or of no single case.")
class BeginReviewInput:
    """One review."""

    partnership: str = strawberry.field(description="The partnership's id.")
    kind: str = strawberry.field(description="The framework's id of its kind of review.")
    title: str = strawberry.field(description="What it is called; no child, no worker.")
    link: relay.GlobalID | None = strawberry.field(default=None, description="The review link's `id`.")


@strawberry.type(description="It is written down.")
class ReviewWorkSaved:
    """Saved."""

    review: ReviewWork = strawberry.field(description="The review as it now is.")


ReviewWorkResult = Annotated[
    ReviewWorkSaved | Refusal,
    strawberry.union("ReviewWorkResult", description="What became of a review that is carried out."),
]
ReviewArg = Annotated[relay.GlobalID, arg("The review's `id`.")]


@strawberry.type
class ReviewWorkMutation:
    """The mutations on reviews that are carried out."""

    @mutation("Begin a review of one of the framework's kinds. For quality and board. Since 0.1.")
    def begin_review(
        self,
        info: Info[Context, None],
        input: Annotated[BeginReviewInput, arg("The review.")],  # noqa: A002  Relay's word
    ) -> ReviewWorkResult:
        """Begin a review."""
        link = key_of(input.link, "ReviewLink") if input.link else None
        new = reviews.NewReview(input.partnership, input.kind, input.title, link)
        made = step(info.context, lambda desk, viewer: reviews.begin_review(desk, viewer, new))
        return _saved(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Write down that a review reached its next stage; the terms choose the method. For quality and board. Since 0.1.",
        changes="review",
    )
    def reach_review_stage(
        self,
        info: Info[Context, None],
        review: ReviewArg,
        stage: Annotated[ReviewStage, arg("The stage.")],
        day: Annotated[date, arg("The day.")],
        method: Annotated[str | None, arg("With the terms: the framework's method.")] = None,
        note: Annotated[str | None, arg("What is written with it.")] = None,
    ) -> ReviewWorkResult:
        """Reach a stage."""
        key, on = key_of(review, "ReviewWork"), day_number(day)
        refused = step(
            info.context,
            lambda desk, viewer: reviews.reach_stage(desk, viewer, key, stage, on, method=method, note=note),
        )
        return _saved(info.context, key) if refused is None else refused

    @mutation(
        "Keep that an item of your agency was learnt in a review. For quality and board. Since 0.1.",
        changes="review",
    )
    def learn_in_review(
        self,
        info: Info[Context, None],
        review: ReviewArg,
        item: Annotated[relay.GlobalID, arg("The item's `id`.")],
    ) -> ReviewWorkResult:
        """Learn in a review."""
        key, learnt = key_of(review, "ReviewWork"), key_of(item, "LearningItem")
        refused = step(info.context, lambda desk, viewer: reviews.learnt_in(desk, viewer, key, learnt))
        return _saved(info.context, key) if refused is None else refused


def _saved(context: Context, key: str) -> ReviewWorkSaved:
    return ReviewWorkSaved(review=found(next(iter(all_reviews(context, [key])), None)))
