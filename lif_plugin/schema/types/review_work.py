"""Reviews under way: of which kind, by which method, how far, and what was learnt in them."""

from collections.abc import Collection, Iterable
from datetime import date

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.reviews import UnderWay, reviews_under_way
from lif_plugin.domain.review_work import ReviewStage
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.versioned import VERSION, version_of_each
from lif_plugin.schema.values import resolved

_READ = 200
"""Rows that listing reviews takes of an operation's budget, beside one for each."""
strawberry.enum(ReviewStage, description="What a review has reached, in this order.")


@strawberry.type(description="A stage that a review reached. Seen like its review. Since 0.1.")
class ReviewStep:
    """One stage."""

    stage: ReviewStage = strawberry.field(description="The stage.")
    day: date = strawberry.field(description="The day.")
    method: str | None = strawberry.field(description="The method that the terms chose.")
    note: str | None = strawberry.field(description="What was written with it.")


@strawberry.type(
    description="A review that is carried out. Seen by managers, chairs, the quality team and the board of its agency; "
    "every read of one that is of a case is logged. Since 0.1."
)
class ReviewWork(relay.Node):
    """One review."""

    review_id: relay.NodeID[str]
    title: str = strawberry.field(description="What it is called.")
    kind: str = strawberry.field(description="The framework's id of its kind.")
    label: str = strawberry.field(description="What the framework calls its kind.")
    framework: str = strawberry.field(description="The version of the framework that it began on.")
    case_ref: str | None = strawberry.field(description="The case it is of; null: of no single case.")
    method: str | None = strawberry.field(description="The method that was chosen.")
    methods: list[str] = strawberry.field(description="The methods that the framework offers for its kind.")
    steps: list[ReviewStep] = strawberry.field(description="The stages it reached, in order.")
    version: int = strawberry.field(description=VERSION)
    next: ReviewStage | None = strawberry.field(description="The stage that comes next; null: it is out.")
    learning: list[relay.GlobalID] = strawberry.field(description="The items that were learnt in it.")

    @classmethod
    def of(cls, one: UnderWay, version: int) -> "ReviewWork":
        """Show a review."""
        row = one.row
        return cls(
            review_id=row["id"], title=row["title"], kind=row["review_type"], label=one.label,
            framework=row["framework"], case_ref=row["ref"], method=one.method, methods=list(one.methods),
            steps=[
                ReviewStep(
                    stage=ReviewStage(at["step"]), day=numbered_day(at["day"]), method=at["method"], note=at["note"]
                )
                for at in one.steps
            ],
            version=version, next=one.next, learning=[relay.GlobalID("LearningItem", item) for item in one.learning],
        )  # fmt: skip

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list["ReviewWork | None"]:
        """Find reviews by their ids; null for those that are not the viewer's to see."""
        wanted = list(node_ids)
        found = {one.review_id: one for one in all_reviews(info.context, wanted)}
        return [found.get(key) for key in wanted]


def all_reviews(context: Context, ids: Collection[str] | None = None) -> list[ReviewWork]:
    """The reviews of the viewer's agency, or some of them, each case that one is of noted for the read log."""
    context.spend(_READ)
    held = reviews_under_way(context.desk, context.viewer)
    found = [one for one in held if ids is None or one.row["id"] in ids]
    context.spend(len(found))
    context.shown("reviewsUnderWay", [one.row["public_id"] for one in found if one.row["public_id"]])
    versions = version_of_each(context, "ReviewWork", [one.row["id"] for one in found])
    return [ReviewWork.of(one, versions[one.row["id"]]) for one in found]


@strawberry.type
class ReviewWorkQuery:
    """The way to reviews under way."""

    @resolved("The reviews that your agency carries out, the newest first.")
    def reviews_under_way(self, info: Info[Context, None]) -> list[ReviewWork] | None:
        """List reviews."""
        return all_reviews(info.context)
