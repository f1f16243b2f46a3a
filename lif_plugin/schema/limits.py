"""Limits of a document: tokens, depth, breadth, fields and aliases, set once for every operation."""

from collections.abc import Iterator
from dataclasses import dataclass
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

MAX_TOKENS: Final = 3000
MAX_DEPTH: Final = 18
MAX_BREADTH: Final = 60
MAX_FIELDS: Final = 600
MAX_ALIASES: Final = 20


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


class Limits(ValidationCache):
    """Refuses a document that is too deep, wide or large, before it is validated; what was validated is not again.

    Strawberry's own depth and alias limits walk each fragment again wherever it is spread, which takes
    time exponential in the number of fragments; this measures each fragment once.
    """

    def on_validate(self) -> Iterator[None]:
        """Measure the document, then validate it."""
        document = self.execution_context.graphql_document
        errors = too_large(document) if document is not None else []
        if errors:
            self.execution_context.pre_execution_errors = errors
            yield
        else:
            yield from super().on_validate()


@lru_cache(maxsize=128)
def too_large(document: DocumentNode) -> list[GraphQLError]:
    """Say which limits a document passes."""
    size = _Measure(document).size
    checks = (
        ("deep", size.depth, MAX_DEPTH),
        ("wide", size.breadth, MAX_BREADTH),
        ("large (fields)", size.fields, MAX_FIELDS),
        ("large (aliases)", size.aliases, MAX_ALIASES),
    )
    return [
        GraphQLError(
            f"The query is too {what}: {found:,} where {limit} are allowed.",
            extensions={"code": "query_too_large", "hint": "Split it into several queries."},
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
                inner = self._of(node.selection_set)
                part = Size(
                    inner.depth + 1, inner.breadth, inner.fields + 1, inner.aliases + bool(node.alias)
                )
                breadth += 1
            elif isinstance(node, InlineFragmentNode):
                part = self._of(node.selection_set)
                breadth += part.breadth
            elif isinstance(node, FragmentSpreadNode):
                part = self._fragment(node.name.value)
                breadth += part.breadth
            else:
                continue
            total = Size(
                max(total.depth, part.depth),
                max(total.breadth, part.breadth),
                total.fields + part.fields,
                total.aliases + part.aliases,
            )
        return Size(total.depth, max(total.breadth, breadth), total.fields, total.aliases)

    def _fragment(self, name: str) -> Size:
        if name not in self._known:
            # A fragment that spreads itself counts nothing here: validation refuses it with a better message.
            self._known[name] = Size()
            node = self._fragments.get(name)
            if node is not None:
                self._known[name] = self._of(node.selection_set)
        return self._known[name]


def _widest(parts: list[Size]) -> Size:
    return Size(
        max((part.depth for part in parts), default=0),
        max((part.breadth for part in parts), default=0),
        max((part.fields for part in parts), default=0),
        max((part.aliases for part in parts), default=0),
    )
