"""What is to be done for one child after an audit or a review, on the case it is about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Self

import strawberry
from strawberry import relay

from lif_plugin.domain.child_action import ChildActionState, Origin, child_action_state
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.schema.context import CaseLevel, Context, Level
from lif_plugin.schema.types.shared import RowLevel
from lif_plugin.schema.types.versioned import Versioned
from lif_plugin.schema.values import day_of
from lif_plugin.store import child_actions
from lif_plugin.store.reads.page import Row

strawberry.enum(Origin, name="ChildActionOrigin", description="What a child-level action was born from.")
strawberry.enum(
    ChildActionState,
    description="Where a child-level action is. `LATE`: not done, and its day is over. `DONE_LATE`: done after its day.",
)


@strawberry.type(
    description="Something to do for one child: no learning, in no plan, never shown to partners. Seen by casework roles "
    "and the quality team of the own agency. Every read is logged. Since 0.1."
)
class ChildAction(Versioned):
    """One child-level action."""

    action_id: relay.NodeID[str]
    text: str = strawberry.field(description="What is to be done.")
    owner_role: Role = strawberry.field(description="The role that does it; never a person.")
    opened_on: date = strawberry.field(description="The day it was written down.")
    due: date = strawberry.field(description="By when.")
    done_on: date | None = strawberry.field(description="When it was done; null: not yet.")
    state: ChildActionState = strawberry.field(description="Where it is today.")
    origin: Origin = strawberry.field(description="What it was born from.")

    level: strawberry.Private[RowLevel]

    def among(self) -> tuple[Level, Iterable[str], str, str]:
        """The rows of its level, and which of them it is."""
        return self.level, self.level.ids, "ChildAction", self.action_id

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make nodes of rows."""
        today = day_number(context.desk.today())
        level = RowLevel(row["id"] for row in rows)
        return [
            cls(
                action_id=row["id"], text=row["text"], owner_role=Role(row["owner_role"]),
                opened_on=numbered_day(row["opened_on"]), due=numbered_day(row["due"]), done_on=day_of(row["done_on"]),
                state=child_action_state(row, today), origin=Origin(row["origin"]), level=level,
            )
            for row in rows
        ]  # fmt: skip

    @classmethod
    def by_id(cls, context: Context, key: str) -> Self | None:
        """Find one; None where it is not the viewer's to see."""
        row = child_actions.one(context.connection, context.viewer, key)
        if row is None:
            return None
        context.shown("childActions", [row["public_id"]])
        return cls.of_rows(context, [row])[0]

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: strawberry.Info[Context, None], node_ids: Sequence[str], required: bool = False
    ) -> list[Self | None]:
        """Find nodes by their ids, as Relay asks for them."""
        context = info.context
        context.spend(len(node_ids))
        rows = child_actions.these(context.connection, context.viewer, node_ids)
        context.shown("childActions", [row["public_id"] for row in rows.values()])
        made = dict(zip(rows, cls.of_rows(context, list(rows.values())), strict=True))
        return [made.get(key) for key in node_ids]


def child_actions_level(context: Context, level: CaseLevel) -> Mapping[int, list[ChildAction]]:
    """Read the child-level actions of every case of a level."""

    def fetch() -> dict[int, list[ChildAction]]:
        found = child_actions.of_cases(context.connection, context.viewer, level.case_ids)
        context.spend(sum(map(len, found.values())))
        context.shown("childActions", [level.public_ids[case] for case, rows in found.items() if rows])
        # Made together, so that they share a level.
        nodes = iter(ChildAction.of_rows(context, [row for rows in found.values() for row in rows]))
        return {case: [next(nodes) for _row in rows] for case, rows in found.items()}

    return level.once("child_actions", fetch)
