"""Lists that the database writes as JSON: what of a selection it can write, and the way of what is whole past the executor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson
from graphql import GraphQLObjectType, get_argument_values, get_named_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from lif_plugin.schema.connection import Connection
from lif_plugin.store.reads.written import Branch, Kind, Leaf, Named, Under

Member = Leaf | Named | Under
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a selection as it is asked for, with what is asked for below it."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    under: tuple["Asked", ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A value that can be made whole, or written as text, for some selections, and made plainly for all."""

    plain: Callable[[], Any]
    whole: Callable[[tuple[Asked, ...]], orjson.Fragment | dict[str, Any] | list[dict[str, Any]] | None]


class Passing(StrawberryGraphQLCoreExecutionContext):
    """Executes as Strawberry does, but lets through as it is what was made whole already."""

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a value; an offered one is made whole where the selection allows it."""
        if isinstance(result, Offered):
            named = get_named_type(return_type)
            whole = result.whole(self._asked(named, field_details_list))
            if whole is not None:
                return whole
            result = result.plain()
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def _asked(self, named: Any, details: Any) -> tuple[Asked, ...]:
        if not isinstance(named, GraphQLObjectType):
            return ()
        return tuple(
            self._one(key, group, named.fields.get(group[0].node.name.value))
            for key, group in self.collect_subfields(named, details).grouped_field_set.items()
        )

    def _one(self, key: str, group: Any, field: Any) -> Asked:
        node = group[0].node
        if field is None:
            return Asked(key, node.name.value, {}, ())
        given = (
            get_argument_values(field, node, self.variable_values, group[0].fragment_variable_values)
            if node.arguments
            else {}
        )
        return Asked(key, node.name.value, given, self._asked(get_named_type(field.type), group))


_NODE, _DAY, _CODE = Kind.NODE, Kind.DAY, Kind.CODE
_LEAVES: Final[Mapping[str, Mapping[str, tuple[str, Kind]]]] = {
    "learning_item": {
        "id": ("id", _NODE), "agency": ("agency_id", Kind.PLAIN), "partnership": ("partnership_id", Kind.PLAIN),
        "sourceOfLearning": ("source_of_learning", Kind.PLAIN), "title": ("title", Kind.PLAIN),
        "summary": ("summary", Kind.PLAIN), "nature": ("nature", _CODE), "theme": ("theme", Kind.PLAIN),
        "day": ("day", _DAY), "voiceSource": ("voice_source", Kind.PLAIN),
    },
    "finding": {
        "id": ("id", _NODE), "agency": ("agency_id", Kind.PLAIN), "nature": ("nature", _CODE),
        "theme": ("theme", Kind.PLAIN), "text": ("text", Kind.PLAIN), "evidence": ("evidence", Kind.PLAIN),
    },
    "recommendation": {
        "id": ("id", _NODE), "agency": ("agency_id", Kind.PLAIN), "text": ("text", Kind.PLAIN),
        "measure": ("measure", Kind.PLAIN), "ownerAgency": ("owner_agency", Kind.PLAIN),
        "ownerRole": ("owner_role", Kind.PLAIN), "due": ("due", _DAY),
        "answeringBody": ("answering_body", Kind.PLAIN),
    },
    "action": {
        "id": ("id", _NODE), "agency": ("agency_id", Kind.PLAIN), "text": ("text", Kind.PLAIN),
        "measure": ("measure", Kind.PLAIN), "ownerAgency": ("owner_agency", Kind.PLAIN),
        "ownerRole": ("owner_role", Kind.PLAIN), "monitoredBy": ("monitored_by", Kind.PLAIN),
        "approach": ("approach", Kind.PLAIN), "due": ("due", _DAY), "state": ("state", _CODE),
    },
    "agency": {"id": ("id", Kind.PLAIN), "name": ("name", Kind.PLAIN), "nation": ("nation", Kind.PLAIN)},
}  # fmt: skip
"""The fields whose value is a column, or nearly: what asks for more is made plainly."""
_UNDER: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("learning_item", "findings"): ("finding", "learning_item_id"),
    ("learning_item", "actions"): ("action", "learning_item_id"),
    ("finding", "recommendations"): ("recommendation", "finding_id"),
    ("recommendation", "actions"): ("action", "recommendation_id"),
}
_TYPES: Final = {
    "learning_item": "LearningItem",
    "finding": "Finding",
    "recommendation": "Recommendation",
    "action": "Action",
}


def branch_of(table: str, asked: tuple[Asked, ...]) -> Branch | None:
    """What the database is to write for a selection on a table's rows; None: it cannot."""
    members = [_member(table, one) for one in asked]
    found = tuple(member for member in members if member is not None)
    return Branch(table, found) if found and len(found) == len(members) else None


def _member(table: str, one: Asked) -> Member | None:
    if one.arguments:
        return None
    if one.name in _LEAVES[table]:
        return _leaf(table, one)
    if (table, one.name) == ("action", "owner"):
        leaves = [_leaf("agency", part) for part in one.under if part.name in _LEAVES["agency"]]
        return Named(one.key, "owner_agency", tuple(leaves)) if len(leaves) == len(one.under) else None
    below = _UNDER.get((table, one.name))
    branch = branch_of(below[0], one.under) if below else None
    return Under(one.key, below[1], branch) if below and branch else None


def _leaf(table: str, one: Asked) -> Leaf:
    column, kind = _LEAVES[table][one.name]
    return Leaf(one.key, column, kind, _TYPES.get(table, ""))


def node_of(asked: tuple[Asked, ...]) -> Asked | None:
    """The one `node` that a selection on a connection asks for; None where it asks otherwise."""
    edges = [one for one in asked if one.name == "edges"]
    nodes = [part for one in edges for part in one.under if part.name == "node"]
    known = all(one.name in {"edges", "pageInfo", "totalCount"} for one in asked) and all(
        part.name in {"node", "cursor"} for one in edges for part in one.under
    )
    info = (part.name for one in asked if one.name == "pageInfo" for part in one.under)
    return nodes[0] if len(nodes) == 1 and known and "__typename" not in info else None


def page_text(page: Connection[str], asked: tuple[Asked, ...]) -> orjson.Fragment:
    """A connection whose nodes are JSON already, as JSON."""
    return orjson.Fragment(orjson.dumps(page_value(page, asked, orjson.Fragment)))


def page_value(page: Connection[T], asked: tuple[Asked, ...], made: Callable[[T], Any]) -> dict[str, Any]:
    """A connection as it was asked for, its nodes as they are made."""
    info = page.page_info
    values = {
        "hasNextPage": info.has_next_page, "hasPreviousPage": info.has_previous_page,
        "startCursor": info.start_cursor, "endCursor": info.end_cursor,
    }  # fmt: skip

    def value(one: Asked) -> Any:
        if one.name == "totalCount":
            return page.total_count()
        if one.name == "pageInfo":
            return {part.key: values[part.name] for part in one.under}
        return [
            {part.key: made(edge.node) if part.name == "node" else edge.cursor for part in one.under}
            for edge in page.edges
        ]

    return {one.key: value(one) for one in asked}
