"""`lif serve` killed at fifty random moments while a field office works: one flag for each prompt, no answer lost."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lif_adapter_primero.testing import PASSWORD, SERVICE, FakePrimero
from lif_plugin.domain.viewer import Viewer
from lif_plugin.store.agencies import save_agency
from lif_plugin.store.engine import make_engine
from lif_plugin.store.tables import answer, case_record, outbox, result
from lif_plugin.store.work import Store
from tests.assets.primero_world import FIELD, KEY
from tests.slow.campaign import say

KILLS = 50
CASES = 60
LIF = str(Path(sys.executable).with_name("lif"))


def _noon() -> str:
    """A zone in which it is about noon, so that no quiet hours come between."""
    ahead = datetime.now(UTC).hour - 12
    return f"Etc/GMT{ahead:+d}" if ahead else "UTC"


@dataclass
class Office:
    """Workers who enter follow-ups on their cases and answer the flags that come, one after the other."""

    fake: FakePrimero
    seed: int
    cases: list[str] = field(default_factory=list)
    saved: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        old = self.fake.clock.now() - 3 * 86_400_000
        self.cases = [self.fake.add_case({"date_of_birth": "2017-03-02"}, at=old) for _ in range(CASES)]

    def work(self) -> None:
        """Change a case now and then, and answer each flag some seconds after it came."""
        chance, left = random.Random(self.seed), list(self.cases)
        due = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
        while not self.ended.wait(chance.uniform(0.2, 0.8)):
            self.fake.webhooks.send_due()
            if left and chance.random() < 0.25:
                ref = left.pop()
                row = {"unique_id": self.fake.world.new_id(), "followup_needed_by_date": due}
                self.fake.save(ref, {"followup_subform_section": [row]})
                self.saved[ref] = time.monotonic()
            for ref in list(self.saved):
                self._answer(ref, chance)

    def _answer(self, ref: str, chance: random.Random) -> None:
        flags = self.fake.flags(ref)
        if not flags or ref in self.texts:
            return
        self.shown.setdefault(ref, time.monotonic())
        if chance.random() < 0.2:
            self.texts[ref] = f"Done, invented words {len(self.texts)}"
            self.fake.resolve(ref, flags[0]["id"], self.texts[ref])


@contextmanager
def _office(seed: int) -> Iterator[Office]:
    with FakePrimero(write_ms=(0, 0)) as fake:
        office = Office(fake, seed)
        office.begin()
        thread = threading.Thread(target=office.work, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            office.ended.set()
            thread.join()


def _prepare(url: str, folder: Path, office: Office, port: int) -> dict[str, str]:
    """An agency connected by the commands a person would use; gives the environment."""
    account = office.fake.add_service()
    environment = {**os.environ, "LIF_HOME": str(folder / "home"), "PRIMERO_PASSWORD": PASSWORD, "PRIMERO_KEY": KEY,
                   "PYTHONPATH": os.pathsep.join(sys.path)}  # fmt: skip
    (folder / "primero.toml").write_text(
        f'address = "{office.fake.url}"\nuser_name = "{SERVICE}"\nuser_id = {account.id}\nsettle = 1\napart = 0\n'
        '[secrets]\npassword = { env = "PRIMERO_PASSWORD" }\nwebhook_key = { env = "PRIMERO_KEY" }\n'
    )
    store = Store(make_engine(url))
    with store.write(Viewer.system("test", FIELD.id)) as connection:
        save_agency(connection, replace(FIELD, zone=_noon()), "test")
    store.close()
    connect = ["connect", "primero", "--agency", FIELD.id, "--settings", str(folder / "primero.toml")]
    subprocess.run(
        [LIF, "init", "--db", url, "--agency", FIELD.id],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    subprocess.run(
        [LIF, *connect, "--every", "1", "--db", url], check=True, env=environment, stdout=subprocess.DEVNULL
    )
    office.fake.webhooks.key = KEY
    office.fake.webhooks.add(f"http://127.0.0.1:{port}/hooks/{FIELD.id}/primero")
    return environment


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _serve(url: str, port: int, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as out:
        return subprocess.Popen(
            [LIF, "serve", "--port", str(port), "--db", url], env=environment, stdout=out, stderr=out
        )


def _found(url: str) -> dict[str, list[str]]:
    """What became of every case, by what went wrong, beside the answers that were taken."""
    store = Store(make_engine(url))
    try:
        with store.read(Viewer.system("test", FIELD.id)) as connection:
            texts = select(case_record.c.ref, answer.c.text).join(
                case_record, case_record.c.id == answer.c.case_id
            )
            prompts = select(case_record.c.ref).join(result, result.c.case_id == case_record.c.id)
            return {
                "answers": [f"{row.ref}: {row.text}" for row in connection.execute(texts)],
                "prompts": list(connection.scalars(prompts.where(result.c.rule == "PRM-01"))),
                "unfinished": list(
                    connection.scalars(select(outbox.c.state).where(outbox.c.state != "done"))
                ),
            }
    finally:
        store.close()


@pytest.mark.parametrize("seed", [1])
def test_killed_at_fifty_moments_no_flag_is_doubled_and_no_answer_lost(
    new_url: Callable[[], str], tmp_path: Path, seed: int, database: str
) -> None:
    url, port, chance = new_url(), _free_port(), random.Random(seed)
    with _office(seed) as office:
        environment = _prepare(url, tmp_path, office, port)
        writing = 0
        for _ in range(KILLS):
            running = _serve(url, port, environment, tmp_path / "serve.log")
            time.sleep(chance.uniform(1.5, 6.0))
            before = len(office.fake.requests)
            time.sleep(0.3)
            writing += len(office.fake.requests) > before
            running.kill()
            running.wait()
        running = _serve(url, port, environment, tmp_path / "serve.log")
        until = time.monotonic() + 240
        while len(_found(url)["answers"]) < CASES and time.monotonic() < until:
            time.sleep(1)
        time.sleep(5)
        found = _found(url)
        running.terminate()
        running.wait()
        flags = {ref: len(office.fake.flags(ref)) for ref in office.cases}
    waits = sorted(office.shown[ref] - office.saved[ref] for ref in office.shown)
    say(f"{database}: {KILLS} kills, {writing} while requests were being made, seed {seed}; {CASES} cases, "
        f"{sum(flags.values())} flags, {len(found['answers'])} answers; from change to flag "
        f"{waits[0]:.1f} s at best, {waits[len(waits) // 2]:.1f} s for half, {waits[-1]:.1f} s at most")  # fmt: skip
    assert set(flags.values()) == {1}
    assert sorted(found["prompts"]) == sorted(office.cases)
    assert sorted(found["answers"]) == sorted(f"{ref}: {text}" for ref, text in office.texts.items())
    assert found["unfinished"] == []
