"""What can be changed through the schema: a prompt is answered, a review decided on. Refusals are members of a union, not errors."""

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.flow.answer import answer_prompt
from lif_plugin.schema.access_mutations import AccessMutation
from lif_plugin.schema.action_mutations import ActionMutation
from lif_plugin.schema.audit_mutations import AuditMutation
from lif_plugin.schema.audit_plan_mutations import AuditPlanMutation
from lif_plugin.schema.audit_voice_mutations import AuditVoiceMutation
from lif_plugin.schema.audit_work_mutations import AuditWorkMutation
from lif_plugin.schema.child_action_mutations import ChildActionMutation
from lif_plugin.schema.configuration_mutations import ConfigurationMutation
from lif_plugin.schema.context import Context
from lif_plugin.schema.delivery_mutations import DeliveryMutation
from lif_plugin.schema.finding_mutations import FindingMutation
from lif_plugin.schema.governance_mutations import GovernanceMutation
from lif_plugin.schema.learning_mutations import LearningMutation
from lif_plugin.schema.lesson_mutations import LessonMutation
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.note_mutations import NoteMutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, found, key_of, said
from lif_plugin.schema.review_mutations import ReviewMutation
from lif_plugin.schema.review_work_mutations import ReviewWorkMutation
from lif_plugin.schema.training_mutations import TrainingMutation
from lif_plugin.schema.types.prompt import Prompt
from lif_plugin.schema.values import arg
from lif_plugin.store.work import now_ms


@strawberry.input(description="An answer to a prompt.")
class AnswerPromptInput:
    """One answer."""

    prompt: relay.GlobalID = strawberry.field(description="The prompt's `id`.")
    kind: AnswerKind = strawberry.field(description="What is answered.")
    reason: str | None = strawberry.field(
        default=None,
        description="For `EXPLAINED`: a code from the prompt's `exemptions`. Not with the others.",
    )
    text: str | None = strawberry.field(
        default=None, description="A note, at most 2,000 characters; it stays within your agency."
    )


@strawberry.type(description="There is no such prompt, or it is not yours to see. Nothing was changed.")
class PromptNotFound(Problem):
    """Nothing there."""


@strawberry.type(description="The prompt is for somebody else to answer. Nothing was changed.")
class AnswerNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="The answer does not fit the prompt. Nothing was changed.")
class AnswerRefused(Problem):
    """Not fitting."""


@strawberry.type(description="The answer is saved; it is kept through later imports.")
class AnswerSaved:
    """Saved."""

    prompt: Prompt = strawberry.field(description="The prompt with its answer.")


AnswerPromptResult = Annotated[
    AnswerSaved | PromptNotFound | AnswerNotAllowed | AnswerRefused | Unsteady,
    strawberry.union("AnswerPromptResult", description="What became of the answer."),
]


@strawberry.type(description="What can be changed.")
class Mutation(
    ReviewMutation,
    AuditMutation,
    AuditWorkMutation,
    AuditVoiceMutation,
    AuditPlanMutation,
    ConfigurationMutation,
    DeliveryMutation,
    LearningMutation,
    FindingMutation,
    ActionMutation,
    ChildActionMutation,
    LessonMutation,
    TrainingMutation,
    ReviewWorkMutation,
    GovernanceMutation,
    AccessMutation,
    NoteMutation,
):
    """The mutations."""

    @mutation(
        "Answer a prompt, or change the answer. For the people the prompt is for, and managers. The "
        "answer changes the prompt's state and is kept through later imports. Since 0.1.",
        changes="input.prompt",
    )
    def answer_prompt(
        self,
        info: Info[Context, None],
        input: Annotated[AnswerPromptInput, arg("The answer.")],  # noqa: A002  Relay's word
    ) -> AnswerPromptResult:
        """Answer a prompt."""
        context, sources = info.context, info.context.sources
        key = key_of(input.prompt, "Prompt")
        done = attempt(
            context,
            lambda desk, viewer: answer_prompt(
                desk.store, sources.plugins, sources.rules, viewer, key, input.kind, input.reason, input.text, now_ms()
            ).id,
            _refused,
        )  # fmt: skip
        if not isinstance(done, str):
            return done
        return AnswerSaved(prompt=found(Prompt.resolve_nodes(info=info, node_ids=[done])[0]))


def _refused(error: errors.LifError) -> PromptNotFound | AnswerNotAllowed | AnswerRefused:
    match error:
        case errors.NotFound():
            return PromptNotFound(**said(error))
        case errors.NotAllowed():
            return AnswerNotAllowed(**said(error))
        case _:
            return AnswerRefused(**said(error))
