"""Briefings, and how far each got."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.filters import BriefingFilterInput
from lif_plugin.schema.types.shared import SEEN, FromTable, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, resolved
from lif_plugin.store import tables
from lif_plugin.store.reads.learning import rows_with
from lif_plugin.store.reads.page import Row
from lif_plugin.store.sharing import acknowledged_by_briefing


@strawberry.type(
    description="How far a briefing got in one agency. Readers are counted within their own agency only. Seen like its briefing. Since 0.1."
)
class Reach:
    """One agency."""

    agency: str = strawberry.field(description="The agency.")
    acknowledged: int | None = strawberry.field(
        description="How many have read it; null: another agency's to know."
    )
    expected: int | None = strawberry.field(
        description="How many it is meant for; null: the agency has not said."
    )


@strawberry.type(description=f"Learning put before an audience. {SEEN}")
class Briefing(FromTable):
    """One briefing."""

    table: ClassVar[str] = "briefing"
    briefing_id: relay.NodeID[str]
    way: str = strawberry.field(description="The framework's way of sharing learning.")
    title: str = strawberry.field(description="What it is called.")
    text: str = strawberry.field(description="What it says.")
    audience: str = strawberry.field(description="Whom it is for.")
    day: date = strawberry.field(description="The day.")
    agency: str = strawberry.field(description="The agency that sent it.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make briefings of rows, on one level."""
        level = RowLevel(row["id"] for row in rows)
        same = ("way", "title", "text", "audience")
        return [
            cls(
                briefing_id=row["id"], **{name: row[name] for name in same}, day=numbered_day(row["day"]),
                agency=row["agency_id"], level=level,
            )
            for row in rows
        ]  # fmt: skip

    @resolved("How far it got, agency by agency; never who.")
    def reach(self, info: Info[Context, None]) -> list[Reach]:
        """Count the readers of all briefings of the level."""
        return self.level.once("reach", lambda: _reach(info.context, self.level))[self.briefing_id]


def _reach(context: Context, level: RowLevel) -> Mapping[str, list[Reach]]:
    viewer = context.viewer
    read = acknowledged_by_briefing(context.connection, viewer, level.ids)
    rows = rows_with(
        context.connection, viewer, tables.briefing_reach, "briefing_id", level.ids, context.desk.today()
    )
    context.spend(len(rows))
    expected = {(row["briefing_id"], row["agency_id"]): row["expected"] for row in rows}
    found: dict[str, list[Reach]] = {}
    for key in level.ids:
        agencies = {agency for one, agency in expected if one == key} | {viewer.agency}
        found[key] = [
            Reach(
                agency=agency,
                acknowledged=read.get(key, 0) if agency == viewer.agency else None,
                expected=expected.get((key, agency)),
            )
            for agency in sorted(agencies)
        ]
    return found


@strawberry.type
class BriefingQuery:
    """The way to briefings."""

    @resolved("Briefings of your agency, and those of partners, the last that was written down first.")
    def briefings(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
        filter: Annotated[BriefingFilterInput | None, arg("Which briefings.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Briefing] | None:
        """Page through briefings."""
        where = wheres_of(filter)
        return Briefing.page(info.context, first, after, last, before, where, partnership_id=partnership)
