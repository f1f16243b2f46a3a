"""An invented agency connected with any live adapter's bench: each thing the adapter says it can do, through a store."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import func, select

from lif_plugin.domain.condition import Missing, Not
from lif_plugin.domain.rule import Channel, FieldCheck, Rule, Severity
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.connecting import connect
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.live import Live, running, take_hint
from lif_plugin.flow.sessions import LiveParts, Sessions
from lif_plugin.hooks import LiveAdapter, build_plugins, hookimpl
from lif_plugin.hooks.live import Can
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.tables import answer, case_record, event
from lif_plugin.store.work import Store
from lif_plugin.testing import LiveBench
from tests.assets.field_world import FIELD

ALWAYS = Rule(
    id="ALWAYS", version=1, title="Every case", message="The case of {day} is asked about.", remedy="Say so.",
    authority="Ours", template=FieldCheck("case", Not(Missing("code"))), addressees=(Role.WORKER,),
    severity=Severity.CRITICAL, delivery=Channel.NOW, nations=("elsewhere",),
)  # fmt: skip
TEXT = "Spoke with her on Friday, invented words"


class BenchWorld:
    """One field office with a platform of a test; a rule asks about every case, so that there is a prompt to show."""

    def __init__(self, store: Store, adapter: LiveAdapter, bench: LiveBench) -> None:
        self.store, self.adapter, self.bench = store, adapter, bench
        self.viewer = Viewer.system("test", FIELD.id)
        plugin = SimpleNamespace(lif_rules=hookimpl(_rules))
        plugins = build_plugins([("ours", plugin)])
        rules = collect_rules(plugins)
        self.dispatcher = Dispatcher(
            store, plugins, rules, lambda _agency: None, self._today, bench.clock.now
        )
        sessions = Sessions(
            {adapter.name: adapter}, lambda _name, where: bench.secrets[where["env"]], bench.clock
        )
        self.parts = LiveParts(store, plugins, rules, sessions, bench.clock, "one", "https://lif.example")
        self.live = Live(self.parts, lambda: [FIELD.id])

    def __enter__(self) -> Self:
        with self.store.write(self.viewer) as connection:
            save_agency(connection, FIELD, "test")
        secrets = {name: {"env": name} for name in self.bench.secrets}
        read = (dict(self.bench.settings), secrets)
        connect(self.parts, self.adapter, FIELD.id, self.adapter.name, read, 60.0, "test")
        return self

    def __exit__(self, *_: object) -> None:
        self.live.close()

    def _today(self) -> date:
        return datetime.fromtimestamp(self.bench.clock.now() / 1000, UTC).date()

    def turn(self) -> None:
        """A turn of `lif serve`."""
        for row in running(self.parts, FIELD.id):
            self.live.bring_in(row)
            self.dispatcher.drain(FIELD.id)
            self.live.send_out(row)
        self.dispatcher.drain(FIELD.id)

    def polls(self) -> bool:
        """A case is in the store after a poll."""
        self.ref = self.bench.add()
        self.turn()
        return self._count(case_record.c.ref == self.ref) == 1

    def hints(self) -> bool:
        """What changed is in the store after a hint, though no poll is due."""
        before = self._facts()
        self.bench.change(self.ref)
        take_hint(self.parts, FIELD.id, self.adapter.name, *self.bench.hint(self.ref))
        self.turn()
        return self._facts() > before

    def shows(self) -> bool:
        """The prompt stands in the platform once, however long it goes on."""
        # The alert budget may keep it for days.
        self.bench.clock.sleep(7 * 86_400)
        for _ in range(3):
            self.bench.rest()
            self.turn()
        return self.bench.shown(self.ref) == 1

    def answers(self) -> bool:
        """The worker's answer is in the store once, and nothing is shown anew."""
        self.bench.answer(self.ref, TEXT)
        for _ in range(3):
            self.bench.rest()
            self.turn()
        with self.store.read(self.viewer) as connection:
            texts = list(connection.scalars(select(answer.c.text)))
        return (texts, self.bench.shown(self.ref)) == ([TEXT], 1)

    def tried(self) -> dict[Can, bool]:
        """What the adapter says it can do, in the loop's order, and whether it does."""
        can: dict[Can, Callable[[], bool]] = {
            Can.POLL: self.polls,
            Can.HINT: self.hints,
            Can.SHOW: self.shows,
            Can.ANSWER: self.answers,
        }
        return {one: verb() for one, verb in can.items() if one in self.adapter.can}

    def _count(self, *wanted: Any) -> int:
        with self.store.read(self.viewer) as connection:
            return int(connection.scalar(select(func.count()).select_from(case_record).where(*wanted)) or 0)

    def _facts(self) -> int:
        with self.store.read(self.viewer) as connection:
            return int(connection.scalar(select(func.count()).select_from(event)) or 0)


def _rules() -> list[Rule]:
    return [ALWAYS]
