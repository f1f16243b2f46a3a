"""Writes to a case, one write at a time, only when it is quiet: look first, write once, read back.

The server keeps no guard against two saves at once: one of them is lost in silence, and a flag wipes out what the
owner saves within some 0.3 s. So nothing is written to a case that somebody saved less than ``settle`` ago.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from lif_adapter_primero.answers import Flag
from lif_adapter_primero.clock import Clock
from lif_adapter_primero.errors import NotKept, NotQuiet, OddAnswer
from lif_adapter_primero.flagging import find_flag, flag_message, is_answered
from lif_adapter_primero.times import format_day, parse_time

SETTLE_MS: Final = 10 * 60_000
"""The default: a case is left alone until its last save is ten minutes old."""
_LOCKS: Final = 64
_ENDED: Final = frozenset({"closed", "transferred"})
_SEEN: Final = "id,status,record_state,last_updated_at,notes_section"


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

    def add_notes(self, case_id: str, rows: list[dict[str, Any]]) -> None:
        """Add notes of our own."""
        ...


class Outcome(StrEnum):
    """What came of it.

    WRITTEN: done now. THERE: it was there already. ANSWERED: a worker has answered it; nothing was written.
    ENDED: the case is closed or switched off; nothing was written. ABSENT: there was nothing to withdraw.
    """

    WRITTEN = "written"
    THERE = "there"
    ANSWERED = "answered"
    ENDED = "ended"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Showing:
    """A prompt as it is shown: its identity, the case, a neutral sentence and a link."""

    identity: str
    case_id: str
    text: str
    link: str


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
        self._settle = settle_ms
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))

    def show(self, showing: Showing) -> Result:
        """Put a prompt on its case as a flag, unless its flag is there. May be repeated after any error.

        A flag that we withdrew does not count: the prompt has come back, and so does its flag.
        Raises `NotQuiet` (with ``due_at``), `NotKept`, and what the client raises; after `Unreachable` the flag may
        be there, which the next try finds.
        """
        message = flag_message(showing.text, showing.link, showing.identity)
        with self._alone(showing.case_id):
            if found := self._find(showing):
                return found
            if not self._may_write(showing.case_id):
                return Result(Outcome.ENDED)
            self._server.add_flag(showing.case_id, message, format_day(self._server.clock.now()))
            kept = find_flag(self._server.flags(showing.case_id), showing.identity, self._account)
            if kept is None:
                raise NotKept
            return Result(Outcome.WRITTEN, kept)

    def withdraw(self, case_id: str, identity: str, text: str) -> Result:
        """Resolve a prompt's flag, because the record now shows what it asked for; never one that was answered.

        The text says why; raises as `show` does.
        """
        with self._alone(case_id):
            found = find_flag(self._server.flags(case_id), identity, self._account)
            if found is None or found.removed:
                return Result(self._state(found), found)
            if not self._may_write(case_id):
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

    def show_as_note(self, showing: Showing, subject: str) -> Result:
        """Put a prompt on its case as a note, whose id is the prompt's identity: a repetition changes nothing.

        The case is read first, because the server takes notes on cases the account may not even see.
        """
        row = {
            "unique_id": showing.identity,
            "note_subject": subject,
            "note_text": flag_message(showing.text, showing.link, showing.identity),
        }
        with self._alone(showing.case_id):
            if showing.identity in _note_ids(self._server.case(showing.case_id, _SEEN)):
                return Result(Outcome.THERE)
            if not self._may_write(showing.case_id):
                return Result(Outcome.ENDED)
            self._server.add_notes(showing.case_id, [row])
            if showing.identity not in _note_ids(self._server.case(showing.case_id, _SEEN)):
                raise NotKept(hint="The role may lack the notes form, read-only, to read its note back.")
            return Result(Outcome.WRITTEN)

    def _find(self, showing: Showing) -> Result | None:
        found = find_flag(self._server.flags(showing.case_id), showing.identity, self._account)
        if found is None or (found.removed and not is_answered(found, self._account)):
            return None
        return Result(self._state(found), found)

    def _state(self, flag: Flag | None) -> Outcome:
        if flag is None:
            return Outcome.ABSENT
        return Outcome.ANSWERED if is_answered(flag, self._account) else Outcome.THERE

    def _may_write(self, case_id: str) -> bool:
        """Look at the case right before writing: False if it has ended. Raises `NotQuiet`; `NotVisible` out of scope."""
        case = self._server.case(case_id, _SEEN)
        moved = parse_time(case.get("last_updated_at"))
        if moved is None:
            raise OddAnswer("A case came without the time of its last change.")
        if case.get("record_state") is False or case.get("status") in _ENDED:
            return False
        quiet_at = moved + self._settle
        if self._settle and self._server.clock.now() < quiet_at:
            raise NotQuiet(due_at=quiet_at)
        return True

    @contextmanager
    def _alone(self, case_id: str) -> Iterator[None]:
        """One write at a time for a case, in this process; between processes the outbox hands each case to one."""
        with self._locks[hash(case_id) % _LOCKS]:
            yield


def _note_ids(case: dict[str, Any]) -> set[str]:
    return {str(row.get("unique_id")) for row in case.get("notes_section") or () if isinstance(row, dict)}
