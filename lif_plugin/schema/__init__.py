"""The GraphQL schema: the only home of Strawberry. `Api` runs an operation for a viewer."""

from lif_plugin.schema.allowed import Allowed
from lif_plugin.schema.api import Api
from lif_plugin.schema.context import Sources
from lif_plugin.schema.files import NoUpload, Uploaded, with_file
from lif_plugin.schema.following import Following
from lif_plugin.schema.reply import Reply

__all__ = ["Allowed", "Api", "Following", "NoUpload", "Reply", "Sources", "Uploaded", "with_file"]
