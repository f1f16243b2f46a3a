"""Actions with their entries and evidence, and the plans they stand in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Self

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin.cycle.impact import BeforeAfter as Compared
from lif_plugin.cycle.impact import befores_and_afters
from lif_plugin.domain.learning import ActionState, Brag, brag
from lif_plugin.domain.worktime import numbered_day
from lif_plugin.schema.conditions import wheres_of
from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import Context
from lif_plugin.schema.types.agency import Agency
from lif_plugin.schema.types.filters import ActionFilterInput, PlanFilterInput
from lif_plugin.schema.types.shared import SEEN, FromTable, RowLevel
from lif_plugin.schema.values import After, Before, First, Last, arg, at, day_of, resolved
from lif_plugin.store import tables
from lif_plugin.store.reads.learning import with_state
from lif_plugin.store.reads.page import Row

strawberry.enum(
    ActionState,
    description="Where an action is. `DONE` is its owner's word, `SIGNED_OFF` the monitoring body's.",
)
strawberry.enum(
    Brag,
    description="Blue: signed off. Green: done, or in time. Amber: due within 28 days, or without progress for 56. "
    "Red: late.",
)


@strawberry.type(
    description="Progress of an action, or a change of its state. Seen like its action. Since 0.1."
)
class ActionEntry:
    """One entry."""

    kind: str = strawberry.field(description="`state`, `progress`, `reminder` or `escalated`.")
    state: ActionState | None = strawberry.field(description="The state it was given, where it was.")
    text: str | None = strawberry.field(description="What was said with it.")
    day: date = strawberry.field(description="The day.")
    agency: str = strawberry.field(description="The agency that wrote it.")


@strawberry.type(
    description="A file that shows an action was done, without its content. Seen like its action. Since 0.1."
)
class EvidenceFile:
    """One file."""

    name: str = strawberry.field(description="Its name, as it was given.")
    media: str = strawberry.field(description="Its kind, checked against its content.")
    size: int = strawberry.field(description="Its bytes.")
    sha256: str = strawberry.field(description="The digest of its content.")
    at: datetime = strawberry.field(description="When it was attached (UTC).")
    path: str = strawberry.field(
        description="Where on this server it is handed out, with the same token; its reading is logged. Since 0.1."
    )


@strawberry.type(
    description="An indicator before and after an action could work. It says that things moved, never that the action "
    "moved them. Seen like its action. Since 0.1."
)
class BeforeAfter:
    """One comparison."""

    indicator: str = strawberry.field(description="The framework's own id.")
    before: float | None = strawberry.field(
        description="The share of all covered before; null: too few periods."
    )
    after: float | None = strawberry.field(description="The share after; null: too few periods.")
    limits: list[str] = strawberry.field(description="What limits the comparison.")


@strawberry.type(description=f"Something that an agency will change. {SEEN}")
class Action(FromTable):
    """One action."""

    table: ClassVar[str] = "action"
    action_id: relay.NodeID[str]
    text: str = strawberry.field(description="What will be changed.")
    measure: str | None = strawberry.field(description="How anybody will know that it was done and worked.")
    owner_agency: str = strawberry.field(description="The agency that carries it out.")
    owner_role: str = strawberry.field(description="The role that does it; never a person.")
    monitored_by: str | None = strawberry.field(description="The body that signs it off.")
    approach: str = strawberry.field(description="The framework's approach to improvement.")
    due: date = strawberry.field(description="By when.")
    state: ActionState = strawberry.field(description="Where it is.")
    brag: Brag | None = strawberry.field(description="Its colour today; null where it was dropped.")
    progressed: date | None = strawberry.field(description="The day of its last entry.")
    agency: str = strawberry.field(description="The agency that recorded it.")
    level: strawberry.Private[RowLevel]
    owners: strawberry.Private[Sequence[str]]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make actions of rows, on one level: one statement more, for their states."""
        today = context.desk.today()
        level = RowLevel(row["id"] for row in rows)
        owners = sorted({row["owner_agency"] for row in rows})
        return [
            cls(
                action_id=row["id"], text=row["text"], measure=row["measure"], owner_agency=row["owner_agency"],
                owner_role=row["owner_role"], monitored_by=row["monitored_by"], approach=row["approach"],
                due=numbered_day(row["due"]), state=ActionState(row["state"]),
                brag=brag(ActionState(row["state"]), numbered_day(row["due"]), day_of(row["progressed"]), today),
                progressed=day_of(row["progressed"]), agency=row["agency_id"], level=level,
                owners=owners,
            )
            for row in with_state(context.connection, context.viewer, rows, today)
        ]  # fmt: skip

    @resolved("The agency that carries it out, by name.")
    def owner(self, info: Info[Context, None]) -> Agency:
        """Read the agencies of all actions of the level."""
        return Agency.among(info.context, self.level, self.owners, self.owner_agency)

    @resolved("Its progress and changes of state, in order.")
    def entries(self, info: Info[Context, None]) -> list[ActionEntry]:
        """Read the entries of all actions of the level."""
        return self.level.under(info.context, tables.action_entry, "action_id", _entries)[self.action_id]

    @resolved("The files that show it was done.")
    def evidence(self, info: Info[Context, None]) -> list[EvidenceFile]:
        """Read the files of all actions of the level."""
        return self.level.under(info.context, tables.evidence_file, "action_id", _files)[self.action_id]

    @resolved("The plans it stands in; it is counted once all the same.")
    def plans(self, info: Info[Context, None]) -> list["Plan"]:
        """Read the plans of all actions of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list["Plan | None"]:
            ids = [row["plan_id"] for row in rows]
            found = {one.plan_id: one for one in Plan.by_ids(context, list(dict.fromkeys(ids))) if one}
            return [found.get(key) for key in ids]

        return self.level.under(context, tables.plan_action, "action_id", made)[self.action_id]

    @resolved("The indicators it is meant to move, before and after it.")
    def before_and_after(self, info: Info[Context, None]) -> list[BeforeAfter]:
        """Compare all actions of the level."""
        context = info.context

        def fetch() -> Mapping[str, list[BeforeAfter]]:
            found = befores_and_afters(context.desk, context.connection, context.viewer, self.level.ids)
            context.spend(sum(len(compared) for compared in found.values()))
            return {key: [_compared(one) for one in compared] for key, compared in found.items()}

        return self.level.once("before_and_after", fetch)[self.action_id]


def _compared(one: Compared) -> BeforeAfter:
    return BeforeAfter(indicator=one.indicator, before=one.before, after=one.after, limits=[*one.limits])


def _entries(rows: Sequence[Row]) -> list[ActionEntry]:
    return [
        ActionEntry(
            kind=row["kind"],
            state=ActionState(row["state"]) if row["state"] else None,
            text=row["text"],
            day=numbered_day(row["day"]),
            agency=row["agency_id"],
        )
        for row in rows
    ]


def _files(rows: Sequence[Row]) -> list[EvidenceFile]:
    return [
        EvidenceFile(
            name=row["name"],
            media=row["media"],
            size=row["size"],
            sha256=row["sha256"],
            at=at(row["at"]),
            path=f"/evidence/{row['id']}",
        )
        for row in rows
    ]


@strawberry.type(description=f"A plan that actions stand in. {SEEN}")
class Plan(FromTable):
    """One plan."""

    table: ClassVar[str] = "plan"
    plan_id: relay.NodeID[str]
    kind: str = strawberry.field(description="The framework's kind of plan.")
    title: str = strawberry.field(description="What it is called.")
    owner: str | None = strawberry.field(description="Who keeps it, as the framework says.")
    first_day: date = strawberry.field(description="Its first day.")
    last_day: date = strawberry.field(description="Its last day.")
    agency: str = strawberry.field(description="The agency that made it.")
    level: strawberry.Private[RowLevel]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make plans of rows, on one level."""
        level = RowLevel(row["id"] for row in rows)
        return [
            cls(
                plan_id=row["id"], kind=row["plan_type"], title=row["title"], owner=row["owner"],
                first_day=numbered_day(row["first_day"]), last_day=numbered_day(row["last_day"]),
                agency=row["agency_id"], level=level,
            )
            for row in rows
        ]  # fmt: skip

    @resolved("The actions in it.")
    def actions(self, info: Info[Context, None]) -> list[Action]:
        """Read the actions of all plans of the level."""
        context = info.context

        def made(rows: Sequence[Row]) -> list[Action | None]:
            ids = [row["action_id"] for row in rows]
            found = {one.action_id: one for one in Action.by_ids(context, list(dict.fromkeys(ids))) if one}
            return [found.get(key) for key in ids]

        return self.level.under(context, tables.plan_action, "plan_id", made)[self.plan_id]


@strawberry.type
class ActionQuery:
    """The ways to actions and plans."""

    @resolved("Actions of your agency, and those that partners share, the last that was written down first.")
    def actions(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
        owner_agency: Annotated[str | None, arg("Only those that this agency carries out.")] = None,
        filter: Annotated[ActionFilterInput | None, arg("Which actions.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Action] | None:
        """Page through actions."""
        wanted = {"partnership_id": partnership, "owner_agency": owner_agency}
        return Action.page(info.context, first, after, last, before, wheres_of(filter), **wanted)

    @resolved("Plans of your agency, and those that partners share, the last that was written down first.")
    def plans(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        partnership: Annotated[str | None, arg("Only of this partnership.")] = None,
        filter: Annotated[PlanFilterInput | None, arg("Which plans.")] = None,  # noqa: A002  the schema's word
    ) -> Connection[Plan] | None:
        """Page through plans."""
        where = wheres_of(filter)
        return Plan.page(info.context, first, after, last, before, where, partnership_id=partnership)
