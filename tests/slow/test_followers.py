"""A hundred who follow changes over two server processes on PostgreSQL, of which one is killed: nobody misses anything."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from strawberry.relay import GlobalID

from lif_plugin.cli.setup import prepare
from lif_plugin.config import Settings, load_settings
from lif_plugin.domain.change import Place
from lif_plugin.domain.viewer import Role
from lif_plugin.domain.worktime import day_number
from lif_plugin.store.changes import heads
from lif_plugin.store.engine import make_engine
from lif_plugin.store.work import Store
from lif_plugin.web.tokens import load_key, mint
from tests.assets.builders import Record, viewer
from tests.assets.followers import Follower
from tests.slow.campaign import say

FOLLOWERS, PROMPTS = 100, 120
LIF = Path(sys.executable).with_name("lif")
PATIENCE = 60


@pytest.fixture
def database() -> str:
    """PostgreSQL alone: SQLite has one server process."""
    return "postgres"


@pytest.fixture
def installed(new_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("LIF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LIF_DB", new_url())
    settings = load_settings()
    prepare(settings)
    return settings


@contextmanager
def server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A server process of its own, once it answers; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([LIF, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not answers(port):
            assert time.monotonic() < until, "it never answered"
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.TransportError:
        return False


async def followed(
    followers: list[Follower], record: Record, killed: subprocess.Popen[bytes]
) -> tuple[list[str], float, float]:
    """Let all follow; kill a server halfway. Gives the ids in order, when it was killed and when the last was raised."""
    last: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    case = record.case()

    def raise_some(days: Sequence[date]) -> list[str]:
        return [str(GlobalID("Prompt", record.prompt(case, day_number(day)))) for day in days]

    days = [date(2024, 1, 1) + timedelta(number) for number in range(PROMPTS)]
    async with asyncio.TaskGroup() as group:
        for one in followers:
            group.create_task(one.follow(last))
        for one in followers:
            await one.let_in.wait()
        raised = await asyncio.to_thread(raise_some, days[: PROMPTS // 2])
        os.kill(killed.pid, signal.SIGKILL)
        at = time.monotonic()
        raised += await asyncio.to_thread(raise_some, days[PROMPTS // 2 :])
        last.set_result(raised[-1])
        ended = time.monotonic()
    return raised, at, ended


def test_a_hundred_over_two_processes_of_which_one_is_killed(installed: Settings) -> None:
    store = Store(make_engine(installed.url))
    record = Record.of(store)
    key = load_key(installed.keys)
    with store.read(viewer()) as connection:
        now = Place(heads(connection, viewer(), datetime.now(UTC).date())).cursor()
    with server() as (one, first), server() as (other, _second):
        followers = [
            Follower(
                [one, other] if number % 2 else [other, one],
                mint(
                    key, agency="elmshire", roles=[Role.IRO], purpose="casework", subject=f"client.{number}"
                ),
                now,
            )
            for number in range(FOLLOWERS)
        ]
        raised, killed_at, last_at = asyncio.run(followed(followers, record, first))
    store.close()
    told = Counter(number for one in followers for number in one.told)
    missed = sum(len(set(raised) - set(one.told)) for one in followers)
    doubled = sum(len(one.told) - len(set(one.told)) for one in followers)
    resumed = sum(one.connections > 1 for one in followers)
    end = max(one.ended_at for one in followers)
    say(
        f"{FOLLOWERS} followers, {PROMPTS} changes, {told.total():,} events: {missed} missed, {doubled} doubled; "
        f"{resumed} resumed on the other process; all had the last {end - last_at:.1f} s after it was written "
        f"({end - killed_at:.1f} s after the kill)"
    )
    assert resumed >= FOLLOWERS // 2
    assert [one.told for one in followers] == [raised] * FOLLOWERS
