"""Gathers wakes: however often an agency is woken, the database is asked once in a while."""

import logging
import threading
from collections.abc import Callable
from typing import Final

_GATHER: Final = 0.05
_AGAIN: Final = 1.0
_log = logging.getLogger(__name__)


class Wakes:
    """Hands each woken agency to ``enqueue``, by a thread of its own, at most every 50 ms."""

    def __init__(self, enqueue: Callable[[str], object]) -> None:
        self._enqueue = enqueue
        self._woken: set[str] = set()
        self._guard = threading.Lock()
        self._some = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wakes", daemon=True)

    def start(self) -> None:
        """Begin to hand agencies on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; what was not handed on yet is found by the sweep of the next start."""
        self._stopping.set()
        self._some.set()
        self._thread.join()

    def wake(self, agency_id: str) -> None:
        """Note that something waits for this agency."""
        with self._guard:
            self._woken.add(agency_id)
        self._some.set()

    def _run(self) -> None:
        # Asked before the wait: a stop that comes while wakes are gathered is forgotten by the clearing below.
        while not self._stopping.is_set():
            self._some.wait()
            self._stopping.wait(_GATHER)
            self._some.clear()
            with self._guard:
                woken, self._woken = self._woken, set()
            for agency_id in sorted(woken):
                try:
                    self._enqueue(agency_id)
                except Exception as fault:  # noqa: BLE001 - the thread must outlive the database's bad moment
                    _log.error("Agency %s could not be woken: %s", agency_id, type(fault).__name__)
                    self._stopping.wait(_AGAIN)
                    self.wake(agency_id)
