"""What an operation may cost and how long it may take, and who may ask what the schema is."""

from dataclasses import dataclass
from typing import Final

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import LifError, NotAllowed

MAX_COST: Final = 50_000
"""Points one operation may be estimated at unless somebody sets it otherwise: a row counts one, and so does a statement."""
READ_AT_MOST: Final = 10_000
"""Points one operation may really cost; pages are counted for nodes that are there, not for those that might be."""
SECONDS: Final = 20.0
"""How long an operation may read unless somebody sets it otherwise."""


class QueryTooLarge(LifError):
    """The query asks for too many rows at once."""

    code = "query_too_large"
    hint = "Ask for smaller pages (`first:`), above all in lists within lists, or for fewer lists at once."


class NoIntrospection(NotAllowed):
    """Your role may not ask the server what its schema is."""

    code = "introspection_refused"
    hint = "Read `schema.graphql`, which is published with the product, or ask with an integrator's token."


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed: points an operation may be estimated at and cost, seconds it may read, roles that may introspect."""

    cost: int = MAX_COST
    real: int = READ_AT_MOST
    seconds: float = SECONDS
    introspection: frozenset[Role] = frozenset({Role.ADMIN, Role.INTEGRATOR})

    def may_introspect(self, viewer: Viewer) -> bool:
        """Whether somebody may ask what the schema is."""
        return bool(viewer.roles & self.introspection)
