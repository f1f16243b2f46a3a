"""Access: who read what in the own agency, and which cases were opened outside somebody's own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import orjson
import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import After, Before, First, Last, at, resolved
from lif_plugin.store import opened
from lif_plugin.store.reads.page import Row


@strawberry.type(
    description="Somebody read case-level data. Kept for good, sealed, never changed. Seen by administrators of the "
    "agency. Since 0.1."
)
class AccessEntry:
    """One reading."""

    number: int = strawberry.field(description="Its number in the log.")
    at: datetime = strawberry.field(description="When (UTC).")
    subject: str = strawberry.field(description="The person or system, as their token names them.")
    roles: list[str] = strawberry.field(description="The roles they had, in small letters.")
    purpose: str = strawberry.field(description="For what they said they read.")
    action: str = strawberry.field(description="What they did, e.g. `panel` or `graphql.prompts`.")
    cases: list[relay.GlobalID] = strawberry.field(
        description="The `id`s of the cases; none where what was shown belongs to no case."
    )

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make them of rows."""
        return [
            cls(
                number=row["id"], at=at(row["at"]), subject=row["subject"], roles=row["roles"].split(","),
                purpose=row["purpose"], action=row["action"],
                cases=[relay.GlobalID("Case", one) for one in orjson.loads(row["cases"])],
            )
            for row in rows
        ]  # fmt: skip


@strawberry.type(
    description="A case that somebody opened outside their own cases, for a limited time. Seen by administrators of the "
    "agency. Since 0.1."
)
class AccessOpening:
    """One opening."""

    number: str = strawberry.field(description="Its id.")
    case: relay.GlobalID = strawberry.field(description="The case's `id`.")
    subject: str = strawberry.field(description="Who opened it, as their token names them.")
    roles: list[str] = strawberry.field(description="The roles they had, in small letters.")
    reason: str = strawberry.field(description="Why, in their own words.")
    opened_at: datetime = strawberry.field(description="From when (UTC).")
    ends_at: datetime = strawberry.field(description="Until when (UTC); it ends by itself.")

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make them of rows."""
        return [
            cls(
                number=row["id"], case=relay.GlobalID("Case", row["public_id"]), subject=row["subject"],
                roles=row["roles"].split(","), reason=row["reason"], opened_at=at(row["opened_at"]),
                ends_at=at(row["ends_at"]),
            )
            for row in rows
        ]  # fmt: skip


@strawberry.type
class AccessQuery:
    """The way to who read what."""

    @resolved("Who read what in your agency, the latest first. For administrators; logged itself. Since 0.1.")
    def access_log(
        self, info: Info[Context, None], first: First = None, after: After = None, last: Last = None,
        before: Before = None,
    ) -> Connection[AccessEntry]:  # fmt: skip
        """Page the log."""
        context = info.context
        window = window_of(opened.LOG_ORDER, first, after, last, before)
        context.spend(window.size)
        part = opened.log_page(context.connection, context.viewer, window)
        context.shown_without_case("access_log")
        return connection_of(
            part, AccessEntry.of_rows(part.rows), lambda: opened.count_log(context.connection, context.viewer)
        )

    @resolved(
        "Cases that people of your agency opened outside their own, the latest first. For administrators; logged. Since 0.1."
    )
    def access_openings(
        self, info: Info[Context, None], first: First = None, after: After = None, last: Last = None,
        before: Before = None,
    ) -> Connection[AccessOpening]:  # fmt: skip
        """Page the openings."""
        context = info.context
        window = window_of(opened.OPENED_ORDER, first, after, last, before)
        context.spend(window.size)
        part = opened.opened_page(context.connection, context.viewer, window)
        context.shown("access_openings", [row["public_id"] for row in part.rows])
        return connection_of(
            part,
            AccessOpening.of_rows(part.rows),
            lambda: opened.count_opened(context.connection, context.viewer),
        )
