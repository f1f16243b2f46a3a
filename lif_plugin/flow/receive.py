"""Receive: one writer thread commits groups of events to the inbox; a sender is answered after the commit."""

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final, NamedTuple

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError
from lif_plugin.store import inbox
from lif_plugin.store.inbox import InboxRow
from lif_plugin.store.received import Received, take_once
from lif_plugin.store.work import Store

GROUP: Final = 200
"""Rows to a commit, at most, where several senders are waiting."""
WAIT_SECONDS: Final = 0.005
"""How long the first sender of a group waits for others."""


class _Parcel(NamedTuple):
    agency: str
    rows: Sequence[InboxRow]
    done: "Future[bool]"
    once: Received | None


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

    def submit(self, agency: str, rows: Sequence[InboxRow], once: Received | None = None) -> "Future[bool]":
        """Hand over inbox rows of one agency; the future is done once they are committed.

        With ``once`` they are taken only if that event was not received before, and the future says so.

        It cannot be cancelled. Raises `ReceiverClosed` once the receiver stops.
        """
        future: Future[bool] = Future()
        future.set_running_or_notify_cancel()
        with self._door:
            if self._closed:
                raise ReceiverClosed
            self._queue.put(_Parcel(agency, rows, future, once))
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
        group, size, until = [first], len(first.rows), time.monotonic() + WAIT_SECONDS
        while size < GROUP:
            try:
                parcel = self._queue.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if parcel is None:
                return group, True
            if parcel.agency != first.agency:
                self._commit(group)
                group, size, first = [], 0, parcel
            group.append(parcel)
            size += len(parcel.rows)
        return group, False

    def _commit(self, group: list[_Parcel]) -> None:
        agency = group[0].agency
        try:
            with self._store.write(Viewer.system("receive", agency)) as connection:
                fresh = [
                    parcel.once is None or take_once(connection, agency, parcel.once) for parcel in group
                ]
                taken = (parcel for parcel, is_new in zip(group, fresh, strict=True) if is_new)
                inbox.put(connection, [row for parcel in taken for row in parcel.rows])
        except Exception as error:  # noqa: BLE001  every sender must hear of it
            for parcel in group:
                parcel.done.set_exception(error)
        else:
            for parcel, is_new in zip(group, fresh, strict=True):
                parcel.done.set_result(is_new)
