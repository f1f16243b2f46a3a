"""What came in: imports with their oddities, what sources cover, and refused rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Self

import orjson
import strawberry
from strawberry.types import Info

from lif_plugin.schema.connection import Connection, connection_of, window_of
from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.values import After, Before, First, Last, arg, at, day_of, moment_of, resolved
from lif_plugin.store.reads.page import Row
from lif_plugin.store.reads.setup import (
    IMPORT_ORDER,
    REJECTED_ORDER,
    count_imports,
    count_rejected,
    coverage_now,
    imports_page,
    notices_of,
    rejected_page,
)


@strawberry.type(
    description="Something odd about rows that were still taken, e.g. an unknown code, one entry for each file, "
    "field and reason. Seen like its import. Since 0.1."
)
class Notice:
    """One oddity."""

    file: str = strawberry.field(description="The file it stands in.")
    field: str | None = strawberry.field(description="The field, where it is about one.")
    reason: str = strawberry.field(description="A short code for counting.")
    message: str = strawberry.field(description="What is odd and how to mend it.")
    first_row: int = strawberry.field(
        description="The first row it was seen in, as the file's own tool counts."
    )
    count: int = strawberry.field(description="How many rows have it.")


@strawberry.type(
    description="One import of a set of files. Rows read are rows accepted plus rows refused, none is left out in "
    "silence. Seen by roles that read an agency's setup. Since 0.1."
)
class Import:
    """One import."""

    number: int = strawberry.field(description="Its number, as `lif imports` shows it.")
    adapter: str = strawberry.field(description="The adapter that read the files.")
    source: str = strawberry.field(description="The source the cases are of.")
    scope: str = strawberry.field(description="The return or feed, e.g. a collection year.")
    complete: bool = strawberry.field(
        description="Whether it was declared complete, so that what it no longer states was retracted."
    )
    state: str = strawberry.field(
        description="`receiving`, `received`, `done`, `undone` or `abandoned`; `live` for a connection."
    )
    files: list[str] = strawberry.field(description="The names of the files, without their folders.")
    rows_read: int = strawberry.field(description="How many rows were read.")
    rows_accepted: int = strawberry.field(description="How many rows were taken.")
    rows_rejected: int = strawberry.field(description="How many rows were refused.")
    events: int = strawberry.field(description="How many events the rows gave.")
    started_at: datetime = strawberry.field(description="When it began (UTC).")
    finished_at: datetime | None = strawberry.field(description="When it ended (UTC); null: not yet.")
    level: strawberry.Private["ImportLevel"]

    @resolved("What was odd about rows that were still taken.")
    def notices(self, info: Info[Context, None]) -> list[Notice]:
        """List the oddities, read for all imports of the page at once."""
        context = info.context

        def fetch() -> Mapping[int, list[Row]]:
            return notices_of(context.connection, context.viewer, self.level.numbers)

        names = ("file", "field", "reason", "message", "first_row", "count")
        rows = self.level.once("notices", fetch)[self.number]
        return [Notice(**{name: row[name] for name in names}) for row in rows]

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> list[Self]:
        """Make imports of rows; they share their level."""
        level = ImportLevel([row["id"] for row in rows])
        return [
            cls(
                number=row["id"],
                adapter=row["adapter"],
                source=row["source"],
                scope=row["scope"],
                complete=row["complete"],
                state=row["state"],
                files=orjson.loads(row["files"]),
                rows_read=row["rows_read"],
                rows_accepted=row["rows_accepted"],
                rows_rejected=row["rows_rejected"],
                events=row["events"],
                started_at=at(row["started_at"]),
                finished_at=moment_of(row["finished_at"]),
                level=level,
            )
            for row in rows
        ]


class ImportLevel(Level):
    """A level of imports."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self.numbers = numbers


@strawberry.type(
    description="A source's statement that it knows all facts of a kind between two days. Outside it a rule answers "
    "*cannot tell*. Seen by roles that read an agency's setup. Since 0.1."
)
class Coverage:
    """One statement."""

    source: str = strawberry.field(description="The source.")
    kind: str = strawberry.field(description="The kind of event.")
    scope: str = strawberry.field(description="The return or feed that states it.")
    first_day: date | None = strawberry.field(name="from", description="The first day covered.")
    last_day: date | None = strawberry.field(name="to", description="The last day covered.")
    import_number: int = strawberry.field(description="The import it came with.")


@strawberry.type(
    description="A row that could not be taken. It holds child data: seen by the agency's own administrators only, "
    "and every read is logged. Since 0.1."
)
class RejectedRow:
    """One refused row."""

    import_number: int = strawberry.field(description="The import it came with.")
    file: str = strawberry.field(description="The file it stands in.")
    row: int = strawberry.field(description="The row, as the file's own tool counts.")
    field: str | None = strawberry.field(description="The field at fault, where it is one.")
    reason: str = strawberry.field(description="A short code for counting.")
    message: str = strawberry.field(description="What is wrong, and how to mend it.")
    raw: str = strawberry.field(description="The row as it stands in the file.")


@strawberry.type
class DeliveryQuery:
    """Ways to what came in."""

    @resolved("Your agency's imports, newest first.")
    def imports(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Import] | None:
        """Page through the imports."""
        context = info.context
        window = window_of(IMPORT_ORDER, first, after, last, before)
        context.spend(window.size)
        part = imports_page(context.connection, context.viewer, window)
        return connection_of(
            part, Import.of_rows(part.rows), lambda: count_imports(context.connection, context.viewer)
        )

    @resolved("What your agency's sources cover now, by source, kind and day; at most 2,000.")
    def coverage(self, info: Info[Context, None]) -> list[Coverage] | None:
        """List what is covered."""
        return [
            Coverage(
                source=row["source"],
                kind=row["kind"],
                scope=row["scope"],
                first_day=day_of(row["first_day"]),
                last_day=day_of(row["last_day"]),
                import_number=row["import_id"],
            )
            for row in coverage_now(info.context.connection, info.context.viewer)
        ]

    @resolved("Rows of your agency's files that could not be taken, oldest first.")
    def rejected(
        self,
        info: Info[Context, None],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        import_number: Annotated[int | None, arg("Only rows of this import.")] = None,
    ) -> Connection[RejectedRow] | None:
        """Page through the refused rows."""
        context = info.context
        window = window_of(REJECTED_ORDER, first, after, last, before)
        context.spend(window.size)
        part = rejected_page(context.connection, context.viewer, import_number, window)
        if part.rows:
            context.shown_without_case("rejected")
        names = ("file", "row", "field", "reason", "message", "raw")
        nodes = [
            RejectedRow(import_number=row["import_id"], **{name: row[name] for name in names})
            for row in part.rows
        ]
        return connection_of(
            part, nodes, lambda: count_rejected(context.connection, context.viewer, import_number)
        )
