"""A made-up live platform in memory, with a worker who uses it and everything that can go wrong with it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import Exemption
from lif_plugin.errors import BadSetting, GiveUp
from lif_plugin.hooks import LiveAdapter
from lif_plugin.hooks.live import (
    Can,
    Changed,
    Delivered,
    LiveClock,
    LiveSetting,
    Outcome,
    Outgoing,
    PlatformAnswer,
    Polled,
    Remark,
    Reply,
    Unreadable,
)

KINDS = frozenset({"case", "visit", "death", "serious_harm"})
NAME, NOTE = "Robin Exampleson", "said that nobody listens"


class Died(BaseException):
    """The process died."""


@dataclass
class Clock:
    """Time that a test moves."""

    at: int

    def now(self) -> int:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += int(seconds * 1000)


@dataclass
class Showing:
    """A prompt as the platform shows it."""

    identity: str
    text: str
    link: str
    receipt: str
    by: str | None = None
    answer: str | None = None

    @property
    def stands(self) -> bool:
        return self.by != "service"


@dataclass
class Case:
    """A case: what workers wrote, a name and a note that nobody else needs."""

    ref: str
    moved_at: int
    facts: dict[str, Event] = field(default_factory=dict)
    ended: bool = False
    hidden: bool = False
    restricted: bool = False
    broken: bool = False
    due_on: int | None = None
    name: str = NAME
    note: str = NOTE
    shown: list[Showing] = field(default_factory=list)

    def state(self) -> Changed | Unreadable:
        if self.broken:
            return Unreadable(self.ref, "no_status", "The case has no status.")
        digest = json.dumps(
            [sorted(self.facts), [dict(f.fields) for f in self.facts.values()], self.restricted]
        )
        facts = tuple(self.facts.values())
        return Changed(self.ref, facts, str(digest), self.moved_at, self.due_on, self.restricted)


@dataclass
class MadePlatform:
    """The platform's state. ``faults`` are raised by the next calls of a verb; ``after`` once the write is done."""

    clock: Clock
    cases: dict[str, Case] = field(default_factory=dict)
    faults: dict[str, list[BaseException]] = field(default_factory=dict)
    after: list[BaseException] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    settle_ms: int = 0
    writes: int = 0
    per: int = 2
    midway: Callable[[], None] | None = None

    def called(self, verb: str) -> None:
        """Note a call, and raise what is to go wrong with it."""
        self.calls.append(verb)
        if self.faults.get(verb):
            raise self.faults[verb].pop(0)

    # what a worker does

    def save(self, ref: str, *facts: Event, gone: Sequence[str] = (), **changes: Any) -> Case:
        """Save a case: new facts, facts taken out, other changes."""
        self.clock.at += 1
        case = self.cases.setdefault(ref, Case(ref, 0))
        case.facts |= {fact.key: fact for fact in facts}
        for key in gone:
            del case.facts[key]
        for name, value in changes.items():
            setattr(case, name, value)
        case.moved_at = self.clock.at
        return case

    def answer(self, ref: str, text: str, by: str = "w.amina", number: int = -1) -> None:
        """Answer a prompt that is shown; may be done over an earlier answer."""
        case = self.save(ref)
        case.shown[number].by, case.shown[number].answer = by, text

    def standing(self, ref: str) -> list[Showing]:
        """What the case shows of ours, answered or not."""
        return [one for one in self.cases[ref].shown if one.stands]

    def adapter(self) -> LiveAdapter:
        """The adapter, as a plugin brings it."""
        wanted = (
            LiveSetting("url", "Where the platform is", required=True),
            LiveSetting("per_page", "Cases to a page", default=2),
            LiveSetting("password", "The account's password", secret=True, required=True),
        )
        return LiveAdapter("made", "Made up", "made", KINDS, frozenset(Can), wanted, self.connect)

    def connect(self, settings: Mapping[str, Any], secrets: Mapping[str, str], clock: LiveClock) -> "Session":
        """Make a session."""
        if not str(settings["url"]).startswith("made://"):
            raise BadSetting("url must begin with made://.")
        return Session(self, secrets["password"], clock)


@dataclass
class Session:
    """One account's session."""

    platform: MadePlatform
    password: str
    clock: LiveClock
    closed: bool = False

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        start = int(cursor or 0)
        moved = sorted(
            (case for case in self.platform.cases.values() if case.moved_at >= start and not case.hidden),
            key=lambda case: case.moved_at,
        )
        steps = [moved[at : at + self.platform.per] for at in range(0, len(moved), self.platform.per)] or [[]]
        for number, step in enumerate(steps, 1):
            self.platform.called("poll")
            place = str(step[-1].moved_at) if step else str(start)
            until = self.clock.now()
            more = number < len(steps)
            yield Polled(tuple(case.state() for case in step), place, KINDS, until, more)
            if self.platform.midway:
                self.platform.midway()

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        self.platform.called("look")
        case = self.platform.cases.get(case_ref)
        return None if case is None or case.hidden else case.state()

    def deliver(self, outgoing: Outgoing) -> Delivered:
        self.platform.called("deliver")
        case = self.platform.cases.get(outgoing.case_ref)
        if case is None or case.hidden:
            raise GiveUp(f"{NAME} is not ours to see.")
        mine = [one for one in case.shown if one.identity == outgoing.identity and one.stands]
        if mine and mine[0].by is not None:
            return Delivered(Outcome.ANSWERED, mine[0].receipt)
        if bool(mine) != outgoing.withdraw:
            return Delivered(Outcome.THERE if mine else Outcome.ABSENT, mine[0].receipt if mine else None)
        if case.ended:
            return Delivered(Outcome.ENDED)
        return Delivered(Outcome.WRITTEN, self._write(case, outgoing, mine))

    def _write(self, case: Case, outgoing: Outgoing, mine: list[Showing]) -> str:
        if outgoing.withdraw:
            mine[0].by, mine[0].answer = "service", outgoing.text
        else:
            receipt = f"{case.ref}-{len(case.shown) + 1}"
            mine = [Showing(outgoing.identity, outgoing.text, outgoing.link, receipt)]
            case.shown += mine
        # Our own write moves the case, as any other does.
        self.platform.writes += 1
        self.platform.save(case.ref)
        if self.platform.after:
            raise self.platform.after.pop(0)
        return mine[0].receipt

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        self.platform.called("answers")
        case = self.platform.cases[case_ref]
        return [
            PlatformAnswer(one.identity, case_ref, one.receipt, one.by, None, one.answer or "")
            for one in case.shown
            if one.by not in {None, "service"} and one.by is not None
        ]

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        for one in exemptions:
            if answer.text.startswith(one.label):
                return Reply(AnswerKind.EXPLAINED, one.code)
        if answer.text.startswith("no such reason"):
            return Reply(AnswerKind.EXPLAINED, "invented")
        return Reply(AnswerKind.DONE if answer.text.startswith("done") else AnswerKind.REPLIED)

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        if headers.get("x-key") != self.password:
            raise GiveUp("The key is not the agreed one.")
        found = json.loads(body).get("case")
        return found if isinstance(found, str) else None

    def examine(self) -> Sequence[Remark]:
        self.platform.called("examine")
        return [
            Remark("fine", "version", "It is the version we know."),
            Remark("wrong", "flag", "No right to flag."),
        ]

    def close(self) -> None:
        self.closed = True
