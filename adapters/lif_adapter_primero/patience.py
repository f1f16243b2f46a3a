"""When a request is tried again, and how much room is left between two: reads only, and never after a 401."""

import threading
from typing import Final

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential_jitter

from lif_adapter_primero.clock import Clock
from lif_adapter_primero.errors import Busy, ServerFault, Unreachable

_TRIES: Final = 4
_FAULT_TRIES: Final = 2
"""A 500 is often our own mistake, which stays one however often it is sent."""
_LONGEST_MS: Final = 60_000
_growing: Final = wait_exponential_jitter(initial=1, max=20, jitter=1)


def patient(clock: Clock) -> Retrying:
    """Tries a read again: after no answer and where the server is busy three times, after a fault once."""
    return Retrying(
        retry=retry_if_exception_type((Busy, Unreachable, ServerFault)),
        wait=_wait,
        stop=_enough,
        sleep=lambda seconds: clock.sleep(seconds * 1000),
        reraise=True,
    )


def _enough(state: RetryCallState) -> bool:
    tries = _FAULT_TRIES if isinstance(_failure(state), ServerFault) else _TRIES
    return state.attempt_number >= tries


def _wait(state: RetryCallState) -> float:
    """Seconds: what the server asks for (it mostly does not say), else longer each time."""
    failure = _failure(state)
    asked = failure.facts.get("retry_after_ms") if isinstance(failure, Busy) else None
    return min(asked, _LONGEST_MS) / 1000 if asked is not None else _growing(state)


def _failure(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


class Pace:
    """Keeps requests apart: each call comes back when its turn has come."""

    def __init__(self, clock: Clock, apart_ms: int) -> None:
        self._clock = clock
        self._apart = apart_ms
        self._next = 0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait for the next turn."""
        with self._lock:
            now = self._clock.now()
            turn = max(now, self._next)
            self._next = turn + self._apart
        self._clock.sleep(turn - now)
