"""What goes wrong with the next request that fits: a status, or a break of the connection."""

from dataclasses import dataclass
from enum import StrEnum


class Break(StrEnum):
    """How a connection fails. BEFORE: nothing was done. AFTER: done, then reset. SILENT: done, and no answer comes."""

    BEFORE = "before"
    AFTER = "after"
    SILENT = "silent"


@dataclass(slots=True)
class Fault:
    """One thing to go wrong, ``times`` times. ``done``: the request is carried out before the status is answered."""

    happens: int | Break
    method: str | None = None
    times: int = 1
    done: bool = False
    headers: tuple[tuple[str, str], ...] = ()

    def meets(self, method: str) -> bool:
        """Says whether it is this request's turn, and counts it."""
        if self.times < 1 or self.method not in {None, method}:
            return False
        self.times -= 1
        return True
