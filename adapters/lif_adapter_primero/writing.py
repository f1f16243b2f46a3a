"""Writes to a case, one write at a time, only when it is quiet: look first, write once, read back.

The server keeps no guard against two saves at once: one of them is lost in silence, and a flag wipes out what the
owner saves within some 0.3 s. So nothing is written to a case that somebody saved less than ``settle`` ago.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.clock import Clock
from lif_adapter_primero.errors import AlreadyThere, NotKept
from lif_adapter_primero.flagging import find_flag, flag_message, is_answered
from lif_adapter_primero.quiet import SETTLE_MS, Quiet
from lif_adapter_primero.times import format_day
from lif_plugin.hooks.live import Outcome, Outgoing


class Server(Protocol):
    """What writing needs of a client."""

    clock: Clock

    def case(self, case_id: str, fields: str | None = None) -> dict[str, Any]:
        """One case."""
        ...

    def flags(self, case_id: str) -> list[Flag]:
        """All flags of a case."""
        ...

    def add_flag(self, case_id: str, message: str, day: str) -> Flag:
        """Put a flag on a case."""
        ...

    def resolve_flag(self, case_id: str, flag_id: int, text: str) -> Flag:
        """Resolve a flag."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try, with the flag where there is one."""

    outcome: Outcome
    flag: Flag | None = None


class Writer:
    """Writes for one account. ``settle_ms`` is how long a case must have been quiet."""

    def __init__(self, server: Server, account: str, settle_ms: int = SETTLE_MS) -> None:
        self._server = server
        self._account = account
        self._quiet = Quiet(server, settle_ms)

    def show(self, outgoing: Outgoing) -> Result:
        """Put a prompt on its case as a flag, unless its flag is there. May be repeated after any error.

        A flag that we withdrew does not count: the prompt has come back, and so does its flag.
        Raises `NotQuiet` (with ``due_at``), `NotKept`, and what the client raises; after `Unreachable` the flag may
        be there, which the next try finds.
        """
        message = flag_message(outgoing.text, outgoing.link, outgoing.identity)
        with self._quiet.alone(outgoing.case_ref):
            if found := self._find(outgoing):
                return found
            if not self._quiet.may_write(outgoing.case_ref):
                return Result(Outcome.ENDED)
            try:
                self._server.add_flag(outgoing.case_ref, message, format_day(self._server.clock.now()))
            except AlreadyThere:
                # "It is there already" is believed only where it is found.
                if not (found := self._find(outgoing)):
                    raise
                return found
            kept = find_flag(self._server.flags(outgoing.case_ref), outgoing.identity, self._account)
            if kept is None:
                raise NotKept
            return Result(Outcome.WRITTEN, kept)

    def withdraw(self, case_id: str, identity: str, text: str) -> Result:
        """Resolve a prompt's flag, because the record now shows what it asked for; never one that was answered.

        The text says why; raises as `show` does.
        """
        with self._quiet.alone(case_id):
            found = find_flag(self._server.flags(case_id), identity, self._account)
            if found is None or found.removed:
                return Result(self._state(found), found)
            if not self._quiet.may_write(case_id):
                return Result(Outcome.ENDED, found)
            # Resolving writes over an answer: the last look is the one right before.
            found = find_flag(self._server.flags(case_id), identity, self._account)
            if found is None or found.removed:
                return Result(self._state(found), found)
            self._server.resolve_flag(case_id, found.id, text)
            kept = find_flag(self._server.flags(case_id), identity, self._account)
            if kept is None or not kept.removed:
                raise NotKept
            return Result(Outcome.WRITTEN, kept)

    def _find(self, outgoing: Outgoing) -> Result | None:
        found = find_flag(self._server.flags(outgoing.case_ref), outgoing.identity, self._account)
        if found is None or (found.removed and not is_answered(found, self._account)):
            return None
        return Result(self._state(found), found)

    def _state(self, flag: Flag | None) -> Outcome:
        if flag is None:
            return Outcome.ABSENT
        return Outcome.ANSWERED if is_answered(flag, self._account) else Outcome.THERE
