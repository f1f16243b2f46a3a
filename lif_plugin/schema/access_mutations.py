"""Opening a case outside one's own through the schema. Refusals are types."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.opening import Opened, open_case
from lif_plugin.schema.context import Context
from lif_plugin.schema.mutation import mutation
from lif_plugin.schema.problems import Problem, Unsteady, attempt, said
from lif_plugin.schema.values import arg, at
from lif_plugin.store.work import now_ms


@strawberry.input(description="A case that is not among yours, and why you need it now.")
class OpenCaseInput:
    """One case."""

    reference: str = strawberry.field(description="The source's own reference of the case, or its public id.")
    reason: str = strawberry.field(description="Why, 10 to 500 characters; administrators read it.")
    minutes: int = strawberry.field(default=60, description="For how long, at most 480.")


@strawberry.type(
    description="It is open to you, from your next request on. It is in the log, and people were told."
)
class CaseOpened:
    """Open."""

    case: relay.GlobalID = strawberry.field(description="The case's `id`.")
    until: datetime = strawberry.field(description="Until when (UTC).")


@strawberry.type(
    description="There is no such case in your agency, or there are several. Nothing was opened."
)
class CaseNotFound(Problem):
    """Nothing there."""


@strawberry.type(description="Your role does not open cases outside its own. Nothing was opened.")
class OpenCaseNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="The case is not opened like this. Nothing was opened.")
class OpenCaseRefused(Problem):
    """Not fitting."""


OpenCaseResult = Annotated[
    CaseOpened | CaseNotFound | OpenCaseNotAllowed | OpenCaseRefused | Unsteady,
    strawberry.union("OpenCaseResult", description="What became of it."),
]


@strawberry.type
class AccessMutation:
    """The mutations on access."""

    @mutation(
        "Open one case of your agency outside your own cases, with a reason and for a limited time. For those who work "
        "with cases. Since 0.1."
    )
    def open_case(
        self,
        info: Info[Context, None],
        input: Annotated[OpenCaseInput, arg("The case and the reason.")],  # noqa: A002  Relay's word
    ) -> OpenCaseResult:
        """Open a case."""
        sources = info.context.sources

        def verb(desk: Desk, viewer: Viewer) -> Opened:
            note = sources.read_log.note_of(desk.store)
            return open_case(desk.store, note, viewer, input.reference, input.reason, input.minutes, now_ms())

        made = attempt(info.context, verb, _refused, Opened)
        if not isinstance(made, Opened):
            return made
        return CaseOpened(case=relay.GlobalID("Case", made.case), until=at(made.until))


def _refused(error: errors.LifError) -> CaseNotFound | OpenCaseNotAllowed | OpenCaseRefused:
    match error:
        case errors.NotFound():
            return CaseNotFound(**said(error))
        case errors.NotAllowed():
            return OpenCaseNotAllowed(**said(error))
        case _:
            return OpenCaseRefused(**said(error))
