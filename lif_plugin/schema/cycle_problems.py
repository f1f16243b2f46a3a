"""Why a step of the learning cycle was not taken: the refusals that its mutations share."""

from collections.abc import Callable
from typing import TypeVar

import strawberry

from lif_plugin import errors
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.viewer import Viewer
from lif_plugin.schema.context import Context
from lif_plugin.schema.problems import Problem

T = TypeVar("T")


@strawberry.type(description="There is no such thing, or it is not yours to see. Nothing was changed.")
class LearningNotFound(Problem):
    """Nothing there."""


@strawberry.type(description="Your role, or your agency, does not take this step. Nothing was changed.")
class LearningNotAllowed(Problem):
    """Not yours."""


@strawberry.type(description="The step cannot be taken like this, or not yet. Nothing was changed.")
class LearningRefused(Problem):
    """Not fitting."""

    reasons: list[str] = strawberry.field(description="Every reason, where there are several.")


def step(
    context: Context, verb: Callable[[Desk, Viewer], T]
) -> T | LearningNotFound | LearningNotAllowed | LearningRefused:
    """Take a step; what people can mend comes back as a refusal."""
    # SQLite gives the write its own snapshot; ours must not hold an older one open.
    context.renew()
    try:
        return verb(context.desk, context.viewer)
    except errors.NotFound as error:
        return LearningNotFound(code=error.code, message=error.message, hint=error.hint)
    except errors.NotAllowed as error:
        return LearningNotAllowed(code=error.code, message=error.message, hint=error.hint)
    except errors.LifError as error:
        reasons = [str(reason) for reason in error.facts.get("reasons", ())] or [error.message]
        return LearningRefused(code=error.code, message=error.message, hint=error.hint, reasons=reasons)


def found(node: T | None) -> T:
    """What was just written. Raises `NotFound` where it is gone again."""
    if node is None:
        raise errors.NotFound
    return node
