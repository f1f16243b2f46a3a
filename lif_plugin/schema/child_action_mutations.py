"""Child-level actions through the schema: written down after an audit or a review, and done."""

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import child_actions
from lif_plugin.domain.child_action import Origin
from lif_plugin.domain.viewer import Role
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found
from lif_plugin.schema.types.child_action import ChildAction
from lif_plugin.schema.values import arg


@strawberry.input(description="Something to do for one child after an audit or a review of its case.")
class SetChildActionInput:
    """One child-level action."""

    case: relay.GlobalID = strawberry.field(description="The case's `id`.")
    text: str = strawberry.field(description="What is to be done.")
    owner_role: Role = strawberry.field(description="The role that does it; never a person.")
    days: int = strawberry.field(description="In how many days from today it is due, 1 to 365.")
    origin: Origin = strawberry.field(description="What it was born from.")
    origin_id: str = strawberry.field(
        description="The finding's, nomination's or review's own id, of this case."
    )


@strawberry.type(description="It is written down.")
class ChildActionSaved:
    """Saved."""

    action: ChildAction = strawberry.field(description="The child-level action as it now is.")


ChildActionResult = Annotated[
    ChildActionSaved | Refusal,
    strawberry.union("ChildActionResult", description="What became of a child-level action."),
]


@strawberry.type
class ChildActionMutation:
    """The mutations on child-level actions."""

    @mutation(
        "Write down something to do for one child. For reviewing officers, chairs, managers and quality. Since 0.1."
    )
    def set_child_action(
        self,
        info: Info[Context, None],
        input: Annotated[SetChildActionInput, arg("The child-level action.")],  # noqa: A002  Relay's word
    ) -> ChildActionResult:
        """Set a child-level action."""
        case = input.case.node_id if input.case.type_name == "Case" else ""
        new = child_actions.NewChildAction(
            case, input.text, input.owner_role, input.days, input.origin, input.origin_id
        )
        made = step(info.context, lambda desk, viewer: child_actions.set_child_action(desk, viewer, new))
        return _saved(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Say that a child-level action was done today. For the role that owns it, managers and quality. Since 0.1.",
        changes="action",
    )
    def finish_child_action(
        self,
        info: Info[Context, None],
        action: Annotated[relay.GlobalID, arg("The child-level action's `id`.")],
    ) -> ChildActionResult:
        """Finish a child-level action."""
        key = action.node_id if action.type_name == "ChildAction" else ""
        done = step(
            info.context, lambda desk, viewer: child_actions.finish_child_action(desk, viewer, key)["id"]
        )
        return _saved(info.context, key) if isinstance(done, str) else done


def _saved(context: Context, key: str) -> ChildActionSaved:
    return ChildActionSaved(action=found(ChildAction.by_id(context, key)))
