"""Prompts made straight from their rows, and the pages of them below cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from lif_plugin.domain.rule import Channel, Severity, State
from lif_plugin.domain.viewer import Role
from lif_plugin.schema.connection import connection_of, window_of
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.straight import (
    Plan,
    Straight,
    Value,
    column,
    day_text,
    moment_text,
    node_id,
    page_of_objects,
)
from lif_plugin.schema.written import Asked
from lif_plugin.store.reads.page import Row, Slice, Window
from lif_plugin.store.reads.prompts import PROMPT_ORDER, PromptFilter, count_prompts_of, prompts_of

PROMPT: Final = Straight(
    {
        "id": node_id("Prompt", "id"),
        "rule": column("rule"),
        "state": lambda row: State(row["state"]).name,
        "delivery": lambda row: Channel(row["delivery"]).name,
        "severity": lambda row: Severity(row["severity"]).name,
        "addressees": lambda row: [Role(name).name for name in row["addressees"].split(",") if name],
        "message": column("message"),
        "remedy": column("remedy"),
        "occurredOn": day_text("occurred_day"),
        "dueAt": moment_text("due_at"),
        "raisedAt": moment_text("raised_at"),
        "updatedAt": moment_text("updated_at"),
        "endedAt": moment_text("ended_at"),
    }
)
"""The fields that a row answers by itself."""
COLUMNS: Final = frozenset(
    {
        "case_id", "public_id", "id", "rule", "state", "delivery", "severity", "addressees", "message", "remedy",
        "occurred_day", "due_at", "raised_at", "updated_at", "ended_at",
    }
)  # fmt: skip
"""What they are read from."""


def prompt_slices(
    context: Context,
    level: CaseLevel,
    wanted: PromptFilter,
    window: Window,
    columns: frozenset[str] | None = None,
) -> Mapping[int, Slice]:
    """Read one page of results for every case of a level, within the budget, and note whose were shown."""
    context.spend(window.size * len(level.case_ids))
    slices = prompts_of(context.connection, context.viewer, level.case_ids, wanted, window, columns)
    context.shown("prompts", [level.public_ids[case_id] for case_id in slices])
    return slices


@dataclass(frozen=True, slots=True)
class PromptLists:
    """The prompts of cases, asked for what their rows can answer."""

    asked: Asked
    window: Window
    nodes: Plan

    @classmethod
    def planned(cls, asked: Asked) -> Self | None:
        """Plan it; None: more is asked for than rows can answer. Raises `BadPage`."""
        nodes = PROMPT.page(asked.under)
        if nodes is None or asked.arguments.get("filter") is not None:
            return None
        first, after, last, before = (
            asked.arguments.get(one) for one in ("first", "after", "last", "before")
        )
        return cls(asked, window_of(PROMPT_ORDER, first, after, last, before), nodes)

    def read(self, context: Context, level: CaseLevel) -> Value:
        """Read the page of every case of the level."""
        slices = prompt_slices(context, level, PromptFilter(), self.window, COLUMNS)

        def counted() -> Mapping[int, int]:
            return level.once(
                ("prompts", PromptFilter()),
                lambda: count_prompts_of(context.connection, context.viewer, level.case_ids, PromptFilter()),
            )

        def of(row: Row) -> dict[str, Any]:
            part = slices.get(row["case_id"], Slice())
            nodes = self.nodes.objects(context, part.rows)
            return page_of_objects(
                connection_of(part, nodes, lambda: counted().get(row["case_id"], 0)), self.asked.under
            )

        return of
