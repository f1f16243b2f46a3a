"""What an operation may cost at most, worked out from its document before anything is read: rows and statements.

A page costs its size for each node it hangs on. A list without pages has no size that could be known beforehand: it is
reckoned generously, up to what is allowed at all, and the reading of it stops there. So nothing costs more than it was
estimated at, and what could fit is not refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_list_type,
)

from lif_plugin.schema.connection import DEFAULT_SIZE, MAX_SIZE
from lif_plugin.schema.values import COST

BASE: Final = 10
"""Statements that any operation may need: its transactions, the agency's settings."""
READING: Final = 10
"""Statements that a field may need which is read by itself, for all nodes of its level."""
WHOLE: Final = 50
"""Statements that a field may need besides which declares that it costs more, as by reading a whole partnership."""
MUTATION: Final = 1_000
"""What a mutation may need for its own reading and writing."""
A_NODE: Final = 200
"""Rows that a list without pages is reckoned with for each node it hangs on."""
AT_LEAST: Final = 1_000
"""Rows that a list without pages is reckoned with, however few nodes it hangs on."""
_SIZES: Final = frozenset({"first", "last"})


@dataclass(frozen=True, slots=True)
class Points:
    """What a part of a document costs: at most, and at least if every list without pages were as short as can be."""

    most: int = 0
    least: int = 0

    def __add__(self, other: "Points") -> "Points":
        return Points(self.most + other.most, self.least + other.least)

    def times(self, factor: int) -> "Points":
        """Both, so many times."""
        return Points(self.most * factor, self.least * factor)

    @property
    def unpaged(self) -> "Points":
        """How many nodes a list without pages may have in all that hangs on so many."""
        return Points(max(AT_LEAST, self.most * A_NODE), min(1, self.least))


def estimate(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    variables: Mapping[str, Any] | None,
) -> Points:
    """What an operation costs; ``name`` is that of the operation, needed where there are several."""
    given = variables or {}
    sizes = tuple((one, _size(given[one])) for one in _names(document) if isinstance(given.get(one), int))
    return _estimated(schema, document, name, sizes)


def _size(given: int) -> int:
    return min(max(given, 0), MAX_SIZE)


@lru_cache(maxsize=256)
def _estimated(
    schema: GraphQLSchema, document: DocumentNode, name: str | None, sizes: tuple[tuple[str, int], ...]
) -> Points:
    operation = next(
        one for one in document.definitions
        if isinstance(one, OperationDefinitionNode) and name in {None, one.name.value if one.name else None}
    )  # fmt: skip
    defaults = {
        one.variable.name.value: _size(int(one.default_value.value))
        for one in operation.variable_definitions or ()
        if isinstance(one.default_value, IntValueNode)
    }
    root = schema.get_root_type(operation.operation)
    if root is None:
        return Points(BASE, BASE)
    reckoning = _Reckoning(schema, document, defaults | dict(sizes))
    found = reckoning.selection(root, operation.selection_set, Points(1, 1))
    own = BASE + (MUTATION if operation.operation is OperationType.MUTATION else 0) * len(
        operation.selection_set.selections
    )
    return found + Points(own, own)


@lru_cache(maxsize=256)
def _names(document: DocumentNode) -> tuple[str, ...]:
    """The variables of a document, whichever of them sizes are given by."""
    return tuple(
        sorted(
            {
                one.variable.name.value
                for operation in document.definitions
                if isinstance(operation, OperationDefinitionNode)
                for one in operation.variable_definitions or ()
            }
        )
    )


class _Reckoning:
    """Goes through an operation with its fragments written out; how often they are, the limits of a document hold."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, sizes: Mapping[str, int]) -> None:
        self._schema = schema
        self._sizes = sizes
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def selection(
        self, of: GraphQLNamedType, selected: SelectionSetNode | None, parents: Points, page: int = 0
    ) -> Points:
        """What is asked of so many nodes of a type; ``page`` is how many edges each has that is a connection."""
        total = Points()
        for node in selected.selections if selected else ():
            if isinstance(node, FieldNode):
                total += self._field(of, node, parents, page)
            elif isinstance(node, InlineFragmentNode):
                named = self._named(node.type_condition.name.value) if node.type_condition else of
                total += self.selection(named, node.selection_set, parents, page)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                named = self._named(fragment.type_condition.name.value)
                total += self.selection(named, fragment.selection_set, parents, page)
        return total

    def _named(self, name: str) -> GraphQLNamedType:
        return self._schema.type_map[name]

    def _field(self, of: GraphQLNamedType, node: FieldNode, parents: Points, page: int) -> Points:
        fields: Mapping[str, GraphQLField] = getattr(of, "fields", {})
        field = fields.get(node.name.value)
        if field is None:
            # __typename, and introspection, which reads nothing: its size is held by the limits of a document.
            return Points()
        named = get_named_type(field.type)
        reads, more = _declared(field)
        cost = Points(READING, READING) if reads else Points()
        cost += parents.times(more) + (Points(WHOLE, WHOLE) if more else Points())
        if is_leaf_type(named):
            return cost
        size = self._page(field, node)
        nodes, inner = parents, 0
        if size is not None:
            cost += parents.times(size)
            nodes, inner = (
                (parents, size) if "edges" in getattr(named, "fields", {}) else (parents.times(size), 0)
            )
        elif _is_list(field):
            nodes = parents.times(page) if page else parents.unpaged
            # A list may be read through what stands between it and its nodes: a row for each.
            cost += nodes.times(2) if reads else Points()
        elif reads:
            cost += parents
        return cost + self.selection(named, node.selection_set, nodes, inner)

    def _page(self, field: GraphQLField, node: FieldNode) -> int | None:
        """How many a page has at most; None for what has no pages."""
        if not _SIZES & field.args.keys():
            return None
        found = [
            self._given(argument.value)
            for argument in node.arguments or ()
            if argument.name.value in _SIZES
        ]  # fmt: skip
        sizes = [one for one in found if one is not None]
        default = field.args["first"].default_value if "first" in field.args else None
        return max(sizes) if sizes else default if isinstance(default, int) else DEFAULT_SIZE

    def _given(self, value: Any) -> int | None:
        if isinstance(value, IntValueNode):
            return _size(int(value.value))
        return self._sizes.get(value.name.value) if isinstance(value, VariableNode) else None


def _declared(field: GraphQLField) -> tuple[bool, int]:
    """Whether a field is read by itself, and what it costs more for each node it hangs on."""
    defined = field.extensions.get("strawberry-definition")
    return getattr(defined, "base_resolver", None) is not None, int(
        (getattr(defined, "metadata", None) or {}).get(COST, 0)
    )


def _is_list(field: GraphQLField) -> bool:
    outer = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return is_list_type(outer)
