"""Samples of audits as they are kept: how they were drawn, and of which cases."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.values import After, Before, First, Last, at, day_of, resolved
from lif_plugin.store.reads import samples as reads
from lif_plugin.store.reads.page import Row

_SEEN = "Seen by managers, chairs and the quality team; logged. Since 0.1."


@strawberry.type(description=f"A case of a sample. {_SEEN}")
class KeptSampleMember:
    """One case."""

    part: str = strawberry.field(description="`nominated`, `random` or `purposive`: reported apart.")
    place: int = strawberry.field(description="The order in which it was drawn, from 1 within its part.")
    stratum: str = strawberry.field(description="The stratum it was drawn from.")
    case_ref: str = strawberry.field(description="The case's reference, the source's own.")
    source: str = strawberry.field(description="The source the case is from.")


class SampleLevel(Level):
    """A level of samples."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__()
        self.numbers = numbers


@strawberry.type(
    description=f"A sample for an audit programme; it never changes and can be repeated from its seed. {_SEEN}"
)
class KeptSample(relay.Node):
    """One sample."""

    sample_id: relay.NodeID[str]
    number: str = strawberry.field(description="Its number; `lif audits repeat` takes it.")
    programme: str = strawberry.field(description="The programme's id in the agency's framework.")
    title: str = strawberry.field(description="What it is called.")
    method: str = strawberry.field(description="`random`, `stratified` or `purposive`.")
    ranking: str = strawberry.field(description="How members are ranked.")
    seed: str = strawberry.field(description="What it was drawn by.")
    size: int = strawberry.field(description="Members at most, of the part that is not nominated.")
    nominated: int = strawberry.field(description="Nominated members at most; they are never random.")
    as_of: date | None = strawberry.field(description="The day it was drawn for.")
    why: str | None = strawberry.field(description="Of a purposive sample: why these.")
    drawn_at: datetime = strawberry.field(description="When (UTC).")
    level: strawberry.Private[SampleLevel]

    @resolved("Its cases, by part in the order drawn.")
    def members(self, info: Info[Context, None]) -> list[KeptSampleMember]:
        """List the members, read for all samples of the page at once."""
        context = info.context

        def fetch() -> Mapping[str, list[Row]]:
            found = reads.members_of_samples(context.connection, context.viewer, self.level.numbers)
            rows = [row for members in found.values() for row in members]
            context.spend(len(rows))
            context.shown("audit_samples", [row["public_id"] for row in rows])
            return found

        return [
            KeptSampleMember(
                part=row["part"], place=row["place"], stratum=row["stratum"], case_ref=row["ref"], source=row["source"]
            )
            for row in self.level.once("members", fetch)[self.number]
        ]  # fmt: skip

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make samples of rows; they share their level."""
        level = SampleLevel([row["id"] for row in rows])
        same = ("programme", "title", "method", "ranking", "seed", "size", "nominated", "why")
        return [
            cls(
                sample_id=row["id"], number=row["id"], as_of=day_of(row["as_of"]), drawn_at=at(row["at"]), level=level,
                **{name: row[name] for name in same},
            )
            for row in rows
        ]  # fmt: skip

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find samples by their ids; null for those that are not the viewer's to see."""
        context, wanted = info.context, list(node_ids)
        context.spend(len(wanted))
        rows = reads.samples_by_id(context.connection, context.viewer, wanted)
        found = {one.sample_id: one for one in cls.of_rows(rows)}
        return [found.get(key) for key in wanted]


@strawberry.type
class AuditSampleQuery:
    """The way to samples."""

    @resolved(f"Samples for audits, the newest first. {_SEEN}")
    def audit_samples(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[KeptSample] | None:
        """Page through samples."""
        context = info.context
        window = window_of(reads.SAMPLE_ORDER, first, after, last, before)
        context.spend(window.size)
        part = reads.samples_page(context.connection, context.viewer, window)

        return connection_of(
            part,
            KeptSample.of_rows(part.rows),
            lambda: reads.count_samples(context.connection, context.viewer),
        )
