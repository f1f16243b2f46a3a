"""A store within a unit of work that is under way: verbs that begin their own do so in it, and nobody of them commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.work import Store, told_to_policies


class Joined(Store):
    """The store of a verb that is part of a larger unit of work: what it writes stands or falls with the whole.

    Each unit of work of the verb is a savepoint, so that one that fails leaves nothing behind, as ever.
    """

    def __init__(self, store: Store, connection: Connection, viewer: Viewer) -> None:
        super().__init__(store.engine)
        self._connection = connection
        self._viewer = viewer
        self.done: list[Callable[[], None]] = []
        self.undone: list[Callable[[], None]] = []

    @contextmanager
    def read(self, viewer: Viewer) -> Iterator[Connection]:
        """Read what the larger unit of work sees, its own writes too."""
        with self.write(viewer) as connection:
            yield connection

    @contextmanager
    def write(self, viewer: Viewer) -> Iterator[Connection]:
        """Write within the larger unit of work."""
        with self._connection.begin_nested(), told_to_policies(self._connection, viewer, self._viewer):
            yield self._connection

    def then(self, do: Callable[[], None]) -> None:
        """Do it once the larger unit of work is committed; not where it is undone."""
        self.done.append(do)

    def if_undone(self, do: Callable[[], None]) -> None:
        """Do it where the larger unit of work is undone."""
        self.undone.append(do)


@contextmanager
def joined(store: Store, viewer: Viewer) -> Iterator[tuple[Joined, Connection]]:
    """One writing transaction for one viewer, and a store whose units of work are all part of it."""
    within: Joined | None = None
    try:
        with store.write(viewer) as connection:
            within = Joined(store, connection, viewer)
            yield within, connection
    except BaseException:
        for do in within.undone if within else ():
            do()
        raise
    for do in within.done:
        do()
