"""Review links: a case and a kind of review, for named roles to decide on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.clock import Basis, ClockReading, ClockState, Milestone, Sense, Unit
from lif_plugin.domain.criteria import Part, Standing
from lif_plugin.domain.review import Decision
from lif_plugin.flow.review_view import Decided, ReviewSeen, see_reviews
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import CaseLevel, Context, Level
from lif_plugin.schema.types.shared import RowLevel
from lif_plugin.schema.types.versioned import Versioned
from lif_plugin.schema.values import After, Before, First, Last, arg, at, moment_of, resolved
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.reviews import (
    REVIEW_ORDER,
    ReviewFilter,
    count_reviews,
    require_reviews,
    reviews_page,
    reviews_where,
)
from lif_plugin.store.work import now_ms

strawberry.enum(
    Standing,
    description="How a criterion stands. `CANNOT_TELL` is neither met nor unmet: people answer it.",
)
strawberry.enum(Part, name="CriterionList", description="Which list of the review a criterion is in.")
strawberry.enum(
    ClockState,
    description="How a clock stands today. `NOT_STARTED`: the day it starts on is not known. `LATE`: also when it was "
    "done, but after the last day, or ended sooner than allowed. `PAUSED`: for proceedings that people stated. `STOPPED`: "
    "people decided that it is not called for.",
)
strawberry.enum(
    Sense,
    name="ClockSense",
    description="What a limit asks: done `WITHIN` so long of the start, so long `BEFORE` it, or kept `AT_LEAST` so long.",
)
strawberry.enum(
    Basis,
    name="ClockBasis",
    description="Who gave the day a clock starts on. `RECORDED`: the record; it is at the latest then.",
)
strawberry.enum(Milestone, description="A day that starts, pauses or stops a clock.")
strawberry.enum(Unit, name="ClockUnit", description="What a clock's limit is counted in.")
strawberry.enum(Decision, description="What people decide of a proposed review.")


@strawberry.type(
    description="One criterion of a review, as the record lets it stand. Seen like its review link. Since 0.1."
)
class ReviewCriterion:
    """One criterion."""

    part: Part = strawberry.field(description="The list it is in.")
    text: str = strawberry.field(description="Its words, the framework's or ours for the law's.")
    standing: Standing = strawberry.field(description="How it stands by the record alone.")
    because: str = strawberry.field(description="What the record shows of it; empty where it shows nothing.")
    asked: bool = strawberry.field(description="Whether no record can answer all of it, so that people do.")
    defects: list[str] = strawberry.field(description="Known defects of the framework's own wording.")


@strawberry.type(
    description="A time limit of a review, read today by the nation's working days. Seen like its review link. Since 0.1."
)
class ReviewClock:
    """One clock."""

    id: str = strawberry.field(description="The clock's id, e.g. `T-01`.")
    label: str = strawberry.field(description="What is to be done.")
    starts: Milestone = strawberry.field(description="The day it starts on.")
    done: Milestone = strawberry.field(description="The day that meets it.")
    limit: int = strawberry.field(description="How much time there is, in `unit`.")
    unit: Unit = strawberry.field(description="What it is counted in.")
    sense: Sense = strawberry.field(description="What the limit asks.")
    state: ClockState = strawberry.field(description="How it stands today.")
    started_on: date | None = strawberry.field(description="Null: not known; nothing is made up.")
    basis: Basis | None = strawberry.field(description="Who gave the day it started on.")
    due_on: date | None = strawberry.field(description="The last day in time.")
    done_on: date | None = strawberry.field(description="The day it was done, as people stated it.")
    working_days_left: int | None = strawberry.field(
        description="Working days to the last day in time; negative after it."
    )
    source: str = strawberry.field(description="The law or guidance the limit rests on.")
    calendar: str | None = strawberry.field(description="The edition of the calendar it was counted by.")


@strawberry.type(
    description="What people answered to a criterion when they decided. Seen like its review link. Since 0.1."
)
class CriterionAnswer:
    """One answer."""

    text: str = strawberry.field(description="The criterion's words then.")
    shown: Standing = strawberry.field(description="How it stood by the record then.")
    answer: Standing | None = strawberry.field(description="What they answered; null: they left it open.")


@strawberry.type(
    description="One decision on a review link; all of them stay. Seen like its review link. Since 0.1."
)
class ReviewDecision:
    """One decision."""

    decision: Decision = strawberry.field(description="Yes, no or not yet.")
    decided_on: date = strawberry.field(description="The day people decided.")
    recommended_by: str = strawberry.field(description="Who recommended it.")
    decided_by: str = strawberry.field(description="Who decided.")
    reason: str = strawberry.field(description="Why.")
    dissent: str | None = strawberry.field(description="Who saw it otherwise, and why.")
    criteria: list[CriterionAnswer] = strawberry.field(
        description="The criteria as people saw and answered them."
    )
    written_by: str = strawberry.field(description="Who wrote it down.")
    written_at: datetime = strawberry.field(description="When it was written down (UTC).")


@strawberry.input(description="Which review links: every condition that is given must hold.")
class ReviewLinkFilterInput:
    """Conditions on review links."""

    reviews: list[str] | None = strawberry.field(default=None, description="Only of these kinds of review.")
    decided: bool | None = strawberry.field(
        default=None, description="Only with a yes or a no as the last decision, or only without."
    )

    def conditions(self) -> ReviewFilter:
        """Return the conditions as the store takes them."""
        return ReviewFilter(
            reviews=tuple(self.reviews) if self.reviews is not None else None, decided=self.decided
        )


@strawberry.type(
    description="A case linked to a kind of review, proposed for people to decide on. Shown on our pages only, "
    "never sent to a platform. Seen by managers, chairs, the quality team and the board, also by those who see no "
    "case. Every read is logged. Since 0.1."
)
class ReviewLink(Versioned):
    """One proposed link."""

    link_id: relay.NodeID[str]
    review: str = strawberry.field(
        description="The kind of review, by its id in the agency's framework or ours."
    )
    label: str = strawberry.field(description="The kind of review in words.")
    reason: str = strawberry.field(description="Why, in plain words.")
    authority: str = strawberry.field(description="The law, guidance or framework the review rests on.")
    note: str | None = strawberry.field(description="What must be known to use it, e.g. what replaced it.")
    defects: list[str] = strawberry.field(
        description="Known defects of the framework that touch this review."
    )
    recommended_by: str | None = strawberry.field(description="Who recommends, where the framework says so.")
    decided_by: str | None = strawberry.field(
        description="Who decides, where the framework or the law says so."
    )
    case_ref: str = strawberry.field(description="The case's reference, the source's own.")
    source: str = strawberry.field(description="The source the case is from.")
    incident_on: date | None = strawberry.field(description="The day of what brought it up.")
    is_old: bool = strawberry.field(description="Whether that was before the agency's first day.")
    criteria: list[ReviewCriterion] = strawberry.field(
        description="Its criteria; none: the framework states none."
    )
    standing: Standing = strawberry.field(description="How the criteria stand together.")
    clocks: list[ReviewClock] = strawberry.field(description="Its clocks, as they stand today.")
    decisions: list[ReviewDecision] = strawberry.field(
        description="What was decided, oldest first; the last counts."
    )
    household: list[str] = strawberry.field(
        description="References of other cases that the same source puts in the child's household."
    )
    on_hold: bool = strawberry.field(description="Whether the case's records are on hold for a review.")
    removals_waiting: int = strawberry.field(
        description="Removals the source asked for that wait for the review."
    )
    plugin: str = strawberry.field(description="The plugin that proposed it.")
    raised_at: datetime = strawberry.field(description="When (UTC).")
    withdrawn_at: datetime | None = strawberry.field(
        description="Since when (UTC) the record no longer shows what it rests on; only decided links stay then."
    )

    level: strawberry.Private[RowLevel]

    def among(self) -> tuple[Level, Iterable[str], str, str]:
        """The links of its level, and which of them it is."""
        return self.level, self.level.ids, "ReviewLink", self.link_id

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make review links of rows, and note whose they are."""
        found = see_reviews(context.connection, context.viewer, rows, now_ms())
        level = RowLevel(one.id for one in found)
        shown = [one.public_id for one in found]
        shown += [relative.public_id for one in found for relative in one.household]
        context.shown("review_links", shown)
        return [cls.of(one, level) for one in found]

    @classmethod
    def of(cls, seen: ReviewSeen, level: RowLevel) -> Self:
        """Make one of what is shown of it."""
        same = ("review", "label", "reason", "authority", "note", "recommended_by", "decided_by", "case_ref", "source",
                "is_old", "standing", "on_hold", "plugin")  # fmt: skip
        return cls(
            link_id=seen.id,
            **{name: getattr(seen, name) for name in same},
            defects=[*seen.defects],
            incident_on=seen.day,
            criteria=[
                ReviewCriterion(
                    part=one.part, text=one.text, standing=one.standing, because=one.because, asked=one.asked,
                    defects=[*one.defects],
                )
                for one in seen.criteria
            ],
            clocks=[_clock(one) for one in seen.clocks],
            decisions=[_decision(one) for one in seen.decisions],
            household=[one.ref for one in seen.household],
            removals_waiting=seen.waiting,
            raised_at=at(seen.raised_at),
            withdrawn_at=moment_of(seen.withdrawn_at),
            level=level,
        )  # fmt: skip

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find review links by their ids; null for those that are not the viewer's to see."""
        wanted = list(node_ids)
        context = info.context
        context.spend(len(wanted))
        rows = reviews_where(context.connection, context.viewer, ReviewFilter(ids=tuple(wanted)))
        found = {one.link_id: one for one in cls.of_rows(context, rows)}
        return [found.get(key) for key in wanted]


def _clock(one: ClockReading) -> ReviewClock:
    rule = one.rule
    return ReviewClock(
        id=rule.id,
        label=rule.label,
        starts=rule.starts,
        done=rule.done,
        limit=rule.limit,
        unit=rule.unit,
        sense=rule.sense,
        state=one.state,
        started_on=one.started.day if one.started else None,
        basis=one.started.basis if one.started else None,
        due_on=one.due_on,
        done_on=one.done_on,
        working_days_left=one.left,
        source=rule.source,
        calendar=one.edition,
    )


def _decision(one: Decided) -> ReviewDecision:
    return ReviewDecision(
        decision=one.decision,
        decided_on=one.decided_on,
        recommended_by=one.recommended_by,
        decided_by=one.decided_by,
        reason=one.reason,
        dissent=one.dissent,
        criteria=[
            CriterionAnswer(text=part.criterion.text, shown=part.criterion.standing, answer=part.answer)
            for part in one.criteria
        ],
        written_by=one.by,
        written_at=at(one.at),
    )


def review_links_level(context: Context, level: CaseLevel) -> Mapping[int, list[ReviewLink]]:
    """Read the review links of every case of a level."""

    def fetch() -> dict[int, list[ReviewLink]]:
        rows = reviews_where(context.connection, context.viewer, ReviewFilter(case_ids=tuple(level.case_ids)))
        found: dict[int, list[ReviewLink]] = {case_id: [] for case_id in level.case_ids}
        for row, link in zip(rows, ReviewLink.of_rows(context, rows), strict=True):
            found[row["case_id"]].append(link)
        return found

    return level.once("review_links", fetch)


@strawberry.type
class ReviewQuery:
    """The way to review links."""

    @resolved(
        "Review links of your agency, newest first: those that stand, and those that were decided on. Seen by "
        "managers, chairs, the quality team and the board; for others null with the code `not_allowed`."
    )
    def review_links(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[ReviewLinkFilterInput | None, arg("Which review links.")] = None,  # noqa: A002
    ) -> Connection[ReviewLink] | None:
        """Page through the review links."""
        context = info.context
        require_reviews(context.viewer)
        window = window_of(REVIEW_ORDER, first, after, last, before)
        context.spend(window.size)
        wanted = filter.conditions() if filter else ReviewFilter()
        part = reviews_page(context.connection, context.viewer, wanted, window)
        return connection_of(
            part,
            ReviewLink.of_rows(context, part.rows),
            lambda: count_reviews(context.connection, context.viewer, wanted),
        )
