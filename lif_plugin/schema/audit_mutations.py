"""A draw of audits, made through the schema. Refusals are members of a union, not errors."""

from dataclasses import asdict
from datetime import date
from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.cycle.audits.drawing import Request, draw_month
from lif_plugin.cycle.audits.opening import share_out_members
from lif_plugin.cycle.audits.tools import retire_tool
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.audit import last_day
from lif_plugin.domain.audit_work import Origin
from lif_plugin.domain.viewer import Viewer
from lif_plugin.domain.worktime import day_number, numbered_day
from lif_plugin.frameworks import framework_of
from lif_plugin.schema.context import Context
from lif_plugin.schema.cycle_problems import Refusal, step
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, found, said
from lif_plugin.schema.types.audit import AuditDraw
from lif_plugin.schema.types.counts import month_number
from lif_plugin.schema.values import arg
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.audits import draw_of
from lif_plugin.store.reads.audits import picks_of_draws
from lif_plugin.store.work import now_ms


@strawberry.input(description="A month to draw for. What is left out is as the agency has set it.")
class DrawAuditsInput:
    """One draw."""

    month: str = strawberry.field(description="The month, as YYYY-MM.")
    programme: str | None = strawberry.field(
        default=None, description="The id of one of the framework's audit programmes."
    )
    seed: str | None = strawberry.field(
        default=None, description="A text of 1 to 200 characters to draw by; else one is made."
    )


@strawberry.type(description="Your role does not draw audits. Nothing was changed.")
class DrawNotAllowed(Problem):
    """Not yours."""


@strawberry.type(
    description="It cannot be drawn: the month was, or what was given does not fit. Nothing was changed."
)
class DrawRefused(Problem):
    """Not fitting."""


@strawberry.type(description="The month is drawn; the draw is kept with its frame.")
class AuditsDrawn:
    """Drawn."""

    draw: AuditDraw = strawberry.field(description="The draw.")


@strawberry.input(description="Members of a draw or sample to open audits for.")
class ShareOutAuditsInput:
    """One sharing out."""

    of: str = strawberry.field(description="The draw's or sample's `number`.")
    is_sample: bool = strawberry.field(default=False, description="Whether it is a sample's.")
    programme: str = strawberry.field(description="The framework's programme.")
    auditors: list[str] = strawberry.field(description="Who may make them.")
    due: date = strawberry.field(description="When they are due.")


@strawberry.type(description="Audits were opened; whom nobody can audit who is of another team waits.")
class AuditsSharedOut:
    """Shared out."""

    opened: list[str] = strawberry.field(description="The `number`s of the audits that were opened.")
    waiting: int = strawberry.field(
        description="Members of whom nobody is shown to be of another team; they wait."
    )


@strawberry.type(description="No new audit takes the tool.")
class AuditToolRetired:
    """Retired."""

    tool: str = strawberry.field(description="The tool's id.")
    title: str = strawberry.field(description="What it is called.")


AuditsSharedOutResult = Annotated[
    AuditsSharedOut | Refusal,
    strawberry.union("AuditsSharedOutResult", description="What became of sharing audits out."),
]
AuditToolResult = Annotated[
    AuditToolRetired | Refusal,
    strawberry.union("AuditToolResult", description="What became of a tool."),
]
DrawAuditsResult = Annotated[
    AuditsDrawn | DrawNotAllowed | DrawRefused | Unsteady,
    strawberry.union("DrawAuditsResult", description="What became of the draw."),
]


@strawberry.type
class AuditMutation:
    """What can be done about audits."""

    @mutation(
        "Draw a month's cases for an audit programme, once. For the quality team. Nominations whose months are "
        "over lapse first. Since 0.1."
    )
    def draw_audits(
        self,
        info: Info[Context, None],
        input: Annotated[DrawAuditsInput, arg("The draw.")],  # noqa: A002  Relay's word
    ) -> DrawAuditsResult:
        """Draw a month."""
        context = info.context
        agency = load_agency(context.connection, context.viewer.agency)

        def verb(desk: Desk, viewer: Viewer) -> str:
            month = month_number(input.month) or 0
            asked = Request(month, input.programme, input.seed)
            framework = framework_of(agency, numbered_day(last_day(asked.month)))
            return draw_month(desk.store, viewer, framework, asked, now_ms()).id

        done = attempt(context, verb, _refused)
        if not isinstance(done, str):
            return done
        picks = picks_of_draws(context.connection, context.viewer, [done])[done]
        context.shown("audit_draw", [row["public_id"] for row in picks])
        row = found(draw_of(context.connection, context.viewer, done))
        return AuditsDrawn(draw=AuditDraw.of_rows([row])[0])

    @mutation(
        "Open an audit for each case of a draw or sample that has none, evenly among auditors and never for the case's own "
        "team. For the quality team. Since 0.1."
    )
    def share_out_audits(
        self,
        info: Info[Context, None],
        input: Annotated[ShareOutAuditsInput, arg("The audits.")],  # noqa: A002  Relay's word
    ) -> AuditsSharedOutResult:
        """Share audits out."""
        origin = Origin.SAMPLE if input.is_sample else Origin.PICK
        done = step(
            info.context,
            lambda desk, viewer: asdict(
                share_out_members(
                    desk, viewer, origin, input.of, input.programme, input.auditors, day_number(input.due)
                )
            ),
        )
        if not isinstance(done, dict):
            return done
        info.context.shown("share_out", [one["public_id"] for one in done["opened"] if one["public_id"]])
        return AuditsSharedOut(
            opened=[one["id"] for one in done["opened"]], waiting=len(done["without_auditor"])
        )

    @mutation(
        "Let no new audit take a tool that your agency brought; audits that have it keep it, and a later version brings it "
        "back. For the quality team. Since 0.1."
    )
    def retire_audit_tool(
        self,
        info: Info[Context, None],
        tool: Annotated[str, arg("The tool's id.")],
        why: Annotated[str, arg("Why, in a sentence.")],
    ) -> AuditToolResult:
        """Retire a tool."""
        done = step(info.context, lambda desk, viewer: retire_tool(desk, viewer, tool, why).tool.title)
        return AuditToolRetired(tool=tool, title=done) if isinstance(done, str) else done


def _refused(error: errors.LifError) -> DrawNotAllowed | DrawRefused:
    return (DrawNotAllowed if isinstance(error, errors.NotAllowed) else DrawRefused)(**said(error))
