"""Asks for every type and field of the schema as somebody, and says of each what came: a value, a refusal or nothing.

The way to a type is the shortest from the root on which somebody who sees most is shown one of it.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from lif_plugin.domain.viewer import Viewer
from lif_plugin.schema import Api

Given = Mapping[str, Mapping[str, str]]
"""Arguments by `Type.field`, as they are written in a document."""
SHOWN, NOTHING = "shown", "nothing"
_MANY, _ROWS = 50, 2
"""How many of a list of the root, enough that each kind of row is among them, and of a list within another."""


@dataclass(frozen=True, slots=True)
class Step:
    """One field on a way, with its arguments, and the type it is looked at as where it may be of several."""

    parent: str
    name: str
    asked: str
    as_type: str

    @property
    def is_by_id(self) -> bool:
        """Whether the type is one of all those that have an id."""
        return self.name in {"node", "nodes"} and not self.parent.endswith("Edge")


Way = tuple[Step, ...]
Names = Sequence[tuple[str, str]]
"""A way as the names of its fields, each with the type it leads to."""
Place = tuple[str, str]
"""A type and one of its fields."""


def _asked(parent: str, name: str, field: GraphQLField, given: Given) -> str | None:
    """A field with arguments, as a document has it; None where one is needed that nobody gave."""
    values = dict(given.get(f"{parent}.{name}", {}))
    if {one for one, arg in field.args.items() if is_required_argument(arg)} - values.keys():
        return None
    if "first" in field.args:
        values["first"] = str(_MANY if parent == "Query" else _ROWS)
    return name + (f"({', '.join(f'{one}: {value}' for one, value in values.items())})" if values else "")


def _below(schema: GraphQLSchema, named: GraphQLNamedType) -> Iterable[GraphQLObjectType]:
    return [named] if isinstance(named, GraphQLObjectType) else schema.get_possible_types(named)  # type: ignore[arg-type]


class Asking:
    """Every type of a schema, with the way to it; without ways they are looked for as the one who sees ``most``."""

    def __init__(
        self,
        api: Api,
        schema: GraphQLSchema,
        given: Given,
        names: Mapping[str, Names] | None,
        most: Viewer,
    ) -> None:
        self._api, self._schema, self._given = api, schema, given
        self.ways = {named: self._way(steps) for named, steps in names.items()} if names else self._find(most)

    def _way(self, steps: Names) -> Way:
        """A way by the names of its fields and types."""
        made: list[Step] = []
        for name, as_type in steps:
            parent = made[-1].as_type if made else "Query"
            of_type = self._schema.type_map[parent]
            field = of_type.fields[name] if isinstance(of_type, GraphQLObjectType) else None
            asked = _asked(parent, name, field, self._given) if field else None
            made.append(Step(parent, name, asked or name, as_type))
        return tuple(made)

    def _fields(self, named: str) -> dict[str, str]:
        """The fields of a type that can be asked for, as documents have them."""
        found: dict[str, str] = {}
        of_type = self._schema.type_map[named]
        for name, field in of_type.fields.items() if isinstance(of_type, GraphQLObjectType) else ():
            asked = _asked(named, name, field, self._given)
            if asked is not None:
                found[name] = asked + ("" if is_leaf_type(get_named_type(field.type)) else " { __typename }")
        return found

    def _body(self, named: str, way: Way) -> str:
        body = " ".join(["__typename", *self._fields(named).values()])
        for step in reversed(way):
            body = f"{step.asked} {{ __typename ... on {step.as_type} {{ {body} }} }}"
        return body

    def _find(self, most: Viewer) -> dict[str, Way]:
        """Look for a way to each type on which one is shown; where none is, the shortest stands."""
        queue: deque[tuple[str, Way]] = deque([("Query", ())])
        found: dict[str, Way] = {}
        unseen, by_id = deque[tuple[str, Way]](), deque[tuple[str, Way]]()
        while queue:
            named, way = queue.popleft()
            if named in found:
                continue
            if way and named not in _shown(self._api.run(most, f"{{ {self._body(named, way)} }}").data):
                # By an id anything might be asked for, and nothing is refused that is not there: lists say more.
                (by_id if any(step.is_by_id for step in way) else unseen).append((named, way))
                continue
            found[named] = way
            queue.extend(self._next(named, way))
        while unseen or by_id:
            named, way = (unseen or by_id).popleft()
            if named not in found:
                found[named] = way
                unseen.extend(self._next(named, way))
        return found

    def _next(self, named: str, way: Way) -> Iterable[tuple[str, Way]]:
        """The types to which a type leads on, each with its way."""
        of_type = self._schema.type_map[named]
        for name, field in of_type.fields.items() if isinstance(of_type, GraphQLObjectType) else ():
            asked = _asked(named, name, field, self._given)
            inner = get_named_type(field.type)
            if asked is not None and not is_leaf_type(inner):
                for one in _below(self._schema, inner):
                    yield one.name, (*way, Step(named, name, asked, one.name))

    def _documents(self) -> Iterable[list[str]]:
        """What to ask for each field of the root, whole and, where that fails, type by type."""
        for name, asked in self._fields("Query").items():
            below = [
                self._body(named, way) for named, way in self.ways.items() if way and way[0].name == name
            ]
            whole = self._tree("Query", (), only=name) if below else asked
            yield [f"{{ {whole} }}", *(f"{{ {body} }}" for body in below)]

    def _tree(self, named: str, way: Way, only: str | None = None) -> str:
        """A type's fields with every type to which the way leads through it, in one."""
        parts = [] if only else ["__typename"]
        for name, asked in self._fields(named).items():
            if only in {None, name}:
                below = [
                    f"... on {one} {{ {self._tree(one, on)} }}"
                    for one, on in self.ways.items()
                    if on and on[:-1] == way and on[-1].name == name
                ]
                parts.append(asked.replace("{ __typename }", f"{{ __typename {' '.join(below)} }}"))
        return " ".join(parts)

    def reachable(self) -> set[str]:
        """Every type with fields to which some way leads from the root."""
        found: set[str] = set()
        waiting: list[Any] = [self._schema.query_type]
        while waiting:
            for one in _below(self._schema, waiting.pop()):
                if one.name not in found:
                    found.add(one.name)
                    inner = (get_named_type(field.type) for field in one.fields.values())
                    waiting.extend(each for each in inner if not is_leaf_type(each))
        return found

    def cells(self, viewer: Viewer) -> dict[Place, str]:
        """What comes of each field of each type, for one viewer."""
        refused: dict[Place, str] = {}
        shown: set[Place] = set()
        for whole, *parts in self._documents():
            reply = self._api.run(viewer, whole)
            # A refusal deep inside takes what is beside it away as well, and a document may be too large.
            deep = any(len(error.get("path", ())) != 1 for error in reply.errors)
            for one in [self._api.run(viewer, part) for part in parts] if deep else [reply]:
                refused |= {self._place(error["path"]): error["extensions"]["code"] for error in one.errors}
                shown |= {(of, field) for of, fields in _shown(one.data).items() for field in fields}
        return {
            (named, field): self._cell(named, field, refused, shown)
            for named in sorted(self.ways)
            for field in self._fields(named)
        }

    def _cell(self, named: str, field: str, refused: Mapping[Place, str], shown: set[Place]) -> str:
        if (named, field) in shown:
            return SHOWN
        places = [*((step.parent, step.name) for step in self.ways[named]), (named, field)]
        return next((refused[place] for place in places if place in refused), NOTHING)

    def _place(self, path: Iterable[Any]) -> Place:
        """The field at which something was refused."""
        at: Any = self._schema.query_type
        place = ("", "")
        for name in (part for part in path if isinstance(part, str)):
            owner = next(one for one in _below(self._schema, at) if name in one.fields)
            place = (owner.name, name)
            at = get_named_type(owner.fields[name].type)
        return place


def _shown(value: Any) -> dict[str, set[str]]:
    """The fields that came with a value, by type; an edge or page without anything in it is nothing shown."""
    found: dict[str, set[str]] = {}
    if isinstance(value, list):
        for one in value:
            _join(found, _shown(one))
    elif isinstance(value, dict):
        named = value.get("__typename", "Query")
        found[named] = {name for name, one in value.items() if name != "__typename" and one not in (None, [])}
        for one in value.values():
            _join(found, _shown(one))
    return found


def _join(found: dict[str, set[str]], more: Mapping[str, set[str]]) -> None:
    for named, fields in more.items():
        found.setdefault(named, set()).update(fields)
