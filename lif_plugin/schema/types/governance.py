"""Bodies and roles: agendas, duties, meetings, and the page of exceptions."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.exceptions import exceptions_of
from lif_plugin.cycle.governance import agenda_of, standing_duties, year_before, year_of_duties
from lif_plugin.domain.duty import Due, DutyState
from lif_plugin.domain.duty import Duty as Owed
from lif_plugin.domain.review_question import ReviewQuestion as Asked
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import MAX_ROWS, Context
from lif_plugin.schema.types.action import Action
from lif_plugin.schema.types.filters import MeetingFilterInput
from lif_plugin.schema.types.finding import Recommendation
from lif_plugin.schema.types.learning import LearningItem
from lif_plugin.schema.types.shared import SEEN, FromTable, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, resolved
from lif_plugin.store import tables
from lif_plugin.store.reads.page import Row

strawberry.enum(
    DutyState,
    description="What came of a due day. `COMING`: not yet due. `IN_TIME`, `LATE_DONE`: done by the day, or after it. "
    "`LATE`: not done yet. `NEVER_CAME`: not done, and the next due day has passed as well.",
)
PartnershipArg = Annotated[str, arg("The partnership's id.")]
BodyArg = Annotated[str, arg("The body's id in the framework.")]
_COST = MAX_ROWS // 5


@strawberry.type(
    description="Something a framework asks for again and again. Seen by everyone of the partnership. Since 0.1."
)
class Duty:
    """One duty."""

    kind: str = strawberry.field(description="`calendar_entry`, `recurring_report`, `role_task` …")
    entry: str = strawberry.field(description="Its id in the framework.")
    label: str = strawberry.field(description="What is asked for.")
    who: str | None = strawberry.field(description="The role or body that does it.")
    to: list[str] = strawberry.field(description="The bodies it goes to.")
    word: str | None = strawberry.field(description="How often, in the framework's own word.")

    @classmethod
    def of(cls, one: Owed) -> Self:
        """Make one."""
        return cls(kind=one.kind, entry=one.entry, label=one.label, who=one.who, to=[*one.to], word=one.word)


@strawberry.type(description="One due day of a duty, and what came of it. Seen like its duty. Since 0.1.")
class DueDay:
    """One due day."""

    duty: Duty = strawberry.field(description="The duty.")
    day: date = strawberry.field(description="The day.")
    state: DutyState = strawberry.field(description="What came of it.")
    done: date | None = strawberry.field(description="When it was done.")

    @classmethod
    def of(cls, one: Due) -> Self:
        """Make one."""
        return cls(duty=Duty.of(one.duty), day=one.day, state=one.state, done=one.done)


@strawberry.type(
    description="A duty with when it was last done and is next due. Seen like its duty. Since 0.1."
)
class StandingDuty:
    """One duty."""

    duty: Duty = strawberry.field(description="The duty.")
    last: date | None = strawberry.field(
        description="When it was last done; null: never, as far as is known."
    )
    next: date | None = strawberry.field(description="When it is next due; null: its word names no day.")


@strawberry.type(
    description="A review that open items of learning with one theme ask a body for; whether it is called for is the "
    "body's to say. Seen by everyone of the partnership. Since 0.1."
)
class ReviewQuestion:
    """One question."""

    review: str = strawberry.field(description="The review, by the framework's id.")
    label: str = strawberry.field(description="The review in words.")
    theme: str = strawberry.field(description="The theme that the items share.")
    criteria: list[str] = strawberry.field(description="The framework's criteria that they speak to.")
    items: list[str] = strawberry.field(description="The items' ids, oldest first.")
    since: date = strawberry.field(description="The day of the oldest.")

    @classmethod
    def of(cls, one: Asked) -> Self:
        """Make one."""
        return cls(
            review=one.review, label=one.label, theme=one.theme, criteria=[*one.criteria], items=[*one.items],
            since=one.since,
        )  # fmt: skip


@strawberry.type(
    description="An item that got no better, or an action taken up again after it was carried out or dropped. Seen by "
    "everyone of the partnership. Since 0.1."
)
class Reopened:
    """One thing that is open again."""

    item: LearningItem = strawberry.field(description="The item.")
    action: Action | None = strawberry.field(description="The action of it; null: the item itself.")
    day: date = strawberry.field(description="When it was opened again.")
    why: str = strawberry.field(description="Why, as it was said then.")


@strawberry.type(
    description="What a body has before it on a day. Seen by everyone of the partnership. Since 0.1."
)
class Agenda:
    """One agenda."""

    body: str = strawberry.field(description="The body.")
    day: date = strawberry.field(description="The day.")
    waiting: list[LearningItem] = strawberry.field(description="Items whose route waits for it.")
    closing: list[LearningItem] = strawberry.field(description="Items evaluated as better, to be closed.")
    actions: list[Action] = strawberry.field(description="The open actions it watches; `brag` is today's.")
    dues: list[DueDay] = strawberry.field(
        description="Reports and tasks to it that are due, late or never came."
    )
    unanswered: list[Recommendation] = strawberry.field(description="Systems findings it has not answered.")
    questions: list[ReviewQuestion] = strawberry.field(description="Reviews that open items ask it for.")
    escalated: list[Action] = strawberry.field(
        description="Of the actions it watches those that were late for long and put before it."
    )
    undecided: list[LearningItem] = strawberry.field(description="Items whose evaluation cannot tell yet.")
    unrouted: list[LearningItem] = strawberry.field(
        description="Items that somebody has to choose a route for: before the board."
    )
    reopened: list[Reopened] = strawberry.field(
        description="Items and actions that are open again and its to look at, the oldest first."
    )


@strawberry.type(description="A figure of the page of exceptions. Seen like its page. Since 0.1.")
class ExceptionFigure:
    """One figure."""

    title: str = strawberry.field(description="What is counted.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="What a body has to look at first; an action may be on more than one list. Seen by everyone of the "
    "partnership. Since 0.1."
)
class ExceptionPaper:
    """One page."""

    body: str = strawberry.field(description="The body.")
    day: date = strawberry.field(description="The day.")
    next_meeting: date = strawberry.field(description="The day of the meeting after it.")
    figures: list[ExceptionFigure] = strawberry.field(description="How many there are of each.")
    late: list[Action] = strawberry.field(description="Past their due day and not done.")
    unseen: list[Action] = strawberry.field(description="Done, with no evidence attached.")
    unanswered_by_owner: list[Action] = strawberry.field(
        description="Proposed; their owner has not accepted them."
    )
    due_by_next: list[Action] = strawberry.field(description="Due by the next meeting and not done.")
    dues: list[DueDay] = strawberry.field(description="Reports and tasks that are late or never came.")
    unanswered: list[Recommendation] = strawberry.field(description="Systems findings without an answer.")


@strawberry.type(description=f"A meeting of a body. {SEEN}")
class Meeting(FromTable):
    """One meeting."""

    table: ClassVar[str] = "meeting"
    meeting_id: relay.NodeID[str]
    body: str = strawberry.field(description="The body.")
    day: date = strawberry.field(description="The day.")
    attended: int = strawberry.field(description="How many came.")
    invited: int = strawberry.field(description="How many were invited.")
    quorate: bool = strawberry.field(description="Whether enough came to decide.")
    minutes: str | None = strawberry.field(description="Minutes in brief, or where they are.")
    agency: str = strawberry.field(description="The agency that recorded it.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make meetings of rows, on one level."""
        level = RowLevel(row["id"] for row in rows)
        same = ("body", "attended", "invited", "quorate", "minutes")
        return [
            cls(
                meeting_id=row["id"], **{name: row[name] for name in same}, day=numbered_day(row["day"]),
                agency=row["agency_id"], level=level,
            )
            for row in rows
        ]  # fmt: skip

    @resolved("What it decided.")
    def decisions(self, info: Info[Context, None]) -> list[str]:
        """Read the decisions of all meetings of the level."""

        def made(rows: Sequence[Row]) -> list[str]:
            return [row["text"] for row in rows]

        return self.level.under(info.context, tables.meeting_decision, "meeting_id", made)[self.meeting_id]


@strawberry.type
class GovernanceQuery:
    """The ways to bodies and duties."""

    @resolved("What a body has before it on a day. Reads the whole partnership.", cost=_COST)
    def agenda(
        self,
        info: Info[Context, None],
        partnership: PartnershipArg,
        body: BodyArg,
        day: Annotated[date | None, arg("The day; else today.")] = None,
        since: Annotated[date | None, arg("From when duties count; else a year before.")] = None,
    ) -> Agenda | None:
        """Make an agenda."""
        context = info.context
        on = _begin(context, day)
        found = agenda_of(context.desk, context.viewer, partnership, body, since or year_before(on), on)
        again = {one.item.row["id"]: one.item for one in found.reopened}
        items = RowLevel(
            one.row["id"]
            for one in (*found.waiting, *found.closing, *found.undecided, *found.unrouted, *again.values())
        )
        rows = {row["id"]: row for row, _colour in found.actions}
        rows |= {one.action["id"]: one.action for one in found.reopened if one.action is not None}
        made = {one.action_id: one for one in Action.of_rows(context, [*rows.values()])}
        watched = [made[row["id"]] for row, _colour in found.actions]
        late = {row["id"] for row in found.escalated}
        return Agenda(
            body=body,
            day=on,
            waiting=[LearningItem.of(one, items) for one in found.waiting],
            closing=[LearningItem.of(one, items) for one in found.closing],
            actions=watched,
            escalated=[one for one in watched if one.action_id in late],
            dues=[DueDay.of(one) for one in found.dues],
            unanswered=Recommendation.of_rows(context, found.unanswered),
            questions=[ReviewQuestion.of(one) for one in found.questions],
            undecided=[LearningItem.of(one, items) for one in found.undecided],
            unrouted=[LearningItem.of(one, items) for one in found.unrouted],
            reopened=[
                Reopened(
                    item=LearningItem.of(one.item, items),
                    action=made[one.action["id"]] if one.action is not None else None,
                    day=one.day,
                    why=one.why,
                )
                for one in found.reopened
            ],
        )

    @resolved("The page of exceptions of a body. Reads the whole partnership.", cost=_COST)
    def exception_paper(
        self,
        info: Info[Context, None],
        partnership: PartnershipArg,
        body: BodyArg,
        day: Annotated[date | None, arg("The day; else today.")] = None,
        next_meeting: Annotated[date | None, arg("The meeting after it; else three months later.")] = None,
        since: Annotated[date | None, arg("From when duties count; else a year before.")] = None,
    ) -> ExceptionPaper | None:
        """Make the page."""
        context = info.context
        on = _begin(context, day)
        begins = since or year_before(on)
        found = exceptions_of(context.desk, context.viewer, partnership, body, begins, on, next_meeting)
        lists = (found.late, found.unseen, found.unanswered_by_owner, found.due_by_next)
        every = {row["id"]: row for rows in lists for row in rows}
        made = {one.action_id: one for one in Action.of_rows(context, [*every.values()])}
        late, unseen, silent, soon = ([made[row["id"]] for row in rows] for rows in lists)
        return ExceptionPaper(
            body=body, day=on, next_meeting=found.next_meeting, late=late, unseen=unseen, unanswered_by_owner=silent,
            due_by_next=soon, dues=[DueDay.of(one) for one in found.dues],
            figures=[ExceptionFigure(title=title, count=count) for title, count in found.figures().items()],
            unanswered=Recommendation.of_rows(context, found.unanswered),
        )  # fmt: skip

    @resolved("Every due day of a period of at most 400 days, and what came of it.", cost=_COST)
    def duty_year(
        self,
        info: Info[Context, None],
        partnership: PartnershipArg,
        since: Annotated[date, arg("The first day.")],
        until: Annotated[date, arg("The last day; 400 days after the first at most are read.")],
        kinds: Annotated[list[str] | None, arg("Only duties of these kinds.")] = None,
    ) -> list[DueDay] | None:
        """List due days."""
        context = info.context
        _begin(context, None)
        last = min(until, date.fromordinal(since.toordinal() + 400))
        found = year_of_duties(context.desk, context.viewer, partnership, since, last, kinds)
        return [DueDay.of(one) for one in found]

    @resolved("Every duty with when it was last done and is next due.", cost=_COST)
    def duties(
        self,
        info: Info[Context, None],
        partnership: PartnershipArg,
        since: Annotated[date | None, arg("What was never done counts from here; else today.")] = None,
    ) -> list[StandingDuty] | None:
        """List duties."""
        context = info.context
        start = _begin(context, since)
        found = standing_duties(context.desk, context.viewer, partnership, start)
        return [StandingDuty(duty=Duty.of(one.duty), last=one.last, next=one.next) for one in found]

    @resolved("Meetings of bodies, the last that was written down first.")
    def meetings(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
        body: Annotated[str | None, arg("Only of this body.")] = None,
        filter: Annotated[MeetingFilterInput | None, arg("Which meetings.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Meeting] | None:
        """Page through meetings."""
        wanted = {"partnership_id": partnership, "body": body}
        return Meeting.page(info.context, first, after, last, before, wheres_of(filter), **wanted)


def _begin(context: Context, day: date | None) -> date:
    """Pay for reading a whole partnership, and let the verb begin its own transaction."""
    context.spend(_COST)
    context.renew()
    return day or context.desk.today()
