"""What people change says which version it is in, so that they can say which they saw."""

from collections.abc import Iterable

import strawberry
from strawberry import relay

from lif_plugin.schema.context import Context, Level
from lif_plugin.schema.values import resolved
from lif_plugin.store.versions import versions_of

VERSION = (
    "Counts from 1 what was added to it, as far as you may read it; `expectedVersion` of a mutation that changes it names "
    "the one you saw. Since 0.1."
)


@strawberry.interface(
    description="What people change, with the version it is in. Seen like the thing itself. Since 0.1."
)
class Versioned(relay.Node):
    """Something with a version."""

    @resolved(VERSION)
    def version(self, info: strawberry.Info[Context, None]) -> int:
        """Count the versions of all of the level."""
        return version_of(info.context, *self.among())

    def among(self) -> tuple[Level, Iterable[str], str, str]:
        """The level it is on, the ids on that level, the kind and its own id."""
        raise TypeError(f"{type(self).__name__} does not say what it is among.")


def version_of(context: Context, level: Level, ids: Iterable[str], kind: str, key: str) -> int:
    """The version of one of a level's nodes, read for all of them in one statement."""
    connection, viewer, today = context.connection, context.viewer, context.desk.today()
    found = level.once("version", lambda: versions_of(connection, viewer, kind, ids, today))
    # What is not kept, since its rule is off or cannot tell, is as it was worked out: nobody changes it.
    return found.get(key, 1)


def version_of_each(context: Context, kind: str, ids: Iterable[str]) -> dict[str, int]:
    """The versions of a whole list, by id, in one statement."""
    return versions_of(context.connection, context.viewer, kind, ids, context.desk.today())
