"""Lineage: what something of the learning cycle came from, and what came of it, link by link."""

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.errors import LifError
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import arg, resolved
from lif_plugin.store.reads.lineage import TYPES, Led, led

STEPS = 8
"""Links in a row that are followed: from a review to a plan there are five."""


class NoLineage(LifError):
    """Such a thing stands in no lineage."""

    code = "no_lineage"
    hint = "Give the `id` of a part of the learning cycle, an audit or a review."


@strawberry.type(
    description="Something led to something else. Of what you may not read no link is told. Seen like what it leads to. Since 0.1."
)
class LineageLink:
    """One link."""

    cause: relay.GlobalID = strawberry.field(description="The `id` of what was there first.")
    cause_type: str = strawberry.field(description="Its type, e.g. `Finding`.")
    effect: relay.GlobalID = strawberry.field(description="The `id` of what came of it.")
    effect_type: str = strawberry.field(description="Its type, e.g. `Action`.")
    steps: int = strawberry.field(
        description="How far from what was asked about: 1 is next to it, -1 before it."
    )


@strawberry.type
class LineageQuery:
    """The way to lineages."""

    @resolved(
        "Where a part of the learning cycle comes from and what came of it, the nearest first: reviews and audits of your own "
        "agency, items, findings, recommendations, actions, plans, meetings, briefings, lessons, training. No case stands in it."
    )
    def lineage(
        self,
        info: Info[Context, None],
        id: Annotated[relay.GlobalID, arg("The `id` of the part.")],  # noqa: A002
    ) -> list[LineageLink] | None:
        """Follow the links both ways: a fixed number of statements for each step."""
        if id.type_name not in TYPES:
            raise NoLineage
        forward = _followed(info.context, (id.type_name, id.node_id), forward=True)
        back = _followed(info.context, (id.type_name, id.node_id), forward=False)
        return sorted([*forward, *back], key=lambda link: abs(link.steps))


def _followed(context: Context, start: tuple[str, str], *, forward: bool) -> list[LineageLink]:
    reached, edge, found = {start}, {start}, list[LineageLink]()
    for step in range(1, STEPS + 1):
        links = led(context.connection, context.viewer, edge, context.desk.today(), forward=forward)
        context.spend(len(links))
        found += [_link(one, step if forward else -step) for one in links]
        edge = {one.effect if forward else one.cause for one in links} - reached
        if not edge:
            break
        reached |= edge
    return found


def _link(one: Led, steps: int) -> LineageLink:
    return LineageLink(
        cause=relay.GlobalID(*one.cause),
        cause_type=one.cause[0],
        effect=relay.GlobalID(*one.effect),
        effect_type=one.effect[0],
        steps=steps,
    )
