"""Audits: nominations with what became of them, draws that can be repeated, counts, and indicators beside them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

import orjson
import strawberry
from strawberry.types import Info

from lif_plugin.cycle.indicators import figures
from lif_plugin.domain.audit import Exclusion, NominationState, Part
from lif_plugin.domain.viewer import Right
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.types.counts import month_number, month_text
from lif_plugin.schema.values import After, Before, First, Last, arg, at, day_of, resolved
from lif_plugin.store.reads import audits as reads
from lif_plugin.store.reads.page import Row

strawberry.enum(
    NominationState,
    description="What became of a nomination. `POOLED`: it waits for a draw. `PICKED`: a draw picked its case. "
    "`LAPSED`: no draw did so in time. `WITHDRAWN`: the record no longer shows what the trigger asks.",
)
strawberry.enum(
    Part,
    name="AuditPart",
    description="The part of a sample. `NOMINATED`: put forward by a trigger. `RANDOM`: by chance alone, out of cases "
    "that no trigger put forward. They are reported apart.",
)
strawberry.enum(
    Exclusion,
    name="AuditExclusionReason",
    description="Why a case was left out of a frame. `NOT_HELD`: its record is gone. `CLOSED`: it is closed. "
    "`PICKED_BEFORE`: a draw picked it not long ago. `NOMINATED`: a trigger put it forward, so it cannot be random.",
)

_AUDITORS = "Seen by the quality team, managers and chairs; logged."


@strawberry.type(
    description=f"A case put forward for an audit. A reason to look, no judgement. {_AUDITORS} Since 0.1."
)
class Nomination:
    """One nomination."""

    trigger: str = strawberry.field(description="The trigger that was met.")
    state: NominationState = strawberry.field(description="What became of it.")
    met_on: date | None = strawberry.field(description="When the trigger was met; null: nobody says.")
    reason: str = strawberry.field(description="What the record shows, in plain words.")
    authority: str = strawberry.field(description="What the trigger rests on.")
    plugin: str = strawberry.field(description="The plugin that nominated it.")
    raised_at: datetime = strawberry.field(description="When it was first seen (UTC).")
    lapsed_on: date | None = strawberry.field(description="Since when it waits no longer; null: not lapsed.")
    draw: str | None = strawberry.field(description="The number of the draw that picked its case.")
    case_ref: str = strawberry.field(description="The case's reference, the source's own.")
    source: str = strawberry.field(description="The source the case is from.")
    case_is_open: bool | None = strawberry.field(
        description="Whether the case is open; null: the source does not say."
    )
    case_is_held: bool = strawberry.field(description="Whether its record is still there.")

    @classmethod
    def of_row(cls, row: Row) -> Self:
        """Make a nomination of a row."""
        return cls(
            trigger=row["trigger"],
            state=NominationState(row["state"]),
            met_on=day_of(row["day"]),
            reason=row["reason"],
            authority=row["authority"],
            plugin=row["plugin"],
            raised_at=at(row["raised_at"]),
            lapsed_on=day_of(row["lapsed_day"]),
            draw=row["picked_in"],
            case_ref=row["ref"],
            source=row["source"],
            case_is_open=row["is_open"],
            case_is_held=row["is_held"],
        )


@strawberry.type(description=f"A case that a draw picked. {_AUDITORS} Since 0.1.")
class AuditPick:
    """One pick."""

    part: Part = strawberry.field(description="The part of the sample.")
    place: int = strawberry.field(description="The order in which it was drawn, from 1 within its part.")
    stratum: str = strawberry.field(description="The stratum: a trigger, or what was in force for the child.")
    triggers: list[str] = strawberry.field(description="The triggers that put it forward; none if random.")
    case_ref: str = strawberry.field(description="The case's reference, the source's own.")
    source: str = strawberry.field(description="The source the case is from.")
    case_was_open: bool | None = strawberry.field(
        description="Whether it was open when picked; null: not known."
    )
    case_is_open: bool | None = strawberry.field(description="Whether it is open now; null: not known.")
    case_is_held: bool = strawberry.field(description="Whether its record is still there.")


@strawberry.type(
    description="How many cases were left out of a part of a draw, and why. Seen like its draw. Since 0.1."
)
class AuditExclusion:
    """One figure."""

    part: Part = strawberry.field(description="The part.")
    reason: Exclusion = strawberry.field(description="Why.")
    count: int = strawberry.field(description="How many cases.")


@strawberry.type(
    description="A draw for one month of an audit programme. It never changes and can be repeated from its seed. Its "
    "sizes are seen by every role but the worker's. Since 0.1."
)
class AuditDraw:
    """One draw."""

    number: str = strawberry.field(description="Its number; `lif audits repeat` takes it.")
    programme: str = strawberry.field(description="The programme's id in the agency's framework.")
    title: str = strawberry.field(description="What the framework calls it.")
    month: str = strawberry.field(description="The month, as YYYY-MM.")
    as_of: date | None = strawberry.field(description="The last day of the pool.")
    method: str = strawberry.field(description="How members are ranked and quotas shared.")
    seed: str = strawberry.field(description="What it was drawn by.")
    quota: int = strawberry.field(description="Nominated cases to pick at most.")
    by_chance: int = strawberry.field(description="Other cases to pick at most.")
    nominated: int = strawberry.field(description="Size of the frame of nominated cases.")
    others: int = strawberry.field(description="Size of the frame of other cases.")
    exclusions: list[AuditExclusion] = strawberry.field(description="Who was left out of the frames.")
    drawn_at: datetime = strawberry.field(description="When (UTC).")
    level: strawberry.Private["DrawLevel"]

    @resolved(f"The cases picked, by part in the order drawn. {_AUDITORS}")
    def picks(self, info: Info[Context, None]) -> list[AuditPick] | None:
        """List the picks, read for all draws of the page at once."""
        context = info.context

        def fetch() -> Mapping[str, list[Row]]:
            found = reads.picks_of_draws(context.connection, context.viewer, self.level.numbers)
            context.shown("audit_picks", [row["public_id"] for rows in found.values() for row in rows])
            return found

        return [
            AuditPick(
                part=Part(row["part"]),
                place=row["place"],
                stratum=row["stratum"],
                triggers=orjson.loads(row["triggers"]),
                case_ref=row["ref"],
                source=row["source"],
                case_was_open=row["was_open"],
                case_is_open=row["is_open"],
                case_is_held=row["is_held"],
            )
            for row in self.level.once("picks", fetch)[self.number]
        ]

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make draws of rows; they share their level."""
        level = DrawLevel([row["id"] for row in rows])
        names = ("programme", "title", "method", "seed", "quota", "by_chance", "nominated", "others")
        return [
            cls(
                number=row["id"],
                month=month_text(row["month"]) or "",
                as_of=day_of(row["as_of"]),
                exclusions=_exclusions(row["exclusions"]),
                drawn_at=at(row["drawn_at"]),
                level=level,
                **{name: row[name] for name in names},
            )
            for row in rows
        ]


class DrawLevel(Level):
    """A level of draws."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__()
        self.numbers = numbers


def _exclusions(stored: str) -> list[AuditExclusion]:
    counted = Counter((Part(part), Exclusion(why)) for part, _case, why in orjson.loads(stored))
    return [
        AuditExclusion(part=part, reason=why, count=count) for (part, why), count in sorted(counted.items())
    ]


@strawberry.type(
    description="How many nominations by one trigger, met in one month, stand in one state. Of your own agency and "
    "not suppressed: for its own management, not for publication. Seen by every role but the worker's. Since 0.1."
)
class AuditCount:
    """One figure."""

    trigger: str = strawberry.field(description="The trigger.")
    month: str | None = strawberry.field(description="The month it was met in, as YYYY-MM.")
    state: NominationState = strawberry.field(description="What became of them.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="For how many cases a trigger cannot be told. Such a case is neither nominated nor counted as one that "
    "has nothing to show. Seen by every role but the worker's. Since 0.1."
)
class AuditUnknown:
    """One figure."""

    trigger: str = strawberry.field(description="The trigger.")
    reason: str = strawberry.field(
        description="`not_covered`: the source does not know such facts, or not far enough back. `not_recorded`: what "
        "decides is missing on the case."
    )
    count: int = strawberry.field(description="How many cases.")


@strawberry.type(
    description="One month of an indicator: of these, out of all. It describes a service, names no case and no worker, "
    "and nominates nobody. Not suppressed: for the agency's own management. Seen like its indicator. Since 0.1."
)
class IndicatorFigure:
    """One figure."""

    indicator: str = strawberry.field(
        description="`assessment_over_45_days`, `worker_changes` or `supervision`."
    )
    month: str = strawberry.field(description="The month, as YYYY-MM.")
    numerator: int = strawberry.field(description="Of these.")
    denominator: int = strawberry.field(description="Out of all.")
    undecided: int = strawberry.field(description="Of all, those that cannot be told.")
    known_days: int = strawberry.field(description="Days of the month that the sources cover.")
    days: int = strawberry.field(description="Days of the month.")


@strawberry.type
class AuditQuery:
    """The way to audits."""

    @resolved(f"Nominations, the last met first. {_AUDITORS}")
    def audit_nominations(
        self,
        info: Info[Context, None],
        states: Annotated[list[NominationState] | None, arg("Only in these states.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Nomination] | None:
        """List nominations."""
        context = info.context
        window = window_of(reads.NOMINATION_ORDER, first, after, last, before)
        context.spend(window.size)
        page = reads.nominations_page(context.connection, context.viewer, states, window)
        context.shown("audit_nominations", [row["public_id"] for row in page.rows])
        return connection_of(
            page,
            [Nomination.of_row(row) for row in page.rows],
            lambda: reads.count_nominations(context.connection, context.viewer, states),
        )

    @resolved("Draws, the newest month first. Seen by every role but the worker's.")
    def audit_draws(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AuditDraw] | None:
        """List draws."""
        context = info.context
        window = window_of(reads.DRAW_ORDER, first, after, last, before)
        context.spend(window.size)
        page = reads.draws_page(context.connection, context.viewer, window)
        return connection_of(
            page,
            AuditDraw.of_rows(page.rows),
            lambda: reads.count_draws(context.connection, context.viewer),
        )

    @resolved("Nominations counted by trigger, month and state. Seen by every role but the worker's.")
    def audit_counts(self, info: Info[Context, None]) -> list[AuditCount] | None:
        """Count nominations."""
        return [
            AuditCount(
                trigger=row["trigger"],
                month=month_text(row["month"]),
                state=NominationState(row["state"]),
                count=row["count"],
            )
            for row in reads.nomination_counts(info.context.connection, info.context.viewer)
        ]

    @resolved("Cases for which a trigger cannot be told, by trigger. Seen by every role but the worker's.")
    def audit_unknown(self, info: Info[Context, None]) -> list[AuditUnknown] | None:
        """Count what cannot be told."""
        found = reads.unknown_counts(info.context.connection, info.context.viewer)
        return [AuditUnknown(**row) for row in found]

    @resolved(
        "Indicators by month: assessments over 45 working days, changes of worker, supervision. Seen by every "
        "role but the worker's."
    )
    def indicators(
        self,
        info: Info[Context, None],
        from_: Annotated[
            str | None, strawberry.argument(name="from", description="The first month, as YYYY-MM.")
        ] = None,
        to: Annotated[str | None, arg("The last month, as YYYY-MM.")] = None,
    ) -> list[IndicatorFigure] | None:
        """Work out indicators."""
        context = info.context
        context.viewer.require(Right.READ_COUNTS)
        found = figures(context.connection, context.viewer, month_number(from_), month_number(to))
        names = ("indicator", "numerator", "denominator", "undecided", "known_days", "days")
        return [
            IndicatorFigure(
                month=month_text(figure.month) or "", **{name: getattr(figure, name) for name in names}
            )
            for figure in found
        ]
