"""Timers as data: which time limits there are, on what authority, and what they are read from."""

import strawberry
from strawberry.types import Info

from lif_plugin.domain.clock import Unit
from lif_plugin.domain.threshold import Strength
from lif_plugin.domain.timer import Step, Timer
from lif_plugin.domain.viewer import Right
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import resolved


@strawberry.type(description="One clock of a timer. Seen like its timer. Since 0.1.")
class TimerStep:
    """One clock."""

    what: str = strawberry.field(description="What is to be done under it.")
    limit: int = strawberry.field(description="The limit, in its unit.")
    unit: Unit = strawberry.field(description="The unit of the limit.")
    starts: list[str] = strawberry.field(description="The kinds of event that start it.")
    done: list[str] = strawberry.field(description="The kinds of event that end it.")

    @classmethod
    def of(cls, step: Step) -> "TimerStep":
        """Describe a clock."""
        return cls(
            what=step.what,
            limit=step.limit.n,
            unit=step.limit.unit,
            starts=sorted({one.kind for one in step.starts}),
            done=sorted({one.kind for one in step.done}),
        )


@strawberry.type(
    name="Timer",
    description="A time limit of law, guidance or the agency. Seen by roles that read an agency's setup. Since 0.1.",
)
class TimerInfo:
    """One timer."""

    timer_id: str = strawberry.field(name="id", description="Its id, e.g. `T-15`.")
    title: str = strawberry.field(description="What the duty is.")
    nations: list[str] = strawberry.field(description="The nations it applies in.")
    strength: Strength = strawberry.field(description="What it rests on.")
    source: str = strawberry.field(description="The law, guidance or standard.")
    clock_start: str = strawberry.field(description="What it counts from, in words.")
    allows: str = strawberry.field(description="The limit, in words.")
    steps: list[TimerStep] = strawberry.field(description="Its clocks; none where it cannot run.")
    kinds: list[str] = strawberry.field(description="The kinds of event it reads.")
    waits: str | None = strawberry.field(description="Why it cannot run; null: it runs.")
    carried_by: str | None = strawberry.field(description="The feature that runs it elsewhere.")
    read_first: bool = strawberry.field(
        description="Whether the primary text is to be read before anybody relies on the limit."
    )
    pause_reasons: list[str] = strawberry.field(description="Coded reasons by which it may be paused.")
    told_by: list[str] = strawberry.field(description="Rules that already prompt for the same fact.")

    @classmethod
    def of(cls, timer: Timer) -> "TimerInfo":
        """Describe a timer."""
        return cls(
            timer_id=timer.id, title=timer.title, nations=[*timer.nations], strength=timer.strength, source=timer.source,
            clock_start=timer.clock_start, allows=timer.allows, steps=[TimerStep.of(step) for step in timer.steps],
            kinds=sorted(timer.kinds), waits=timer.waits or None, carried_by=timer.carried_by or None,
            read_first=timer.read_first, pause_reasons=[*timer.pause_reasons], told_by=[*timer.told_by],
        )  # fmt: skip


@strawberry.type
class TimerQuery:
    """The way to timers."""

    @resolved("All installed timers, by id. How they stand on a case is `Case.timers`.")
    def timers(self, info: Info[Context, None]) -> list[TimerInfo] | None:
        """List timers."""
        info.context.viewer.require(Right.READ_SETUP)
        held = info.context.sources.timers
        return [TimerInfo.of(held[name].timer) for name in sorted(held)]
