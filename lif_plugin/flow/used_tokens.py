"""Used tokens: one writer keeps which were used, those of several callers in one commit; none is taken twice."""

import queue
import threading
import time
from collections import defaultdict
from concurrent.futures import Future
from typing import Final, NamedTuple

from lif_plugin.domain.viewer import Viewer
from lif_plugin.flow.receive import ReceiverClosed
from lif_plugin.store import used_tokens
from lif_plugin.store.used_tokens import Use
from lif_plugin.store.work import Store, now_ms

GROUP: Final = 100
"""Tokens to a commit, at most."""
FORGET_SECONDS: Final = 600
"""How often what has expired is removed."""


class _Asked(NamedTuple):
    agency: str
    token: Use
    done: "Future[bool]"


class UsedTokens:
    """Says of each token whether this is its first use, once that is committed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._forgot: dict[str, float] = {}
        self._thread = threading.Thread(target=self._run, name="used-tokens", daemon=True)
        self._thread.start()

    def use(self, agency: str, token: Use) -> "Future[bool]":
        """Use a token; the future says whether it was not used before. Raises `ReceiverClosed`."""
        done: Future[bool] = Future()
        done.set_running_or_notify_cancel()
        with self._door:
            if self._closed:
                raise ReceiverClosed
            self._queue.put(_Asked(agency, token, done))
        return done

    def close(self) -> None:
        """Keep what was asked and stop."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (asked := self._queue.get()) is not None:
            group, last = self._gather(asked)
            by_agency: dict[str, list[_Asked]] = defaultdict(list)
            for one in group:
                by_agency[one.agency].append(one)
            for agency, mine in by_agency.items():
                self._commit(agency, mine)
            if last:
                return

    def _gather(self, first: _Asked) -> tuple[list[_Asked], bool]:
        """Whoever waits already goes along; nobody is waited for: a commit takes long enough for the next group."""
        group = [first]
        while len(group) < GROUP:
            try:
                asked = self._queue.get_nowait()
            except queue.Empty:
                break
            if asked is None:
                return group, True
            group.append(asked)
        return group, False

    def _commit(self, agency: str, group: list[_Asked]) -> None:
        try:
            with self._store.write(Viewer.system("tokens", agency)) as connection:
                fresh = used_tokens.use(connection, agency, [one.token for one in group])
                if time.monotonic() - self._forgot.get(agency, -FORGET_SECONDS) >= FORGET_SECONDS:
                    used_tokens.forget_expired(connection, agency, now_ms())
                    self._forgot[agency] = time.monotonic()
        except Exception as error:  # noqa: BLE001  every caller must hear of it
            for one in group:
                one.done.set_exception(error)
        else:
            for one, is_fresh in zip(group, fresh, strict=True):
                one.done.set_result(is_fresh)
