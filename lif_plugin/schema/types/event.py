"""The event: one fact of a case, as its source states it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.kinds import KINDS, Precision, Tri
from lif_plugin.errors import LifError
from lif_plugin.schema.connection import Connections
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.values import at, day_of, moment_of, number_of
from lif_plugin.store.reads.events import EventFilter, count_events, events_by_key, events_of, file_and_row
from lif_plugin.store.reads.page import Row, Window


class UnknownKind(LifError):
    """There is no such kind of event."""

    code = "unknown_kind"
    hint = "The description of `Event.kind` names them all."


@strawberry.input(description="Which events: every condition that is given must hold.")
class EventFilterInput:
    """Conditions on events."""

    kinds: list[str] | None = strawberry.field(
        default=None, description="Only of these kinds, e.g. `review`."
    )
    from_: date | None = strawberry.field(
        name="from", default=None, description="Only on this day or after, by the day it happened."
    )
    to: date | None = strawberry.field(default=None, description="Only on this day or before.")
    history: bool = strawberry.field(
        default=False, description="Also versions that no longer stand: superseded, retracted or undone."
    )

    def conditions(self) -> EventFilter:
        """Return the conditions as the store takes them. Raises `UnknownKind`."""
        if self.kinds is not None and not KINDS.keys() >= set(self.kinds):
            raise UnknownKind
        kinds = tuple(sorted(self.kinds)) if self.kinds is not None else None
        return EventFilter(kinds, number_of(self.from_), number_of(self.to), self.history)


@strawberry.type(
    description="One fact of a case as its source states it, in one version. The worker is not shown, so that "
    "nothing can be listed by worker. Seen like its case. Since 0.1."
)
class Event(relay.Node):
    """One version of one fact."""

    node_key: relay.NodeID[str]
    kind: str = strawberry.field(
        description="What kind of fact it is: "
        + "; ".join(f"`{kind.name}`: {kind.meaning}" for kind in KINDS.values())
        + "."
    )
    occurred_on: date = strawberry.field(
        description="The day it happened or began, in the agency's time zone."
    )
    until: date | None = strawberry.field(
        description="The day it ended; null for a moment or while it goes on."
    )
    precision: Precision = strawberry.field(description="How exactly the time is known.")
    code: str | None = strawberry.field(description="The coded value, e.g. a participation code at a review.")
    code_raw: str | None = strawberry.field(
        description="The text as sent, where the code was not recognised or was derived from it."
    )
    outcome: str | None = strawberry.field(description="The outcome as recorded.")
    reason: str | None = strawberry.field(description="The coded reason as recorded.")
    seen: Tri | None = strawberry.field(description="Whether the child was seen.")
    alone: Tri | None = strawberry.field(description="Whether the child was seen alone.")
    offered: Tri | None = strawberry.field(description="Whether it was offered.")
    accepted: Tri | None = strawberry.field(description="Whether the offer was accepted.")
    held: Tri | None = strawberry.field(description="Whether it was held.")
    purpose: str | None = strawberry.field(
        description="What a visit was for; `parents`: to see them alone. Null: not recorded."
    )
    participation: str | None = strawberry.field(
        description="How the child took part in a conference, by the codes of `participationCodes`."
    )
    service: str | None = strawberry.field(description="Whose worker it was, e.g. `social_care`, `health`.")
    joint: Tri | None = strawberry.field(description="Whether it was made for several children together.")
    born_on: date | None = strawberry.field(
        description="The child's birth date as this row of the source states it."
    )
    source: str = strawberry.field(description="The source that states it.")
    scope: str = strawberry.field(description="The return or feed it came with, e.g. a collection year.")
    origin: str = strawberry.field(description="File and row it came from.")
    version: str = strawberry.field(
        description="A digest of what is stated: another digest is another version."
    )
    recorded_at: datetime = strawberry.field(description="When this version came in (UTC).")
    stands: bool = strawberry.field(description="Whether this is the version that rules read.")
    ended_at: datetime | None = strawberry.field(description="When this version stopped being stated (UTC).")
    ended_as: str | None = strawberry.field(
        description="How it stopped: `superseded`, `retracted` or `undone`."
    )

    @classmethod
    def of_row(cls, row: Row) -> Self:
        """Make an event of a row."""
        occurred_on = day_of(row["occurred_day"])
        assert occurred_on is not None  # noqa: S101  the column is NOT NULL
        tri = {
            name: Tri(row[name]) if row[name] else None
            for name in ("seen", "alone", "offered", "accepted", "held", "joint")
        }
        return cls(
            node_key=f"{row['case_id']}.{row['id']}",
            kind=row["kind"],
            occurred_on=occurred_on,
            until=day_of(row["until_day"]),
            precision=Precision(row["precision"]),
            code=row["code"],
            code_raw=row["code_raw"],
            outcome=row["outcome"],
            reason=row["reason"],
            purpose=row["purpose"],
            participation=row["participation"],
            service=row["service"],
            born_on=day_of(row["born_on"]),
            source=row["source"],
            scope=row["scope"],
            origin=file_and_row(row),
            version=row["digest"],
            recorded_at=at(row["recorded_at"]),
            stands=bool(row["live"]),
            ended_at=moment_of(row["ended_at"]),
            ended_as=row["ended_as"],
            **tri,
        )

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find event versions by their keys; null for those that are not the viewer's to see."""
        keys = [_key(node_id) for node_id in node_ids]
        context = info.context
        context.spend(len(keys))
        found = events_by_key(context.connection, context.viewer, keys)
        context.shown("event", [row["public_id"] for row in found.values()])
        rows = [found.get(key) for key in keys]
        return [cls.of_row(row) if row else None for row in rows]


def _key(node_id: str) -> tuple[int, int]:
    case_id, _, event_id = node_id.partition(".")
    # Numbers beyond the column's own would fail in the driver.
    fits = all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (case_id, event_id))
    return (int(case_id), int(event_id)) if fits else (0, 0)


def events_level(
    context: Context, level: CaseLevel, wanted: EventFilter, window: Window
) -> Connections[Event]:
    """Read one page of events for every case of a level."""

    def fetch() -> Connections[Event]:
        context.spend(window.size * len(level.case_ids))
        slices = events_of(context.connection, context.viewer, level.case_ids, wanted, window)
        context.shown("events", [level.public_ids[case_id] for case_id in slices])
        return Connections(slices, _made, counted)

    def counted() -> dict[int, int]:
        return level.once(
            ("events", wanted),
            lambda: count_events(context.connection, context.viewer, level.case_ids, wanted),
        )

    return level.once(("events", wanted, window), fetch)


def _made(rows: Sequence[Row]) -> list[Event]:
    return [Event.of_row(row) for row in rows]
