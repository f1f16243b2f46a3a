"""Objects made straight from rows: what of a selection rows can answer by themselves, past the executor.

The executor completes a value at a time, which takes longer than to read them. A type declares which of its
fields are values of its row; a selection of those alone is planned once per operation and made by one comprehension.
Whatever else is asked for makes the whole list the executor's, so that there is one meaning and no half way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from strawberry.relay import to_base64

from lif_plugin.schema.connection import Connection
from lif_plugin.schema.context import CaseLevel, Context
from lif_plugin.schema.values import day_of, moment_of
from lif_plugin.schema.written import Asked, Offered, node_of, page_value
from lif_plugin.store.reads.page import Row

Value = Callable[[Row], Any]
"""A field's value as JSON has it, from the row of its object."""


class Lists(Protocol):
    """A planned list below cases."""

    def read(self, context: Context, level: CaseLevel) -> Value:
        """Read the lists of all cases of a level, in one statement; gives what belongs to a case's row."""
        ...


@dataclass(frozen=True, slots=True)
class Straight:
    """What of a type rows can answer: values by field, and lists below it, planned from what is asked of them."""

    values: Mapping[str, Value]
    lists: Mapping[str, Callable[[Asked], Lists | None]] = field(default_factory=dict)

    def plan(self, asked: Sequence[Asked]) -> "Plan | None":
        """Plan a selection; None: it asks for more than rows can answer."""
        members: list[tuple[str, Value | Lists]] = []
        for one in asked:
            value = self.values.get(one.name)
            member = value if value and not one.arguments else None
            made = self.lists[one.name](one) if one.name in self.lists else member
            if made is None:
                return None
            members.append((one.key, made))
        return Plan(tuple(members))

    def page(self, asked: Sequence[Asked]) -> "Plan | None":
        """Plan what a selection on a connection asks of its nodes; None: more than rows can answer."""
        node = node_of(tuple(asked))
        return self.plan(node.under) if node else None


@dataclass(frozen=True, slots=True)
class Plan:
    """The members of an object, in the order asked for."""

    members: tuple[tuple[str, Value | Lists], ...]

    def objects(self, context: Context, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Make the objects of rows, with the lists below them."""
        level = CaseLevel({row["case_id"]: row["public_id"] for row in rows})
        values = [
            (key, member if callable(member) else member.read(context, level)) for key, member in self.members
        ]
        return [{key: value(row) for key, value in values} for row in rows]


def column(name: str) -> Value:
    """A column's value as it is."""
    return lambda row: row[name]


def node_id(kind: str, name: str) -> Value:
    """The opaque id of a node of a type, from the column that names it."""
    return lambda row: to_base64(kind, row[name])


def day_text(name: str) -> Value:
    """A column's day; null where there is none."""

    def value(row: Row) -> str | None:
        day = day_of(row[name])
        return day.isoformat() if day else None

    return value


def moment_text(name: str) -> Value:
    """A column's moment (UTC); null where there is none."""

    def value(row: Row) -> str | None:
        moment = moment_of(row[name])
        return moment.isoformat() if moment else None

    return value


def page_of_objects(page: Connection[dict[str, Any]], asked: Sequence[Asked]) -> dict[str, Any]:
    """A connection of objects as it was asked for."""
    return page_value(page, tuple(asked), lambda node: node)


def offered_page(
    context: Context,
    straight: Straight,
    plainly: Callable[[Sequence[Row]], Sequence[Any]],
    page: Callable[[Callable[[Sequence[Row]], Sequence[Any]]], Connection[Any]],
) -> Any:
    """A connection made straight from its rows where that can be, and plainly else; ``page`` reads it."""

    def whole(asked: tuple[Asked, ...]) -> dict[str, Any] | None:
        plan = straight.page(asked)
        return page_of_objects(page(partial(plan.objects, context)), asked) if plan else None

    return Offered(partial(page, plainly), whole)
