"""Plugins: which are loaded, the hooks they use, and what went wrong in them since the start."""

from datetime import UTC, datetime

import strawberry
from strawberry.types import Info

from lif_plugin.domain.viewer import Right
from lif_plugin.schema.context import Context
from lif_plugin.schema.values import resolved


@strawberry.type(
    description="Something that went wrong in a plugin; never the text of a record. Seen like its plugin. Since 0.1."
)
class Fault:
    """One fault."""

    hook: str = strawberry.field(
        description="The hook it went wrong in; `load` when the plugin could not be loaded."
    )
    message: str = strawberry.field(description="The kind of error and where.")
    at: datetime = strawberry.field(description="When (UTC).")


@strawberry.type(
    description="A plugin of this server, loaded or broken. Seen by roles that read an agency's setup. Since 0.1."
)
class Plugin:
    """One plugin."""

    name: str = strawberry.field(description="The plugin's name.")
    loaded: bool = strawberry.field(description="Whether it is loaded; a broken plugin is not.")
    hooks: list[str] = strawberry.field(description="The hooks it uses.")
    faults: list[Fault] = strawberry.field(
        description="What went wrong in it since the server started, newest last."
    )


@strawberry.type
class PluginQuery:
    """The way to plugins."""

    @resolved("The plugins of this server, in order of loading, then those that did not load.")
    def plugins(self, info: Info[Context, None]) -> list[Plugin] | None:
        """List the plugins."""
        info.context.viewer.require(Right.READ_SETUP)
        plugins = info.context.sources.plugins
        loaded = plugins.names
        broken = sorted({fault.plugin for fault in plugins.faults} - set(loaded))
        return [
            Plugin(
                name=name,
                loaded=name in loaded,
                hooks=plugins.hooks_of(name) if name in loaded else [],
                faults=[
                    Fault(hook=fault.hook, message=fault.message, at=datetime.fromtimestamp(fault.at, UTC))
                    for fault in plugins.faults
                    if fault.plugin == name
                ],
            )
            for name in (*loaded, *broken)
        ]
