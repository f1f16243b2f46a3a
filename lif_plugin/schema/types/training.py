"""Training: courses, how far each got in every agency and role, and what those trained can do."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import training as verbs
from lif_plugin.domain.training import Stage
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.shared import SEEN
from lif_plugin.schema.types.versioned import VERSION, version_of_each
from lif_plugin.schema.values import arg, resolved

_READ = 200
"""Rows that listing courses takes of an operation's budget, beside one for each course."""
strawberry.enum(Stage, name="TrainingStage", description="When a question was asked of those trained.")


@strawberry.type(
    description="How far a course got in one role of one agency: figures, never persons. Seen like its course. Since 0.1."
)
class TrainingReach:
    """One agency and role."""

    agency: str = strawberry.field(description="The agency.")
    role: str = strawberry.field(description="The role, in its own words.")
    need: int | None = strawberry.field(
        description="How many need it; null: the agency has not said, so nobody knows who lacks it."
    )
    attended: int = strawberry.field(description="How many came.")
    lacking: int | None = strawberry.field(description="How many still lack it; null: not known.")


@strawberry.type(description="What was answered at one stage. Seen like its course. Since 0.1.")
class TrainingAnswer:
    """One stage."""

    stage: Stage = strawberry.field(description="When it was asked.")
    people: int = strawberry.field(description="How many answered.")
    mean: float = strawberry.field(description="Their mean score.")


@strawberry.type(
    description="A question at its stages. A change says that scores moved, not why. Seen like its course. Since 0.1."
)
class TrainingEvaluation:
    """One question."""

    code: str = strawberry.field(description="Its code.")
    text: str = strawberry.field(description="What is asked.")
    answers: list[TrainingAnswer] = strawberry.field(description="Its stages that were answered.")
    change: float | None = strawberry.field(
        description="Directly after less before; null: fewer than 5 people, or not asked."
    )
    lasting: float | None = strawberry.field(description="Later less before; null likewise.")


@strawberry.type(description=f"A course that answers a need. {SEEN}")
class Training(relay.Node):
    """One course."""

    training_id: relay.NodeID[str]
    agency: str = strawberry.field(description="The agency that offers it.")
    title: str = strawberry.field(description="What it is called.")
    need: str = strawberry.field(description="What it answers.")
    finding: relay.GlobalID | None = strawberry.field(description="The finding it comes from.")
    day: date = strawberry.field(description="The day.")
    later_on: date = strawberry.field(description="When it is asked again what those trained can do.")
    version: int = strawberry.field(description=VERSION)
    later_due: bool = strawberry.field(description="Whether your agency has still to ask its people now.")
    reached: list[TrainingReach] = strawberry.field(description="By agency and role.")
    evaluated: list[TrainingEvaluation] = strawberry.field(description="By question.")

    @classmethod
    def of(cls, one: verbs.Course, version: int) -> "Training":
        """Show a course."""
        row = one.row
        return cls(
            training_id=row["id"], agency=row["agency_id"], title=row["title"], need=row["need"],
            finding=relay.GlobalID("Finding", row["finding_id"]) if row["finding_id"] else None,
            day=numbered_day(row["day"]), later_on=numbered_day(row["later_on"]), later_due=one.later_due,
            version=version,
            reached=[
                TrainingReach(agency=at.agency, role=at.role, need=at.need, attended=at.attended, lacking=at.lacking)
                for at in one.reached
            ],
            evaluated=[
                TrainingEvaluation(
                    code=at.code, text=at.text, change=at.change, lasting=at.lasting,
                    answers=[TrainingAnswer(stage=a.stage, people=a.people, mean=a.mean) for a in at.answers],
                )
                for at in one.evaluated
            ],
        )  # fmt: skip

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list["Training | None"]:
        """Find courses by their ids; null for those that are not the viewer's to see."""
        wanted = list(node_ids)
        found = {one.training_id: one for one in all_training(info.context, ids=wanted)}
        return [found.get(key) for key in wanted]


def all_training(
    context: Context, partnership: str | None = None, ids: Collection[str] | None = None
) -> list[Training]:
    """The courses that the viewer may read, or some of them."""
    context.spend(_READ)
    held = verbs.courses_of(context.desk, context.viewer, partnership)
    found = [one for one in held if ids is None or one.row["id"] in ids]
    context.spend(len(found))
    versions = version_of_each(context, "Training", [one.row["id"] for one in found])
    return [Training.of(one, versions[one.row["id"]]) for one in found]


@strawberry.type
class TrainingQuery:
    """The way to training."""

    @resolved("Courses of your agency and its partners, the last that was written down first.")
    def training(
        self,
        info: Info[Context, None],
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
    ) -> list[Training] | None:
        """List courses."""
        return all_training(info.context, partnership)
