"""Sessions with live platforms: one for each connection of this process, and what each step of the loop needs."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from lif_plugin.domain.rule import Exemption
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import LifError, UnknownAdapter
from lif_plugin.hooks import LiveAdapter, Plugins
from lif_plugin.hooks.live import (
    Changed,
    Delivered,
    LiveClock,
    LiveSession,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.store import connections
from lif_plugin.store.work import Store, now_ms

Row = dict[str, Any]
ReadSecret = Callable[[str, Mapping[str, str]], str]
"""Gives a secret by its name and the file or environment variable that holds it. Raises `BadSetting`."""
LEASE_MS: Final = 5 * 60_000
"""How long whoever took a turn or a row may be silent before it counts as dead."""
_PAUSES: Final = (2, 5, 15, 30, 60, 120, 300, 600, 1800, 3600)
ADAPTER_FAULT: Final = "adapter_fault"


class SystemClock:
    """The machine's own time."""

    def now(self) -> int:
        """UTC milliseconds."""
        return now_ms()

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)


class OneAtATime:
    """A session that lets one thread at a time go to the network."""

    def __init__(self, session: LiveSession) -> None:
        self._session = session
        self._turn = threading.Lock()

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        """What changed; others may have their turn between two steps."""
        steps = self._session.poll(cursor)
        while True:
            with self._turn:
                step = next(steps, None)
            if step is None:
                return
            yield step

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        """One case as it now stands."""
        with self._turn:
            return self._session.look(case_ref)

    def deliver(self, outgoing: Outgoing) -> Delivered:
        """Show a prompt, or take it back."""
        with self._turn:
            return self._session.deliver(outgoing)

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """The answers that stand on a case."""
        with self._turn:
            return self._session.answers(case_ref)

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        """Say which answer a text is."""
        return self._session.read_reply(answer, exemptions)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The case a webhook is about."""
        return self._session.hint(headers, body)

    def examine(self) -> Sequence[Remark]:
        """What would keep prompts from being right or being seen."""
        with self._turn:
            return self._session.examine()

    def close(self) -> None:
        """Give everything back."""
        with self._turn:
            self._session.close()


class Sessions:
    """The sessions of this process by connection; new settings make a new one."""

    def __init__(self, adapters: Mapping[str, LiveAdapter], secret: ReadSecret, clock: LiveClock) -> None:
        self._adapters = adapters
        self._secret = secret
        self._clock = clock
        self._open: dict[int, tuple[int, OneAtATime]] = {}
        self._guard = threading.Lock()

    def of(self, row: Mapping[str, Any]) -> OneAtATime:
        """The session of a connection. Raises `BadSetting` or `UnknownAdapter`; does not go to the network."""
        with self._guard:
            version, session = self._open.get(row["id"], (0, None))
            if session is None or version != row["version"]:
                made = self.make(row["adapter"], orjson.loads(row["settings"]), orjson.loads(row["secrets"]))
                self._open[row["id"]] = (row["version"], made)
                if session is not None:
                    session.close()
                session = made
            return session

    def make(
        self, adapter: str, settings: Mapping[str, Any], secrets: Mapping[str, Mapping[str, str]]
    ) -> OneAtATime:
        """Make a session that nobody else uses; whoever made it closes it."""
        if adapter not in self._adapters:
            raise UnknownAdapter(f"There is no live adapter {adapter!r}.")
        read = {name: self._secret(name, where) for name, where in secrets.items()}
        return OneAtATime(self._adapters[adapter].connect(settings, read, self._clock))

    def close(self) -> None:
        """Give every session back."""
        with self._guard:
            for _version, session in self._open.values():
                session.close()
            self._open.clear()


def _nobody(_agency: str) -> None:
    """Wake nobody: whoever drains finds what waits."""


@dataclass(frozen=True, slots=True)
class LiveParts:
    """What each step of the live loop needs.

    ``address`` is where our pages are reached, empty if nobody has said. ``wake`` is told that something waits
    for an agency. ``lease_ms`` is how long an executor may be silent before another takes over what it had in hand.
    """

    store: Store
    plugins: Plugins
    rules: Mapping[str, OwnedRule]
    sessions: Sessions
    clock: LiveClock
    executor: str
    address: str = ""
    lease_ms: int = LEASE_MS
    wake: Callable[[str], None] = _nobody

    def stop(self, row: Row, error: LifError) -> None:
        """Stop a connection that cannot sign in or whose settings cannot be used, until they are mended."""
        reason, said = told(error)
        with self.store.write(Viewer.system("connections", row["agency_id"])) as connection:
            connections.stop(connection, row, reason, said)

    def trouble(self, row: Row, error: Exception) -> tuple[str, str]:
        """(code, sentence) of what went wrong; what an adapter should not have raised is recorded as its fault."""
        if isinstance(error, LifError):
            return told(error)
        fault = self.plugins.record(row["adapter"], "lif_adapters", error)
        return ADAPTER_FAULT, f"The adapter failed: {fault.message}."


def told(error: LifError) -> tuple[str, str]:
    """(code, sentence) of an error: its class's own words, since a message may quote what a platform answered."""
    sentence = " ".join((type(error).__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    return error.code[:64], f"{sentence} {type(error).hint}".strip()


def next_try(error: Exception, tries: int, now: int) -> int:
    """When to try again (UTC milliseconds): when the error says, else after longer and longer pauses."""
    due_at = error.facts.get("due_at") if isinstance(error, LifError) else None
    if isinstance(due_at, int):
        return max(due_at, now)
    return now + _PAUSES[min(tries, len(_PAUSES) - 1)] * 1000
