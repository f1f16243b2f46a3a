"""Why something was not done: what all refusals of mutations have in common, and how a step comes to one."""

from collections.abc import Callable
from typing import Any, TypeVar, overload

import strawberry
from strawberry import relay

from lif_plugin import errors
from lif_plugin.cycle.desk import Desk
from lif_plugin.domain.viewer import Viewer
from lif_plugin.schema.context import Context
from lif_plugin.schema.terms import KeyReused, taken

T = TypeVar("T")
P = TypeVar("P")
Verb = Callable[[Desk, Viewer], T]
Plain = str | int | list[Any] | dict[str, Any] | None
"""What JSON gives back as it was."""
S = TypeVar("S", bound=Plain)


@strawberry.interface(description="Why something was not done.")
class Problem:
    """A refusal."""

    code: str = strawberry.field(description="A stable code.")
    message: str = strawberry.field(description="What happened, in a sentence.")
    hint: str = strawberry.field(description="What to do about it.")


@strawberry.type(
    name="ChangedMeanwhile",
    description="What is changed has not the `expectedVersion` any more. Nothing was changed. Since 0.1.",
)
class MovedOn(Problem):
    """Not what was seen."""

    version: int = strawberry.field(description="The version that it has now, counted from 1.")


@strawberry.type(
    description="The `idempotencyKey` was used for something else within the last day. Nothing was changed. Since 0.1."
)
class IdempotencyKeyReused(Problem):
    """Another request's key."""


Unsteady = MovedOn | IdempotencyKeyReused
"""What every mutation may answer: the terms that it was asked on do not hold."""


def said(error: errors.LifError) -> dict[str, str]:
    """What every refusal says of its error."""
    return {"code": error.code, "message": error.message, "hint": error.hint}


@overload
def attempt(
    context: Context, verb: Verb[S], refused: Callable[[errors.LifError], P]
) -> S | P | MovedOn | IdempotencyKeyReused: ...
@overload
def attempt(
    context: Context, verb: Verb[T], refused: Callable[[errors.LifError], P], gives: type[T]
) -> T | P | MovedOn | IdempotencyKeyReused: ...
def attempt(
    context: Context,
    verb: Verb[Any],
    refused: Callable[[errors.LifError], P],
    gives: Callable[..., Any] | None = None,
) -> Any:
    """Take a step on the terms it was asked on; what people can mend comes back as a refusal.

    ``refused`` makes the refusal of an error. What the verb gives is plain, or of the dataclass ``gives``, so that the
    same request again can be answered from it.
    """
    # SQLite gives the write its own snapshot; ours must not hold an older one open.
    context.renew()
    terms, context.terms = context.terms, None
    try:
        return taken(context.desk, context.viewer, terms, verb, gives)
    except errors.ChangedMeanwhile as error:
        return MovedOn(**said(error), version=error.facts["version"])
    except KeyReused as error:
        return IdempotencyKeyReused(**said(error))
    except errors.LifError as error:
        return refused(error)


def key_of(given: relay.GlobalID | None, kind: str) -> str:
    """The key of a thing of a kind; the id of something else names nothing."""
    return given.node_id if given is not None and given.type_name == kind else ""


def found(node: T | None) -> T:
    """What was just written. Raises `NotFound` where it is gone again."""
    if node is None:
        raise errors.NotFound
    return node
