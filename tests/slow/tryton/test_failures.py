"""Whatever goes wrong with our part, the worker's save stands, and what was saved is known here later."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, text

from tests.slow.campaign import say
from tests.slow.tryton.conftest import copied
from tests.slow.tryton.world import AGENCY, Platform, Plugin, Worker, plugin_in, until

SLOW = 30.0
NOTES = "Invented notes that must not get lost."


@pytest.fixture(scope="module")
def platform(
    template: Platform, postgres_server: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    with copied(template, postgres_server, tmp_path_factory.mktemp("tryton")) as made:
        yield made


@pytest.fixture(scope="module")
def plugin(
    platform: Platform, both_hosts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plugin]:
    """lif_plugin, connected and not served."""
    made = plugin_in(tmp_path_factory.mktemp("lif"), both_hosts)
    platform.configure(f"{made.address}/hooks/{AGENCY}/tryton")
    with platform.served():
        made.connect(platform, every=2)
        yield made


@pytest.fixture
def database(platform: Platform, postgres_server: URL) -> Callable[..., list[Any]]:
    """Runs a statement on Tryton's database, as its owner."""
    address = postgres_server.set(database=platform.database)

    def ask(statement: str) -> list[Any]:
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                done = connection.execute(text(statement))
                return list(done.all()) if done.returns_rows else []
        finally:
            engine.dispose()

    return ask


def _saved(platform: Platform, child: int) -> tuple[int, float]:
    """Save an assessment as the worker; gives its number, and how long it took."""
    worker = Worker(platform).sign_in()
    began = time.monotonic()
    number = worker.assess(child, notes=NOTES)
    took = time.monotonic() - began
    [kept] = worker.call("gnuhealth.ses.assessment.read", [number], ["notes"])
    assert kept["notes"] == NOTES
    return number, took


@contextmanager
def _hook(database: Callable[..., list[Any]], body: str) -> Iterator[None]:
    """While the block lasts, what our hook writes first does this in the database."""
    database(
        f"CREATE FUNCTION lif_fault() RETURNS trigger AS $$ BEGIN {body} RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    database(
        "CREATE TRIGGER lif_fault BEFORE INSERT ON lif_message FOR EACH ROW EXECUTE FUNCTION lif_fault()"
    )
    try:
        yield
    finally:
        database("DROP FUNCTION lif_fault CASCADE")


@pytest.mark.parametrize(
    ("fault", "child"),
    [("RAISE EXCEPTION 'invented';", 0), (f"PERFORM pg_sleep({SLOW:g});", 1)],
    ids=["raises", "slow"],
)
def test_the_save_stands_when_our_hook_fails_or_hangs(
    platform: Platform, plugin: Plugin, database: Callable[..., list[Any]], fault: str, child: int
) -> None:
    patient = platform.made["children"][child]
    with _hook(database, fault):
        _number, took = _saved(platform, patient)
    assert database(f"SELECT count(*) FROM lif_message WHERE patient = {patient}") == [(0,)]
    assert took < SLOW
    say(f"our hook {fault} the save took {took:.1f} s and stands; a poll finds it")
    with plugin.served():
        until(lambda: plugin.states(patient) == ["gap"], "what was saved", 120)


@contextmanager
def _tarpit(port: int) -> Iterator[list[float]]:
    """Something that takes a call where lif_plugin should be, and does not answer for 30 seconds; gives when it was called."""
    called: list[float] = []
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            called.append(time.monotonic())
            ended.wait(SLOW)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's own name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield called
    finally:
        ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _later(database: Callable[..., list[Any]], plugin: Plugin, patient: int) -> None:
    """What was saved is heard, and known."""
    state = f"SELECT DISTINCT state FROM lif_message WHERE patient = {patient}"
    until(lambda: database(state) == [("sent",)], "the message to be heard", 120)
    until(lambda: plugin.states(patient) == ["gap"], "what was saved", 120)


@contextmanager
def _sending(platform: Platform) -> Iterator[None]:
    sender = platform.sender()
    sender.start()
    try:
        yield
    finally:
        sender.stop()


def test_the_save_does_not_wait_for_who_does_not_answer(
    platform: Platform, plugin: Plugin, database: Callable[..., list[Any]]
) -> None:
    patient = platform.made["children"][2]
    tried = f"SELECT 1 FROM lif_message WHERE patient = {patient} AND state = 'waiting' AND tries > 0"
    with _sending(platform):
        with _tarpit(plugin.port) as called:
            _number, took = _saved(platform, patient)
            until(lambda: called, "the sender's call")
            until(lambda: database(tried), "the sender to end this try")
        with plugin.served():
            _later(database, plugin, patient)
    assert took < SLOW
    say(
        f"lif_plugin silent for {SLOW:g} s: the save took {took:.1f} s; the message was heard once it was back"
    )


def test_the_save_stands_while_the_plugins_store_is_down(
    platform: Platform, plugin: Plugin, database: Callable[..., list[Any]]
) -> None:
    patient = platform.made["children"][3]
    tried = f"SELECT 1 FROM lif_message WHERE patient = {patient} AND state = 'waiting' AND tries > 0"
    with _sending(platform), plugin.served():
        # Nobody else can write while it is held so, as on a disk that is full or has gone.
        held = sqlite3.connect(plugin.folder / "lif.db", isolation_level=None, timeout=60)
        try:
            held.execute("BEGIN EXCLUSIVE")
            _number, took = _saved(platform, patient)
            until(lambda: database(tried), "the sender to be refused")
            held.execute("ROLLBACK")
        finally:
            held.close()
        _later(database, plugin, patient)
    assert took < SLOW
    say(f"lif_plugin's store down: the save took {took:.1f} s; the message was heard once it was back")
