"""What the types of the learning cycle have in common: rows of own agency and partners, read level by level."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

import orjson
import strawberry
from strawberry.types import Info

from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.types.versioned import Versioned
from lif_plugin.schema.written import Asked, Offered, branch_of, node_of, page_text
from lif_plugin.store.reads.conditions import Where
from lif_plugin.store.reads.learning import newest_first, rows_count, rows_page, rows_with
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.written import written
from lif_plugin.store.tables import metadata

SEEN = "Seen by everyone of the agency, and of partners where it is shared; no case stands in it. Since 0.1."
T = TypeVar("T")


class RowLevel(Level):
    """A level of rows of the cycle, by their ids."""

    def __init__(self, ids: Iterable[str]) -> None:
        super().__init__()
        self.ids = tuple(ids)

    def under(
        self, context: Context, table: Any, column: str, made: Callable[[Sequence[Row]], Sequence[T | None]]
    ) -> Mapping[str, list[T]]:
        """The nodes of a table's rows under every row of this level: one statement, one level."""

        def fetch() -> dict[str, list[T]]:
            rows = rows_with(
                context.connection, context.viewer, table, column, self.ids, context.desk.today()
            )
            context.spend(len(rows))
            found: dict[str, list[T]] = {key: [] for key in self.ids}
            for row, node in zip(rows, made(rows), strict=True):
                # A row may tell of another that is not shared with the viewer.
                if node is not None:
                    found[row[column]].append(node)
            return found

        return self.once((table.name, column), fetch)


class FromTable(Versioned):
    """A type whose nodes are rows of one table, named by ``table``; they share their ``level``."""

    table: ClassVar[str]
    level: strawberry.Private[RowLevel]

    def among(self) -> tuple[Level, Iterable[str], str, str]:
        """The rows of its level, and which of them it is."""
        kind = type(self)
        return self.level, self.level.ids, kind.__name__, str(getattr(self, kind.resolve_id_attr()))

    @classmethod
    def of_table(cls) -> Any:
        """The table itself."""
        return metadata.tables[cls.table]

    @classmethod
    def of_rows(cls, context: Context, rows: Sequence[Row]) -> list[Self]:
        """Make the nodes of rows, on one level."""
        raise TypeError(f"{cls.__name__} makes no nodes of rows.")

    @classmethod
    def by_ids(cls, context: Context, ids: Sequence[str]) -> list[Self | None]:
        """Find nodes by their ids; None for those that are not the viewer's to see."""
        context.spend(len(ids))
        rows = rows_with(context.connection, context.viewer, cls.of_table(), "id", ids, context.desk.today())
        found = dict(zip((row["id"] for row in rows), cls.of_rows(context, rows), strict=True))
        return [found.get(key) for key in ids]

    @classmethod
    def resolve_nodes(  # type: ignore[override]
        cls, *, info: Info[Context, None], node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        """Find nodes by their ids, as Relay asks for them."""
        return cls.by_ids(info.context, list(node_ids))

    @classmethod
    def page(
        cls,
        context: Context,
        first: int | None,
        after: str | None,
        last: int | None,
        before: str | None,
        where: Sequence[Where] = (),
        **wanted: str | None,
    ) -> Connection[Self]:
        """A page of the table's rows, the last that was written down first."""
        window = window_of(newest_first(cls.of_table()), first, after, last, before)
        context.spend(window.size)
        today = context.desk.today()
        part = rows_page(context.connection, context.viewer, cls.of_table(), today, window, where, **wanted)
        return connection_of(
            part,
            cls.of_rows(context, part.rows),
            lambda: rows_count(context.connection, context.viewer, cls.of_table(), today, where, **wanted),
        )

    @classmethod
    def offered(
        cls,
        context: Context,
        first: int | None,
        after: str | None,
        last: int | None,
        before: str | None,
        where: Sequence[Where] = (),
        **wanted: str | None,
    ) -> Any:
        """The same page, written by the database where it can be and the caller takes text."""
        if not context.takes_text:
            return cls.page(context, first, after, last, before, where, **wanted)

        def text(asked: tuple[Asked, ...]) -> orjson.Fragment | None:
            node = node_of(asked)
            branch = branch_of(cls.table, node.under) if node else None
            if branch is None:
                return None
            window = window_of(newest_first(cls.of_table()), first, after, last, before)
            context.spend(window.size)
            today = context.desk.today()
            part = rows_page(
                context.connection, context.viewer, cls.of_table(), today, window, where, **wanted
            )
            ids = [row["id"] for row in part.rows]
            found = written(context.connection, context.viewer, branch, ids, today)
            context.spend(sum(one.rows for one in found.values()))
            page = connection_of(
                part,
                [found[key].text for key in ids],
                lambda: rows_count(
                    context.connection, context.viewer, cls.of_table(), today, where, **wanted
                ),
            )
            return page_text(page, asked)

        return Offered(lambda: cls.page(context, first, after, last, before, where, **wanted), text)
