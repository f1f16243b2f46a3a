"""Items of learning with where they stand, the words of bodies, and how many loops were closed."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.desk import Item
from lif_plugin.cycle.impact import closure_of, you_said_we_did
from lif_plugin.domain.framework_entry import Route, RouteBasis
from lif_plugin.domain.learning import ItemState, Nature, NotTold
from lif_plugin.domain.route import Standing, Verdict
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import MAX_ROWS, Context
from lif_plugin.schema.types.action import Action
from lif_plugin.schema.types.filters import LearningItemFilterInput
from lif_plugin.schema.types.finding import Finding
from lif_plugin.schema.types.shared import SEEN, FromTable, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, day_of, resolved
from lif_plugin.store import tables
from lif_plugin.store.reads.page import Row

strawberry.enum(
    ItemState,
    name="LearningState",
    description="`UNROUTED`: somebody has to choose its routes. `LEARNING`: on the learning route. `ACTING`: actions "
    "under way. `EVALUATING`: on the evaluation route. `IMPROVED`: evaluated as better, to be closed. `REOPENED`: "
    "evaluated, or audited again, as no better. `CLOSED`.",
)
strawberry.enum(
    NotTold, name="ChildNotTold", description="Why a child could not be told what came of their view."
)
strawberry.enum(
    RouteBasis, description="Whether the framework states a source's routes; `NONE`: it is unrouted."
)


@strawberry.type(description="What a body said of an item. Seen like its item. Since 0.1.")
class BodyWord:
    """One word."""

    body: str = strawberry.field(description="The body.")
    route: str = strawberry.field(description="`learning` or `evaluation`.")
    round: int = strawberry.field(description="The round of evaluation; reopening begins a new one.")
    verdict: Verdict = strawberry.field(description="What it said.")
    back_to: str | None = strawberry.field(description="With `SENT_BACK`: who looks again.")
    day: date = strawberry.field(description="The day of the meeting.")
    attended: int | None = strawberry.field(description="How many came.")
    quorate: bool | None = strawberry.field(description="Whether enough came to decide; null: nobody said.")
    method: str | None = strawberry.field(description="How it was evaluated.")
    note: str | None = strawberry.field(description="Why.")


@strawberry.type(
    description="A turn in the life of an item that no body's word makes. Seen like its item. Since 0.1."
)
class LearningTurn:
    """One turn."""

    turn: str = strawberry.field(description="`routed`, `closed`, `reopened`, `told` or `not_told`.")
    day: date = strawberry.field(description="The day.")
    reason: str | None = strawberry.field(description="Why.")
    detail: str | None = strawberry.field(
        description="The routes that were chosen, or how the child was told."
    )


@strawberry.type(description="Where an item stands on a route. Seen like its item. Since 0.1.")
class RouteStanding:
    """A route and a place on it."""

    route: list[list[str]] = strawberry.field(
        description="Its steps in order; bodies of one step act in parallel."
    )
    step: int = strawberry.field(
        description="The step that is waited for, from 0; the number of steps once walked."
    )
    waiting: list[str] = strawberry.field(description="The bodies of this step that have not spoken.")
    early: list[str] = strawberry.field(description="The bodies of later steps that have.")
    is_walked: bool = strawberry.field(description="Whether every body that had to consider it has.")


@strawberry.type(description=f"Something learnt, from any source of the framework. {SEEN}")
class LearningItem(FromTable):
    """One item."""

    table: ClassVar[str] = "learning_item"
    item_id: relay.NodeID[str]
    agency: str = strawberry.field(description="The agency that recorded it.")
    partnership: str = strawberry.field(description="The partnership whose framework it follows.")
    source_of_learning: str = strawberry.field(description="The framework's source of learning.")
    title: str = strawberry.field(description="In a few words.")
    summary: str = strawberry.field(description="What was seen.")
    nature: Nature = strawberry.field(description="A strength or a concern.")
    theme: str = strawberry.field(description="What it is about.")
    day: date = strawberry.field(description="The day of it.")
    voice_source: str | None = strawberry.field(description="How a child's view began it, where one did.")
    route_basis: RouteBasis = strawberry.field(description="Whether the framework states its routes.")
    state: ItemState = strawberry.field(description="Where it is in the cycle.")
    stage: str | None = strawberry.field(
        description="The stage of the framework's own cycle that it is in; null: nobody has said how its stages are read."
    )
    framework: str = strawberry.field(description="The version of the framework that it began on, and keeps.")
    round: int = strawberry.field(description="The round of evaluation, from 1.")
    waiting: list[str] = strawberry.field(description="The bodies that have to speak next.")
    learning: RouteStanding | None = strawberry.field(description="Its learning route; null: none chosen.")
    evaluation: RouteStanding | None = strawberry.field(description="Its evaluation route in this round.")
    words: list[BodyWord] = strawberry.field(description="What bodies said, in order.")
    turns: list[LearningTurn] = strawberry.field(description="Its turns, in order.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make items of rows, on one level: four statements for what all of them stand on."""
        level = RowLevel(row["id"] for row in rows)
        found = context.desk.items(context.connection, context.viewer, rows)
        return [cls.of(one, level) for one in found]

    @classmethod
    def of(cls, one: Item, level: RowLevel) -> Self:
        """Make one."""
        same = ("source_of_learning", "title", "summary", "theme", "voice_source")
        return cls(
            item_id=one.row["id"],
            agency=one.row["agency_id"],
            partnership=one.row["partnership_id"],
            **{name: one.row[name] for name in same},
            nature=Nature(one.row["nature"]),
            day=numbered_day(one.row["day"]),
            route_basis=RouteBasis(one.row["route_basis"]),
            state=one.state,
            stage=one.stage,
            framework=one.framework.id,
            round=one.round,
            waiting=[*one.waiting],
            learning=_standing(one.learning_route, one.course.learning),
            evaluation=_standing(one.evaluation_route, one.course.evaluation),
            words=[_word(row) for row in one.words],
            turns=[
                LearningTurn(
                    turn=row["turn"], day=numbered_day(row["day"]), reason=row["reason"], detail=row["detail"]
                )
                for row in one.turns
            ],
            level=level,
        )

    @resolved("Its findings.")
    def findings(self, info: Info[Context, None]) -> list[Finding]:
        """Read the findings of all items of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list[Finding]:
            return Finding.of_rows(context, rows)

        return self.level.under(context, tables.finding, "learning_item_id", made)[self.item_id]

    @resolved("Its actions.")
    def actions(self, info: Info[Context, None]) -> list[Action]:
        """Read the actions of all items of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list[Action]:
            return Action.of_rows(context, rows)

        return self.level.under(context, tables.action, "learning_item_id", made)[self.item_id]


def _standing(route: Route | None, standing: Standing | None) -> RouteStanding | None:
    if route is None or standing is None:
        return None
    return RouteStanding(
        route=[[*step] for step in route],
        step=standing.step,
        waiting=[*standing.waiting],
        early=[*standing.early],
        is_walked=standing.is_walked,
    )


def _word(row: Row) -> BodyWord:
    same = ("body", "route", "round", "back_to", "attended", "quorate", "method", "note")
    return BodyWord(
        **{name: row[name] for name in same}, verdict=Verdict(row["verdict"]), day=numbered_day(row["day"])
    )


@strawberry.type(description="How many items stand open in a state. Seen like its figures. Since 0.1.")
class OpenLearning:
    """One figure."""

    state: ItemState = strawberry.field(description="The state.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How many loops were closed, of what you may read. Seen by everyone. Since 0.1.")
class LoopClosure:
    """The figures."""

    closed: int = strawberry.field(description="Items that are closed.")
    recorded: int = strawberry.field(description="Items that were recorded.")
    open: list[OpenLearning] = strawberry.field(description="Those that stand open, by state.")


@strawberry.type(
    description="What a child's view began, and what came of it; it names no child. Seen by everyone. Since 0.1."
)
class SaidAndDone:
    """One of them."""

    said: str = strawberry.field(description="What was said, as the item tells it.")
    done: list[str] = strawberry.field(description="The actions that were done about it.")
    told: str | None = strawberry.field(description="How the child was told; null: not yet, or not.")
    told_by: str | None = strawberry.field(description="The role of who told the child.")
    told_on: date | None = strawberry.field(description="The day the child was told.")
    not_told: NotTold | None = strawberry.field(description="Why the child could not be told.")


@strawberry.type
class LearningQuery:
    """The ways to what was learnt."""

    @resolved(
        "Items of learning of your agency, and those that partners share, the last that was written down first."
    )
    def learning_items(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
        source_of_learning: Annotated[str | None, arg("Only from this source.")] = None,
        theme: Annotated[str | None, arg("Only about this theme, or one that was merged into it.")] = None,
        filter: Annotated[LearningItemFilterInput | None, arg("Which items.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[LearningItem] | None:
        """Page through items."""
        wanted = {"partnership_id": partnership, "source_of_learning": source_of_learning, "theme": theme}
        made: Connection[LearningItem] = LearningItem.offered(
            info.context, first, after, last, before, wheres_of(filter), **wanted
        )
        return made

    @resolved(
        "How many items of a partnership were closed, of all that you may read. Reads all of them.",
        cost=MAX_ROWS // 10,
    )
    def loop_closure(
        self, info: Info[Context, None], partnership: Annotated[str, arg("The partnership's id.")]
    ) -> LoopClosure | None:
        """Count loops."""
        context = info.context
        context.spend(MAX_ROWS // 10)
        context.renew()
        found = closure_of(context.desk, context.viewer, partnership)
        states = [OpenLearning(state=ItemState(state), count=count) for state, count in found.open.items()]
        return LoopClosure(closed=found.closed, recorded=found.recorded, open=states)

    @resolved(
        "What children's views began and what came of it, the newest first, 200 at most.", cost=MAX_ROWS // 10
    )
    def you_said_we_did(
        self, info: Info[Context, None], partnership: Annotated[str, arg("The partnership's id.")]
    ) -> list[SaidAndDone] | None:
        """List what was said and done."""
        context = info.context
        context.spend(MAX_ROWS // 10)
        context.renew()
        found = you_said_we_did(context.desk, context.viewer, partnership)[:200]
        return [
            SaidAndDone(
                said=one.said,
                done=[*one.done],
                told=one.told,
                told_by=one.told_by,
                told_on=day_of(one.told_on),
                not_told=NotTold(one.not_told) if one.not_told else None,
            )
            for one in found
        ]
