"""Why a step of the learning cycle was not taken: the refusals that its mutations share."""

from typing import Any, TypeVar, overload

import strawberry

from lif_plugin import errors
from lif_plugin.schema.context import Context
from lif_plugin.schema.problems import IdempotencyKeyReused, MovedOn, Plain, Problem, Verb, attempt, said

T = TypeVar("T")
S = TypeVar("S", bound=Plain)


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


Refusal = LearningNotFound | LearningNotAllowed | LearningRefused | MovedOn | IdempotencyKeyReused
"""What every step of the cycle may answer instead."""


@overload
def step(context: Context, verb: Verb[S]) -> S | Refusal: ...
@overload
def step(context: Context, verb: Verb[T], gives: type[T]) -> T | Refusal: ...
def step(context: Context, verb: Verb[Any], gives: Any = None) -> Any:
    """Take a step, as `attempt` does."""
    return attempt(context, verb, refusal, gives)


def refusal(error: errors.LifError) -> LearningNotFound | LearningNotAllowed | LearningRefused:
    """The refusal of an error."""
    match error:
        case errors.NotFound():
            return LearningNotFound(**said(error))
        case errors.NotAllowed():
            return LearningNotAllowed(**said(error))
        case _:
            reasons = [str(reason) for reason in error.facts.get("reasons", ())] or [error.message]
            return LearningRefused(**said(error), reasons=reasons)
