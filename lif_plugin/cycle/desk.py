"""What every verb of the learning cycle works with: the store, the frameworks, the day, and how an item stands."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, NotFound
from lif_plugin.frameworks import load_framework
from lif_plugin.store import learning, partnerships
from lif_plugin.store.items import Item, items_of
from lif_plugin.store.tables import learning_item
from lif_plugin.store.work import Store

__all__ = ["CycleRefused", "Desk", "Item", "NotOurWord", "Row", "require_known"]

Row = dict[str, Any]


class NotOurWord(LifError):
    """The framework has no such thing."""

    code = "not_in_framework"
    hint = "`lif frameworks show` lists what it has."


class CycleRefused(LifError):
    """This step of the learning cycle cannot be taken now."""

    code = "cycle_refused"
    hint = "Record what has to come before it."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the learning of partnerships is kept: one for an application. ``today`` is the day of the clock."""

    store: Store
    framework: Callable[[str], Framework]
    today: Callable[[], date]

    @classmethod
    def over(cls, store: Store) -> Self:
        """A desk over a store, with the frameworks that are there and the day of the clock."""
        return cls(store, load_framework, lambda: datetime.now(UTC).astimezone().date())

    def framework_of(self, connection: Any, viewer: Viewer, partnership: str) -> Framework:
        """The framework of a partnership of the viewer's agency. Raises `NotFound`."""
        for row in partnerships.partnerships_of(connection, viewer.agency, self.today()):
            if row["id"] == partnership:
                return self.framework(row["framework"])
        raise NotFound("Your agency belongs to no such partnership.")

    def row(self, connection: Any, viewer: Viewer, table: Any, row_id: str) -> Row:
        """A row that the viewer may read. Raises `NotFound`."""
        found = learning.row_of(connection, table, viewer, row_id, self.today())
        if found is None:
            raise NotFound
        return found

    def item(self, connection: Any, viewer: Viewer, item_id: str) -> Item:
        """One item with where it stands. Raises `NotFound`."""
        row = self.row(connection, viewer, learning_item, item_id)
        return self.items(connection, viewer, [row])[0]

    def items(self, connection: Any, viewer: Viewer, rows: Iterable[Row]) -> list[Item]:
        """Rows of items with where each stands: five statements for all of them.

        Each keeps the version of the framework that it began on, whatever its partnership works by today.
        """
        return items_of(connection, viewer, rows, self.today(), self.framework)


def require_known(what: str, wanted: str, known: Iterable[str]) -> None:
    """Raise `NotOurWord`, with the nearest that there is, unless a framework knows an id."""
    names = sorted(known)
    if wanted not in names:
        near = difflib.get_close_matches(wanted, names, 1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(names) or 'none'}."
        raise NotOurWord(f"The framework has no {what} {wanted!r}.", hint=hint)
