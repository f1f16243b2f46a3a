"""Every way through a schema from the root to a thing or a list of things, and the document that asks for it."""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

Way = tuple[tuple[str, str], ...]
"""Fields from the root on, each with the type that it leads to."""


WITHIN: Final = 10
"""Things of a page that stands within a list."""
Given = str | Callable[[int], str]


class Paths:
    """The paths of a schema.

    ``given`` are the arguments of fields, by `Type.field` or by that and the type looked at (`Query.node:Case`), as documents
    have them, or by how many are asked for. ``leads`` are the types that a field of an interface can be of.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        given: Mapping[str, Given],
        leads: Mapping[str, Collection[str]],
    ) -> None:
        self._schema, self._given, self._leads = schema, given, leads

    def all(self) -> Iterator[Way]:
        """Every path, the short ones first: below each type once, and one field further on each other way to it."""
        waiting: deque[tuple[Way, bool]] = deque([((), False)])
        walked = set[str]()
        while waiting:
            way, is_end = waiting.popleft()
            of = way[-1][1] if way else "Query"
            if not is_end:
                again = of in walked
                walked.add(of)
                for further in self._below(self._type(of), way):
                    yield further
                    waiting.append((further, again))

    def _below(self, of: GraphQLObjectType, way: Way) -> Iterator[Way]:
        for name, field in of.fields.items():
            thing = get_named_type((self.node(field) or field).type)
            if is_leaf_type(thing) or not self._is_asked(of, name, field):
                continue
            possible = (
                [thing] if isinstance(thing, GraphQLObjectType) else self._schema.get_possible_types(thing)  # type: ignore[arg-type]
            )
            allowed = self._leads.get(f"{of.name}.{name}")
            yield from (
                (*way, (name, one.name)) for one in possible if allowed is None or one.name in allowed
            )

    def document(self, way: Way, first: int) -> str:
        """Ask for a path with ``first`` of each list on it, and at its end for every value."""
        body, parents = self._values(self._type(way[-1][1])), ["Query", *(named for _name, named in way)]
        lists = [self._is_many(parent, name) for (name, _), parent in zip(way, parents, strict=False)]
        for place in reversed(range(len(way))):
            (name, named), parent = way[place], parents[place]
            field = self._type(parent).fields[name]
            node = self.node(field)
            inner = get_named_type(node.type if node else field.type)
            asked = (
                body if isinstance(inner, GraphQLObjectType) else f"__typename ... on {named} {{ {body} }}"
            )
            if node:
                # Of a page within a list a few: many times many would only take longer.
                size = min(first, WITHIN) if any(lists[:place]) else first
                body = (
                    f"{name}{self._arguments(parent, name, way, size)} {{ edges {{ node {{ {asked} }} }} }}"
                )
            else:
                body = f"{name}{self._arguments(parent, name, way, first, paged=False)} {{ {asked} }}"
        return f"{{ {body} }}"

    def _is_many(self, parent: str, name: str) -> bool:
        field = self._type(parent).fields[name]
        return self.node(field) is not None or "[" in str(field.type)

    def _values(self, of: GraphQLObjectType) -> str:
        leaves = [name for name, field in of.fields.items() if is_leaf_type(get_named_type(field.type))]
        return " ".join(
            ["__typename", *(name for name in leaves if self._is_asked(of, name, of.fields[name]))]
        )

    def _arguments(self, parent: str, name: str, way: Way, first: int, *, paged: bool = True) -> str:
        place = f"{parent}.{name}"
        last = f"{place}:{way[-1][1]}"
        through = [f"{place}:{named}" for _name, named in way]
        said = next((self._given[key] for key in (last, *through, place) if key in self._given), "")
        asked = said(first) if callable(said) else said
        found = ", ".join(part for part in (asked, f"first: {first}" if paged else "") if part)
        return f"({found})" if found else ""

    def _is_asked(self, of: GraphQLObjectType, name: str, field: GraphQLField) -> bool:
        needed = any(is_required_argument(arg) for arg in field.args.values())
        place = f"{of.name}.{name}"
        return not needed or any(key.partition(":")[0] == place for key in self._given)

    def node(self, field: GraphQLField) -> GraphQLField | None:
        """The node of a connection; None where it is none."""
        named = get_named_type(field.type)
        if not isinstance(named, GraphQLObjectType) or not named.name.endswith("Connection"):
            return None
        edge = get_named_type(named.fields["edges"].type)
        return edge.fields["node"] if isinstance(edge, GraphQLObjectType) else None

    def _type(self, name: str) -> GraphQLObjectType:
        found = self._schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found


def found_at(data: Any, way: Way) -> int:
    """How many things came at the end of a path."""
    level = [data]
    for name, named in way:
        inner: list[Any] = []
        for one in level:
            value = one.get(name)
            inner += (
                [edge["node"] for edge in value["edges"]]
                if isinstance(value, dict) and "edges" in value
                else _flat(value)
            )
        level = [one for one in inner if one.get("__typename", named) == named]
    return len(level)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [inner for one in value for inner in _flat(one)]
    return [] if value is None else [value]
