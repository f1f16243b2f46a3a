"""Things done now and then, each by a thread of its own. They are not durable: what they do, they find anew."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Task:
    seconds: float
    name: str
    verb: Callable[[], object]


class Timers:
    """Runs each verb at the start and again after its pause; a failure is logged and the next turn comes."""

    def __init__(self) -> None:
        self._tasks: list[_Task] = []
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()

    def every(self, seconds: float, name: str, verb: Callable[[], object]) -> None:
        """Add a verb, before or after the start."""
        task = _Task(seconds, name, verb)
        self._tasks.append(task)
        if self._threads:
            self._begin(task)

    def start(self) -> None:
        """Begin with all of them."""
        self._stopping.clear()
        for task in self._tasks:
            self._begin(task)

    def stop(self) -> None:
        """Wait for those that are at it, and stop."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _begin(self, task: _Task) -> None:
        thread = threading.Thread(target=self._run, args=(task,), name=f"timer-{task.name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, task: _Task) -> None:
        while not self._stopping.is_set():
            try:
                task.verb()
            except Exception as fault:  # noqa: BLE001 - whatever it was, its next turn comes
                # The type alone: a database's message may quote a row.
                _log.error("%s failed with %s; its next turn comes", task.name, type(fault).__name__)
            self._stopping.wait(task.seconds)
