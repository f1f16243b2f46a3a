"""Evaluations: what bodies said of items on the evaluation route, as a list of its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Final, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.route import Verdict
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.filters import EvaluationFilterInput
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.types.shared import SEEN, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, resolved
from lif_plugin.store.reads.conditions import Where
from lif_plugin.store.reads.learning import newest_first, rows_count, rows_page, rows_with
from lif_plugin.store.reads.page import Row
from lif_plugin.store.tables import learning_word

ROUTE: Final = "evaluation"


@strawberry.type(description=f"What a body said of whether it got better. {SEEN}")
class Evaluation(relay.Node):
    """One evaluation."""

    evaluation_id: relay.NodeID[str]
    body: str = strawberry.field(description="The body that evaluated.")
    round: int = strawberry.field(description="The round of evaluation; reopening begins a new one.")
    verdict: Verdict = strawberry.field(description="What it said.")
    method: str | None = strawberry.field(description="How it was evaluated.")
    note: str | None = strawberry.field(description="Why.")
    day: date = strawberry.field(description="The day of the meeting.")
    agency: str = strawberry.field(description="The agency that wrote it down.")
    of_item: strawberry.Private[str]
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make evaluations of rows, on one level: that of their items."""
        level = RowLevel(sorted({row["learning_item_id"] for row in rows}))
        return [
            cls(
                evaluation_id=row["id"], body=row["body"], round=row["round"], verdict=Verdict(row["verdict"]),
                method=row["method"], note=row["note"], day=numbered_day(row["day"]), agency=row["agency_id"],
                of_item=row["learning_item_id"], level=level,
            )
            for row in rows
        ]  # fmt: skip

    @resolved("The item that was evaluated; null: it is not shared with you.")
    def item(self, info: Info[Context, None]) -> LearningItem | None:
        """Read the items of all evaluations of the level."""

        def fetch() -> dict[str, LearningItem | None]:
            return dict(zip(self.level.ids, LearningItem.by_ids(info.context, self.level.ids), strict=True))

        return self.level.once("items", fetch)[self.of_item]

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find evaluations by their ids; a body's word on the learning route is none."""
        context, wanted = info.context, list(node_ids)
        context.spend(len(wanted))
        rows = rows_with(
            context.connection, context.viewer, learning_word, "id", wanted, context.desk.today()
        )
        found = {
            one.evaluation_id: one for one in cls.of_rows([row for row in rows if row["route"] == ROUTE])
        }
        return [found.get(key) for key in wanted]


@strawberry.type
class EvaluationQuery:
    """The way to evaluations."""

    @resolved(
        "Evaluations by your agency, and those that partners share, the last that was written down first."
    )
    def evaluations(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[EvaluationFilterInput | None, arg("Which evaluations.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Evaluation] | None:
        """Page through evaluations."""
        context, where = info.context, (Where("route", among=(ROUTE,)), *wheres_of(filter))
        window = window_of(newest_first(learning_word), first, after, last, before)
        context.spend(window.size)
        asked = context.connection, context.viewer, learning_word, context.desk.today()
        part = rows_page(*asked, window, where)
        return connection_of(part, Evaluation.of_rows(part.rows), lambda: rows_count(*asked, where))
