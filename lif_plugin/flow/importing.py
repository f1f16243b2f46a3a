"""Importing files: examine, stream into the inbox, keep what was refused, say what is covered; undo."""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lif_plugin.domain.local_words import NO_WORDS, LocalWords
from lif_plugin.domain.record import (
    Delivery,
    Notice,
    Purge,
    Rejected,
    Row,
    check_delivery,
    check_purge,
)
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import InvalidEvent, LifError, NotFound, UndoRefused
from lif_plugin.flow.hold import refuse_undo
from lif_plugin.flow.reading import without_words
from lif_plugin.flow.receive import GROUP, Receiver
from lif_plugin.hooks.types import Adapter, ExamineOptions
from lif_plugin.store import erasure, imports
from lif_plugin.store.agencies import load_agency
from lif_plugin.store.inbox import InboxRow, inbox_row, purge_row
from lif_plugin.store.work import Store, now_ms

Progress = Callable[[str, int], None]
"""Told what is being done and how many rows have been."""
_IN_FLIGHT: Final = 4
_NOTICES_AT_MOST: Final = 1000


class ImportAbandoned(LifError):
    """This import was abandoned because another of the same source began."""

    code = "import_abandoned"
    hint = "Import one set after the other."


@dataclass(slots=True)
class Tally:
    """What an import has done so far, per file and in all; ``purges`` are rows that asked for removal."""

    read: int = 0
    accepted: int = 0
    events: int = 0
    purges: int = 0
    by_file: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: dict[tuple[str, str], int] = field(default_factory=dict)
    notices: dict[tuple[str, str | None, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """Rows that were refused: read = accepted + rejected."""
        return self.read - self.accepted

    def row(self, file: str, events: int) -> None:
        """Count a row that was taken."""
        counts = self.by_file.get(file) or self._file(file)
        counts["read"] += 1
        counts["accepted"] += 1
        counts["events"] += events
        self.read += 1
        self.accepted += 1
        self.events += events

    def refuse(self, item: Rejected) -> None:
        """Count a row that was refused."""
        (self.by_file.get(item.file) or self._file(item.file))["read"] += 1
        self.read += 1
        key = (item.file, item.reason)
        self.refused[key] = self.refused.get(key, 0) + 1

    def _file(self, file: str) -> dict[str, int]:
        return self.by_file.setdefault(file, {"read": 0, "accepted": 0, "events": 0})

    def notice(self, item: Notice) -> None:
        """Count an oddity; the first of each kind keeps its words."""
        key = (item.file, item.field, item.reason)
        if key in self.notices:
            self.notices[key]["count"] += 1
        elif len(self.notices) < _NOTICES_AT_MOST:
            self.notices[key] = {"message": item.message, "first_row": item.number, "count": 1}


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import; ``id`` is None for a dry run."""

    id: int | None
    delivery: Delivery
    tally: Tally


def import_files(
    store: Store,
    receiver: Receiver,
    adapter: Adapter,
    paths: Sequence[Path],
    agency: str,
    options: ExamineOptions,
    *,
    complete: bool = False,
    progress: Progress = lambda _what, _done: None,
) -> Imported:
    """Bring a set of files into the inbox, whole.

    ``complete`` says that the files state all facts of their scope: what they no longer state is
    retracted when they are applied. Raises `UnreadableInput` before anything is written; whatever stops
    it later, nothing of it is left in the inbox.
    """
    delivery = adapter.examine(paths, options)
    check_delivery(delivery)
    viewer = Viewer.system("import", agency)
    with store.write(viewer) as connection:
        import_id = imports.start(
            connection, agency, adapter.source, delivery, complete=complete, now=now_ms()
        )
        local = load_agency(connection, agency).note_words
    tally = Tally()
    try:
        with _quick_handover():
            make = _maker(adapter, delivery, agency, import_id, local)
            _stream(store, receiver, adapter, delivery, make, agency, import_id, tally, progress)
        _received(store, agency, import_id, tally)
    except BaseException:
        # Should the database itself be what failed, the next import of this source clears up.
        with suppress(Exception), store.write(viewer) as connection:
            imports.abandon(connection, agency, import_id, now_ms())
        raise
    return Imported(import_id, delivery, tally)


def _received(store: Store, agency: str, import_id: int, tally: Tally) -> None:
    counts = {
        "rows_read": tally.read,
        "rows_accepted": tally.accepted,
        "rows_rejected": tally.rejected,
        "events": tally.events,
    }
    with store.write(Viewer.system("import", agency)) as connection:
        imports.add_notices(connection, _notice_rows(agency, import_id, tally))
        if not imports.received(connection, agency, import_id, counts):
            raise ImportAbandoned


@contextmanager
def _quick_handover() -> Iterator[None]:
    """Let the writer have the interpreter soon when it asks.

    A commit asks several times, and each would wait Python's five milliseconds while rows are mapped: a
    tenth of an import's time.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def dry_run(adapter: Adapter, paths: Sequence[Path], options: ExamineOptions, progress: Progress) -> Imported:
    """Read files and count, without writing anything."""
    delivery = adapter.examine(paths, options)
    check_delivery(delivery)
    tally = Tally()
    make = _maker(adapter, delivery, "", 0, NO_WORDS)
    for _rows in _readable(adapter, delivery, tally, lambda _refused: None, make):
        if tally.read % GROUP == 0:
            progress("read", tally.read)
    return Imported(None, delivery, tally)


def _stream(
    store: Store,
    receiver: Receiver,
    adapter: Adapter,
    delivery: Delivery,
    make: Callable[[Row | Purge], list[InboxRow]],
    agency: str,
    import_id: int,
    tally: Tally,
    progress: Progress,
) -> None:
    """Map rows while earlier ones are being committed; a few groups in flight, so memory stays flat."""
    refused: list[Rejected] = []
    rows: list[InboxRow] = []
    flying: deque[Future[bool]] = deque()

    def keep_refused() -> None:
        if refused:
            with store.write(Viewer.system("import", agency)) as connection:
                imports.add_rejected(connection, agency, import_id, refused)
            refused.clear()

    def refuse(item: Rejected) -> None:
        refused.append(item)
        if len(refused) >= GROUP:
            keep_refused()

    def send() -> None:
        flying.append(receiver.submit(agency, rows[:GROUP]))
        del rows[:GROUP]
        progress("received", tally.read)
        while len(flying) > _IN_FLIGHT:
            flying.popleft().result()

    try:
        for made in _readable(adapter, delivery, tally, refuse, make):
            rows += made
            while len(rows) >= GROUP:
                send()
        if rows:
            send()
        keep_refused()
        for future in flying:
            future.result()
    finally:
        # Also when something failed: who clears up must find all of it.
        wait(flying)


def _maker(
    adapter: Adapter, delivery: Delivery, agency: str, import_id: int, local: LocalWords
) -> Callable[[Row | Purge], list[InboxRow]]:
    """Make the function that makes inbox rows of a row's events, or of a removal; it raises `InvalidEvent`."""
    now = now_ms()
    file_numbers = {name: number for number, name in enumerate(Path(path).name for path in delivery.files)}

    def make(row: Row | Purge) -> list[InboxRow]:
        where: dict[str, Any] = {
            "agency": agency,
            "source": adapter.source,
            "scope": delivery.scope,
            "import_id": import_id,
            "origin": f"{file_numbers.get(row.file, 0)}:{row.number}",
            "now": now,
        }
        if isinstance(row, Purge):
            check_purge(row)
            return [purge_row(row, **where)]
        return [inbox_row(without_words(event, local), **where) for event in row.events]

    return make


def _readable(
    adapter: Adapter,
    delivery: Delivery,
    tally: Tally,
    refuse: Callable[[Rejected], None],
    make: Callable[[Row | Purge], list[InboxRow]],
) -> Iterator[list[InboxRow]]:
    """What rows that hold together are made into; everything else is counted and handed to ``refuse``."""
    for item in adapter.read(delivery):
        if isinstance(item, Notice):
            tally.notice(item)
            continue
        refused = item
        if isinstance(refused, Row | Purge):
            try:
                made = make(refused)
            except InvalidEvent as fault:
                refused = Rejected(refused.file, refused.number, None, fault.code, f"{fault}", "")
            else:
                is_purge = isinstance(refused, Purge)
                tally.row(refused.file, 0 if is_purge else len(made))
                tally.purges += is_purge
                yield made
                continue
        tally.refuse(refused)
        refuse(refused)


def _notice_rows(agency: str, import_id: int, tally: Tally) -> list[dict[str, Any]]:
    return [
        {"agency_id": agency, "import_id": import_id, "file": file, "field": column, "reason": reason, **said}
        for (file, column, reason), said in tally.notices.items()
    ]


def undo_import(store: Store, agency: str, import_id: int) -> int:
    """Take an import back: what stood before it stands again once this has been dispatched.

    Gives how many of its removals are not taken back: what a source had removed for good is gone.
    Raises `NotFound`, `UndoRefused` while a later import of the same source stands, or `RecordsOnHold` while a
    case it touches is under review.
    """
    with store.write(Viewer.system("undo", agency)) as connection:
        run = next((row for row in imports.listed(connection, agency) if row["id"] == import_id), None)
        if run is None:
            raise NotFound(f"There is no import {import_id} of this agency.", hint="See `lif imports list`.")
        if run["state"] != "done":
            raise UndoRefused(
                f"Import {import_id} is {run['state']}.", hint="Only a finished import can be undone."
            )
        later = imports.later_than(connection, agency, run["source"], import_id)
        if later:
            numbers = ", ".join(str(number) for number in reversed(later))
            raise UndoRefused(hint=f"Undo these first, in this order: {numbers}.")
        refuse_undo(connection, agency, import_id)
        imports.set_state(connection, agency, import_id, "undoing", now_ms())
        return erasure.purges_of(connection, agency, import_id)
