"""The case: where events and prompts hang."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Annotated, Any, Final, Self, TypeVar

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.domain.viewer import Right
from lif_plugin.errors import LifError
from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.straight import Straight, column, node_id, offered_page
from lif_plugin.schema.types.audit_notice import AuditNotice, notices_level
from lif_plugin.schema.types.child_action import ChildAction, child_actions_level
from lif_plugin.schema.types.event import Event, EventFilterInput, events_level
from lif_plugin.schema.types.lesson import CaseLesson, lessons_level
from lif_plugin.schema.types.link import AuditNomination, nominations_level
from lif_plugin.schema.types.prompt import Prompt, PromptFilterInput, prompts_level
from lif_plugin.schema.types.prompt_rows import PromptLists
from lif_plugin.schema.types.review import ReviewLink, review_links_level
from lif_plugin.schema.types.timer import CaseTimer, timers_level
from lif_plugin.schema.values import After, Before, First, Last, arg, resolved
from lif_plugin.schema.written import Offered
from lif_plugin.store.reads.cases import (
    CASE_ORDER,
    CaseFilter,
    cases_by_public_id,
    cases_named,
    cases_page,
    count_cases,
)
from lif_plugin.store.reads.events import EVENT_ORDER, EventFilter
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.prompts import PROMPT_ORDER, PromptFilter
from lif_plugin.store.reads.reviews import on_hold

T = TypeVar("T")


class WhichCase(LifError):
    """Give either `id` or `ref`."""

    code = "which_case"
    hint = "`id` is a case's `id` in this schema; `ref` is the source's own reference."


class AmbiguousCase(LifError):
    """Several sources use this reference."""

    code = "ambiguous_case"
    hint = "Give `source` too, or the case's `id`."


@strawberry.input(description="Which cases: every condition that is given must hold.")
class CaseFilterInput:
    """Conditions on cases."""

    source: str | None = strawberry.field(default=None, description="Only of this source, e.g. `ssda903`.")
    ref: str | None = strawberry.field(
        default=None, description="Only with this reference, the source's own."
    )
    is_open: bool | None = strawberry.field(
        default=None,
        description="Only open, or only closed ones; a case whose source does not say is neither.",
    )
    to_answer: bool | None = strawberry.field(
        default=None, description="Only with, or only without a prompt that waits for an answer."
    )

    def conditions(self) -> CaseFilter:
        """Return the conditions as the store takes them."""
        return CaseFilter(source=self.source, ref=self.ref, is_open=self.is_open, to_answer=self.to_answer)


@strawberry.type(
    description="One child's case in one source. Seen by roles that work with cases, in their own agency and "
    "within the cases their token is limited to. Every read is logged. Since 0.1."
)
class Case(relay.Node):
    """One case."""

    public_id: relay.NodeID[str]
    ref: str = strawberry.field(description="The case's reference, the source's own.")
    source: str = strawberry.field(description="The source the case is from, e.g. `ssda903`.")
    is_open: bool | None = strawberry.field(
        description="Whether the case is open; null: the source does not say."
    )
    case_id: strawberry.Private[int]
    level: strawberry.Private[CaseLevel]

    @resolved("The path of the case's panel on this server.")
    def panel(self) -> str:
        """Return the panel's path."""
        return f"/panel/{self.public_id}"

    @resolved("The case's events in order of time, oldest first: the versions that now stand.")
    def events(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[EventFilterInput | None, arg("Which events.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Event]:
        """Page through the events."""
        window = window_of(EVENT_ORDER, first, after, last, before)
        wanted = filter.conditions() if filter else EventFilter()
        return events_level(info.context, self.level, wanted, window).of(self.case_id)

    @resolved("The results of rules for this case, newest fact first, whatever their state.")
    def prompts(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[PromptFilterInput | None, arg("Which results.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Prompt]:
        """Page through the prompts."""
        window = window_of(PROMPT_ORDER, first, after, last, before)
        wanted = filter.conditions() if filter else PromptFilter()
        return prompts_level(info.context, self.level, wanted, window).of(self.case_id)

    @resolved(
        "Audit programmes this case is put forward for, by a trigger; a draw decides. Seen by "
        "managers, chairs and the quality team; for others null with the code `not_allowed`."
    )
    def nominations(self, info: Info[Context, None]) -> list[AuditNomination] | None:
        """List the nominations."""
        return nominations_level(info.context, self.level)[self.case_id]

    @resolved(
        "That a draw picked this case for an audit programme, and why the programme looks at such cases, the "
        "newest first. Nothing needs to be prepared. Seen by everybody who may read the case."
    )
    def audit_notices(self, info: Info[Context, None]) -> list[AuditNotice]:
        """List the notices."""
        return notices_level(info.context, self.level)[self.case_id]

    @resolved(
        "What is to be done for this child after an audit or a review, the first due first. Seen by casework roles and "
        "the quality team; for others null with the code `not_allowed`."
    )
    def child_actions(self, info: Info[Context, None]) -> list[ChildAction] | None:
        """List the child-level actions."""
        return child_actions_level(info.context, self.level)[self.case_id]

    @resolved(
        "Lessons of the partnership that apply to this case by theme and situation, or of which its record cannot tell. "
        "Seen by everybody who may read the case."
    )
    def lessons(self, info: Info[Context, None]) -> list[CaseLesson]:
        """List the lessons."""
        return lessons_level(info.context, self.level)[self.case_id]

    @resolved(
        "Kinds of review this case is linked to, for people to decide on. Seen by managers, chairs, "
        "the quality team and the board; for others null with the code `not_allowed`."
    )
    def review_links(self, info: Info[Context, None]) -> list[ReviewLink] | None:
        """List the review links."""
        return review_links_level(info.context, self.level)[self.case_id]

    @resolved(
        "What law, guidance and the agency say is due on this case, read on its facts today, in order of timer and start: "
        "what is open, and what the data cannot tell. With `all` also what was done, stopped or followed by a later clock."
    )
    def timers(
        self,
        info: Info[Context, None],
        all: Annotated[bool, arg("Also what is over.")] = False,  # noqa: A002  the schema's word and default
    ) -> list[CaseTimer]:
        """List the timers."""
        readings = timers_level(info.context, self.level).get(self.case_id, [])
        return [CaseTimer.of(one) for one in readings if all or one.is_shown]

    @resolved(
        "Whether the case is under review, so that its records are on hold: nothing is undone or removed."
    )
    def on_hold(self, info: Info[Context, None]) -> bool:
        """Say whether records are on hold."""
        held = self.level.once(
            "on_hold", lambda: on_hold(info.context.connection, info.context.viewer, self.level.case_ids)
        )
        return self.case_id in held

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make cases of rows; they share their level."""
        level = CaseLevel({row["case_id"]: row["public_id"] for row in rows})
        return [
            cls(
                public_id=row["public_id"],
                ref=row["ref"],
                source=row["source"],
                is_open=row["is_open"],
                case_id=row["case_id"],
                level=level,
            )
            for row in rows
        ]

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find cases by their public ids; null for those that are not the viewer's to see."""
        wanted = list(node_ids)
        context = info.context
        context.spend(len(wanted))
        found = cases_by_public_id(context.connection, context.viewer, wanted)
        context.shown("case", found)
        cases = {case.public_id: case for case in cls.of_rows(list(found.values()))}
        return [cases.get(key) for key in wanted]


CASE: Final = Straight(
    {
        "id": node_id("Case", "public_id"),
        "ref": column("ref"),
        "source": column("source"),
        "isOpen": column("is_open"),
        "panel": lambda row: f"/panel/{row['public_id']}",
    },
    {"prompts": PromptLists.planned},
)
"""What rows of cases can answer by themselves."""


def _rows(context: Context, public_id: str | None, ref: str | None, source: str | None) -> list[Row]:
    if public_id is not None:
        context.spend(1)
        return [*cases_by_public_id(context.connection, context.viewer, [public_id]).values()]
    rows = cases_named(context.connection, context.viewer, ref or "")
    return [row for row in rows if source in {None, row["source"]}]


@strawberry.type
class CaseQuery:
    """Ways to cases."""

    @resolved(
        "One case, by its id or by its reference. Null when there is none or it is not yours to see. "
        "Error `ambiguous_case` when several sources use the reference: give `source` too."
    )
    def case(
        self,
        info: Info[Context, None],
        id: Annotated[relay.GlobalID | None, arg("The case's id, from `Case.id`.")] = None,  # noqa: A002
        ref: Annotated[
            str | None, arg("The source's own reference, or the public id in a panel's path.")
        ] = None,
        source: Annotated[str | None, arg("The source whose reference it is.")] = None,
    ) -> Case | None:
        """Find one case."""
        context = info.context
        context.viewer.require(Right.READ_CASES)
        if (id is None) == (ref is None):
            raise WhichCase
        if id is not None and id.type_name != "Case":
            raise WhichCase("The `id` is not a case's.")
        rows = _rows(context, id.node_id if id else None, ref, source)
        if len(rows) > 1:
            raise AmbiguousCase
        if not rows:
            return None
        context.shown("case", [rows[0]["public_id"]])
        made: Any = Offered(
            lambda: Case.of_rows(rows)[0],
            lambda asked: plan.objects(context, rows)[0] if (plan := CASE.plan(asked)) else None,
        )
        found: Case = made
        return found

    @resolved("Your agency's cases in order of source and reference.")
    def cases(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Annotated[CaseFilterInput | None, arg("Which cases.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Case] | None:
        """Page through the cases."""
        context = info.context
        window = window_of(CASE_ORDER, first, after, last, before)
        wanted = filter.conditions() if filter else CaseFilter()

        def page(made: Callable[[Sequence[Row]], Sequence[T]]) -> Connection[T]:
            context.spend(window.size)
            part = cases_page(context.connection, context.viewer, wanted, window)
            context.shown("cases", [row["public_id"] for row in part.rows])
            counted = partial(count_cases, context.connection, context.viewer, wanted)
            return connection_of(part, made(part.rows), counted)

        made: Connection[Case] = offered_page(context, CASE, Case.of_rows, page)
        return made
