"""Receive: one writer thread commits groups of events to the inbox; a sender is answered after the commit."""

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError
from lif_plugin.store import inbox
from lif_plugin.store.inbox import InboxRow
from lif_plugin.store.work import Store

GROUP: Final = 200
"""Rows to a commit, at most, where several senders are waiting."""
WAIT_SECONDS: Final = 0.005
"""How long the first sender of a group waits for others."""

_Parcel = tuple[str, Sequence[InboxRow], "Future[None]"]


class ReceiverClosed(LifError):
    """The application is stopping and takes no more events."""

    code = "receiver_closed"
    hint = "Send it again when the application is back."


class Receiver:
    """The one writer of the inbox in a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.Queue[_Parcel | None] = queue.Queue(maxsize=64)
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="receive", daemon=True)
        self._thread.start()

    def submit(self, agency: str, rows: Sequence[InboxRow]) -> "Future[None]":
        """Hand over inbox rows of one agency; the future is done once they are committed.

        It cannot be cancelled. Raises `ReceiverClosed` once the receiver stops.
        """
        future: Future[None] = Future()
        future.set_running_or_notify_cancel()
        with self._door:
            if self._closed:
                raise ReceiverClosed
            self._queue.put((agency, rows, future))
        return future

    def close(self) -> None:
        """Commit what was handed over and stop."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (parcel := self._queue.get()) is not None:
            group, last = self._gather(parcel)
            self._commit(group)
            if last:
                return

    def _gather(self, first: _Parcel) -> tuple[list[_Parcel], bool]:
        """Collect parcels of the same agency until the group is full or the wait is over."""
        group, size, until = [first], len(first[1]), time.monotonic() + WAIT_SECONDS
        while size < GROUP:
            try:
                parcel = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if parcel is None:
                return group, True
            if parcel[0] != first[0]:
                self._commit(group)
                group, size, first = [], 0, parcel
            group.append(parcel)
            size += len(parcel[1])
        return group, False

    def _commit(self, group: list[_Parcel]) -> None:
        agency = group[0][0]
        try:
            with self._store.write(Viewer.system("receive", agency)) as connection:
                inbox.put(connection, [row for _, rows, _ in group for row in rows])
        except Exception as error:  # noqa: BLE001  every sender must hear of it
            for _, _, future in group:
                future.set_exception(error)
        else:
            for _, _, future in group:
                future.set_result(None)
