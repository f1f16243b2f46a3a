"""Actions, the evidence for them and plans through the schema."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import actions, impact, reminders
from lif_plugin.cycle.desk import Desk
from lif_plugin.cycle.evidence import CSV
from lif_plugin.domain.learning import ActionState
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.files import Upload, uploaded
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found, key_of
from lif_plugin.schema.types.action import Action, Plan
from lif_plugin.schema.values import arg


@strawberry.input(description="Something that an agency will change.")
class ProposeActionInput:
    """One action."""

    item: relay.GlobalID = strawberry.field(description="The item's `id`.")
    text: str = strawberry.field(description="What will be changed.")
    owner_agency: str = strawberry.field(description="The agency that is to do it.")
    owner_role: str = strawberry.field(description="The role; never a person.")
    approach: str = strawberry.field(description="The framework's approach to improvement.")
    due: date = strawberry.field(description="By when.")
    measure: str | None = strawberry.field(default=None, description="How anybody will know.")
    monitored_by: str | None = strawberry.field(default=None, description="The body that signs it off.")
    recommendation: relay.GlobalID | None = strawberry.field(default=None, description="Which it answers.")


@strawberry.input(description="A plan of one of the framework's kinds.")
class MakePlanInput:
    """One plan."""

    partnership: str = strawberry.field(description="The partnership's id.")
    kind: str = strawberry.field(description="The framework's kind of plan.")
    title: str = strawberry.field(description="What it is called.")
    first_day: date = strawberry.field(description="Its first day.")
    last_day: date = strawberry.field(description="Its last day.")


@strawberry.type(description="It is written down.")
class ActionSaved:
    """Saved."""

    action: Action = strawberry.field(description="The action as it now is.")


@strawberry.type(description="It is written down.")
class PlanSaved:
    """Saved."""

    plan: Plan = strawberry.field(description="The plan as it now is.")


@strawberry.type(
    description="Who is reminded of the actions of a role of your agency. Seen by quality, board and managers of the agency. Since 0.1."
)
class ActionContact:
    """One address."""

    role: str = strawberry.field(description="The role, as actions name their owner's.")
    address: str = strawberry.field(description="The mail address of whoever fills it.")


@strawberry.type(description="It is written down.")
class ActionContactsSaved:
    """Saved."""

    contacts: list[ActionContact] = strawberry.field(description="All of your agency's, as they now are.")


ActionContactsResult = Annotated[
    ActionContactsSaved | Refusal,
    strawberry.union("ActionContactsResult", description="What became of who is reminded."),
]
ActionResult = Annotated[
    ActionSaved | Refusal,
    strawberry.union("ActionResult", description="What became of a step of an action."),
]
PlanResult = Annotated[
    PlanSaved | Refusal,
    strawberry.union("PlanResult", description="What became of a plan."),
]
ActionArg = Annotated[relay.GlobalID, arg("The action's `id`.")]


@strawberry.type
class ActionMutation:
    """The mutations on actions and plans."""

    @mutation(
        "Propose an action to the agency that is to own it. For quality, board and managers. Since 0.1.",
        changes="input.item",
    )
    def propose_action(
        self,
        info: Info[Context, None],
        input: Annotated[ProposeActionInput, arg("The action.")],  # noqa: A002  Relay's word
    ) -> ActionResult:
        """Propose an action."""
        new = actions.NewAction(
            input.text, input.owner_agency, input.owner_role, input.approach, day_number(input.due), input.measure,
            input.monitored_by, key_of(input.recommendation, "Recommendation") if input.recommendation else None,
        )  # fmt: skip
        item = key_of(input.item, "LearningItem")
        made = step(info.context, lambda desk, viewer: actions.propose_action(desk, viewer, item, new))
        return _action(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Give an action its next state: its owner accepts it and says done; a body signs it off or drops it. Since 0.1.",
        changes="action",
    )
    def move_action(
        self,
        info: Info[Context, None],
        action: ActionArg,
        state: Annotated[ActionState, arg("Its next state.")],
        why: Annotated[str | None, arg("Needed to drop, to go back, to sign off unseen.")] = None,
    ) -> ActionResult:
        """Move an action."""
        key = key_of(action, "Action")
        refused = step(info.context, lambda desk, viewer: actions.move_action(desk, viewer, key, state, why))
        return _action(info.context, key) if refused is None else refused

    @mutation(
        "Record how an action of your agency goes on. For quality and managers. Since 0.1.", changes="action"
    )
    def note_progress(
        self, info: Info[Context, None], action: ActionArg, text: Annotated[str, arg("How it goes on.")]
    ) -> ActionResult:
        """Note progress."""
        key = key_of(action, "Action")
        refused = step(info.context, lambda desk, viewer: actions.note_progress(desk, viewer, key, text))
        return _action(info.context, key) if refused is None else refused

    @mutation(
        "Attach a file that shows that an action of your agency was done, while it is not yet said to be done. What the "
        "file is, its content says. For quality and managers. Since 0.1.",
        changes="action",
    )
    def attach_evidence(
        self, info: Info[Context, None], action: ActionArg, file: Annotated[Upload, arg("The file.")]
    ) -> ActionResult:
        """Attach a file."""
        key = key_of(action, "Action")

        def verb(desk: Desk, viewer: Viewer) -> str:
            given = uploaded(file)
            media = CSV if given.name.lower().endswith(".csv") else None
            return actions.attach_evidence(desk, viewer, key, given.name, media, given.content)

        made = step(info.context, verb)
        return _action(info.context, key) if isinstance(made, str) else made

    @mutation(
        "Say which indicator an action is meant to move, from when, and what else may explain a change. Since 0.1.",
        changes="action",
    )
    def link_indicator(
        self,
        info: Info[Context, None],
        action: ActionArg,
        indicator: Annotated[str, arg("The framework's own id.")],
        changed_on: Annotated[date, arg("From when the action can have worked.")],
        limits: Annotated[str, arg("What else may explain a change.")],
    ) -> ActionResult:
        """Link an indicator."""
        key, day = key_of(action, "Action"), day_number(changed_on)
        made = step(
            info.context,
            lambda desk, viewer: impact.link_indicator(desk, viewer, key, indicator, day, limits),
        )
        return _action(info.context, key) if isinstance(made, str) else made

    @mutation(
        "Say who is reminded of the actions of a role of your agency, or that somebody no longer is. For quality, board and "
        "managers. Since 0.1."
    )
    def set_action_contact(
        self,
        info: Info[Context, None],
        role: Annotated[str, arg("The role, as actions name their owner's.")],
        address: Annotated[str, arg("The mail address of whoever fills it.")],
        remove: Annotated[bool, arg("Take it off instead.")] = False,
    ) -> ActionContactsResult:
        """Say who is reminded."""
        verb = reminders.drop_contact if remove else reminders.add_contact
        refused = step(info.context, lambda desk, viewer: verb(desk, viewer, role, address))
        if refused is not None:
            return refused
        known = reminders.contacts(info.context.desk, info.context.viewer)
        return ActionContactsSaved(contacts=[ActionContact(role=name, address=to) for name, to in known])

    @mutation("Make a plan of one of the framework's kinds. For quality, board and managers. Since 0.1.")
    def make_plan(
        self,
        info: Info[Context, None],
        input: Annotated[MakePlanInput, arg("The plan.")],  # noqa: A002  Relay's word
    ) -> PlanResult:
        """Make a plan."""
        days = (day_number(input.first_day), day_number(input.last_day))
        made = step(
            info.context,
            lambda desk, viewer: actions.make_plan(
                desk, viewer, input.partnership, input.kind, input.title, *days
            ),
        )
        return _plan(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Put an action in a plan; it may stand in many, and is counted once. Since 0.1.", changes="plan"
    )
    def put_in_plan(
        self,
        info: Info[Context, None],
        plan: Annotated[relay.GlobalID, arg("The plan's `id`.")],
        action: ActionArg,
    ) -> PlanResult:
        """Put an action in a plan."""
        key, one = key_of(plan, "Plan"), key_of(action, "Action")
        refused = step(info.context, lambda desk, viewer: actions.put_in_plan(desk, viewer, key, one))
        return _plan(info.context, key) if refused is None else refused


def _action(context: Context, key: str) -> ActionSaved:
    return ActionSaved(action=found(Action.by_ids(context, [key])[0]))


def _plan(context: Context, key: str) -> PlanSaved:
    return PlanSaved(plan=found(Plan.by_ids(context, [key])[0]))
