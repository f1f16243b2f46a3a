"""What a case is nominated for: audits, for named roles to know of."""

from collections.abc import Mapping
from datetime import date, datetime

import strawberry

from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.values import at, day_of
from lif_plugin.store.reads.links import nominations_of
from lif_plugin.store.reads.page import Row


@strawberry.type(
    description="A case put forward for an audit programme's pool. A reason to look, not a draw and not a "
    "judgement. Seen by managers, chairs and the quality team. Since 0.1."
)
class AuditNomination:
    """One nomination."""

    trigger: str = strawberry.field(description="The audit programme's trigger that was met.")
    reason: str = strawberry.field(description="Why, in plain words.")
    authority: str = strawberry.field(description="What the trigger rests on.")
    met_on: date | None = strawberry.field(description="When the trigger was met; null: nobody says.")
    plugin: str = strawberry.field(description="The plugin that nominated it.")
    raised_at: datetime = strawberry.field(description="When (UTC).")


def nominations_level(context: Context, level: CaseLevel) -> Mapping[int, list[AuditNomination]]:
    """Read the nominations of every case of a level."""

    def fetch() -> dict[int, list[AuditNomination]]:
        found = nominations_of(context.connection, context.viewer, level.case_ids)
        _note(context, level, "nominations", found)
        return {
            case_id: [
                AuditNomination(
                    trigger=row["trigger"],
                    reason=row["reason"],
                    authority=row["authority"],
                    met_on=day_of(row["day"]),
                    plugin=row["plugin"],
                    raised_at=at(row["raised_at"]),
                )
                for row in rows
            ]
            for case_id, rows in found.items()
        }

    return level.once("nominations", fetch)


def _note(context: Context, level: CaseLevel, what: str, found: Mapping[int, list[Row]]) -> None:
    context.shown(what, [level.public_ids[case_id] for case_id, rows in found.items() if rows])
