"""The smallest live platform there is, a notebook in memory, its adapter, and faults to put into that adapter."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self
from weakref import WeakValueDictionary

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import Exemption
from lif_plugin.errors import BadSetting, GiveUp, SignInRefused, TryLater
from lif_plugin.hooks.live import (
    Can,
    Changed,
    Delivered,
    LiveAdapter,
    LiveClock,
    LiveSession,
    LiveSetting,
    Outcome,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)

NAME = "Ada Inventedname"
SECRET = "a secret of the notebook"
_log = logging.getLogger("notebook")
_shelves: "WeakValueDictionary[str, Notebook]" = WeakValueDictionary()


class Notebook:
    """Pages (cases) with a count that is watched, prompts stuck to them, and answers; also its own bench."""

    def __init__(self, *faults: str) -> None:
        self.faults = frozenset(faults)
        self.pages: dict[str, int] = {}
        self.moved: dict[str, int] = {}
        self.stuck: dict[str, list[tuple[str, str | None]]] = {}
        self.calls = 0
        self.time = 0
        self.breaks: bool | None = None
        self.settings: Mapping[str, Any] = {"shelf": f"shelf-{id(self)}"}
        _shelves[self.settings["shelf"]] = self
        self.secrets = {"key": SECRET}
        self.clock: LiveClock = self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was opened."""

    def now(self) -> int:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += round(seconds * 1000)

    def add(self) -> str:
        ref = f"page-{len(self.pages)}"
        self.pages[ref] = 1
        self.touch(ref)
        return ref

    def change(self, case_ref: str) -> None:
        self.pages[case_ref] += 1
        self.touch(case_ref)

    def touch(self, case_ref: str) -> None:
        self.time += 1
        self.moved[case_ref] = self.time

    def rest(self) -> None:
        self.time += 1000

    def shown(self, case_ref: str) -> int:
        return len(self.stuck.get(case_ref, ()))

    def answer(self, case_ref: str, text: str) -> None:
        [(identity, _)] = self.stuck[case_ref]
        self.stuck[case_ref] = [(identity, text)]

    def break_next_write(self, *, done: bool) -> None:
        self.breaks = done

    def requests(self) -> int:
        return self.calls

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        return {"X-Key": SECRET}, case_ref.encode()

    def private(self) -> tuple[str, ...]:
        return (NAME,)

    def adapter(self) -> LiveAdapter:
        """Its adapter, with the notebook's faults."""

        def connect(given: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> LiveSession:
            if "connects" in self.faults:
                self.calls += 1
            if "takes anything" not in self.faults:
                if given.keys() != {"shelf"}:
                    raise BadSetting("shelf is the one setting.")
                if not secrets.get("key"):
                    raise BadSetting("key is missing.")
            return NotebookSession(_shelves.get(given.get("shelf", ""), self), secrets.get("key", ""))

        settings = (LiveSetting("shelf", "Which shelf", required=True),
                    LiveSetting("key", "The key", secret=True, required=True))  # fmt: skip
        can = frozenset({Can.POLL, Can.SHOW, Can.ANSWER, Can.HINT})
        kinds = frozenset({"note"} if "wrong kind" in self.faults else {"visit"})
        return LiveAdapter("notebook", "A notebook", "notebook", kinds, can, settings, connect)


class NotebookSession:
    """A session that does what a session promises, but for the notebook's faults."""

    def __init__(self, book: Notebook, key: str) -> None:
        self._book = book
        self._key = key
        self._refused = False

    def __repr__(self) -> str:
        return (
            f"NotebookSession({self._key})" if "tells its key" in self._book.faults else "NotebookSession()"
        )

    def _call(self) -> None:
        if self._refused and "insists" not in self._book.faults:
            raise SignInRefused
        self._book.calls += 1
        if self._key != SECRET:
            self._refused = True
            raise SignInRefused

    def _case(self, ref: str) -> Changed:
        book, count = self._book, self._book.pages[ref]
        digest = str(book.moved[ref] if "moved is changed" in book.faults else count)
        if "echoes" in book.faults:
            digest += str(book.stuck.get(ref))
        value = book.now() if "key of a value" in book.faults else 0
        events = [
            Event("visit", ref, f"{ref}|{number}|{value}", 20_260_101, {}, {}) for number in range(count)
        ]
        if "lives otherwise" in book.faults:
            events += [Event("visit", ref, f"{ref}|{book.calls}", 20_260_101, {}, {})]
        return Changed(ref, tuple(events), digest, book.moved[ref])

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        self._call()
        book = self._book
        since = int(cursor) if cursor and cursor.isdigit() else 0
        if "loses an odd cursor" in book.faults and cursor and not cursor.isdigit():
            since = 1 << 40
        seen = [self._case(ref) for ref in book.pages if book.moved[ref] > since]
        if "loses a case" in book.faults:
            seen = seen[1:]
        yield Polled(tuple(seen), str(book.now()), frozenset({"visit"}), book.now())

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        self._call()
        if case_ref not in self._book.pages:
            if "stumbles" in self._book.faults:
                raise KeyError(case_ref)
            return None
        return self._case(case_ref)

    def deliver(self, outgoing: Outgoing) -> Delivered:
        self._call()
        book, ref = self._book, outgoing.case_ref
        if "logs words" in book.faults:
            _log.debug("found %s", book.stuck.get(ref))
            _log.debug("about %s", NAME)
        if ref not in book.pages:
            raise GiveUp
        found = [text for identity, text in book.stuck.get(ref, ()) if identity == outgoing.identity]
        if outgoing.withdraw:
            return self._withdraw(ref, found)
        if found and "does not look" not in book.faults:
            there = found[0] is None or "forgets answers" in book.faults
            return Delivered(Outcome.THERE if there else Outcome.ANSWERED)
        breaks, book.breaks = book.breaks, None
        if breaks is not False:
            book.stuck.setdefault(ref, []).append((outgoing.identity, None))
        if breaks is not None:
            raise TryLater
        return Delivered(Outcome.WRITTEN)

    def _withdraw(self, ref: str, found: list[str | None]) -> Delivered:
        if not found:
            return Delivered(Outcome.ABSENT)
        if found[0] is not None and "takes answers back" not in self._book.faults:
            return Delivered(Outcome.ANSWERED)
        del self._book.stuck[ref]
        return Delivered(Outcome.WRITTEN)

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        self._call()
        stuck = self._book.stuck.get(case_ref, ())
        found = [PlatformAnswer(identity, case_ref, "1", "w", None, text) for identity, text in stuck if text]
        return found * 2 if "answers twice" in self._book.faults else found

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        return Reply(AnswerKind.REPLIED)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        given = {name.lower(): value for name, value in headers.items()}.get("x-key")
        if given != SECRET and "trusts anybody" not in self._book.faults:
            raise GiveUp
        text = body.decode(errors="ignore")
        return text if text in self._book.pages else None

    def examine(self) -> Sequence[Remark]:
        return ()

    def close(self) -> None:
        """Nothing was opened."""
