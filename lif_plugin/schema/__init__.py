"""The GraphQL schema: the only home of Strawberry. `Api` runs an operation for a viewer."""

from lif_plugin.schema.api import Api, Reply
from lif_plugin.schema.context import Sources

__all__ = ["Api", "Reply", "Sources"]
