"""Relay connections over keyset pages: arguments in, edges with opaque cursors out."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

import orjson
import strawberry
from strawberry import relay

from lif_plugin.errors import LifError
from lif_plugin.schema.values import resolved
from lif_plugin.store.reads.page import Key, Order, Row, Slice, Window, key_of

DEFAULT_SIZE: Final = 50
MAX_SIZE: Final = 200

T = TypeVar("T")


class BadPage(LifError):
    """The page asked for does not exist."""

    code = "bad_page"
    hint = "Give `first` or `last`, 1 to 200, and cursors as edges of the same list gave them."


@strawberry.type(name="Edge", description="An item of a page and its place in the list.")
class Edge(Generic[T]):
    """An item of a page."""

    cursor: str = strawberry.field(description="The item's place: give it as `after` or `before`.")
    node: T = strawberry.field(description="The item.")


@strawberry.type(
    name="Connection",
    description="One page of a list, in an order that stays while rows come and go. "
    "Follow `pageInfo.endCursor` with `after`, or `pageInfo.startCursor` with `before`.",
)
class Connection(Generic[T]):
    """A page of a list."""

    edges: list[Edge[T]] = strawberry.field(description="The items of this page, each with its cursor.")
    page_info: relay.PageInfo = strawberry.field(description="Whether there is more, and where to go on.")
    counted: strawberry.Private[Callable[[], int]]

    @resolved("How many items the whole list has. Costs one more statement when asked for.")
    def total_count(self) -> int:
        """Count the whole list."""
        return self.counted()


def window_of(
    order: Order, first: int | None, after: str | None, last: int | None, before: str | None
) -> Window:
    """Read a connection's arguments. Raises `BadPage`."""
    if first is not None and last is not None:
        raise BadPage("`first` and `last` cannot be given together.")
    size = first if first is not None else last if last is not None else DEFAULT_SIZE
    if not 1 <= size <= MAX_SIZE:
        raise BadPage(f"A page has 1 to {MAX_SIZE} items, not {size}.")
    return Window(size, _key(after, order), _key(before, order), from_end=last is not None)


def connection_of(part: Slice, nodes: Sequence[T], counted: Callable[[], int]) -> Connection[T]:
    """Make a connection of a page's rows and the nodes made of them, in the same order."""
    cursors = [_cursor(key_of(row)) for row in part.rows]
    return Connection(
        edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)],
        page_info=relay.PageInfo(
            has_next_page=part.has_next,
            has_previous_page=part.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        counted=counted,
    )


class Connections(Generic[T]):
    """The connections of all owners on a level; the nodes of all are made together, so they share a level."""

    def __init__(
        self,
        slices: Mapping[int, Slice],
        made: Callable[[Sequence[Row]], list[T]],
        counted: Callable[[], Mapping[int, int]],
    ) -> None:
        self._counted = counted
        nodes = iter(made([row for part in slices.values() for row in part.rows]))
        self._made = {
            owner: connection_of(part, [next(nodes) for _ in part.rows], self._counter(owner))
            for owner, part in slices.items()
        }

    def _counter(self, owner: int) -> Callable[[], int]:
        return lambda: self._counted().get(owner, 0)

    def of(self, owner: int) -> Connection[T]:
        """Return one owner's connection; an empty one where nothing was found."""
        return self._made.get(owner) or connection_of(Slice(), [], self._counter(owner))


def _cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _key(cursor: str | None, order: Order) -> Key | None:
    if cursor is None:
        return None
    try:
        key: Any = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise BadPage("A cursor is not one that this server gave.") from error
    fits = isinstance(key, list) and len(key) == len(order.columns)
    if not fits or any(
        type(part) is not column.type.python_type for part, column in zip(key, order.columns, strict=True)
    ):
        raise BadPage("A cursor is not one that this list gave.")
    return tuple(key)
