"""Anything that has an id: Relay's way back to an object."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.errors import LifError
from lif_plugin.schema import connection
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.action import Action, Plan
from lif_plugin.schema.types.audit_sample import KeptSample
from lif_plugin.schema.types.audit_work import Audit
from lif_plugin.schema.types.briefing import Briefing
from lif_plugin.schema.types.case import Case
from lif_plugin.schema.types.child_action import ChildAction
from lif_plugin.schema.types.evaluation import Evaluation
from lif_plugin.schema.types.event import Event
from lif_plugin.schema.types.finding import Finding, Recommendation
from lif_plugin.schema.types.governance import Meeting
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.types.prompt import Prompt
from lif_plugin.schema.types.review import ReviewLink
from lif_plugin.schema.types.review_work import ReviewWork
from lif_plugin.schema.types.shared import FromTable
from lif_plugin.schema.types.training import Training
from lif_plugin.schema.values import arg, resolved

_CYCLE: tuple[type[FromTable], ...] = (LearningItem, Finding, Recommendation, Action, Plan, Briefing, Meeting)
_KINDS: dict[str, Any] = {
    "Case": Case,
    "Event": Event,
    "Prompt": Prompt,
    "ReviewLink": ReviewLink,
    "ChildAction": ChildAction,
    "Evaluation": Evaluation,
    "ReviewWork": ReviewWork,
    "Training": Training,
    "Audit": Audit,
    "KeptSample": KeptSample,
    **{kind.__name__: kind for kind in _CYCLE},
}


class BadId(LifError):
    """The `id` is not one that this server gave."""

    code = "bad_id"
    hint = (
        "Give an `id` as a case, event, prompt, review, audit, sample or part of the learning cycle has it."
    )


@strawberry.type
class NodeQuery:
    """The way to anything that has an id."""

    @resolved(
        "A case, event, prompt, review, audit, sample, or part of the learning cycle, by its `id`. Null when there is none or it is not yours to see."
    )
    def node(
        self,
        info: Info[Context, None],
        id: Annotated[relay.GlobalID, arg("The `id` of what is wanted.")],  # noqa: A002  Relay's word
    ) -> relay.Node | None:
        """Find one object."""
        return _found(info, [id])[0]

    @resolved(
        "The same for several ids, in their order, at most 200: null for each that there is none of or that is not yours to see."
    )
    def nodes(
        self,
        info: Info[Context, None],
        ids: Annotated[list[relay.GlobalID], arg("The `id`s of what is wanted.")],
    ) -> list[relay.Node | None]:
        """Find objects, those of one type together."""
        if len(ids) > connection.MAX_SIZE:
            raise connection.BadPage(f"At most {connection.MAX_SIZE} ids can be asked for at once.")
        return _found(info, ids)


def _found(info: Info[Context, None], ids: Sequence[relay.GlobalID]) -> list[relay.Node | None]:
    wanted: dict[str, dict[str, None]] = {}
    for one in ids:
        wanted.setdefault(one.type_name, {})[one.node_id] = None
    if wanted.keys() - _KINDS.keys():
        raise BadId
    found: dict[tuple[str, str], relay.Node | None] = {}
    for name, keys in wanted.items():
        nodes = _KINDS[name].resolve_nodes(info=info, node_ids=[*keys])
        found |= {(name, key): node for key, node in zip(keys, nodes, strict=True)}
    return [found[one.type_name, one.node_id] for one in ids]
