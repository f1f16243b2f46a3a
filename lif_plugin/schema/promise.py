"""What those who read a released schema may rely on: nothing they use goes before it was announced six months ahead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graphql import (
    BreakingChange,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    find_breaking_changes,
    get_named_type,
)

MONTHS: Final = 6
"""How long what is deprecated stays at least, in months."""
_REASON: Final = re.compile(r"Deprecated (\d{4}-\d\d-\d\d), goes (\d{4}-\d\d-\d\d): .+\.", re.DOTALL)
_REMOVED: Final = re.compile(r"(?:Field |Enum value |Argument )?(\S+) was removed(?: from .+)?\.")


@dataclass(frozen=True, slots=True)
class Notice:
    """Since when something is deprecated, and from when on it may go."""

    since: date
    goes: date

    @classmethod
    def read(cls, reason: str) -> "Notice | None":
        """Read the days of `Deprecated 2027-01-15, goes 2027-07-15: use x.`; None: it is not written so."""
        found = _REASON.fullmatch(reason)
        return cls(*(date.fromisoformat(day) for day in found.groups())) if found else None

    @property
    def is_long_enough(self) -> bool:
        """Whether it was announced six months ahead."""
        month = self.since.month - 1 + MONTHS
        earliest = (self.since.year + month // 12, month % 12 + 1, self.since.day)
        return (self.goes.year, self.goes.month, self.goes.day) >= earliest


def hasty_notices(schema: GraphQLSchema) -> list[str]:
    """What is deprecated without saying since when and until when, or for less than six months."""
    notices = {where: Notice.read(reason) for where, reason in _deprecated(schema).items()}
    return sorted(where for where, notice in notices.items() if notice is None or not notice.is_long_enough)


def broken(released: GraphQLSchema, now: GraphQLSchema, today: date) -> list[str]:
    """What breaks readers of a released schema, each as a sentence; what was announced in it and is over may go."""
    gone = {
        where
        for where, reason in _deprecated(released).items()
        if (notice := Notice.read(reason)) and notice.is_long_enough and notice.goes <= today
    }
    users = _users(released)
    return sorted(
        change.description
        for change in find_breaking_changes(released, now)
        if not _may_go(change, gone, users)
    )


def _may_go(change: BreakingChange, gone: set[str], users: Mapping[str, set[str]]) -> bool:
    found = _REMOVED.fullmatch(change.description)
    if found is None:
        return False
    # A type may go with all that led to it.
    return found[1] in gone or ("." not in found[1] and users.get(found[1], set()) <= gone)


def _deprecated(schema: GraphQLSchema) -> dict[str, str]:
    """What is deprecated and why, by its coordinate: `Type.field`, `Type.field(argument:)`, `Enum.VALUE`."""
    return {where: part.deprecation_reason for where, part in _parts(schema) if part.deprecation_reason}


def _users(schema: GraphQLSchema) -> dict[str, set[str]]:
    """What leads to each type, by coordinates; a union leads to its members."""
    found: dict[str, set[str]] = {}
    for where, part in _parts(schema):
        if hasattr(part, "type"):
            found.setdefault(get_named_type(part.type).name, set()).add(where)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLUnionType):
            for member in kind.types:
                found.setdefault(member.name, set()).add(kind.name)
    return found


def _parts(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{name}.{key}", value) for key, value in kind.values.items())
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{name}.{key}", field) for key, field in kind.fields.items())
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for key, field in kind.fields.items():
                yield f"{name}.{key}", field
                yield from ((f"{name}.{key}({arg}:)", one) for arg, one in field.args.items())
