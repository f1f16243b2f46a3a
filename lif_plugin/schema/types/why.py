"""The why of a result: rule, evidence, authority, clock and configuration."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
import strawberry
from strawberry.types import Info

from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.values import day_of, resolved
from lif_plugin.store.reads.events import events_by_key, file_and_row
from lif_plugin.store.reads.page import Row

EventKey = tuple[int, int]


@strawberry.type(description="One event version that a result rests on. Seen like its case. Since 0.1.")
class Evidence:
    """One event version."""

    kind: str = strawberry.field(description="The kind of event; `Event.kind` describes them.")
    occurred_on: date | None = strawberry.field(description="The day it happened or began.")
    code: str | None = strawberry.field(description="The coded value the rule read.")
    version: str = strawberry.field(
        description="The digest of the version the rule read, as in `Event.version`."
    )
    key: strawberry.Private[EventKey]
    keys: strawberry.Private[Sequence[EventKey]]
    level: strawberry.Private[Level]

    @resolved("File and row it came from; null when the row is no longer kept.")
    def origin(self, info: Info[Context, None]) -> str | None:
        """Look the origin up, for the whole level at once."""
        context = info.context

        def fetch() -> Mapping[EventKey, Row]:
            context.spend(len(self.keys))
            return events_by_key(context.connection, context.viewer, self.keys)

        row = self.level.once("origins", fetch).get(self.key)
        return file_and_row(row) if row else None


@strawberry.type(
    description="Why a result is as it is: everything needed to check it by hand against the record. Seen like its prompt. Since 0.1."
)
class Why:
    """The why of one result."""

    rule: str = strawberry.field(description="The rule's id; `rules` describes it.")
    rule_version: int = strawberry.field(description="The version of the rule that was run.")
    plugin: str = strawberry.field(description="The plugin that brought the rule.")
    authority: str = strawberry.field(description="The law, guidance or standard the rule rests on.")
    message: str = strawberry.field(description="What the record does not yet show, in plain words.")
    subject: str = strawberry.field(
        description="The source's own key of the fact it is about; empty for the case as a whole."
    )
    reason: str | None = strawberry.field(
        description="A code that says why it is exempt, explained or cannot be told; null for others."
    )
    evidence: list[Evidence] = strawberry.field(
        description="The event versions it rests on, in the rule's order."
    )
    as_of: date | None = strawberry.field(
        description="The day the question was asked for; never later than the data."
    )
    config_version: int = strawberry.field(description="The version of the agency's settings that applied.")
    calendar_edition: str | None = strawberry.field(
        description="The edition of the working-day calendar that was used; null where none was."
    )


def evidence_of(row: Row) -> list[dict[str, Any]]:
    """Read the evidence that a result's row holds."""
    found: list[dict[str, Any]] = orjson.loads(row["evidence"])
    return found


def why_of(row: Row, evidence: Sequence[Mapping[str, Any]], keys: Sequence[EventKey], level: Level) -> Why:
    """Make the why of a result's row and evidence; ``keys`` are those of all results on its level."""
    return Why(
        rule=row["rule"],
        rule_version=row["rule_version"],
        plugin=row["plugin"],
        authority=row["authority"],
        message=row["message"],
        subject=row["subject"],
        reason=row["reason"],
        evidence=[
            Evidence(
                kind=part["kind"],
                occurred_on=day_of(part["day"]),
                code=part["code"],
                version=part["digest"],
                key=(row["case_id"], part["event"]),
                keys=keys,
                level=level,
            )
            for part in evidence
        ],
        as_of=day_of(row["as_of"]),
        config_version=row["config_version"],
        calendar_edition=row["calendar_edition"],
    )
