"""Counts of results by rule and month, for those who see figures and no case."""

import re
from typing import Annotated, Final

import strawberry
from strawberry.types import Info

from lif_plugin.domain.rule import State
from lif_plugin.errors import LifError
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import arg, resolved
from lif_plugin.store.reads.counts import prompt_counts

_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class BadMonth(LifError):
    """A month is written like 2026-04."""

    code = "bad_month"
    hint = "Give the year, a hyphen and the month with two digits."


@strawberry.type(
    description="How many results of one rule, about facts in one month, stand in one state. Counts are of your own "
    "agency only and are not suppressed: they are for its own management, not for publication. Seen by every role but the worker's. Since 0.1."
)
class PromptCount:
    """One figure."""

    rule: str = strawberry.field(description="The rule's id.")
    month: str | None = strawberry.field(
        description="The month of the facts, as YYYY-MM; null: no single day."
    )
    state: State = strawberry.field(
        description="The state they stand in; an answered gap is in its answer's state."
    )
    count: int = strawberry.field(description="All of them, also those whose fact another prompt tells.")
    not_superseded: int = strawberry.field(description="Those whose fact no other prompt tells.")
    answered_done: int = strawberry.field(description="Those answered `DONE`.")
    answered_explained: int = strawberry.field(description="Those answered `EXPLAINED`.")
    answered_wrong: int = strawberry.field(description="Those answered `WRONG`.")


@strawberry.type
class CountQuery:
    """The way to counts."""

    @resolved(
        "Standing results of your agency counted by rule, month and state, in that order. Ended ones are "
        "not counted. Seen by every role but the worker's."
    )
    def prompt_counts(
        self,
        info: Info[Context, None],
        from_: Annotated[
            str | None, strawberry.argument(name="from", description="The first month, as YYYY-MM.")
        ] = None,
        to: Annotated[str | None, arg("The last month, as YYYY-MM.")] = None,
    ) -> list[PromptCount] | None:
        """Count results."""
        rows = prompt_counts(
            info.context.connection, info.context.viewer, month_number(from_), month_number(to)
        )
        return [
            PromptCount(
                rule=row["rule"],
                month=month_text(row["month"]),
                state=State(row["state"]),
                count=row["count"],
                not_superseded=row["told_once"],
                answered_done=row["answered_done"],
                answered_explained=row["answered_explained"],
                answered_wrong=row["answered_wrong"],
            )
            for row in rows
        ]


def month_text(month: int | None) -> str | None:
    """Write a stored month (YYYYMM) as YYYY-MM."""
    return f"{month // 100:04}-{month % 100:02}" if month else None


def month_number(month: str | None) -> int | None:
    """Read a month written as YYYY-MM. Raises `BadMonth`."""
    if month is None:
        return None
    found = _MONTH.fullmatch(month)
    if found is None:
        raise BadMonth
    return int(found[1]) * 100 + int(found[2])
