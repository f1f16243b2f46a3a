"""Briefings, indicators, meetings and duties through the schema."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle import governance, impact, sharing
from lif_plugin.domain.worktime import day_number
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import found, key_of
from lif_plugin.schema.types.briefing import Briefing
from lif_plugin.schema.types.governance import Meeting
from lif_plugin.schema.types.series import IndicatorSeries, shown_series
from lif_plugin.schema.values import arg, number_of


@strawberry.input(description="Learning put before an audience. It names no child and no worker.")
class SendBriefingInput:
    """One briefing."""

    partnership: str = strawberry.field(description="The partnership's id.")
    way: str = strawberry.field(description="The framework's way of sharing learning.")
    title: str = strawberry.field(description="What it is called.")
    text: str = strawberry.field(description="What it says.")
    audience: str = strawberry.field(description="Whom it is for.")
    day: date = strawberry.field(description="The day.")
    item: relay.GlobalID | None = strawberry.field(default=None, description="The item it is about.")


@strawberry.input(description="An indicator of your agency for a period; a later one corrects it.")
class RecordIndicatorInput:
    """One value."""

    partnership: str = strawberry.field(description="The partnership's id.")
    indicator: str = strawberry.field(description="The framework's own id.")
    first_day: date = strawberry.field(description="The period's first day.")
    last_day: date = strawberry.field(description="The period's last day.")
    numerator: int = strawberry.field(description="How many.")
    denominator: int = strawberry.field(description="Out of how many.")
    covered: int = strawberry.field(description="Of how many of those it could be told at all.")
    as_of: date = strawberry.field(description="The day it was known.")


@strawberry.input(description="A meeting of a body.")
class HoldMeetingInput:
    """One meeting."""

    partnership: str = strawberry.field(description="The partnership's id.")
    body: str = strawberry.field(description="The body.")
    day: date = strawberry.field(description="The day.")
    attended: int = strawberry.field(description="How many came.")
    invited: int = strawberry.field(description="How many were invited.")
    quorum: int = strawberry.field(description="How many it takes to decide.")
    minutes: str | None = strawberry.field(default=None, description="Minutes in brief, or where they are.")


@strawberry.input(description="Something the framework asks for was done.")
class DoDutyInput:
    """One doing."""

    partnership: str = strawberry.field(description="The partnership's id.")
    kind: str = strawberry.field(description="`calendar_entry`, `recurring_report`, `role_task` …")
    entry: str = strawberry.field(description="Its id in the framework.")
    done_on: date = strawberry.field(description="The day, up to today.")
    due: date | None = strawberry.field(default=None, description="The due day it answers.")
    note: str | None = strawberry.field(default=None, description="Where it can be seen.")


@strawberry.type(description="It is written down.")
class BriefingSaved:
    """Saved."""

    briefing: Briefing = strawberry.field(description="The briefing with its reach.")


@strawberry.type(description="It is written down.")
class IndicatorSaved:
    """Saved."""

    series: IndicatorSeries = strawberry.field(description="The indicator over time.")


@strawberry.type(description="It is written down.")
class MeetingSaved:
    """Saved."""

    meeting: Meeting = strawberry.field(description="The meeting with its decisions.")


@strawberry.type(description="It is written down.")
class DutySaved:
    """Saved."""

    kind: str = strawberry.field(description="The kind of duty.")
    entry: str = strawberry.field(description="Its id in the framework.")


BriefingResult = Annotated[
    BriefingSaved | Refusal,
    strawberry.union("BriefingResult", description="What became of a briefing."),
]
IndicatorResult = Annotated[
    IndicatorSaved | Refusal,
    strawberry.union("IndicatorResult", description="What became of a figure."),
]
MeetingResult = Annotated[
    MeetingSaved | Refusal,
    strawberry.union("MeetingResult", description="What became of a meeting or its decision."),
]
DutyResult = Annotated[
    DutySaved | Refusal,
    strawberry.union("DutyResult", description="What became of a duty."),
]
BriefingArg = Annotated[relay.GlobalID, arg("The briefing's `id`.")]


@strawberry.type
class GovernanceMutation:
    """The mutations on briefings, indicators, meetings and duties."""

    @mutation("Put learning before an audience. For quality, board and managers. Since 0.1.")
    def send_briefing(
        self,
        info: Info[Context, None],
        input: Annotated[SendBriefingInput, arg("The briefing.")],  # noqa: A002  Relay's word
    ) -> BriefingResult:
        """Send a briefing."""
        item = key_of(input.item, "LearningItem") if input.item else None
        new = sharing.NewBriefing(
            input.partnership, input.way, input.title, input.text, input.audience, day_number(input.day), item
        )
        made = step(info.context, lambda desk, viewer: sharing.send_briefing(desk, viewer, new))
        return _briefing(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Say how many people of your agency a briefing is meant for; once. Since 0.1.", changes="briefing"
    )
    def expect_readers(
        self, info: Info[Context, None], briefing: BriefingArg, people: Annotated[int, arg("How many.")]
    ) -> BriefingResult:
        """Expect readers."""
        key = key_of(briefing, "Briefing")
        refused = step(info.context, lambda desk, viewer: sharing.expect_readers(desk, viewer, key, people))
        return _briefing(info.context, key) if refused is None else refused

    @mutation("Say that you have read a briefing; a second time changes nothing. For everyone. Since 0.1.")
    def acknowledge_briefing(self, info: Info[Context, None], briefing: BriefingArg) -> BriefingResult:
        """Acknowledge a briefing."""
        key = key_of(briefing, "Briefing")
        refused = step(info.context, lambda desk, viewer: sharing.acknowledge(desk, viewer, key))
        return _briefing(info.context, key) if refused is None else refused

    @mutation("Record an indicator of your agency for a period. For quality, board and managers. Since 0.1.")
    def record_indicator(
        self,
        info: Info[Context, None],
        input: Annotated[RecordIndicatorInput, arg("The figures.")],  # noqa: A002  Relay's word
    ) -> IndicatorResult:
        """Record a figure."""
        value = impact.Value(
            input.indicator, day_number(input.first_day), day_number(input.last_day), input.numerator,
            input.denominator, input.covered, day_number(input.as_of),
        )  # fmt: skip
        context = info.context
        made = step(context, lambda desk, viewer: impact.record_value(desk, viewer, input.partnership, value))
        if not isinstance(made, str):
            return made
        whose = context.viewer.agency
        return IndicatorSaved(series=shown_series(context, input.partnership, input.indicator, whose))

    @mutation("Record a meeting of a body. For quality and board. Since 0.1.")
    def hold_meeting(
        self,
        info: Info[Context, None],
        input: Annotated[HoldMeetingInput, arg("The meeting.")],  # noqa: A002  Relay's word
    ) -> MeetingResult:
        """Hold a meeting."""
        made = step(
            info.context,
            lambda desk, viewer: governance.hold_meeting(
                desk, viewer, input.partnership, input.body, day_number(input.day), attended=input.attended,
                invited=input.invited, quorum=input.quorum, minutes=input.minutes,
            ),
        )  # fmt: skip
        return _meeting(info.context, made) if isinstance(made, str) else made

    @mutation(
        "Record what a meeting decided; one that was not quorate decides nothing. For quality and board. Since 0.1.",
        changes="meeting",
    )
    def decide_at_meeting(
        self,
        info: Info[Context, None],
        meeting: Annotated[relay.GlobalID, arg("The meeting's `id`.")],
        text: Annotated[str, arg("What was decided.")],
        action: Annotated[relay.GlobalID | None, arg("The action it became.")] = None,
    ) -> MeetingResult:
        """Decide."""
        key, became = key_of(meeting, "Meeting"), key_of(action, "Action") if action else None
        made = step(info.context, lambda desk, viewer: governance.decide(desk, viewer, key, text, became))
        return _meeting(info.context, key) if isinstance(made, str) else made

    @mutation(
        "Write down that something the framework asks for was done. For quality, board and managers. Since 0.1."
    )
    def do_duty(
        self,
        info: Info[Context, None],
        input: Annotated[DoDutyInput, arg("What was done.")],  # noqa: A002  Relay's word
    ) -> DutyResult:
        """Do a duty."""
        made = step(
            info.context,
            lambda desk, viewer: governance.do_duty(
                desk, viewer, input.partnership, input.kind, input.entry, day_number(input.done_on),
                number_of(input.due), input.note,
            ),
        )  # fmt: skip
        return DutySaved(kind=input.kind, entry=input.entry) if isinstance(made, str) else made


def _briefing(context: Context, key: str) -> BriefingSaved:
    return BriefingSaved(briefing=found(Briefing.by_ids(context, [key])[0]))


def _meeting(context: Context, key: str) -> MeetingSaved:
    return MeetingSaved(meeting=found(Meeting.by_ids(context, [key])[0]))
