"""Faults on demand: what goes wrong with the next request that fits, once or as often as asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from lif_adapter_primero.testing.calls import Request
from lif_adapter_primero.testing.refusal import Refusal, Reply


class Break(StrEnum):
    """How a connection fails.

    BEFORE: reset, nothing was done. AFTER: done, then reset without a word. MIDWAY: done, and reset in the
    middle of the answer. SILENT: done, but no answer comes until the caller has gone.
    """

    BEFORE = "before"
    AFTER = "after"
    MIDWAY = "midway"
    SILENT = "silent"


@dataclass(slots=True)
class Fault:
    """One thing to go wrong: a status the server answers with, or a break of the connection.

    ``path`` is a part of the path it is about; ``times`` how often it happens; ``skip`` how many fitting
    requests are let through first. ``done``: the request is carried out before the status is answered.
    """

    happens: int | Break
    method: str | None = None
    path: str = ""
    times: int = 1
    skip: int = 0
    done: bool = False
    headers: tuple[tuple[str, str], ...] = ()

    def meets(self, request: Request) -> bool:
        """Says whether it is this request's turn, and counts it."""
        if self.times < 1 or self.path not in request.path or self.method not in {None, request.method}:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Faults:
    """The faults still to come, in the order they were asked for."""

    planned: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        self.planned.append(fault)

    def take(self, request: Request) -> Fault | None:
        """The fault this request meets, if any."""
        return next((fault for fault in self.planned if fault.meets(request)), None)


_SENTENCES: Final[Mapping[int, str]] = {
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict: A record with this id already exists",
    422: "Invalid Record JSON",
    500: "undefined method `to_date' for nil:NilClass",
}


def reply_of(fault: Fault, request: Request) -> Reply:
    """The answer of a fault that is a status, in the shape the server gives that status."""
    status = int(fault.happens)
    if status == 401:
        return Refusal.unauthorized("Invalid User name or password.").reply
    if status == 429:
        return Refusal.throttled().reply
    if status in _SENTENCES:
        detail = ["/message"] if status == 422 else None
        return Refusal.listed(request.path, status, _SENTENCES[status], detail).reply
    page = "<html><body><center><h1>Service Temporarily Unavailable</h1></center></body></html>"
    return Reply(status, text=page, headers=(("Content-Type", "text/html"), *fault.headers))
