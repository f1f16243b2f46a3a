"""Who read which cases: an append-only log, written behind the reader's back within a fifth of a second.

A crash may lose that window; whoever must not lose it (break-glass, reads across agencies) uses `record_now`.
"""

import hmac
import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError
from lif_plugin.store.joined import Joined
from lif_plugin.store.tables import read_log
from lif_plugin.store.work import Store, now_ms

FIELDS: Final = ("agency_id", "at", "subject", "roles", "purpose", "action", "cases", "nonce")
"""What the mac covers: all but the id, which the database gives out only as it writes."""

Note = Callable[[Viewer, str, Iterable[str]], None]
"""Notes a read so that it is committed when this returns."""
_FULL: Final = 10_000
_log = logging.getLogger(__name__)


def mac(key: bytes, row: Mapping[str, Any]) -> str:
    """Return the HMAC-SHA256 of a row's canonical content.

    The id is left out because it is not known before the insert; the nonce stands in for it, so that a
    row copied under another id has a mac that is there already, and the seal binds mac and id together.
    """
    content = json.dumps([row[field] for field in FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, content.encode(), "sha256").hex()


class ReadLog:
    """Takes notes of reads and writes them together, by a thread of its own, every ``interval`` seconds.

    When the database does not take them, notes are kept and tried again; when too many wait, the reader
    writes them and sees the failure: nobody reads unlogged for long.
    """

    def __init__(self, store: Store, key: bytes, interval: float = 0.2) -> None:
        self._store = store
        self._key = key
        self._interval = interval
        self._rows: list[tuple[Viewer, dict[str, Any]]] = []
        self._guard = threading.Lock()
        self._flushing = threading.Lock()
        self._waiting = threading.Event()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="read-log", daemon=True)
        self._thread.start()

    def record(self, viewer: Viewer, action: str, case_ids: Iterable[str]) -> None:
        """Note that the viewer reads these cases (public ids); committed within the interval.

        Where one of them was opened outside the viewer's own, this returns only once the note is committed.
        """
        case_ids = list(case_ids)
        if self._closed.is_set() or not viewer.opened.isdisjoint(case_ids):
            self.record_now(viewer, action, case_ids)
            return
        with self._guard:
            self._rows.append((viewer, self._row(viewer, action, case_ids)))
            full = len(self._rows) >= _FULL
        self._waiting.set()
        if full:
            self.flush()

    def record_now(self, viewer: Viewer, action: str, case_ids: Iterable[str]) -> None:
        """Note it and return only when the note is committed."""
        self._write(viewer, [self._row(viewer, action, case_ids)])

    def note_of(self, store: Store) -> Note:
        """What notes a read for a verb so that it is committed when the verb's own work is.

        Within a larger unit of work it is part of that, and where that is undone it is noted all the same.
        """
        if not isinstance(store, Joined):
            return self.record_now

        def note(viewer: Viewer, action: str, case_ids: Iterable[str]) -> None:
            row = self._row(viewer, action, case_ids)
            with store.write(viewer) as connection:
                connection.execute(insert(read_log), [row])
            store.if_undone(lambda: self._write(viewer, [row]))

        return note

    def flush(self) -> None:
        """Write what waits, one insert for each agency; on failure it goes on waiting and this raises."""
        with self._flushing:
            with self._guard:
                taken, self._rows = self._rows, []
            by_agency: dict[str, list[tuple[Viewer, dict[str, Any]]]] = {}
            failed: list[SQLAlchemyError] = []
            known = frozenset(self._store.agencies()) if taken else frozenset()
            for viewer, row in taken:
                if viewer.agency in known or row["cases"] != "[]":
                    by_agency.setdefault(viewer.agency, []).append((viewer, row))
                else:
                    # A log is kept for an agency: without one there is nothing to read, and nowhere to note it.
                    _log.warning("Somebody of an agency that is not here asked, and was shown nothing")
            try:
                for agency, notes in list(by_agency.items()):
                    try:
                        self._write(notes[0][0], [row for _, row in notes])
                    except SQLAlchemyError as fault:
                        # One agency's trouble keeps no other agency's notes waiting.
                        failed.append(fault)
                    else:
                        del by_agency[agency]
            finally:
                with self._guard:
                    self._rows[:0] = [note for notes in by_agency.values() for note in notes]
            if failed:
                raise failed[0]

    def close(self) -> None:
        """Write what waits and stop the thread; later notes are written at once."""
        self._closed.set()
        self._waiting.set()
        self._thread.join()
        self.flush()

    def _row(self, viewer: Viewer, action: str, case_ids: Iterable[str]) -> dict[str, Any]:
        row: dict[str, Any] = {
            "agency_id": viewer.agency,
            "at": now_ms(),
            "subject": viewer.subject,
            "roles": ",".join(sorted(role.value for role in viewer.roles)),
            "purpose": viewer.purpose,
            "action": action,
            "cases": json.dumps(sorted(case_ids)),
            "nonce": secrets.token_hex(16),
        }
        return {**row, "mac": mac(self._key, row)}

    def _write(self, viewer: Viewer, rows: list[dict[str, Any]]) -> None:
        with self._store.write(viewer) as connection:
            connection.execute(insert(read_log), rows)

    def _run(self) -> None:
        while not self._closed.is_set():
            self._waiting.wait()
            self._closed.wait(self._interval)
            self._waiting.clear()
            try:
                self.flush()
            except (SQLAlchemyError, LifError):
                # The notes are kept; the thread must outlive the database's bad moment.
                _log.exception("The read log could not be written; trying again")
                self._closed.wait(1)
                self._waiting.set()
