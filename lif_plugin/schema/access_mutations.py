"""Opening a case outside one's own through the schema. Refusals are types."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.types import Info

from lif_plugin import errors
from lif_plugin.flow.opening import OpeningRefused, open_case
from lif_plugin.schema.context import Context
from lif_plugin.schema.problems import Problem
from lif_plugin.schema.values import arg, at, resolved
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
    CaseOpened | CaseNotFound | OpenCaseNotAllowed | OpenCaseRefused,
    strawberry.union("OpenCaseResult", description="What became of it."),
]


@strawberry.type
class AccessMutation:
    """The mutations on access."""

    @resolved(
        "Open one case of your agency outside your own cases, with a reason and for a limited time. For those who work "
        "with cases. Since 0.1."
    )
    def open_case(
        self,
        info: Info[Context, None],
        input: Annotated[OpenCaseInput, arg("The case and the reason.")],  # noqa: A002  Relay's word
    ) -> OpenCaseResult:
        """Open a case."""
        context = info.context
        # The log is written by a connection of its own; ours must not be held meanwhile.
        context.renew()
        sources = context.sources
        try:
            made = open_case(
                sources.store, sources.read_log.record_now, context.viewer, input.reference, input.reason,
                input.minutes, now_ms(),
            )  # fmt: skip
        except errors.NotFound as error:
            return CaseNotFound(code=error.code, message=error.message, hint=error.hint)
        except errors.NotAllowed as error:
            return OpenCaseNotAllowed(code=error.code, message=error.message, hint=error.hint)
        except OpeningRefused as error:
            return OpenCaseRefused(code=error.code, message=error.message, hint=error.hint)
        return CaseOpened(case=relay.GlobalID("Case", made.case), until=at(made.until))
