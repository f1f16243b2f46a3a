"""The prompt: a stored result of a rule with its why and its answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.rule import Channel, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.schema.connection import Connection, Connections, connection_of, window_of
from lif_plugin.schema.context import CaseLevel, Context, Level
from lif_plugin.schema.straight import offered_page
from lif_plugin.schema.types.prompt_rows import PROMPT, prompt_slices
from lif_plugin.schema.types.rule import Exemption, Lesson, exemptions_of, lessons_of
from lif_plugin.schema.types.versioned import Versioned
from lif_plugin.schema.types.why import Why, evidence_of, why_of
from lif_plugin.schema.values import (
    After,
    Before,
    First,
    Last,
    arg,
    at,
    day_of,
    moment_of,
    number_of,
    resolved,
)
from lif_plugin.store.answers import late_of
from lif_plugin.store.reads.page import Row, Window
from lif_plugin.store.reads.prompts import (
    PROMPT_ORDER,
    PromptFilter,
    count_prompts,
    count_prompts_of,
    prompts_by_id,
    prompts_page,
)

if TYPE_CHECKING:
    from lif_plugin.schema.types.case import Case

T = TypeVar("T")


def _texts(values: Sequence[str] | None) -> tuple[str, ...] | None:
    return tuple(sorted(str(value) for value in values)) if values is not None else None


@strawberry.input(description="Which results: every condition that is given must hold.")
class PromptFilterInput:
    """Conditions on results."""

    rule: list[str] | None = strawberry.field(default=None, description="Only of these rules, by id.")
    state: list[State] | None = strawberry.field(default=None, description="Only in these states.")
    delivery: list[Channel] | None = strawberry.field(default=None, description="Only delivered like this.")
    open: bool | None = strawberry.field(
        default=None,
        description="Only those that wait for a person, or only the others. Open is a gap that still stands, is "
        "delivered `NOW`, `DIGEST` or `PANEL`, is told by no other prompt and has no answer yet.",
    )
    superseded: bool | None = strawberry.field(
        default=None, description="Only those whose fact another prompt tells, or only the others."
    )
    answered: bool | None = strawberry.field(
        default=None, description="Only with, or only without an answer."
    )
    ended: bool | None = strawberry.field(
        default=None, description="Only those that ended, because evidence arrived or the fact was withdrawn."
    )
    case_ref: str | None = strawberry.field(default=None, description="Only of cases with this reference.")
    source: str | None = strawberry.field(default=None, description="Only of cases of this source.")
    from_: date | None = strawberry.field(
        name="from", default=None, description="Only about facts on this day or after."
    )
    to: date | None = strawberry.field(default=None, description="Only about facts on this day or before.")

    def conditions(self) -> PromptFilter:
        """Return the conditions as the store takes them."""
        return PromptFilter(
            rules=_texts(self.rule),
            states=_texts(self.state),
            deliveries=_texts(self.delivery),
            open=self.open,
            superseded=self.superseded,
            answered=self.answered,
            ended=self.ended,
            case_ref=self.case_ref,
            source=self.source,
            first_day=number_of(self.from_),
            last_day=number_of(self.to),
        )


@strawberry.type(
    description="A person's answer to a prompt, the last one given. Seen like its prompt. Since 0.1."
)
class Answer:
    """One answer."""

    kind: AnswerKind = strawberry.field(description="What was answered.")
    reason: str | None = strawberry.field(description="The coded reason, for `EXPLAINED`.")
    text: str | None = strawberry.field(description="The note given with it; it stays within the agency.")
    at: datetime = strawberry.field(description="When (UTC).")
    by_me: bool = strawberry.field(description="Whether you gave it. Answers are not listed by person.")


@strawberry.type(
    description="A result of a rule for a case: what the record does not yet show, and what would close it. It "
    "judges no worker and states no risk. People who hold cases see what is for case holders; what is for the "
    "data or quality team is seen by those teams. Since 0.1."
)
class Prompt(Versioned):
    """One result."""

    prompt_id: relay.NodeID[str]
    rule: str = strawberry.field(description="The rule's id; not for a worker's screen.")
    state: State = strawberry.field(description="What the rule found.")
    delivery: Channel = strawberry.field(description="How it reaches people.")
    severity: Severity = strawberry.field(description="How much it matters; not for a worker's screen.")
    addressees: list[Role] = strawberry.field(description="Who is told.")
    message: str = strawberry.field(description="What the record does not yet show, in plain words.")
    remedy: str = strawberry.field(description="What to do if it happened.")
    occurred_on: date | None = strawberry.field(
        description="The day of the fact it is about; null: no single day."
    )
    due_at: datetime | None = strawberry.field(description="When it is or was due (UTC); null: no deadline.")
    raised_at: datetime = strawberry.field(description="When it was first found (UTC).")
    updated_at: datetime = strawberry.field(description="When it last changed (UTC).")
    ended_at: datetime | None = strawberry.field(
        description="When it ended (UTC), because evidence arrived or the fact was withdrawn; null: it stands."
    )
    answer: Answer | None = strawberry.field(description="The last answer; null: none yet.")
    lessons: list[Lesson] = strawberry.field(
        description="What your partnership asks or has learnt about this."
    )
    may_answer: bool = strawberry.field(description="Whether you may answer it.")
    row: strawberry.Private[Row]
    level: strawberry.Private["PromptLevel"]

    def among(self) -> tuple[Level, Iterable[str], str, str]:
        """The prompts of its level, and which of them it is."""
        return self.level, self.level.evidence, "Prompt", self.prompt_id

    @resolved("The coded reasons an `EXPLAINED` answer may give, in your agency's words.")
    def exemptions(self, info: Info[Context, None]) -> list[Exemption]:
        """List the reasons; the agency's settings are read once for all prompts."""
        return exemptions_of(info.context, self.row["rule"])

    @resolved("The prompt that tells the same fact in this one's place; null: none.")
    def superseded_by(self) -> relay.GlobalID | None:
        """Return the other prompt's id."""
        other = self.row["superseded_by"]
        return relay.GlobalID("Prompt", other) if other else None

    @resolved(
        "Answers for which nothing waited any more when they came: kept with their words, and changing nothing."
    )
    def late_answers(self, info: Info[Context, None]) -> list[Answer]:
        """Return the answers that came late; those of all prompts of the level are read together."""
        late = self.level.late(info.context)
        return [_given(row, info.context) for row in late.get(self.prompt_id, ())]

    @resolved("Why: rule, evidence, authority, clock, configuration.")
    def why(self) -> Why:
        """Return the why."""
        return why_of(self.row, self.level.evidence[self.prompt_id], self.level.keys, self.level)

    @resolved("The case it is about.")
    def case(self) -> Annotated["Case", strawberry.lazy("lif_plugin.schema.types.case")]:
        """Return the case."""
        return self.level.case(self.row["case_id"])

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make prompts of rows; they share their level."""
        level = PromptLevel(rows)
        return [cls._of(context, row, level) for row in rows]

    @classmethod
    def _of(cls, context: Context, row: Row, level: "PromptLevel") -> Self:
        addressees = [Role(name) for name in row["addressees"].split(",") if name]
        return cls(
            prompt_id=row["id"],
            rule=row["rule"],
            state=State(row["state"]),
            delivery=Channel(row["delivery"]),
            severity=Severity(row["severity"]),
            addressees=addressees,
            message=row["message"],
            remedy=row["remedy"],
            occurred_on=day_of(row["occurred_day"]),
            due_at=moment_of(row["due_at"]),
            raised_at=at(row["raised_at"]),
            updated_at=at(row["updated_at"]),
            ended_at=moment_of(row["ended_at"]),
            answer=_answer(row, context),
            lessons=lessons_of(context.sources, context.viewer.agency, row["rule"]),
            may_answer=row["ended_at"] is None and context.viewer.may_answer(frozenset(addressees)),
            row=row,
            level=level,
        )

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find prompts by their ids; null for those that are not the viewer's to see."""
        wanted = list(node_ids)
        context = info.context
        context.spend(len(wanted))
        found = prompts_by_id(context.connection, context.viewer, wanted)
        context.shown("prompt", [row["public_id"] for row in found.values()])
        made = {prompt.prompt_id: prompt for prompt in cls.of_rows(context, list(found.values()))}
        return [made.get(key) for key in wanted]


def _answer(row: Row, context: Context) -> Answer | None:
    if row["answer_kind"] is None:
        return None
    parts = ("kind", "reason", "text", "at", "by")
    return _given({name: row[f"answer_{name}"] for name in parts}, context)


def _given(row: Mapping[str, Any], context: Context) -> Answer:
    return Answer(
        kind=AnswerKind(row["kind"]),
        reason=row["reason"],
        text=row["text"],
        at=at(row["at"]),
        by_me=row["by"] == context.viewer.subject,
    )


class PromptLevel(CaseLevel):
    """The prompts of one statement, with the cases they are about."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__({row["case_id"]: row["public_id"] for row in rows})
        self._rows = {row["case_id"]: row for row in rows}
        self.evidence = {row["id"]: evidence_of(row) for row in rows}
        self._ids = [(row["case_id"], row["id"]) for row in rows]
        self.keys = [(row["case_id"], part["event"]) for row in rows for part in self.evidence[row["id"]]]

    def late(self, context: Context) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """The late answers to the level's prompts."""
        return self.once("late", lambda: late_of(context.connection, context.viewer.agency, self._ids))

    def case(self, case_id: int) -> "Case":
        """Return a case; the cases of the level are made together, from the rows that are here."""
        from lif_plugin.schema.types.case import Case  # case and prompt hold each other

        def made() -> Mapping[int, Case]:
            return {case.case_id: case for case in Case.of_rows(list(self._rows.values()))}

        return self.once("cases", made)[case_id]


def prompts_level(
    context: Context, level: CaseLevel, wanted: PromptFilter, window: Window
) -> Connections[Prompt]:
    """Read one page of results for every case of a level."""

    def fetch() -> Connections[Prompt]:
        slices = prompt_slices(context, level, wanted, window)
        return Connections(slices, lambda rows: Prompt.of_rows(context, rows), counted)

    def counted() -> dict[int, int]:
        return level.once(
            ("prompts", wanted),
            lambda: count_prompts_of(context.connection, context.viewer, level.case_ids, wanted),
        )

    return level.once(("prompts", wanted, window), fetch)


@strawberry.type
class PromptQuery:
    """Ways to prompts."""

    @resolved("Results of rules in your agency, newest fact first, whatever their state or delivery.")
    def prompts(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[PromptFilterInput | None, arg("Which results.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Prompt] | None:
        """Page through the prompts."""
        context = info.context
        window = window_of(PROMPT_ORDER, first, after, last, before)
        wanted = filter.conditions() if filter else PromptFilter()

        def page(made: Callable[[Sequence[Row]], Sequence[T]]) -> Connection[T]:
            context.spend(window.size)
            part = prompts_page(context.connection, context.viewer, wanted, window)
            context.shown("prompts", [row["public_id"] for row in part.rows])
            counted = partial(count_prompts, context.connection, context.viewer, wanted)
            return connection_of(part, made(part.rows), counted)

        made: Connection[Prompt] = offered_page(context, PROMPT, partial(Prompt.of_rows, context), page)
        return made
