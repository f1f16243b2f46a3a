"""The configuration of the viewer's agency, its versions, and whether delivery is stopped."""

from datetime import datetime
from typing import Annotated, Any, Self

import strawberry
from strawberry.scalars import JSON
from strawberry.types import Info

from lif_plugin.domain.config.configuration import Configuration
from lif_plugin.domain.config.document import write
from lif_plugin.flow import pausing
from lif_plugin.flow.configuring import current, history, of_version
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import arg, at, moment_of, resolved

MOST = 200


@strawberry.type(
    description="One version of the configuration. Seen by roles that read an agency's setup. Since 0.1."
)
class ConfigurationVersion:
    """One version."""

    version: int = strawberry.field(description="Its number, counted from 1.")
    state: str = strawberry.field(
        description="`applied`: it was or is run by. `proposed`: it waits for a second person. `refused`: that person "
        "did not want it. `overtaken`: another was applied while it waited."
    )
    saved_at: datetime = strawberry.field(description="When (UTC).")
    saved_by: str = strawberry.field(description="Who saved or proposed it.")
    why: str | None = strawberry.field(description="The reason they gave.")
    base: int | None = strawberry.field(description="The version it was made from.")
    decided_by: str | None = strawberry.field(description="The second person.")
    decided_at: datetime | None = strawberry.field(description="When they decided (UTC).")

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Self:
        """Make a version of a row."""
        names = ("version", "state", "saved_by", "why", "base", "decided_by")
        return cls(
            saved_at=at(row["saved_at"]),
            decided_at=moment_of(row["decided_at"]),
            **{name: row[name] for name in names},
        )


@strawberry.type(description="What an agency has set. Seen by roles that read an agency's setup. Since 0.1.")
class AgencyConfiguration:
    """The configuration."""

    version: ConfigurationVersion = strawberry.field(description="Which version it is.")
    document: JSON = strawberry.field(
        description="The whole document, with the keys of its file; `lif config schema` describes them."
    )
    paused: bool = strawberry.field(description="Whether all delivery is stopped.")

    @classmethod
    def of(cls, row: dict[str, Any], value: Configuration, *, paused: bool) -> Self:
        """Describe a version with what it says."""
        return cls(version=ConfigurationVersion.of_row(row), document=JSON(write(value)), paused=paused)


@strawberry.type
class ConfigurationQuery:
    """The way to the configuration."""

    @resolved("The configuration your agency runs by, or one version of it; null: there is no such version.")
    def agency_configuration(
        self,
        info: Info[Context, None],
        version: Annotated[int | None, arg("An earlier or waiting one.")] = None,
    ) -> AgencyConfiguration | None:
        """Read the configuration."""
        context = info.context
        number = version or current(context.connection, context.viewer)[0]
        row, value = of_version(context.connection, context.viewer, number)
        held = pausing.listed(context.connection, context.viewer)
        return AgencyConfiguration.of(row, value, paused=any(one["resumed_at"] is None for one in held))

    @resolved("The versions of your agency's configuration, the newest first.")
    def configuration_history(
        self, info: Info[Context, None], first: Annotated[int, arg("How many to give: 1 to 200.")] = 50
    ) -> list[ConfigurationVersion] | None:
        """List the versions."""
        context = info.context
        size = min(max(first, 1), MOST)
        context.spend(size)
        return [ConfigurationVersion.of_row(row) for row in history(context.connection, context.viewer, size)]
