"""Anything that has an id: Relay's way back to an object."""

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.errors import LifError
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.action import Action, Plan
from lif_plugin.schema.types.briefing import Briefing
from lif_plugin.schema.types.case import Case
from lif_plugin.schema.types.child_action import ChildAction
from lif_plugin.schema.types.event import Event
from lif_plugin.schema.types.finding import Finding, Recommendation
from lif_plugin.schema.types.governance import Meeting
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.types.prompt import Prompt
from lif_plugin.schema.types.review import ReviewLink
from lif_plugin.schema.types.shared import FromTable
from lif_plugin.schema.values import arg, resolved

_CYCLE: tuple[type[FromTable], ...] = (LearningItem, Finding, Recommendation, Action, Plan, Briefing, Meeting)
_KINDS: dict[str, type[Case | ChildAction | Event | Prompt | ReviewLink | FromTable]] = {
    "Case": Case,
    "Event": Event,
    "Prompt": Prompt,
    "ReviewLink": ReviewLink,
    "ChildAction": ChildAction,
    **{kind.__name__: kind for kind in _CYCLE},
}


class BadId(LifError):
    """The `id` is not one that this server gave."""

    code = "bad_id"
    hint = "Give an `id` as a case, event, prompt, review link or part of the learning cycle has it."


@strawberry.type
class NodeQuery:
    """The way to anything that has an id."""

    @resolved(
        "A case, event, prompt, review link, or part of the learning cycle, by its `id`. Null when there is none or it is not yours to see."
    )
    def node(
        self,
        info: Info[Context, None],
        id: Annotated[relay.GlobalID, arg("The `id` of what is wanted.")],  # noqa: A002  Relay's word
    ) -> relay.Node | None:
        """Find one object."""
        kind = _KINDS.get(id.type_name)
        if kind is None:
            raise BadId
        return kind.resolve_nodes(info=info, node_ids=[id.node_id])[0]
