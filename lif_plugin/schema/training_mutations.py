"""Training through the schema: offered, needed, attended, answered."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import training as verbs
from lif_plugin.domain.training import Stage
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found, key_of
from lif_plugin.schema.types.training import Training, all_training
from lif_plugin.schema.values import arg


@strawberry.input(description="A role of an agency that a course is offered to.")
class TrainingAudienceInput:
    """One role."""

    agency: str = strawberry.field(description="The agency.")
    role: str = strawberry.field(description="The role, in its own words.")


@strawberry.input(description="A question that is asked before, directly after and later.")
class TrainingQuestionInput:
    """One question."""

    code: str = strawberry.field(description="Its code, unique in the course.")
    text: str = strawberry.field(description="What is asked.")
    lowest: int = strawberry.field(default=1, description="The scale's first step.")
    highest: int = strawberry.field(default=5, description="Its last step.")


@strawberry.input(description="A course that answers a need.")
class OfferTrainingInput:
    """One course."""

    partnership: str = strawberry.field(description="The partnership's id.")
    title: str = strawberry.field(description="What it is called.")
    need: str = strawberry.field(description="What it answers.")
    day: date = strawberry.field(description="The day.")
    later_on: date = strawberry.field(description="When it is asked again what those trained can do.")
    audience: list[TrainingAudienceInput] = strawberry.field(description="For whom it is.")
    questions: list[TrainingQuestionInput] = strawberry.field(
        default_factory=list, description="What is asked."
    )
    finding: relay.GlobalID | None = strawberry.field(default=None, description="The finding it comes from.")


@strawberry.input(description="How many of your agency's people gave a question a score.")
class TrainingScoreInput:
    """One score."""

    score: int = strawberry.field(description="A step of the question's scale.")
    people: int = strawberry.field(description="How many gave it.")


@strawberry.type(description="It is written down.")
class TrainingSaved:
    """Saved."""

    training: Training = strawberry.field(description="The course as it now is.")


TrainingResult = Annotated[
    TrainingSaved | Refusal,
    strawberry.union("TrainingResult", description="What became of a course."),
]
CourseArg = Annotated[relay.GlobalID, arg("The course's `id`.")]
RoleArg = Annotated[str, arg("A role of your agency, in its own words.")]


@strawberry.type
class TrainingMutation:
    """The mutations on training."""

    @mutation("Offer a course to roles of agencies. For quality, board and managers. Since 0.1.")
    def offer_training(
        self,
        info: Info[Context, None],
        input: Annotated[OfferTrainingInput, arg("The course.")],  # noqa: A002  Relay's word
    ) -> TrainingResult:
        """Offer a course."""
        new = verbs.NewTraining(
            input.partnership, input.title, input.need, day_number(input.day), day_number(input.later_on),
            tuple((one.agency, one.role) for one in input.audience),
            tuple(verbs.Question(one.code, one.text, one.lowest, one.highest) for one in input.questions),
            key_of(input.finding, "Finding") if input.finding else None,
        )  # fmt: skip
        made = step(info.context, lambda desk, viewer: verbs.offer_training(desk, viewer, new))
        return _saved(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Say how many people of a role of your agency need a course; the last word counts. For quality, board and "
        "managers. Since 0.1.",
        changes="training",
    )
    def state_training_need(
        self,
        info: Info[Context, None],
        training: CourseArg,
        role: RoleArg,
        people: Annotated[int, arg("How many need it.")],
    ) -> TrainingResult:
        """State a need."""
        key = key_of(training, "Training")
        refused = step(info.context, lambda desk, viewer: verbs.state_need(desk, viewer, key, role, people))
        return _saved(info.context, key) if refused is None else refused

    @mutation(
        "Write down how many people of a role of your agency came; never who. For quality, board and managers. Since 0.1.",
        changes="training",
    )
    def attend_training(
        self,
        info: Info[Context, None],
        training: CourseArg,
        role: RoleArg,
        people: Annotated[int, arg("How many came for the first time.")],
        day: Annotated[date, arg("The day.")],
    ) -> TrainingResult:
        """Write down who came."""
        key, on = key_of(training, "Training"), day_number(day)
        refused = step(info.context, lambda desk, viewer: verbs.attend(desk, viewer, key, role, people, on))
        return _saved(info.context, key) if refused is None else refused

    @mutation(
        "Write down how your agency's people answered a question. For quality, board and managers. Since 0.1.",
        changes="training",
    )
    def answer_training(
        self,
        info: Info[Context, None],
        training: CourseArg,
        stage: Annotated[Stage, arg("When it was asked.")],
        code: Annotated[str, arg("The question's code.")],
        scores: Annotated[list[TrainingScoreInput], arg("How many gave each score.")],
        day: Annotated[date, arg("The day.")],
    ) -> TrainingResult:
        """Write down answers."""
        key, on = key_of(training, "Training"), day_number(day)
        given: dict[int, int] = {}
        for one in scores:
            given[one.score] = given.get(one.score, 0) + one.people
        refused = step(
            info.context,
            lambda desk, viewer: verbs.answer_training(desk, viewer, key, stage, code, given, on),
        )
        return _saved(info.context, key) if refused is None else refused


def _saved(context: Context, key: str) -> TrainingSaved:
    one = next(iter(all_training(context, ids=[key])), None)
    return TrainingSaved(training=found(one))
