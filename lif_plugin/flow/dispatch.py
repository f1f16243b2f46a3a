"""Dispatch: one durable batch at a time for an agency: apply what waits, then evaluate stale cases.

Read and compute in a read transaction, call plugins outside any, then write once, briefly, checking that
no case changed meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from lif_plugin.domain.framework import Framework
from lif_plugin.domain.viewer import Viewer
from lif_plugin.errors import StaleCase
from lif_plugin.flow.apply import apply_batch, finish_batch, undo_batch
from lif_plugin.flow.evaluation import evaluate_cases, write_evaluated
from lif_plugin.flow.push import push_batch
from lif_plugin.hooks import Plugins
from lif_plugin.rules.registry import OwnedRule
from lif_plugin.rules.rulebook import Rulebooks
from lif_plugin.store import cases, imports, inbox, pauses, pushes
from lif_plugin.store.inbox import LIVE_FEED
from lif_plugin.store.work import Store, now_ms
from lif_plugin.tracing import span

CASES: Final = 100
"""Stale cases to a batch."""
FED: Final = 5
"""Parts of a live feed that are applied before cases are evaluated: however fast it comes, nobody waits for its end."""


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """The dispatch of one application: its store, plugins, rules and frameworks by id."""

    store: Store
    plugins: Plugins
    rules: Mapping[str, OwnedRule]
    framework: Callable[[str | None], Framework | None]
    clock: Callable[[], date]
    now: Callable[[], int] = now_ms
    books: Rulebooks = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "books", Rulebooks(self.rules))

    @property
    def at_once(self) -> frozenset[str]:
        """The rules whose prompts quiet hours do not hold back."""
        return frozenset(name for name, entry in self.rules.items() if entry.rule.at_once)

    def batch(self, agency: str) -> bool:
        """Do one batch for an agency; False when nothing waits.

        Several workers may do so at once: what one has taken, the other finds gone and leaves alone.
        """
        try:
            with span("batch", agency=agency):
                return self._batch(agency)
        except StaleCase:
            return True

    def _batch(self, agency: str) -> bool:
        fed = self._feed(agency)
        run = self._unfinished(agency)
        if run is not None:
            if run["state"] == "undoing":
                undo_batch(self.store, agency, run, self.now())
            elif not apply_batch(self.store, agency, run["id"], self.now()):
                finish_batch(self.store, agency, run, self.now())
            return True
        return self.evaluate(agency) or fed or push_batch(self.store, agency, self.now(), self.at_once)

    def _feed(self, agency: str) -> bool:
        """Apply some of what a live feed brought; False when nothing waits."""
        parts = 0
        while parts < FED and apply_batch(self.store, agency, LIVE_FEED, self.now()):
            parts += 1
        return parts > 0

    def evaluate(self, agency: str, as_of: date | None = None) -> bool:
        """Evaluate some stale cases; False when there are none."""
        evaluated = evaluate_cases(self, agency, CASES, as_of)
        if evaluated is None:
            return False
        write_evaluated(self.store, evaluated)
        return True

    def drain(self, agency: str, as_of: date | None = None) -> int:
        """Do batches until nothing waits; gives how many. With ``as_of``, cases are evaluated as of that day."""
        count = 0
        while self.batch(agency) if as_of is None else self.evaluate(agency, as_of):
            count += 1
        return count

    def waits(self, agency: str) -> bool:
        """Say whether anything of an agency waits."""
        with self.store.read(Viewer.system("dispatch", agency)) as connection:
            return (
                inbox.waits(connection, agency, LIVE_FEED)
                or cases.any_stale(connection, agency)
                or imports.unfinished(connection, agency) is not None
                or (pushes.any_undecided(connection, agency) and pauses.paused(connection, agency) is None)
            )

    def _unfinished(self, agency: str) -> dict[str, Any] | None:
        with self.store.read(Viewer.system("dispatch", agency)) as connection:
            return imports.unfinished(connection, agency)
