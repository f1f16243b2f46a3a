"""What changes is told as it happens, over WebSocket and server-sent events, and who may be told."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from lif_plugin.builtin.voice_of_child import VOC_09
from lif_plugin.domain.change import Place
from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.store.tables import result
from lif_plugin.store.work import Store, now_ms
from lif_plugin.web.feed import CONNECTIONS
from tests.assets.builders import Record
from tests.assets.serving import Site, served

Follow = Callable[..., AbstractContextManager["Follower"]]
PATIENCE = 30
CHANGED = "subscription ($since: String) { changed(since: $since) { cursor kind what nodeId node { id ... on Prompt { message } } } }"


@dataclass
class Follower:
    """A client of graphql-transport-ws."""

    socket: ClientConnection

    def send(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def take(self) -> dict[str, Any]:
        taken: dict[str, Any] = json.loads(self.socket.recv(timeout=PATIENCE))
        return taken

    def subscribe(self, number: str = "1", query: str = CHANGED, **variables: Any) -> None:
        self.send(type="subscribe", id=number, payload={"query": query, "variables": variables})

    def next(self) -> dict[str, Any]:
        message = self.take()
        assert message["type"] == "next", message
        change: dict[str, Any] = message["payload"]["data"]["changed"]
        return change


@pytest.fixture
def port(site: Site) -> Iterator[int]:
    with served(site.app) as given:
        yield given


@contextmanager
def following(port: int, token: str | None, protocol: str = "graphql-transport-ws") -> Iterator[Follower]:
    with connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[protocol]) as socket:  # type: ignore[list-item]
        follower = Follower(socket)
        if token is not None:
            follower.send(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        yield follower


@pytest.fixture
def follow(port: int, site: Site) -> Follow:
    """Come in as somebody and be let in."""

    @contextmanager
    def enter(*roles: Role, **more: Any) -> Iterator[Follower]:
        with following(port, site.token(*roles, **more)) as follower:
            assert follower.take() == {"type": "connection_ack"}
            yield follower

    return enter


def closed(follower: Follower) -> int:
    with pytest.raises(ConnectionClosed) as seen:
        follower.socket.recv(timeout=PATIENCE)
    assert seen.value.rcvd is not None
    return seen.value.rcvd.code


def answered(store: Store, prompt: str) -> None:
    with store.write(Viewer.system("test", "elmshire")) as connection:
        connection.execute(
            update(result).where(result.c.id == prompt).values(answer_kind="done", answer_at=now_ms())
        )


@pytest.fixture
def now(port: int, site: Site) -> Callable[[], str]:
    """The cursor of now."""

    def ask() -> str:
        asked = {"query": "{ changesCursor }"}
        answer = httpx.post(f"http://127.0.0.1:{port}/graphql", json=asked, headers=site.bearer())
        return str(answer.json()["data"]["changesCursor"])

    return ask


def test_a_prompt_is_told_as_it_is_raised_and_answered(
    follow: Follow, now: Callable[[], str], record: Record, store: Store
) -> None:
    with follow() as follower:
        follower.subscribe(since=now())
        prompt = record.prompt(record.case())
        raised = follower.next()
        answered(store, prompt)
        assert (raised["what"], raised["node"]["id"]) == ("RAISED", raised["nodeId"])
        assert follower.next()["what"] == "ANSWERED"


def test_who_comes_back_goes_on_from_the_cursor(
    follow: Follow, now: Callable[[], str], record: Record, store: Store
) -> None:
    first, second = record.case("E-1"), record.case("E-2")
    with follow() as follower:
        follower.subscribe(since=now())
        record.prompt(first)
        cursor = follower.next()["cursor"]
    missed = record.prompt(second)
    answered(store, missed)
    with follow() as follower:
        follower.subscribe(since=cursor)
        assert [follower.next()["what"] for _ in range(2)] == ["RAISED", "ANSWERED"]


def test_somebody_is_told_only_of_what_is_for_them(
    follow: Follow, now: Callable[[], str], record: Record
) -> None:
    own, other = record.case("E-1"), record.case("E-2")
    with follow(Role.WORKER, cases=["E-1"]) as follower:
        follower.subscribe(since=now())
        record.prompt(other)
        record.prompt(own, rule=VOC_09, delivery="digest")
        mine = record.prompt(own, day=20240401)
        assert mine in b64decode(follower.next()["nodeId"]).decode()


def test_events_are_sent_as_they_come(site: Site, port: int, now: Callable[[], str], record: Record) -> None:
    asked = {"query": CHANGED, "variables": {"since": now()}}
    headers = site.bearer() | {"Accept": "text/event-stream"}
    record.prompt(record.case())
    url = f"http://127.0.0.1:{port}/graphql"
    with httpx.stream("POST", url, json=asked, headers=headers, timeout=PATIENCE) as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event")) == "event: next"
        told = json.loads(next(lines).removeprefix("data: "))
    assert told["data"]["changed"]["what"] == "RAISED"


def test_what_cannot_be_asked_is_refused_in_an_event_and_the_stream_ends(site: Site, port: int) -> None:
    headers = site.bearer() | {"Accept": "text/event-stream"}
    url = f"http://127.0.0.1:{port}/graphql"
    text = httpx.post(url, json={"query": "{ viewer { agency } }"}, headers=headers).text
    assert [line for line in text.splitlines() if line.startswith("event")] == [
        "event: next",
        "event: complete",
    ]
    assert "Only subscriptions are taken here." in text


class TestTheProtocol:
    """What the protocol says of connections; it rests on no database."""

    @pytest.fixture
    def database(self) -> str:
        return "sqlite"

    def test_another_protocol_is_not_spoken(self, port: int) -> None:
        with following(port, None, "graphql-ws") as follower:
            assert closed(follower) == 4406

    def test_without_a_good_token_nobody_comes_in(self, port: int) -> None:
        with following(port, "nonsense") as follower:
            assert closed(follower) == 4403

    def test_whoever_is_not_let_in_yet_subscribes_to_nothing(self, port: int) -> None:
        with following(port, None) as follower:
            follower.subscribe()
            assert closed(follower) == 4401

    def test_the_connection_ends_with_the_token(self, follow: Follow) -> None:
        with follow(hours=1 / 3600) as follower:
            follower.subscribe()
            assert closed(follower) == 4403

    def test_two_subscriptions_have_two_ids(self, follow: Follow) -> None:
        with follow() as follower:
            follower.subscribe("7")
            follower.subscribe("7")
            assert closed(follower) == 4409

    def test_what_is_no_message_closes(self, follow: Follow) -> None:
        with follow() as follower:
            follower.socket.send("[]")
            assert closed(follower) == 4400

    def test_a_ping_is_answered(self, follow: Follow) -> None:
        with follow() as follower:
            follower.send(type="ping")
            assert follower.take() == {"type": "pong"}

    def test_a_completed_subscription_makes_room_for_its_id(self, follow: Follow) -> None:
        with follow() as follower:
            follower.subscribe("1")
            follower.send(type="complete", id="1")
            follower.subscribe("1", "subscription { nothing }")
            assert follower.take()["type"] == "error"

    def test_a_kind_that_is_not_yours_is_refused(self, follow: Follow) -> None:
        with follow(Role.WORKER) as follower:
            follower.subscribe("1", "subscription { changed(kinds: [AUDIT]) { cursor } }")
            message = follower.take()
            assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "not_allowed")

    def test_a_cursor_of_another_agency_is_refused(self, follow: Follow) -> None:
        with follow() as follower:
            follower.subscribe(since=Place({"oakhealth": 3}).cursor())
            message = follower.take()
            assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "bad_cursor")

    def test_one_client_has_so_many_connections(self, follow: Follow, port: int, site: Site) -> None:
        with ExitStack() as stack:
            for _ in range(CONNECTIONS):
                stack.enter_context(follow())
            with following(port, site.token()) as one_more:
                assert closed(one_more) == 1013
