"""Directories: agencies with the codes by which others know them, bodies of a partnership, and each fact of a framework."""

from functools import cache
from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin.cycle.coverage import coverage_of
from lif_plugin.domain.framework_entry import RouteBasis
from lif_plugin.domain.viewer import Right
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.schema.conditions import Filter, WordCondition, condition, wheres_of
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.agency import Agency
from lif_plugin.schema.values import After, Before, First, Last, arg, resolved
from lif_plugin.store.reads.agencies import AGENCY_ORDER, agencies_page, count_agencies


@strawberry.input(description="Which agencies: every condition must hold. Since 0.1.")
class AgencyFilterInput(Filter):
    """Conditions on agencies."""

    id: WordCondition | None = condition("Its id.")
    nation: WordCondition | None = condition("The nation whose law it works by.")
    ods: WordCondition | None = condition("Its code in the Organisation Data Service.")
    ons: WordCondition | None = condition("Its code of the Office for National Statistics.")


@strawberry.type(
    description="A body of a framework that can stand on a route. Seen by everyone of the partnership. Since 0.1."
)
class Body:
    """One body."""

    id: strawberry.ID = strawberry.field(description="Its id in the framework.")
    label: str = strawberry.field(description="What the framework calls it.")
    level: str = strawberry.field(description="Where it stands.")
    function: str = strawberry.field(description="What it is for.")
    frequency: str | None = strawberry.field(description="How often it meets, in the framework's own word.")
    forms: list[str] = strawberry.field(description="Any one of these serves as the step; none: only itself.")


@strawberry.type(description="A source of learning of a framework. Seen by everyone. Since 0.1.")
class LearningSource:
    """One source."""

    id: strawberry.ID = strawberry.field(description="Its id in the framework.")
    label: str = strawberry.field(description="What the framework calls it.")
    kind: str = strawberry.field(description="What kind of source it is.")
    frequency: str = strawberry.field(description="How often, in the framework's own word.")
    lead_body: str | None = strawberry.field(description="The body that leads.")
    route_basis: RouteBasis = strawberry.field(description="Whether the framework states its routes.")
    learning_route: list[list[str]] = strawberry.field(description="Its route to improvement, step by step.")
    evaluation_route: list[list[str]] = strawberry.field(description="The route of its evaluation.")


@strawberry.type(
    description="One thing that a framework states, and what carries it out. Seen by everyone. Since 0.1."
)
class FrameworkFact:
    """One fact."""

    kind: str = strawberry.field(description="The kind of fact, as in `LearningFramework.kinds`.")
    id: strawberry.ID = strawberry.field(description="Its id in the framework; unique within its kind.")
    feature: str | None = strawberry.field(description="What carries it out; null: nothing does yet.")
    test: str | None = strawberry.field(description="The test that fails without it.")
    reason: str | None = strawberry.field(description="Why nothing carries it out; null: something does.")


FrameworkArg = Annotated[str, arg("The framework's id.")]


@cache
def _facts(name: str) -> tuple[FrameworkFact, ...]:
    return tuple(
        FrameworkFact(
            kind=one.fact.kind, id=strawberry.ID(one.fact.entry.id), feature=one.feature, test=one.test, reason=one.reason
        )
        for one in coverage_of(load_framework(name))
    )  # fmt: skip


@strawberry.type
class DirectoryQuery:
    """The ways to directories."""

    @resolved("The directory of agencies, by id. Seen by everyone. Since 0.1.")
    def agencies(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[AgencyFilterInput | None, arg("Which agencies.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Agency] | None:
        """Page through agencies."""
        context, where = info.context, wheres_of(filter)
        window = window_of(AGENCY_ORDER, first, after, last, before)
        context.viewer.require(Right.READ_LEARNING)
        context.spend(window.size)
        part = agencies_page(context.connection, window, where)
        nodes = [Agency.of(row) for row in part.rows]
        return connection_of(part, nodes, lambda: count_agencies(context.connection, where))

    @resolved("The bodies of a framework, in its order; empty: there is no such framework. Since 0.1.")
    def bodies(self, info: Info[Context, None], framework: FrameworkArg) -> list[Body] | None:
        """List bodies."""
        info.context.viewer.require(Right.READ_LEARNING)
        return [
            Body(
                id=strawberry.ID(one.id), label=one.label, level=one.level, function=one.function,
                frequency=one.frequency, forms=[*one.forms],
            )
            for name in _named(framework) for one in load_framework(name).governance_bodies
        ]  # fmt: skip

    @resolved("The sources of learning of a framework with their routes, in its order. Since 0.1.")
    def learning_sources(
        self, info: Info[Context, None], framework: FrameworkArg
    ) -> list[LearningSource] | None:
        """List sources."""
        info.context.viewer.require(Right.READ_LEARNING)
        return [
            LearningSource(
                id=strawberry.ID(one.id), label=one.label, kind=one.kind, frequency=one.frequency, lead_body=one.lead_body,
                route_basis=one.route_basis, learning_route=[[*step] for step in one.learning_route],
                evaluation_route=[[*step] for step in one.evaluation_route],
            )
            for name in _named(framework) for one in load_framework(name).sources_of_learning
        ]  # fmt: skip

    @resolved("Everything that a framework states, with what carries it out, in its order. Since 0.1.")
    def framework_facts(
        self, info: Info[Context, None], framework: FrameworkArg
    ) -> list[FrameworkFact] | None:
        """List facts."""
        info.context.viewer.require(Right.READ_LEARNING)
        facts = [fact for name in _named(framework) for fact in _facts(name)]
        info.context.spend(len(facts))
        return facts


def _named(framework: str) -> list[str]:
    """The framework of that name, if there is one: what is given is never a path."""
    return [name for name in framework_ids() if name == framework]
