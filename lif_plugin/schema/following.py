"""A subscription that is under way: read change by change, each one run for its viewer like a query of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lif_plugin.domain.change import Place
from lif_plugin.domain.viewer import Viewer
from lif_plugin.schema.context import Context, Sources, operation
from lif_plugin.schema.reply import Reply
from lif_plugin.schema.types.change import ChangeLevel, Delivered
from lif_plugin.store.changes import Wanted, changes_after, heads

Run = Callable[[Context, Any], Reply]
"""Runs the subscription once in a context, over a root."""
AT_ONCE: Final = 50
"""Changes read together; those after them are read when these are with the client."""


def reach(sources: Sources, agency: str) -> Mapping[str, int]:
    """How far the changes reach that people of an agency may follow; it moves whenever there is something to read."""
    with operation(sources, Viewer.system("changes", agency)) as context:
        return heads(context.connection, context.viewer, context.desk.today())


@dataclass(slots=True)
class Following:
    """One subscription of one viewer, and how far it has come."""

    sources: Sources
    viewer: Viewer
    run: Run
    wanted: Wanted
    place: Place

    @classmethod
    def begun(
        cls, sources: Sources, viewer: Viewer, run: Run, wanted: Wanted, since: str | None
    ) -> "Following":
        """Begin after a cursor, or now. Raises `BadCursor`."""
        if since is not None:
            place = Place.of(since)
        else:
            with operation(sources, viewer) as context:
                place = Place(heads(context.connection, viewer, context.desk.today()))
        return cls(sources, viewer, run, replace(wanted, limit=AT_ONCE), place)

    def read(self) -> tuple[list[Reply], bool]:
        """Read what comes next, and whether more is there already.

        What is read together shares a reading transaction and a level, so that a busy feed costs few statements. Raises
        `CursorTooOld`, `BadCursor`, `NotAllowed`.
        """
        with operation(self.sources, self.viewer) as context:
            today = context.desk.today()
            found = changes_after(context.connection, self.viewer, self.place, self.wanted, today)
            level = ChangeLevel(found.rows)
            context.together = len(found.rows)
            replies = []
            for row, place in zip(found.rows, found.places, strict=True):
                replies.append(self.run(context, Delivered(row, place, level)))
        self.place = found.place
        return replies, found.more
