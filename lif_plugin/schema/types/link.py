"""What hooks proposed about a case for named roles to decide on: audit nominations and review links."""

from collections.abc import Mapping
from datetime import datetime

import strawberry

from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.values import at
from lif_plugin.store.reads.links import nominations_of, review_links_of
from lif_plugin.store.reads.page import Row


@strawberry.type(
    description="A case put forward for an audit programme's pool. A reason to look, not a draw and not a "
    "judgement. Seen by managers, chairs, the quality team and the board. Since 0.1."
)
class AuditNomination:
    """One nomination."""

    trigger: str = strawberry.field(description="The audit programme's trigger that was met.")
    reason: str = strawberry.field(description="Why, in plain words.")
    plugin: str = strawberry.field(description="The plugin that nominated it.")
    raised_at: datetime = strawberry.field(description="When (UTC).")


@strawberry.type(
    description="A case linked to a kind of review, proposed for people to decide on. Shown on our pages only, "
    "never sent to a platform. Seen by managers, chairs, the quality team and the board. Since 0.1."
)
class ReviewLink:
    """One proposed link."""

    review: str = strawberry.field(description="The kind of review, by its id in the agency's framework.")
    reason: str = strawberry.field(description="Why, in plain words.")
    authority: str = strawberry.field(description="The law or guidance the review rests on.")
    plugin: str = strawberry.field(description="The plugin that proposed it.")
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
                    plugin=row["plugin"],
                    raised_at=at(row["raised_at"]),
                )
                for row in rows
            ]
            for case_id, rows in found.items()
        }

    return level.once("nominations", fetch)


def review_links_level(context: Context, level: CaseLevel) -> Mapping[int, list[ReviewLink]]:
    """Read the review links of every case of a level."""

    def fetch() -> dict[int, list[ReviewLink]]:
        found = review_links_of(context.connection, context.viewer, level.case_ids)
        _note(context, level, "review_links", found)
        return {
            case_id: [
                ReviewLink(
                    review=row["review"],
                    reason=row["reason"],
                    authority=row["authority"],
                    plugin=row["plugin"],
                    raised_at=at(row["raised_at"]),
                )
                for row in rows
            ]
            for case_id, rows in found.items()
        }

    return level.once("review_links", fetch)


def _note(context: Context, level: CaseLevel, what: str, found: Mapping[int, list[Row]]) -> None:
    context.shown(what, [level.public_ids[case_id] for case_id, rows in found.items() if rows])
