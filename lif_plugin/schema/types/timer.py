"""Timers: what law and guidance say is due on a case, by when, and how it stands."""

from collections.abc import Mapping
from datetime import date

import strawberry

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.threshold import Strength
from lif_plugin.domain.timer_reading import TimerReading, TimerState
from lif_plugin.flow.timers import see_timers
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.values import day_of
from lif_plugin.store.work import now_ms

strawberry.enum(
    TimerState,
    description="How a timer stands. `NOT_STARTED`: the fact its clock counts from is missing. `STOPPED`: it is no longer "
    "called for. `EXPLAINED`: a coded reason is on the record; still counted. `LATE`: also when it was done, but after "
    "the last day. `CANNOT_TELL`: the data does not say, which is neither met nor late.",
)
strawberry.enum(
    Strength,
    name="TimerStrength",
    description="What a limit rests on: statute or regulation, statutory or national guidance, or a local standard.",
)


@strawberry.type(description="One fact that a timer rests on. Seen like its case. Since 0.1.")
class TimerEvidence:
    """One fact."""

    kind: str = strawberry.field(description="The kind of event; `Event.kind` describes them.")
    occurred_on: date | None = strawberry.field(description="The day it happened or began.")
    code: str | None = strawberry.field(description="Its coded value.")
    version: str = strawberry.field(
        description="The digest of the version that was read, as in `Event.version`."
    )


@strawberry.type(
    description="A time limit of law, guidance or the agency, read on the case's facts. It prompts nobody: rules do. "
    "Seen like its case. Since 0.1."
)
class CaseTimer:
    """One clock of a timer."""

    id: str = strawberry.field(description="The timer's id, e.g. `T-15`.")
    title: str = strawberry.field(description="What the duty is.")
    what: str = strawberry.field(description="What is to be done under this clock.")
    state: TimerState = strawberry.field(description="How it stands on `asOf`.")
    reason: str | None = strawberry.field(
        description="A code that says why it cannot be told, was stopped, paused or explained; null for others."
    )
    reason_in_words: str | None = strawberry.field(
        description="The same in plain words, where there are any."
    )
    as_of: date = strawberry.field(description="The day it was read for: the agency's today.")
    started_on: date | None = strawberry.field(
        description="The day it counts from. Null: not known; none is made up."
    )
    due_on: date | None = strawberry.field(description="The last day in time.")
    done_on: date | None = strawberry.field(description="The day it was done.")
    stopped_on: date | None = strawberry.field(description="The day from which it was no longer called for.")
    working_days_left: int | None = strawberry.field(
        description="Working days from today to the last day; negative after it."
    )
    limit: int = strawberry.field(description="How much time there is, in `unit`.")
    unit: Unit = strawberry.field(description="What the limit is counted in.")
    clock_start: str = strawberry.field(description="What the clock counts from, in words.")
    strength: Strength = strawberry.field(description="What the limit rests on.")
    source: str = strawberry.field(description="The statute, guidance or standard.")
    read_first: bool = strawberry.field(
        description="Whether the primary text is to be read before anybody relies on the limit."
    )
    calendar_edition: str | None = strawberry.field(
        description="The edition of the nation's working-day calendar that was used; null where there was no due day."
    )
    is_current: bool = strawberry.field(
        description="Whether no later clock of the same duty has begun, as after each visit."
    )
    evidence: list[TimerEvidence] = strawberry.field(description="What it rests on.")

    @classmethod
    def of(cls, one: TimerReading) -> "CaseTimer":
        """Show a reading."""
        return cls(
            id=one.timer.id,
            title=one.timer.title,
            what=one.step.what,
            state=one.state,
            reason=one.reason or None,
            reason_in_words=one.words or None,
            as_of=one.as_of,
            started_on=one.started_on,
            due_on=one.due_on,
            done_on=one.done_on,
            stopped_on=one.stopped_on,
            working_days_left=one.left,
            limit=one.step.limit.n,
            unit=one.step.limit.unit,
            clock_start=one.timer.clock_start,
            strength=one.timer.strength,
            source=one.timer.source,
            read_first=one.timer.read_first,
            calendar_edition=one.edition,
            is_current=one.is_current,
            evidence=[
                TimerEvidence(
                    kind=proof.kind,
                    occurred_on=day_of(proof.occurred_day),
                    code=proof.code,
                    version=proof.digest,
                )
                for proof in one.evidence
            ],
        )


def timers_level(context: Context, level: CaseLevel) -> Mapping[int, list[TimerReading]]:
    """Read the timers of every case of a level."""

    def fetch() -> dict[int, list[TimerReading]]:
        found = see_timers(
            context.connection, context.viewer, context.sources.timers, level.case_ids, now_ms()
        )
        context.spend(sum(map(len, found.values())))
        return found

    return level.once("timers", fetch)
