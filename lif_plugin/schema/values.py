"""Turns stored values into those of the schema: days, moments and the enums of the domain."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final, TypeVar

import strawberry

from lif_plugin.domain.kinds import Precision, Tri
from lif_plugin.domain.learning import Nature
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.route import Verdict
from lif_plugin.domain.rule import Channel, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import day_number, numbered_day

strawberry.enum(
    Role,
    description="What a person or system is in its agency. `SYSTEM` is for our own jobs and never in a token.",
)
strawberry.enum(
    State,
    description="The five states of a rule for a case. `GAP`: the record does not yet show it. `EXPLAINED`: a "
    "coded reason was given; still counted. `CANNOT_TELL`: what the rule needs is not in the data, which never "
    "counts as met.",
)
strawberry.enum(
    Channel,
    name="Delivery",
    description="How a result reaches people. `NOW`: in the worker's system. `DIGEST`: weekly, grouped. `PANEL`: "
    "when the case is opened. `HISTORIC`: counted and queryable, never sent. `OFF`: counted only.",
)
strawberry.enum(
    Severity,
    description="How much it matters that the record does not show it. It judges neither the worker nor a risk, "
    "and is never shown to a worker as a word.",
)
strawberry.enum(
    AnswerKind,
    description="What a person answers. `DONE`: it happened, and the next extract will show it. `EXPLAINED`: it "
    "could not, with one of the prompt's coded reasons. `WRONG`: the prompt is mistaken; counted for each rule. "
    "`REPLIED`: in the person's own words, written in the case system, which say none of these.",
)
strawberry.enum(
    Verdict,
    name="BodyVerdict",
    description="What a body said. On the learning route `AGREED`, `NO_ACTION`, `SENT_BACK`; on the evaluation route "
    "`IMPROVED`, `NOT_IMPROVED`, `CANNOT_TELL`, `SENT_BACK`; `NOT_NEEDED` on either.",
)
strawberry.enum(Nature, description="Whether practice was good or fell short.")
strawberry.enum(
    Tri,
    name="YesNo",
    description="A yes or no that may not apply. Null means that the record does not say; it never means no.",
)
strawberry.enum(
    Precision,
    description="How exactly a time is known. `PERIOD`: only that it holds for the period of the return.",
)


F = TypeVar("F", bound=Callable[..., Any])
COST: Final = "lif_cost"
"""The key in a field's metadata for what it costs beyond its page, for each node it hangs on."""


def resolved(description: str, *, cost: int = 0) -> Callable[[F], F]:
    """Make a method a field of its type: what it returns is read when the field is asked for.

    ``cost`` is what it spends, or asks of the database, beyond a page of rows and a few statements, for each of its
    parents.
    """
    made: Callable[[F], F] = strawberry.field(
        description=description, metadata={COST: cost} if cost else None
    )
    return made


def arg(description: str) -> Any:
    """Describe an argument, within its annotation."""
    return strawberry.argument(description=description)


First = Annotated[
    int | None, arg("How many to give from the start: 1 to 200. Without `first` and `last`: 50.")
]
After = Annotated[str | None, arg("Give only what comes after this cursor, an edge's `cursor`.")]
Last = Annotated[int | None, arg("How many to give from the end: 1 to 200. Not together with `first`.")]
Before = Annotated[str | None, arg("Give only what comes before this cursor, an edge's `cursor`.")]


def day_of(number: int | None) -> date | None:
    """Return a stored day (YYYYMMDD) as a date."""
    return numbered_day(number) if number else None


def number_of(day: date | None) -> int | None:
    """Return a date as a stored day (YYYYMMDD)."""
    return day_number(day) if day else None


def moment_of(milliseconds: int | None) -> datetime | None:
    """Return a stored time as a moment in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC) if milliseconds is not None else None


def at(milliseconds: int) -> datetime:
    """Return a stored time that is always there as a moment in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
