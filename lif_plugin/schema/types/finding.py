"""Findings of an item of learning, what they ask for, and what boards answered."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, ClassVar, Self

import orjson
import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.learning import Nature
from lif_plugin.domain.smart import Proposed, failing_letters
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.action import Action
from lif_plugin.schema.types.filters import FindingFilterInput, RecommendationFilterInput
from lif_plugin.schema.types.shared import SEEN, FromTable, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, day_of, resolved
from lif_plugin.store import tables
from lif_plugin.store.reads.page import Row


@strawberry.type(
    description="A letter of SMART that a recommendation does not reach yet; it holds nothing up. Seen like its recommendation. Since 0.1."
)
class SmartLetter:
    """One letter."""

    letter: str = strawberry.field(description="S, M, A, R or T.")
    sentence: str = strawberry.field(description="What would put it there.")


@strawberry.type(
    description="A board's answer to a systems finding; all of them stay. Seen like its finding. Since 0.1."
)
class BoardResponse:
    """One answer."""

    body: str = strawberry.field(description="The body that answered.")
    accepted: bool = strawberry.field(description="Whether it accepts the finding.")
    reason: str = strawberry.field(description="Why; also for yes.")
    day: date = strawberry.field(description="The day.")


@strawberry.type(
    description=f"What a finding asks for: a recommendation, or a systems finding for a board. {SEEN}"
)
class Recommendation(FromTable):
    """One recommendation."""

    table: ClassVar[str] = "recommendation"
    recommendation_id: relay.NodeID[str]
    text: str = strawberry.field(description="What is to be done, or what the board is asked.")
    measure: str | None = strawberry.field(description="How anybody will know.")
    owner_agency: str | None = strawberry.field(description="The agency that is to do it.")
    owner_role: str | None = strawberry.field(description="The role that is to do it; never a person.")
    due: date | None = strawberry.field(description="By when.")
    answering_body: str | None = strawberry.field(
        description="Of a systems finding: the body that must answer."
    )
    failing: list[SmartLetter] = strawberry.field(
        description="The letters of SMART that are not there yet, today."
    )
    agency: str = strawberry.field(description="The agency that recorded it.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make recommendations of rows, on one level."""
        level, today = RowLevel(row["id"] for row in rows), context.desk.today()
        return [
            cls(
                recommendation_id=row["id"], text=row["text"], measure=row["measure"],
                owner_agency=row["owner_agency"], owner_role=row["owner_role"], due=day_of(row["due"]),
                answering_body=row["answering_body"], failing=_failing(row, today), agency=row["agency_id"],
                level=level,
            )
            for row in rows
        ]  # fmt: skip

    @resolved("What the board answered, the earliest first; none: it has not.")
    def responses(self, info: Info[Context, None]) -> list[BoardResponse]:
        """Read the answers to all recommendations of the level."""
        found = self.level.under(info.context, tables.board_response, "recommendation_id", _responses)
        return found[self.recommendation_id]

    @resolved("The actions it led to.")
    def actions(self, info: Info[Context, None]) -> list[Action]:
        """Read the actions of all recommendations of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list[Action]:
            return Action.of_rows(context, rows)

        found = self.level.under(context, tables.action, "recommendation_id", made)
        return found[self.recommendation_id]


def _failing(row: Row, today: date) -> list[SmartLetter]:
    if row["answering_body"] is not None:
        return []
    proposed = Proposed(
        row["text"],
        row["measure"],
        row["owner_agency"],
        row["owner_role"],
        row["finding_id"],
        day_of(row["due"]),
    )
    return [SmartLetter(letter=one.letter, sentence=one.sentence) for one in failing_letters(proposed, today)]


def _responses(rows: Sequence[Row]) -> list[BoardResponse]:
    return [
        BoardResponse(
            body=row["body"], accepted=row["accepted"], reason=row["reason"], day=numbered_day(row["day"])
        )
        for row in rows
    ]


@strawberry.type(
    description="Something of the framework that a finding is about. Seen like its finding. Since 0.1."
)
class Touched:
    """One entry of the framework."""

    kind: str = strawberry.field(description="`aim`, `principle` or `quality_component`.")
    entry: str = strawberry.field(description="Its id in the framework.")


@strawberry.type(description=f"A strength or a concern with what shows it. {SEEN}")
class Finding(FromTable):
    """One finding."""

    table: ClassVar[str] = "finding"
    finding_id: relay.NodeID[str]
    nature: Nature = strawberry.field(description="A strength or a concern.")
    theme: str = strawberry.field(description="What it is about.")
    text: str = strawberry.field(description="What was found.")
    evidence: str = strawberry.field(description="What shows it.")
    touches: list[Touched] = strawberry.field(description="What of the framework it is about.")
    agency: str = strawberry.field(description="The agency that recorded it.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make findings of rows, on one level."""
        level = RowLevel(row["id"] for row in rows)
        return [
            cls(
                finding_id=row["id"], nature=Nature(row["nature"]), theme=row["theme"], text=row["text"],
                evidence=row["evidence"], agency=row["agency_id"], level=level,
                touches=[Touched(kind=kind, entry=entry) for kind, entry in orjson.loads(row["touches"])],
            )
            for row in rows
        ]  # fmt: skip

    @resolved("What it asks for.")
    def recommendations(self, info: Info[Context, None]) -> list[Recommendation]:
        """Read the recommendations of all findings of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list[Recommendation]:
            return Recommendation.of_rows(context, rows)

        return self.level.under(context, tables.recommendation, "finding_id", made)[self.finding_id]


@strawberry.type
class FindingQuery:
    """The ways to findings and recommendations."""

    @resolved("Findings of your agency, and those that partners share, the last that was written down first.")
    def findings(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[FindingFilterInput | None, arg("Which findings.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Finding] | None:
        """Page through findings."""
        return Finding.page(info.context, first, after, last, before, wheres_of(filter))

    @resolved(
        "Recommendations of your agency, and those that partners share, the last that was written down first."
    )
    def recommendations(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[RecommendationFilterInput | None, arg("Which recommendations.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Recommendation] | None:
        """Page through recommendations."""
        return Recommendation.page(info.context, first, after, last, before, wheres_of(filter))
