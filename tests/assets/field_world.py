"""An agency connected with a fake platform over real HTTP, both ways, on a clock that a test moves."""

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from sqlalchemy import select

from lif_adapter_primero.testing import LiveTime, SimulatedClock
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.connecting import connect
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.live import Live, running, take_hint
from lif_plugin.flow.sessions import LiveParts, Sessions
from lif_plugin.hooks import LiveAdapter, build_plugins
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import answer, case_record, event, outbox, result
from lif_plugin.store.work import Store
from lif_plugin.web import Services, create_app
from lif_plugin.web.tokens import Verifier, load_key, make_keys, mint

TICK_MS = 500
FIELD = Agency(
    "field", "Field office", nation="elsewhere", zone="UTC", go_live=20261001, pushes_a_week=100,
    quiet_from=23, quiet_until=1,
)  # fmt: skip


@dataclass(frozen=True)
class Platform:
    """A platform as a world connects with it; ``address`` is the setting of where its fake listens."""

    plugin: Any
    adapter: LiveAdapter
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    rule: str


class FieldWorld:
    """One field office's whole loop with a platform. ``every`` is seconds between two polls."""

    fake: Any

    def __init__(self, store: Store, platform: Platform, *, every: float, **settings: Any) -> None:
        self.store = store
        self.platform = platform
        self.viewer = Viewer.system("test", FIELD.id)
        self.plugins = build_plugins([(platform.adapter.name, platform.plugin)])
        self.rules = collect_rules(self.plugins)
        self.dispatcher = Dispatcher(
            store, self.plugins, self.rules, lambda _agency: None, self._today, self.clock.now
        )
        self.settings = settings
        self.every = every
        self._made = ExitStack()
        self.parts = self.executor("one")

    clock: SimulatedClock

    def __enter__(self) -> Self:
        self._made.enter_context(self.fake)
        with self.store.write(self.viewer) as connection:
            save_agency(connection, FIELD, "test")
        self.connect()
        self.live = self.loop(self.parts)
        self.address = self._serve()
        self.listen(f"{self.address}/hooks/{FIELD.id}/{self.platform.adapter.name}")
        return self

    def __exit__(self, *_: object) -> None:
        self._made.close()

    def listen(self, address: str) -> None:
        """Have the platform tell this address that something changed."""

    def send_due(self) -> None:
        """Let the platform send what it has to tell."""

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.now() / 1000, UTC).date()

    def day(self, ago: int = 0) -> str:
        """A day some days ago, as Primero writes it."""
        return (self._today() - timedelta(days=ago)).isoformat()

    def executor(self, name: str, **more: Any) -> LiveParts:
        """The parts of a process of this name; its sessions are its own."""
        clock = LiveTime(self.clock)
        adapter, secrets = self.platform.adapter, self.platform.secrets
        sessions = Sessions({adapter.name: adapter}, lambda _name, where: secrets[where["env"]], clock)
        return LiveParts(
            self.store, self.plugins, self.rules, sessions, clock, name, "https://lif.example", **more
        )

    def loop(self, parts: LiveParts) -> Live:
        """The loop of a process."""
        live = Live(parts, lambda: [FIELD.id])
        self._made.callback(live.close)
        return live

    def connect(self, **more: Any) -> None:
        """Save the connection."""
        adapter, secrets = self.platform.adapter, self.platform.secrets
        read = (
            {**self.platform.settings, **self.settings, **more},
            {name: {"env": name} for name in secrets},
        )
        connect(self.parts, adapter, FIELD.id, adapter.name, read, self.every, "test")

    def _serve(self) -> str:
        """Serve the pages, the API and the door for webhooks, as `lif serve` does."""
        self.keys = Path(tempfile.mkdtemp())
        self._made.callback(shutil.rmtree, self.keys)
        make_keys(self.keys)
        log = ReadLog(self.store, b"invented key")
        self._made.callback(log.close)
        services = Services(
            store=self.store, plugins=self.plugins, rules={name: one.rule for name, one in self.rules.items()},
            lessons={}, read_log=log, verifier=Verifier.of(self.keys), pool_size=4, keys=self.keys, ready=list,
            take_hint=partial(take_hint, self.parts),
        )  # fmt: skip
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(services), access_log=False, log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)

        def stop() -> None:
            server.should_exit = True
            thread.join()
            listening.close()

        self._made.callback(stop)
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    def tick(self, ms: float = TICK_MS) -> None:
        """Half a second, or so long, and then a turn of `lif serve` and of the platform's own background job."""
        self.clock.sleep(ms)
        self.send_due()
        for row in running(self.parts, FIELD.id):
            self.live.bring_in(row)
            self.dispatcher.drain(FIELD.id)
            self.live.send_out(row)
        self.dispatcher.drain(FIELD.id)

    def until(self, true: Callable[[], object], seconds: float = 3_600, step: float = 0.5) -> float:
        """Go on until something is so; gives how many seconds that took by the clock."""
        began = self.clock.now()
        while not true():
            if self.clock.now() - began > seconds * 1000:
                raise AssertionError(f"not so within {seconds} s")
            self.tick(step * 1000)
        return (self.clock.now() - began) / 1000

    def go_on(self, seconds: float, step: float = 60.0) -> None:
        """Go on for a while, in larger steps."""
        until = self.clock.now() + seconds * 1000
        while (left := until - self.clock.now()) > 0:
            self.tick(min(left, step * 1000))

    def rows(self, statement: Any) -> list[dict[str, Any]]:
        """What the agency sees of a select."""
        with self.store.read(self.viewer) as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]

    def prompts(self, ref: str) -> list[dict[str, Any]]:
        """The prompts of the platform's first rule on a case."""
        query = select(result).join(case_record, case_record.c.id == result.c.case_id)
        return self.rows(query.where(result.c.rule == self.platform.rule, case_record.c.ref == ref))

    def out(self) -> list[tuple[str, str, str | None]]:
        """(want, state, reason) of the outbox, in order, without what was dropped."""
        query = select(outbox).where(outbox.c.state != "dropped").order_by(outbox.c.id)
        return [(row["want"], row["state"], row["reason"]) for row in self.rows(query)]

    def outbox(self) -> list[dict[str, Any]]:
        """The rows of the outbox, in order."""
        return self.rows(select(outbox).order_by(outbox.c.id))

    def versions(self) -> int:
        """How many versions of facts there are: what comes in again unchanged adds none."""
        return len(self.rows(select(event)))

    def answers(self) -> list[tuple[str, str | None, str]]:
        """(kind, text, by) of every answer that was taken."""
        return [
            (row["kind"], row["text"], row["by"]) for row in self.rows(select(answer).order_by(answer.c.id))
        ]

    def late(self) -> list[tuple[str, str | None, str]]:
        """(kind, text, by) of the answers for which nothing waited any more."""
        found = self.rows(select(answer).where(answer.c.late).order_by(answer.c.id))
        return [(row["kind"], row["text"], row["by"]) for row in found]

    def in_panel(self, ref: str) -> str:
        """The panel's page of a case, for its worker, by HTTP."""
        return httpx.get(f"{self.address}/panel/{ref}", headers=self._bearer()).text

    def in_api(self) -> list[dict[str, Any]]:
        """The prompts that GraphQL gives the worker, by HTTP."""
        query = "{ prompts { edges { node { rule state message case { ref } answer { kind text } } } } }"
        asked = httpx.post(f"{self.address}/graphql", json={"query": query}, headers=self._bearer())
        return [edge["node"] for edge in asked.json()["data"]["prompts"]["edges"]]

    def _bearer(self) -> dict[str, str]:
        token = mint(
            load_key(self.keys),
            agency=FIELD.id,
            roles=(Role.WORKER,),
            purpose="casework",
            subject="sam.example",
        )
        return {"Authorization": f"Bearer {token}", "Accept": "text/html, application/json"}
