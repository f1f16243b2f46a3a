"""Agencies as others name them: the directory, nobody's data."""

from collections.abc import Sequence
from typing import Self

import strawberry

from lif_plugin.schema.context import Context, Level
from lif_plugin.store.reads.agencies import agencies_by_id
from lif_plugin.store.reads.page import Row


@strawberry.type(description="An agency, as the directory has it. Seen by everyone. Since 0.1.")
class Agency:
    """One agency."""

    id: strawberry.ID = strawberry.field(description="Its id, as tokens and records name it.")
    name: str = strawberry.field(description="What it is called.")
    nation: str = strawberry.field(description="The nation whose law it works by.")
    ods: str | None = strawberry.field(
        description="Its code in the Organisation Data Service, where it has one."
    )
    ons: str | None = strawberry.field(
        description="Its code of the Office for National Statistics, where it has one."
    )

    @classmethod
    def of(cls, row: Row) -> Self:
        """Make an agency of its row."""
        names = ("name", "nation", "ods", "ons")
        return cls(id=strawberry.ID(row["id"]), **{name: row[name] for name in names})

    @classmethod
    def among(cls, context: Context, level: Level, ids: Sequence[str], wanted: str) -> Self:
        """Find one of the agencies that a level names; all of them are read together."""

        def fetch() -> dict[str, Self]:
            return {key: cls.of(row) for key, row in agencies_by_id(context.connection, ids).items()}

        return level.once("agencies", fetch)[wanted]
