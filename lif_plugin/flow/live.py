"""Live: the loop with platforms, round and round while `lif serve` runs, or once until nothing is due."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from lif_plugin.domain.record import TEXT_AT_MOST
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import GiveUp, NotAllowed
from lif_plugin.flow.answers_back import bring_back
from lif_plugin.flow.outbox import deliver
from lif_plugin.flow.poll import STOPS, look, poll
from lif_plugin.flow.sessions import LiveParts
from lif_plugin.store import connections, outbox, watched

Row = dict[str, Any]
LANES: Final = 16
"""Ways to and from platforms that are used at once; each connection has two."""
TICK_SECONDS: Final = 0.5
"""How often it is looked whether something is due."""
_log = logging.getLogger(__name__)


class Live:
    """The connections of all agencies, each with a way in and a way out that do not wait for each other."""

    def __init__(self, parts: LiveParts, agencies: Callable[[], Iterable[str]]) -> None:
        self._parts = parts
        self._agencies = agencies
        self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="live")
        self._busy: set[tuple[int, str]] = set()
        self._guard = threading.Lock()

    def begin_anew(self) -> None:
        """Take back at once what an earlier process under this executor's name had in hand when it died."""
        for agency in self._agencies():
            with self._parts.store.write(Viewer.system("connections", agency)) as connection:
                connections.release(connection, agency, self._parts.executor)
                outbox.release(connection, agency, self._parts.executor)

    def tick(self) -> None:
        """Begin what is due on every way that is free; several processes may."""
        for agency in self._agencies():
            for row in running(self._parts, agency):
                self._begin(row, "in", self.bring_in)
                self._begin(row, "out", self.send_out)

    def _begin(self, row: Row, lane: str, verb: Callable[[Row], object]) -> None:
        with self._guard:
            if (row["id"], lane) in self._busy:
                return
            self._busy.add((row["id"], lane))

        def run() -> None:
            try:
                verb(row)
            except Exception as fault:  # noqa: BLE001 - whatever it was, the next turn comes
                # The type alone: a database's message may quote a row.
                _log.error("connection %s: %s; its next turn comes", row["id"], type(fault).__name__)
            finally:
                with self._guard:
                    self._busy.discard((row["id"], lane))

        self._pool.submit(run)

    def bring_in(self, row: Row) -> int:
        """Poll if it is time, and look at what was hinted; gives how many cases had news or were looked at."""
        news = 0
        if row["poll_at"] <= self._parts.clock.now():
            news = poll(self._parts, row) or 0
        return news + look(self._parts, row)

    def send_out(self, row: Row) -> Counter[str]:
        """Deliver what is due and bring answers back; gives how many of each."""
        done = deliver(self._parts, row)
        done["answers"] = bring_back(self._parts, row)
        return done

    def once(self, agency: str, drain: Callable[[str], object]) -> dict[str, Counter[str]]:
        """Go round once for an agency, polling whether it is time or not; ``drain`` does what came in.

        Gives what was done, by connection.
        """
        done: dict[str, Counter[str]] = {}
        for row in running(self._parts, agency):
            mine = done[row["name"]] = Counter()
            mine["news"] += poll(self._parts, row) or 0
            mine["looked"] += look(self._parts, row)
        drain(agency)
        for row in running(self._parts, agency):
            done.setdefault(row["name"], Counter()).update(self.send_out(row))
        drain(agency)
        return done

    def close(self) -> None:
        """Let what is under way finish, and give the sessions back."""
        self._pool.shutdown()
        self._parts.sessions.close()


def running(parts: LiveParts, agency: str) -> list[Row]:
    """The connections of an agency that run."""
    with parts.store.read(Viewer.system("connections", agency)) as connection:
        rows = connections.listed(connection, agency)
    return [row for row in rows if row["state"] == "running"]


def take_hint(parts: LiveParts, agency: str, name: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Take a webhook as a hint to look at a case; says whether it named one. Nothing else of it is used.

    Raises `NotAllowed` for a connection that does not exist and for a webhook that does not prove where it is
    from: to whoever asks, both are the same.
    """
    viewer = Viewer.system("hint", agency)
    with parts.store.read(viewer) as connection:
        row = connections.named(connection, agency, name)
    if row is None:
        raise NotAllowed("This webhook is not expected.")
    try:
        ref = parts.sessions.of(row).hint(headers, body)
    except (GiveUp, *STOPS) as error:
        _log.warning("agency %s: a webhook for %s was refused (%s)", agency, name, error.code)
        raise NotAllowed("This webhook is not expected.") from error
    if ref is None or not 0 < len(ref) <= TEXT_AT_MOST or not ref.isprintable():
        return False
    with parts.store.write(viewer) as connection:
        watched.hint(connection, row, [ref], parts.clock.now())
    return True
