"""What an adapter of a live platform promises: cases that changed come in, prompts go out, answers come back.

The house keeps the order, the outbox, the tries and the answers; the adapter knows one platform. Nothing here
carries a child's name or words, except `PlatformAnswer.text`, which a worker wrote.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from lif_plugin.domain.kinds import KINDS
from lif_plugin.domain.prompt import AnswerKind
from lif_plugin.domain.record import Event
from lif_plugin.domain.rule import Exemption
from lif_plugin.errors import InvalidEvent


class Can(StrEnum):
    """What an adapter can do. The generated table of adapters and the contract suite go by it."""

    FILES = "files"
    """Reads files that somebody exports."""
    POLL = "poll"
    """Finds what changed by asking."""
    HINT = "hint"
    """Takes a webhook as a hint to look at a case."""
    SHOW = "show"
    """Shows a prompt in the platform."""
    ANSWER = "answer"
    """Brings the worker's answer back."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One case as it now stands, with all of its facts: what was known and is not among them is withdrawn.

    ``digest`` covers everything that is watched: the same digest means that nothing happened that matters.
    ``moved_at`` (UTC milliseconds) is the platform's time of the last change; an older state never replaces a
    newer one. ``due_on`` (YYYYMMDD) is the next day on which time alone makes a fact of what is planned.
    ``restricted``: the platform itself lets only few see the case, so that nothing is shown in it.
    """

    case_ref: str
    events: tuple[Event, ...]
    digest: str
    moved_at: int
    due_on: int | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A case that could not be read: why, in words that hold none of its data."""

    case_ref: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Polled:
    """One step of asking what changed: some cases, and where the next step goes on.

    ``cursor`` is the adapter's own text, kept by the house only after ``cases`` are. ``covered`` are the kinds of
    which everything recorded can be seen, known up to ``until_ms`` (UTC milliseconds). ``more``: ask again at once.
    """

    cases: tuple[Changed | Unreadable, ...]
    cursor: str
    covered: frozenset[str]
    until_ms: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A prompt to show, or to take back. ``identity`` is the prompt's own id: it is looked for before a second write.

    ``text`` is neutral: no child's words, no suspicion, nothing of another agency. ``link`` opens the case's panel.
    ``notice``: it says that the case was picked for an audit and asks for nothing; whatever a worker answers is kept
    as their own words, but for ``seen``, which says that it was read.
    """

    identity: str
    case_ref: str
    text: str
    link: str
    withdraw: bool = False
    notice: bool = False


class Outcome(StrEnum):
    """What came of one delivery.

    WRITTEN: done now. THERE: it was there already. ANSWERED: a worker has answered it; nothing was written.
    ENDED: the case is closed or switched off; nothing was written. ABSENT: there was nothing to take back.
    """

    WRITTEN = "written"
    THERE = "there"
    ANSWERED = "answered"
    ENDED = "ended"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of a delivery; ``receipt`` is the platform's id of what shows it, if there is one."""

    outcome: Outcome
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class PlatformAnswer:
    """A worker's answer as found in the platform. ``on`` (YYYYMMDD): most keep no time.

    ``text`` stays with the worker's own agency, and out of every log.
    """

    identity: str
    case_ref: str
    receipt: str
    by: str
    on: int | None
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answer says. ``reason`` is an exemption's code; a text that says none of them is REPLIED."""

    kind: AnswerKind
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing found by looking at a platform; ``about`` is a field, a permission or a setting.

    ``weight``: ``wrong`` must be mended, ``care`` should be known, ``fine`` is for the record.
    """

    weight: str
    about: str
    sentence: str


class LiveClock(Protocol):
    """Time that a test can move."""

    def now(self) -> int:
        """UTC milliseconds."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class LiveSession(Protocol):
    """One platform through one account, for one agency.

    Each call raises `TryLater`, `GiveUp` or `SignInRefused`, or subclasses of them; anything else is a fault
    of the adapter. After `SignInRefused` the session sends nothing more.

    What goes to the network is called by one thread at a time, ``deliver`` also between two steps of ``poll``;
    ``hint`` and ``read_reply`` are pure and may be called by any thread at any time.
    """

    def poll(self, cursor: str | None) -> Iterator[Polled]:
        """What changed since a cursor (None: everything), in steps that may each be kept on their own."""
        ...

    def look(self, case_ref: str) -> Changed | Unreadable | None:
        """One case as it now stands; None if it is gone or not ours to see."""
        ...

    def deliver(self, outgoing: Outgoing) -> Delivered:
        """Show a prompt, or take it back; repeated after any error it shows it once."""
        ...

    def answers(self, case_ref: str) -> Sequence[PlatformAnswer]:
        """The answers that stand on a case now."""
        ...

    def read_reply(self, answer: PlatformAnswer, exemptions: Sequence[Exemption]) -> Reply:
        """Say which answer a text is, for a prompt with these reasons; pure."""
        ...

    def hint(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """The case a webhook is about, or None; raises `GiveUp` for one that does not prove where it is from."""
        ...

    def examine(self) -> Sequence[Remark]:
        """What would keep prompts from being right or being seen; writes nothing, reads no case."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


@dataclass(frozen=True, slots=True)
class LiveSetting:
    """One setting of a connection. A ``secret`` is given as the name of a file or of an environment variable."""

    name: str
    meaning: str
    default: Any = None
    secret: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class LiveAdapter:
    """Connects with one kind of platform.

    ``connect`` makes a session from settings that name no secret, secrets by name, and a clock; it raises
    `BadSetting` for what cannot be used and does not go to the network.
    """

    name: str
    title: str
    source: str
    kinds: frozenset[str]
    can: frozenset[Can]
    settings: tuple[LiveSetting, ...]
    connect: Callable[[Mapping[str, Any], Mapping[str, str], LiveClock], LiveSession]

    def __post_init__(self) -> None:
        unknown = self.kinds - KINDS.keys()
        if unknown:
            raise InvalidEvent(
                f"Adapter {self.name} names kinds that do not exist: {', '.join(sorted(unknown))}."
            )
