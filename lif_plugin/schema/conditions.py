"""Conditions on lists: an input for each kind of value, and what a type's filter makes of its declared columns.

A filter names only columns that everybody sees who sees the list, and never a worker: what nobody may group by nobody may
look for either.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, Final

import strawberry

from lif_plugin.errors import LifError
from lif_plugin.schema.values import number_of
from lif_plugin.store.reads.conditions import Where

MOST: Final = 200
"""Values that a condition may name."""


class BadFilter(LifError):
    """A condition names too many values."""

    code = "bad_filter"
    hint = "Name at most 200 values in a condition."


@strawberry.input(description="What a word must be. Of what is given everything must hold. Since 0.1.")
class WordCondition:
    """A condition on a word."""

    is_: str | None = strawberry.field(name="is", default=None, description="It is this.")
    in_: list[str] | None = strawberry.field(name="in", default=None, description="It is one of these.")
    missing: bool | None = strawberry.field(
        default=None, description="Only where it is not known, or only where it is."
    )

    def where(self, column: str) -> list[Where]:
        """The condition on a column."""
        found = [Where(column, missing=self.missing)]
        if self.is_ is not None:
            found.append(Where(column, among=(self.is_,)))
        if self.in_ is not None:
            found.append(_among(column, self.in_))
        return found


@strawberry.input(description="When a day must lie. Of what is given everything must hold. Since 0.1.")
class DayCondition:
    """A condition on a day."""

    from_: date | None = strawberry.field(name="from", default=None, description="On this day or later.")
    to: date | None = strawberry.field(default=None, description="On this day or earlier.")
    missing: bool | None = strawberry.field(
        default=None, description="Only where it is not known, or only where it is."
    )

    def where(self, column: str) -> list[Where]:
        """The condition on a column."""
        return [Where(column, first=number_of(self.from_), last=number_of(self.to), missing=self.missing)]


COLUMN: Final = "lif_column"
"""The key in a field's metadata for the column it is about, where that has another name."""


def condition(description: str, column: str | None = None) -> Any:
    """A condition of a filter, on the column of its own name unless another is given."""
    return strawberry.field(
        default=None, description=description, metadata={COLUMN: column} if column else {}
    )


class Filter:
    """A filter of a list: its fields are conditions on columns of the list's table."""

    def wheres(self) -> tuple[Where, ...]:
        """The conditions that were given. Raises `BadFilter`."""
        return tuple(
            where
            for field in fields(self)  # type: ignore[arg-type]
            for where in _wheres(field.metadata.get(COLUMN, field.name), getattr(self, field.name))
        )


def wheres_of(given: Filter | None) -> tuple[Where, ...]:
    """The conditions of a filter, none where none was given. Raises `BadFilter`."""
    return given.wheres() if given else ()


def _wheres(column: str, value: Any) -> Sequence[Where]:
    if value is None:
        return ()
    if isinstance(value, WordCondition | DayCondition):
        return value.where(column)
    return [_among(column, [one.value if isinstance(one, Enum) else one for one in value])]


def _among(column: str, values: Sequence[str]) -> Where:
    if len(values) > MOST:
        raise BadFilter
    return Where(column, among=tuple(values))
