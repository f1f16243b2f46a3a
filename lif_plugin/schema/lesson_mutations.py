"""Lessons and themes through the schema: published, withdrawn, asked after; merged."""

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import lessons, themes
from lif_plugin.cycle.lessons import Helped
from lif_plugin.domain.situation import Situation
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.types.lesson import PublishedLesson, published
from lif_plugin.schema.values import arg


@strawberry.input(description="A lesson of an item, and when it applies. It names no child and no worker.")
class PublishLessonInput:
    """One lesson."""

    item: relay.GlobalID = strawberry.field(description="The item's `id`.")
    text: str = strawberry.field(description="What others can take from it.")
    events: list[str] = strawberry.field(
        default_factory=list, description="Any of these kinds of event happened."
    )
    within_days: int | None = strawberry.field(default=None, description="Within how many days.")
    youngest: int | None = strawberry.field(default=None, description="From this age, in years.")
    oldest: int | None = strawberry.field(default=None, description="Up to this age, in years.")
    plans: list[str] = strawberry.field(
        default_factory=list, description="A plan of any of these codes is in force."
    )
    theme: str | None = strawberry.field(default=None, description="Its theme; else the item's.")
    shared: bool = strawberry.field(default=True, description="Whether partners see it too.")


@strawberry.type(description="It is written down.")
class LessonsSaved:
    """Saved."""

    lessons: list[PublishedLesson] = strawberry.field(description="The lessons that now stand.")


@strawberry.type(description="It is written down.")
class ThemesMerged:
    """Merged."""

    theme: str = strawberry.field(description="The theme that is counted as another.")
    kept: str = strawberry.field(description="The theme it is counted as.")


LessonResult = Annotated[
    LessonsSaved | Refusal,
    strawberry.union("LessonResult", description="What became of a lesson."),
]
MergeResult = Annotated[
    ThemesMerged | Refusal,
    strawberry.union("MergeResult", description="What became of two themes."),
]
LessonArg = Annotated[relay.GlobalID, arg("The lesson's `id`.")]


@strawberry.type
class LessonMutation:
    """The mutations on lessons and themes."""

    @mutation(
        "Publish a lesson of an item of your agency. For quality, board and managers. Since 0.1.",
        changes="input.item",
    )
    def publish_lesson(
        self,
        info: Info[Context, None],
        input: Annotated[PublishLessonInput, arg("The lesson.")],  # noqa: A002  Relay's word
    ) -> LessonResult:
        """Publish a lesson."""
        item = input.item.node_id if input.item.type_name == "LearningItem" else ""

        def parts() -> Situation:
            return Situation(
                tuple(input.events), input.within_days, input.youngest, input.oldest, tuple(input.plans)
            )

        made = step(
            info.context,
            lambda desk, viewer: lessons.publish_lesson(
                desk, viewer, lessons.NewLesson(item, input.text, parts(), input.theme, input.shared)
            ),
        )
        return LessonsSaved(lessons=published(info.context)) if isinstance(made, str) else made

    @mutation("Show a lesson of your agency on no case any more. For quality, board and managers. Since 0.1.")
    def withdraw_lesson(self, info: Info[Context, None], lesson: LessonArg) -> LessonResult:
        """Withdraw a lesson."""
        refused = step(info.context, lambda desk, viewer: lessons.withdraw_lesson(desk, viewer, _key(lesson)))
        return LessonsSaved(lessons=published(info.context)) if refused is None else refused

    @mutation(
        "Say whether a lesson would have helped in a case, had it been applied then; counted, never shared. For those who "
        "answer prompts. Since 0.1."
    )
    def say_lesson_helped(
        self,
        info: Info[Context, None],
        case: Annotated[relay.GlobalID, arg("The case's `id`.")],
        lesson: LessonArg,
        helped: Annotated[Helped, arg("Whether it would have helped.")],
    ) -> LessonResult:
        """Say whether it would have helped."""
        named = case.node_id if case.type_name == "Case" else ""
        refused = step(
            info.context,
            lambda desk, viewer: lessons.say_helped(desk, viewer, named, _key(lesson), helped),
        )
        return LessonsSaved(lessons=published(info.context)) if refused is None else refused

    @mutation(
        "Count a theme as another from now on; what was recorded keeps its word. For quality and board. Since 0.1."
    )
    def merge_themes(
        self,
        info: Info[Context, None],
        partnership: Annotated[str, arg("The partnership's id.")],
        theme: Annotated[str, arg("The theme that is counted as another.")],
        kept: Annotated[str, arg("The theme it is counted as.")],
        reason: Annotated[str, arg("Why the two are one.")],
    ) -> MergeResult:
        """Merge themes."""
        refused = step(
            info.context,
            lambda desk, viewer: themes.merge_themes(desk, viewer, partnership, theme, kept, reason),
        )
        return ThemesMerged(theme=theme, kept=kept) if refused is None else refused


def _key(given: relay.GlobalID) -> str:
    # The id of something else names nothing.
    return given.node_id if given.type_name == "Lesson" else ""
