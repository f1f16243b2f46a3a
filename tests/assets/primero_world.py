"""An agency connected with a fake Primero over real HTTP, both ways, on a clock that a test moves."""

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
import uvicorn
from sqlalchemy import select

import lif_adapter_primero
from lif_adapter_primero.adapter import ADAPTER
from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero, LiveTime, SimulatedClock
from lif_plugin.domain.agency import Agency
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.flow.connecting import connect
from lif_plugin.flow.dispatch import Dispatcher
from lif_plugin.flow.live import Live, running, take_hint
from lif_plugin.flow.sessions import LiveParts, Sessions
from lif_plugin.hooks import build_plugins
from lif_plugin.rules.registry import collect_rules
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.readlog import ReadLog
from lif_plugin.store.tables import answer, case_record, outbox, result
from lif_plugin.store.work import Store
from lif_plugin.web import Services, create_app
from lif_plugin.web.tokens import Verifier, load_key, make_keys, mint

KEY = "a key that was agreed"
NAME, NOTE = "Amara Inventedname", "Amara told me invented words about her uncle"
SECRETS = {"password": PASSWORD, "webhook_key": KEY}
TICK_MS = 500
FIELD = Agency(
    "field", "Field office", nation="elsewhere", zone="UTC", go_live=20261001, pushes_a_week=100,
    quiet_from=23, quiet_until=1,
)  # fmt: skip


class PrimeroWorld:
    """One field office's whole loop. ``settle`` and ``every`` are seconds; ``webhooks`` says whether any are sent."""

    def __init__(
        self,
        store: Store,
        *,
        settle: float = 600.0,
        every: float = 5.0,
        webhooks: bool = True,
        **settings: Any,
    ) -> None:
        self.store = store
        self.clock = SimulatedClock()
        self.fake = FakePrimero(self.clock)
        self.account = self.fake.add_service()
        self.viewer = Viewer.system("test", FIELD.id)
        self.plugins = build_plugins([("primero", lif_adapter_primero)])
        self.rules = collect_rules(self.plugins)
        self.dispatcher = Dispatcher(
            store, self.plugins, self.rules, lambda _agency: None, self._today, self.clock.now
        )
        self.settings = {"settle": settle, **settings}
        self.every = every
        self.webhooks = webhooks
        self._made = ExitStack()
        self.parts = self.executor("one")

    def __enter__(self) -> Self:
        self._made.enter_context(self.fake)
        with self.store.write(self.viewer) as connection:
            save_agency(connection, FIELD, "test")
        self.connect()
        self.live = self.loop(self.parts)
        self.address = self._serve()
        if self.webhooks:
            self.fake.webhooks.key = KEY
            self.fake.webhooks.add(f"{self.address}/hooks/{FIELD.id}/primero")
        return self

    def __exit__(self, *_: object) -> None:
        self._made.close()

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.now() / 1000, UTC).date()

    def day(self, ago: int = 0) -> str:
        """A day some days ago, as Primero writes it."""
        return (self._today() - timedelta(days=ago)).isoformat()

    def executor(self, name: str, **more: Any) -> LiveParts:
        """The parts of a process of this name; its sessions are its own."""
        clock = LiveTime(self.clock)
        sessions = Sessions({"primero": ADAPTER}, lambda _name, where: SECRETS[where["env"]], clock)
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
        own = {"address": self.fake.url, "user_name": SERVICE, "user_id": self.account.id}
        read = (
            {**own, **self.settings, **more},
            {name: {"env": name} for name in SECRETS},
        )
        connect(self.parts, ADAPTER, FIELD.id, "primero", read, self.every, "test")

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

    def add_case(self, ago_ms: int = 3 * 86_400_000) -> str:
        """A case that a worker made some days ago, with a name and a note that are nobody's to tell."""
        note = {"unique_id": self.fake.world.new_id(), "note_text": NOTE, "note_created_by": "primero_cp",
                "note_date": "2026-11-01T10:00:00.000Z"}  # fmt: skip
        fields = {
            "name": NAME,
            "name_first": "Amara",
            "date_of_birth": "2017-03-02",
            "notes_section": [note],
        }
        return self.fake.add_case(fields, at=self.clock.now() - ago_ms)

    def plan_follow_up(self, ref: str, **fields: Any) -> str:
        """Let the worker enter a follow-up that was due two days ago; gives the row's id."""
        row = {"unique_id": self.fake.world.new_id(), "followup_type": "in_care",
               "followup_needed_by_date": self.day(2), **fields}  # fmt: skip
        self.fake.save(ref, {"followup_subform_section": [row]})
        return str(row["unique_id"])

    def tick(self, ms: float = TICK_MS) -> None:
        """Half a second, or so long, and then a turn of `lif serve` and of the platform's own background job."""
        self.clock.sleep(ms)
        self.fake.webhooks.send_due()
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
        """The follow-up prompts of a case."""
        query = select(result).join(case_record, case_record.c.id == result.c.case_id)
        return self.rows(query.where(result.c.rule == "PRM-01", case_record.c.ref == ref))

    def out(self) -> list[tuple[str, str, str | None]]:
        """(want, state, reason) of the outbox, in order, without what was dropped."""
        query = select(outbox).where(outbox.c.state != "dropped").order_by(outbox.c.id)
        return [(row["want"], row["state"], row["reason"]) for row in self.rows(query)]

    def answers(self) -> list[tuple[str, str | None, str]]:
        """(kind, text, by) of every answer that was taken."""
        return [
            (row["kind"], row["text"], row["by"]) for row in self.rows(select(answer).order_by(answer.c.id))
        ]

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
