"""What the author of a live adapter brings so that it can be checked: a platform that can be moved by hand."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, Self

from lif_plugin.hooks.live import LiveClock


class LiveBench(Protocol):
    """A platform of a test, fresh for each check, mostly a fake one; used in a ``with`` statement."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of a connection that works."""
        ...

    @property
    def secrets(self) -> Mapping[str, str]:
        """Its secrets by the names of their settings."""
        ...

    @property
    def clock(self) -> LiveClock:
        """The clock of both sides."""
        ...

    def __enter__(self) -> Self:
        """Start the platform."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        ...

    def add(self) -> str:
        """Make a case, open and left alone for long, with something on it that is watched; gives its reference."""
        ...

    def change(self, case_ref: str) -> None:
        """Let a worker change something that is watched, to what it never was before."""
        ...

    def touch(self, case_ref: str) -> None:
        """Let a worker save the case without changing anything that is watched."""
        ...

    def rest(self) -> None:
        """Let pass whatever time must pass before a case may be written to."""
        ...

    def shown(self, case_ref: str) -> int:
        """How many prompts of ours the case shows, answered ones too; none that was taken back."""
        ...

    def answer(self, case_ref: str, text: str) -> None:
        """Let a worker answer the one prompt that is shown."""
        ...

    def break_next_write(self, *, done: bool) -> None:
        """Break the connection at the next write: after it was carried out, or before."""
        ...

    def requests(self) -> int:
        """How many requests have come in."""
        ...

    def hint(self, case_ref: str) -> tuple[Mapping[str, str], bytes]:
        """A webhook about a case, as headers and body. Only asked of an adapter that takes hints."""
        ...

    def private(self) -> tuple[str, ...]:
        """Texts that stand on every case and are nobody's but the platform's: a name, a note's words."""
        ...
