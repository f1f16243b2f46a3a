"""A draw of audits, made through the schema. Refusals are members of a union, not errors."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.cycle.audits.drawing import AlreadyDrawn, Request, draw_month
from lif_plugin.frameworks import load_framework
from lif_plugin.schema.context import Context
from lif_plugin.schema.problems import Problem
from lif_plugin.schema.types.audit import AuditDraw
from lif_plugin.schema.types.counts import BadMonth, month_number
from lif_plugin.schema.values import arg, resolved
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.audits import draw_of
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


DrawAuditsResult = Annotated[
    AuditsDrawn | DrawNotAllowed | DrawRefused,
    strawberry.union("DrawAuditsResult", description="What became of the draw."),
]


@strawberry.type
class AuditMutation:
    """What can be done about audits."""

    @resolved(
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
        framework = load_framework(agency.framework) if agency.framework else None
        # SQLite gives the write its own snapshot; ours must not hold an older one open.
        context.renew()
        try:
            month = month_number(input.month) or 0
            asked = Request(month, input.programme, input.seed)
            drawn = draw_month(context.sources.store, context.viewer, framework, asked, now_ms())
        except errors.NotAllowed as error:
            return DrawNotAllowed(code=error.code, message=error.message, hint=error.hint)
        except (AlreadyDrawn, BadMonth, errors.BadSetting) as error:
            return DrawRefused(code=error.code, message=error.message, hint=error.hint)
        context.shown("audit_draw", [pick.case.public_id for pick in drawn.picks])
        row = draw_of(context.connection, context.viewer, drawn.id)
        return AuditsDrawn(draw=AuditDraw.of_rows([row] if row else [])[0])
