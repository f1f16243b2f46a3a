"""Delivery through the schema: stopped at once, going on, and a rule that interrupts again. Refusals are types."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.flow.demoting import restore
from lif_plugin.flow.pausing import pause, resume
from lif_plugin.schema.context import Context
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, said
from lif_plugin.schema.values import arg
from lif_plugin.store.work import now_ms


@strawberry.type(description="Your role does not say what is delivered. Nothing was changed.")
class DeliveryNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="It cannot be done like this, or there is nothing to do. Nothing was changed.")
class DeliveryRefused(Problem):
    """Not fitting."""


@strawberry.type(description="It is so from now on.")
class DeliverySaved:
    """Done."""

    changed: bool = strawberry.field(description="False: it was so before.")
    again: int = strawberry.field(
        description="How many prompts go through the alert budget again; 0 but for `resumeDelivery`."
    )


DeliveryResult = Annotated[
    DeliverySaved | DeliveryNotAllowed | DeliveryRefused | Unsteady,
    strawberry.union("DeliveryResult", description="What became of it."),
]
Why = Annotated[str, arg("Why, in a sentence; kept with who and when.")]


@strawberry.type
class DeliveryMutation:
    """The mutations on delivery."""

    @mutation(
        "Stop pushes, digests and what waits for platforms, at once; rules go on being asked, and prompts stand on our own "
        "pages. For admins. Since 0.1."
    )
    def pause_delivery(self, info: Info[Context, None], why: Why) -> DeliveryResult:
        """Stop delivery."""
        done = attempt(
            info.context, lambda desk, viewer: int(pause(desk.store, viewer, why, now_ms())), _refused
        )
        return DeliverySaved(changed=bool(done), again=0) if isinstance(done, int) else done

    @mutation(
        "Let delivery go on, by the alert budget of the week in which it is told. For admins. Since 0.1."
    )
    def resume_delivery(self, info: Info[Context, None]) -> DeliveryResult:
        """Let delivery go on."""
        done = attempt(info.context, lambda desk, viewer: [resume(desk.store, viewer, now_ms())], _refused)
        if not isinstance(done, list):
            return done
        return DeliverySaved(changed=done[0] is not None, again=done[0] or 0)

    @mutation(
        "Let a rule interrupt again that was marked wrong too often; answers from before no longer count. For admins. "
        "Since 0.1."
    )
    def restore_rule(
        self, info: Info[Context, None], rule: Annotated[str, arg("The rule's id.")], why: Why
    ) -> DeliveryResult:
        """Restore a rule."""
        done = attempt(
            info.context, lambda desk, viewer: restore(desk.store, viewer, rule, why, now_ms()), _refused
        )
        return DeliverySaved(changed=True, again=0) if done is None else done


def _refused(error: errors.LifError) -> DeliveryNotAllowed | DeliveryRefused:
    return (DeliveryNotAllowed if isinstance(error, errors.NotAllowed) else DeliveryRefused)(**said(error))
