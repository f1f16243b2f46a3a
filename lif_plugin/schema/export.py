"""A whole list of the root as rows of a table: asked of the schema itself, page by page, as the one who takes it.

What somebody may not see is refused as it is there, what is shown is logged as it is there, and conditions are arguments
of the field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)
from graphql import GraphQLSchema as Core

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, NotAllowed, NotFound
from lif_plugin.schema.api import Api
from lif_plugin.schema.connection import MAX_SIZE

Cell = str | int | float | None
FIGURES: Final = frozenset(
    {
        "publishedCounts",
        "learningSummary",
        "promptCounts",
        "indicators",
        "voiceCoverage",
        "auditCounts",
        "auditUnknown",
    }
)
"""Lists without pages that can be taken as well: figures, small by themselves."""
SUPPRESSED: Final = "c"
"""What stands where a figure is not shown because it would tell of a few."""
_PAGING: Final = frozenset({"first", "after", "last", "before"})


class ExportRefused(LifError):
    """The list cannot be taken like this."""

    code = "export_refused"
    hint = "Ask the same of `/graphql`: the message says what is wrong."


@dataclass(frozen=True, slots=True)
class Column:
    """A value of a row: the fields that lead to it, one or two."""

    path: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What stands above it."""
        return ".".join(self.path)

    def cell(self, node: Mapping[str, Any]) -> Cell:
        """The value, or the symbol that stands in its place."""
        owner: Any = node
        for name in self.path[:-1]:
            owner = owner.get(name) or {}
        value = owner.get(self.path[-1])
        return _symbol(owner, self.path[-1]) if value is None else _cell(value)


def _symbol(owner: Mapping[str, Any], name: str) -> Cell:
    """The symbol of a figure that is not there: its own, that of its row, or that it is suppressed."""
    if name in {"count", "percent"}:
        found: Cell = owner.get("symbol") if name == "count" else owner.get("percentSymbol")
        return found
    return SUPPRESSED if owner.get("suppressed") and name in {"numerator", "value"} else None


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(str(_cell(one)) for one in value)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return value if isinstance(value, int | float) else str(value)


@dataclass(frozen=True, slots=True)
class Export:
    """A list that can be taken: its document, its columns, and whether it comes in pages."""

    name: str
    document: str
    columns: tuple[Column, ...]
    paged: bool
    given: Mapping[str, Any]

    def rows(self, api: Api, viewer: Viewer) -> Iterator[Sequence[Cell]]:
        """The headings and then every row. Raises `ExportRefused` at a page that is refused."""
        yield [column.heading for column in self.columns]
        cursor: str | None = None
        while True:
            found = self._page(api, viewer, cursor)
            nodes = [edge["node"] for edge in found["edges"]] if self.paged else found
            for node in nodes:
                yield [column.cell(node) for column in self.columns]
            if not self.paged or not found["pageInfo"]["hasNextPage"]:
                return
            cursor = found["pageInfo"]["endCursor"]

    def _page(self, api: Api, viewer: Viewer, cursor: str | None) -> Any:
        variables = {**self.given, **({"after": cursor} if self.paged else {})}
        reply = api.run(viewer, self.document, variables, read_only=True)
        for error in reply.errors:
            if error["extensions"]["code"] == NotAllowed.code:
                raise NotAllowed(str(error["message"]))
            raise ExportRefused(str(error["message"]), hint=str(error["extensions"]["hint"]))
        return (reply.data or {})[self.name]


def export_of(api: Api, name: str, given: Mapping[str, str]) -> Export:
    """A list of the root by its name, with arguments as JSON or as they are. Raises `NotFound`, `ExportRefused`."""
    field = _query(api.core).fields.get(name)
    node = _node(field) if field else None
    if field is None or (node is None and name not in FIGURES):
        raise NotFound("There is no such list.")
    paged, of = node is not None, node or get_named_type(field.type)
    if not isinstance(of, GraphQLObjectType):
        raise NotFound("There is no such list.")
    known = {key: arg for key, arg in field.args.items() if key not in _PAGING}
    _require_known(known, given)
    columns = tuple(_columns(of))
    return Export(
        name, _document(name, known, given, columns, paged=paged), columns, paged, _values(known, given)
    )


def _require_known(known: Mapping[str, GraphQLArgument], given: Mapping[str, str]) -> None:
    unknown = sorted(given.keys() - known.keys())
    lacking = sorted(key for key, arg in known.items() if is_required_argument(arg) and key not in given)
    if unknown or lacking:
        said = f"It takes no {', '.join(unknown)}." if unknown else f"It needs {', '.join(lacking)}."
        raise ExportRefused(said, hint=f"It takes: {', '.join(sorted(known)) or 'nothing'}.")


def _values(known: Mapping[str, GraphQLArgument], given: Mapping[str, str]) -> dict[str, Any]:
    """Arguments as variables: a word as it is, everything else as JSON."""
    found: dict[str, Any] = {}
    for key, text in given.items():
        try:
            found[key] = orjson.loads(text) if _is_json(known[key]) else text
        except orjson.JSONDecodeError as error:
            raise ExportRefused(
                f"`{key}` is no JSON.", hint='For example filter={"theme":{"is":"voice"}}.'
            ) from error
    return found


def _is_json(arg: GraphQLArgument) -> bool:
    named = get_named_type(arg.type)
    return is_list_type(arg.type) or not is_leaf_type(named) or named.name in {"Int", "Float", "Boolean"}


def _columns(of: GraphQLObjectType) -> Iterator[Column]:
    """Each value of a type, and of the single things it names each value of theirs; never a list of things."""
    for name, field in of.fields.items():
        named = get_named_type(field.type)
        if is_leaf_type(named):
            yield Column((name,))
        elif isinstance(named, GraphQLObjectType) and not _is_list(field) and _is_figure(named):
            yield from (Column((name, inner)) for inner in named.fields)


def _is_figure(named: GraphQLObjectType) -> bool:
    return "suppressed" in named.fields and all(
        is_leaf_type(get_named_type(one.type)) for one in named.fields.values()
    )


def _is_list(field: GraphQLField) -> bool:
    return is_list_type(field.type) or is_list_type(getattr(field.type, "of_type", None))


def _document(
    name: str,
    known: Mapping[str, GraphQLArgument],
    given: Mapping[str, str],
    columns: Sequence[Column],
    *,
    paged: bool,
) -> str:
    variables = [f"${key}: {known[key].type}" for key in given] + (["$after: String"] if paged else [])
    arguments = [f"{key}: ${key}" for key in given]
    arguments += [f"first: {MAX_SIZE}", "after: $after"] if paged else []
    asked = " ".join(_asked(columns))
    body = f"edges {{ node {{ {asked} }} }} pageInfo {{ hasNextPage endCursor }}" if paged else asked
    head = f"query({', '.join(variables)})" if variables else "query"
    given_to = f"({', '.join(arguments)})" if arguments else ""
    return f"{head} {{ {name}{given_to} {{ {body} }} }}"


def _asked(columns: Sequence[Column]) -> list[str]:
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(column.path[0], []).extend(column.path[1:])
    return [f"{name} {{ {' '.join(inner)} }}" if inner else name for name, inner in found.items()]


def _query(schema: Core) -> GraphQLObjectType:
    if schema.query_type is None:
        raise NotFound("There is no such list.")
    return schema.query_type


def _node(field: GraphQLField) -> GraphQLObjectType | None:
    """The things of a connection; None where it is none."""
    named = get_named_type(field.type)
    if not isinstance(named, GraphQLObjectType) or "pageInfo" not in named.fields:
        return None
    edge = get_named_type(named.fields["edges"].type)
    node = get_named_type(edge.fields["node"].type) if isinstance(edge, GraphQLObjectType) else None
    return node if isinstance(node, GraphQLObjectType) else None
