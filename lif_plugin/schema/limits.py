"""Limits of a document: tokens, depth, breadth, fields, aliases, directives and what it may cost, before anything is read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)
from strawberry.extensions import MaxTokensLimiter, ValidationCache

from lif_plugin.schema.allowed import NoIntrospection, QueryTooLarge
from lif_plugin.schema.context import Context
from lif_plugin.schema.cost import estimate
from lif_plugin.tracing import under_way

MAX_TOKENS: Final = 3000
MAX_DEPTH: Final = 18
MAX_BREADTH: Final = 60
MAX_FIELDS: Final = 600
MAX_ALIASES: Final = 20
MAX_DIRECTIVES: Final = 40
_SCHEMA: Final = frozenset({"__schema", "__type"})
_COUNTED: Final = ("depth", "breadth", "fields", "aliases", "directives")


class Tokens(MaxTokensLimiter):
    """A document has at most `MAX_TOKENS` tokens; it is not parsed further."""

    def __init__(self) -> None:
        super().__init__(MAX_TOKENS)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a selection is with its fragments written out; breadth is its widest level."""

    depth: int = 0
    breadth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    asks_schema: bool = False

    def __add__(self, other: "Size") -> "Size":
        """Both side by side, but for their breadth, which is one level's."""
        return Size(
            max(self.depth, other.depth),
            max(self.breadth, other.breadth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.asks_schema or other.asks_schema,
        )


class Limits(ValidationCache):
    """Refuses a document that is too deep, wide or large, before it is validated; what was validated is not again.

    Strawberry's own depth and alias limits walk each fragment again wherever it is spread, which takes
    time exponential in the number of fragments; this measures each fragment once.
    """

    def on_validate(self) -> Iterator[None]:
        """Measure the document, validate it, and work out what it may cost."""
        running = self.execution_context
        document = running.graphql_document
        running.pre_execution_errors = self._refused(document) if document is not None else None
        if not running.pre_execution_errors:
            # The errors have to be there before the executor looks, which is before this goes on.
            next(super().on_validate())
        if document is not None and not running.pre_execution_errors:
            running.pre_execution_errors = self._too_costly(document)
        yield

    def _refused(self, document: DocumentNode) -> list[GraphQLError]:
        context: Context | None = self.execution_context.context
        size = measure(document)
        # Without one it is us who ask, not somebody.
        if (
            size.asks_schema
            and context is not None
            and not context.sources.allowed.may_introspect(context.viewer)
        ):
            return [_told(NoIntrospection())]
        return too_large(size)

    def _too_costly(self, document: DocumentNode) -> list[GraphQLError]:
        """Give the operation its budget, or say why it can have none."""
        running = self.execution_context
        context: Context | None = running.context
        if context is None:
            return []
        self._name_span()
        allowed = context.sources.allowed.cost
        points = estimate(running.schema._schema, document, running.operation_name, running.variables)  # noqa: SLF001
        context.begin_anew(min(points.most, allowed) if points.least <= allowed else points.least)
        if points.least <= allowed:
            return []
        said = f"The query may cost {points.least:,} points where {allowed:,} are allowed."
        return [_told(QueryTooLarge(said))]

    def _name_span(self) -> None:
        """Call the operation's span by its type alone; its document may hold anything."""
        running, told = self.execution_context, under_way()
        kind = running.operation_type.value.lower()
        told.name(kind)
        told.note("graphql.operation.type", kind)
        if running.operation_name:
            told.note("graphql.operation.name", running.operation_name)


def _told(error: QueryTooLarge | NoIntrospection) -> GraphQLError:
    return GraphQLError(error.message, original_error=error)


@lru_cache(maxsize=128)
def measure(document: DocumentNode) -> Size:
    """How large a document is."""
    return _Measure(document).size


def too_large(size: Size) -> list[GraphQLError]:
    """Say which limits a document of a size passes."""
    checks = (
        ("deep", size.depth, MAX_DEPTH),
        ("wide", size.breadth, MAX_BREADTH),
        ("large (fields)", size.fields, MAX_FIELDS),
        ("large (aliases)", size.aliases, MAX_ALIASES),
        ("large (directives)", size.directives, MAX_DIRECTIVES),
    )
    return [
        _told(
            QueryTooLarge(
                f"The query is too {what}: {found:,} where {limit} are allowed.",
                hint="Split it into several queries.",
            )
        )
        for what, found, limit in checks
        if found > limit
    ]


class _Measure:
    """Measures a document, each fragment once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}
        parts = [
            self._of(node.selection_set)
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
        ]
        self.size = _widest(parts)

    def _of(self, selection: SelectionSetNode | None) -> Size:
        total = Size()
        breadth = 0
        for node in selection.selections if selection else ():
            if isinstance(node, FieldNode):
                part = self._of(node.selection_set) + Size(
                    fields=1, aliases=bool(node.alias), asks_schema=node.name.value in _SCHEMA
                )
                part = replace(part, depth=part.depth + 1)
                breadth += 1
            elif isinstance(node, InlineFragmentNode):
                part = self._of(node.selection_set)
                breadth += part.breadth
            elif isinstance(node, FragmentSpreadNode):
                part = self._fragment(node.name.value)
                breadth += part.breadth
            else:
                continue
            total += part + Size(directives=len(node.directives or ()))
        return replace(total, breadth=max(total.breadth, breadth))

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            # A fragment that spreads itself counts nothing here: validation refuses it with a better message.
            self._known[name] = Size()
            node = self._fragments.get(name)
            if node is not None:
                self._known[name] = self._of(node.selection_set)
        return self._known[name]


def _widest(parts: list[Size]) -> Size:
    found = {name: max((getattr(part, name) for part in parts), default=0) for name in _COUNTED}
    return Size(**found, asks_schema=any(part.asks_schema for part in parts))
