"""What the pages need from the application, as one value."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lif_plugin.domain.prompt import Lesson
from lif_plugin.domain.rule import Rule
from lif_plugin.errors import NotAllowed
from lif_plugin.flow.stating import Sender, Statement
from lif_plugin.flow.timers import OwnedTimer
from lif_plugin.hooks import Plugins
from lif_plugin.schema import Allowed
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.used_tokens import Use
from lif_plugin.store.work import Store
from lif_plugin.web.launch_keys import LaunchKeys
from lif_plugin.web.tokens import Verifier

TakeHint = Callable[[str, str, Mapping[str, str], bytes], bool]
"""Takes a webhook of an agency's connection by its headers and body. Raises `NotAllowed`."""


def _no_hint(_agency: str, _connection: str, _headers: Mapping[str, str], _body: bytes) -> bool:
    raise NotAllowed("This webhook is not expected.")


TakeStatement = Callable[[Sender, Statement], bool]
"""Takes what an event states, after the commit. Raises `EventRefused` or `NotAllowed`."""


UseToken = Callable[[str, Use], "Future[bool]"]
"""Uses an agency's client's token; done once that is committed, and false for one that was used before."""


def _no_token(_agency: str, _use: Use) -> "Future[bool]":
    raise NotAllowed("No other system may call here.")


def _no_statement(_sender: Sender, _said: Statement) -> bool:
    raise NotAllowed("No events are taken here.")


def _nobody_to_wake(_agency: str) -> None:
    """Whoever applies facts looks for them now and then."""


class Rate(NamedTuple):
    """How often one client or person may ask: in the long run a second, and at once."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of an application that its pages use; made once, by the composition root.

    ``lessons`` are by agency id. ``pool_size`` is how many requests may use the database at once.
    ``ready`` names what keeps the server from working; nothing: it is ready. ``draft_codes`` answers
    GraphQL requests with the status codes of the newest draft (422 for an invalid document, 294 for partial
    data) in place of those of the published audits (400 and 200). ``keys`` is the folder of keys.
    ``timers`` are by id. ``take_hint`` takes the webhooks of live platforms, ``take_statement`` what a system
    states by events, ``use_token`` tokens that are good once; ``wake`` says that an agency has facts to apply. ``address`` is where others reach us, as their tokens name it.
    ``allowed`` says what an operation of GraphQL may cost and take, ``rate`` how often one may ask for them (None: as one
    likes), ``origins`` whose pages may call, by agency, under no name for all.
    """

    store: Store
    plugins: Plugins
    rules: Mapping[str, Rule]
    lessons: Mapping[str, Sequence[Lesson]]
    read_log: ReadLog
    verifier: Verifier
    pool_size: int
    ready: Callable[[], list[str]]
    keys: Path
    draft_codes: bool = False
    timers: Mapping[str, OwnedTimer] = field(default_factory=dict)
    take_hint: TakeHint = _no_hint
    take_statement: TakeStatement = _no_statement
    use_token: UseToken = _no_token
    wake: Callable[[str], object] = _nobody_to_wake
    address: str = "http://127.0.0.1:8765"
    allowed: Allowed = field(default_factory=Allowed)
    rate: Rate | None = None
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def launch_keys(self) -> LaunchKeys:
        """What case systems sign their links with."""
        return LaunchKeys(self.keys)
