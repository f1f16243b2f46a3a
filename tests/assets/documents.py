"""Draws documents from a schema at random, with arguments that lead somewhere: ids and names that answers gave."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

from tests.assets.permissions import Given


@dataclass
class Documents:
    """A source of documents, the same for the same seed; ``learn`` it from answers to reach further.

    ``given`` are values by `Type.field`, as a document writes them.
    """

    schema: GraphQLSchema
    random: Random
    given: Given = field(default_factory=dict)
    known: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def query(self, depth: int = 7) -> str:
        """A query of a few fields."""
        return f"{{ {self._selection(self._type('Query'), depth, self.random.randint(1, 3))} }}"

    def learn(self, data: Any) -> None:
        """Keep what ids, references and cursors an answer gave."""
        for one in data if isinstance(data, list) else data.values() if isinstance(data, Mapping) else ():
            self.learn(one)
        if isinstance(data, Mapping):
            for name in ("id", "ref", "cursor", "number", "partnership", "theme", "endCursor"):
                value = data.get(name)
                if isinstance(value, str) and len(self.known[name]) < 500:
                    self.known[name].append(value)

    def _type(self, name: str) -> GraphQLObjectType:
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLObjectType)
        return found

    def _selection(self, of: Any, depth: int, many: int = 0) -> str:
        if is_abstract_type(of):
            some = self.random.sample(list(self.schema.get_possible_types(of)), 2)
            return " ".join(
                ["__typename", *(f"... on {one} {{ {self._selection(one, depth)} }}" for one in some)]
            )
        fields = [
            (name, one) for name, one in of.fields.items() if depth > 1 or is_leaf_type(get_named_type(one.type))
        ]  # fmt: skip
        drawn = self.random.sample(fields, min(len(fields), many or self.random.randint(1, 5)))
        if "edges" in of.fields and depth > 1:
            drawn = [("edges", of.fields["edges"]), *(one for one in drawn if one[0] != "edges")]
        if of.name.endswith("Edge") and depth > 1:
            drawn = [("node", of.fields["node"])]
        parts = [self._field(of.name, name, one, depth) for name, one in drawn]
        return " ".join(part for part in parts if part) or "__typename"

    def _field(self, of: str, name: str, one: GraphQLField, depth: int) -> str:
        arguments = self._arguments(of, name, one)
        inner = get_named_type(one.type)
        below = "" if is_leaf_type(inner) else f" {{ {self._selection(inner, depth - 1)} }}"
        return f"{self._alias()}{name}{arguments}{below}"

    def _alias(self) -> str:
        return f"a{self.random.randint(0, 10**6)}: " if self.random.random() < 0.1 else ""

    def _arguments(self, of: str, name: str, one: GraphQLField) -> str:
        values = dict(self.given.get(f"{of}.{name}", {}))
        for key, argument in one.args.items():
            wanted = is_required_argument(argument) or self.random.random() < 0.25
            if key not in values and wanted and key != "last":
                values[key] = self._value(key, argument.type)
        if "first" in one.args:
            values["first"] = str(self.random.choice([1, 2, 3, 5, 8, 20, 50, 200]))
        return f"({', '.join(f'{key}: {value}' for key, value in values.items())})" if values else ""

    def _value(self, key: str, of: Any) -> str:
        if isinstance(of, GraphQLNonNull):
            return self._value(key, of.of_type)
        if isinstance(of, GraphQLList):
            return f"[{self._value(key, of.of_type)}]"
        if isinstance(of, GraphQLEnumType):
            return str(self.random.choice(list(of.values)))
        if isinstance(of, GraphQLInputObjectType):
            return self._object(of.fields)
        simple = {
            "Int": str(self.random.randint(-2, 300)),
            "Float": "1.5",
            "Boolean": self.random.choice(["true", "false"]),
            "Date": '"2018-03-01"',
            "DateTime": '"2018-03-01T00:00:00Z"',
        }
        return simple.get(str(of.name)) or self._text(key)

    def _object(self, fields: Mapping[str, Any]) -> str:
        some = [name for name, one in fields.items() if self._is_needed(one) or self.random.random() < 0.3]
        return f"{{{', '.join(f'{name}: {self._value(name, fields[name].type)}' for name in some)}}}"

    def _is_needed(self, one: GraphQLArgument | Any) -> bool:
        return isinstance(one.type, GraphQLNonNull)

    def _text(self, key: str) -> str:
        pool = {"after": "cursor", "before": "cursor"}.get(key, key)
        known = self.known.get(pool) or [one for some in self.known.values() for one in some[:20]]
        return f'"{self.random.choice(known)}"' if known and self.random.random() < 0.9 else '"none"'
