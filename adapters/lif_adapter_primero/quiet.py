"""When a case may be written to: only while it is open and somebody's last save is long enough ago, one write at a time.

The server keeps no guard against two saves at once: one of them is lost in silence, and a flag wipes out what the
owner saves within some 0.3 s. So nothing is written to a case that somebody saved less than ``settle`` ago.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol

from lif_adapter_primero.clock import Clock
from lif_adapter_primero.errors import NotQuiet, OddAnswer
from lif_adapter_primero.times import parse_time

SETTLE_MS: Final = 10 * 60_000
"""The default: a case is left alone until its last save is ten minutes old."""
_LOCKS: Final = 64
_ENDED: Final = frozenset({"closed", "transferred"})
_SEEN: Final = "id,status,record_state,last_updated_at"


class Cases(Protocol):
    """What looking at a case needs of a client."""

    clock: Clock

    def case(self, case_id: str, fields: str | None = None) -> dict[str, Any]:
        """One case."""
        ...


class Quiet:
    """Guards the writes of one account. ``settle_ms`` is how long a case must have been left alone."""

    def __init__(self, cases: Cases, settle_ms: int) -> None:
        self._cases = cases
        self._settle = settle_ms
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))

    @contextmanager
    def alone(self, case_id: str) -> Iterator[None]:
        """One write at a time for a case, in this process; between processes the outbox hands each case to one."""
        with self._locks[hash(case_id) % _LOCKS]:
            yield

    def may_write(self, case_id: str) -> bool:
        """Look at the case right before writing: False if it has ended. Raises `NotQuiet`; `NotVisible` out of scope."""
        case = self._cases.case(case_id, _SEEN)
        moved = parse_time(case.get("last_updated_at"))
        if moved is None:
            raise OddAnswer("A case came without the time of its last change.")
        if case.get("record_state") is False or case.get("status") in _ENDED:
            return False
        quiet_at = moved + self._settle
        if self._settle and self._cases.clock.now() < quiet_at:
            raise NotQuiet(due_at=quiet_at)
        return True
