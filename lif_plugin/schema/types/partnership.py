"""Partnerships with their agencies, and the frameworks with what carries out each of their facts."""

from collections import Counter
from datetime import date
from functools import cache

import strawberry
from strawberry.types import Info

from lif_plugin.cycle.coverage import coverage_of
from lif_plugin.domain.framework import FACT_KINDS
from lif_plugin.domain.viewer import Right
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.frameworks import framework_ids, load_framework
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import day_of, resolved
from lif_plugin.store import partnerships


@strawberry.type(
    description="An agency's membership of a partnership. Seen by everyone of the partnership. Since 0.1."
)
class PartnershipAgency:
    """One agency."""

    agency: str = strawberry.field(description="The agency.")
    plays: str | None = strawberry.field(description="Which of the framework's agencies it is.")
    since: date = strawberry.field(description="From when it belongs.")
    until: date | None = strawberry.field(description="The last day of its membership.")


@strawberry.type(
    description="Agencies that learn together by one framework. Seen by everyone of its agencies. Since 0.1."
)
class Partnership:
    """One partnership."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    name: str = strawberry.field(description="What it is called.")
    framework: str = strawberry.field(description="The framework's id.")
    agencies: list[PartnershipAgency] = strawberry.field(description="Its agencies.")


@strawberry.type(
    description="How many facts of a kind a framework has, and how many a feature carries out. Seen like its framework. Since 0.1."
)
class FactKind:
    """One kind."""

    kind: str = strawberry.field(description="The kind of fact.")
    total: int = strawberry.field(description="How many there are.")
    live: int = strawberry.field(description="How many a feature carries out.")
    reasons: list[str] = strawberry.field(description="Why the others are not carried out.")


@strawberry.type(description="A learning framework, as data. Seen by everyone. Since 0.1.")
class LearningFramework:
    """One framework."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    title: str = strawberry.field(description="Its own title.")
    nation: str = strawberry.field(description="The nation whose law it rests on.")
    total: int = strawberry.field(description="How many facts it states.")
    live: int = strawberry.field(description="How many of them a feature carries out.")
    kinds: list[FactKind] = strawberry.field(description="The same by kind.")


@cache
def _framework(name: str) -> LearningFramework:
    framework = load_framework(name)
    covered = coverage_of(framework)
    total, live = (
        Counter(one.fact.kind for one in covered),
        Counter(one.fact.kind for one in covered if one.live),
    )
    reasons: dict[str, dict[str, None]] = {}
    for one in covered:
        if one.reason:
            reasons.setdefault(one.fact.kind, {})[one.reason] = None
    kinds = [
        FactKind(kind=kind, total=total[kind], live=live[kind], reasons=[*reasons.get(kind, ())])
        for kind in FACT_KINDS
        if total[kind]
    ]
    return LearningFramework(
        id=strawberry.ID(name), title=framework.title, nation=framework.nation, total=len(covered),
        live=sum(live.values()), kinds=kinds,
    )  # fmt: skip


@strawberry.type
class PartnershipQuery:
    """The ways to partnerships and frameworks."""

    @resolved("The partnerships that your agency belongs to, with their agencies.")
    def partnerships(self, info: Info[Context, None]) -> list[Partnership] | None:
        """List partnerships: two statements, whatever their number."""
        context = info.context
        context.viewer.require(Right.READ_LEARNING)
        context.spend(100)
        connection = context.connection
        found = partnerships.partnerships_of(connection, context.viewer.agency, context.desk.today())
        members = partnerships.members_of_all(connection, [one["id"] for one in found])
        return [
            Partnership(
                id=strawberry.ID(one["id"]), name=one["name"], framework=one["framework"],
                agencies=[
                    PartnershipAgency(
                        agency=row["agency_id"], plays=row["plays"], since=numbered_day(row["since"]),
                        until=day_of(row["until"]),
                    )
                    for row in members.get(one["id"], [])
                ],
            )
            for one in found
        ]  # fmt: skip

    @resolved("The frameworks that are there, with how much of each a feature carries out.")
    def frameworks(self, info: Info[Context, None]) -> list[LearningFramework] | None:
        """List frameworks."""
        info.context.viewer.require(Right.READ_LEARNING)
        return [_framework(name) for name in framework_ids()]
