"""Limits of GraphQL over HTTP: how often, from which sites, made how small, and stopped when nobody waits."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.testclient import TestClient
from zstandard import ZstdDecompressor

from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.hooks import QueryField, hookimpl
from lif_plugin.store.work import Store
from lif_plugin.web.api_clients import ApiClient, add_client, clients_in
from lif_plugin.web.services import Rate
from tests.assets.builders import Record
from tests.assets.serving import PLUGINS, Site, served, site_over
from tests.integration.schema.test_cost import Age
from tests.integration.store.test_meter import AGES
from tests.integration.web.conftest import BASE

ASKED = {"query": "{ viewer { agency } }"}
APP, OTHER = "https://app.example", "https://evil.example"


@pytest.fixture
def database() -> str:
    """What is tested here is the same on every database."""
    return "sqlite"


@pytest.fixture
def more() -> dict[str, Any]:
    """What the application is given besides."""
    return {}


@pytest.fixture
def site(store: Store, record: Record, tmp_path: Path, more: dict[str, Any]) -> Iterator[Site]:
    with site_over(store, tmp_path / "keys", **more) as made:
        yield made


def beforehand(client: TestClient, origin: str) -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return client.options("/graphql", headers=asked | {"Access-Control-Request-Headers": "authorization"})


@pytest.mark.parametrize("more", [{"rate": Rate(0.1, 2)}])
class TestPace:
    """A client has so many requests at once, and is told what is left of them."""

    def test_more_than_its_share_is_refused_with_when_to_come_back(
        self, client: TestClient, site: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        sent = [client.post("/graphql", json=ASKED, headers=site.bearer()) for _ in range(3)]
        assert [one.status_code for one in sent] == [200, 200, 429]
        assert [one.headers["ratelimit"] for one in sent] == [
            '"graphql";r=1;t=10', '"graphql";r=0;t=20', '"graphql";r=0;t=10',
        ]  # fmt: skip
        assert {one.headers["ratelimit-policy"] for one in sent} == {'"graphql";q=2;w=20'}
        assert (sent[2].headers["retry-after"], sent[2].json()["errors"][0]["extensions"]["code"]) == (
            "10",
            "too_many_requests",
        )
        assert "somebody of elmshire asked GraphQL too often" in caplog.text
        assert "sam.example" not in caplog.text

    def test_another_token_is_no_other_share_and_another_person_has_their_own(
        self, client: TestClient, site: Site
    ) -> None:
        for _ in range(2):
            client.post("/graphql", json=ASKED, headers=site.bearer())
        statuses = [
            client.post("/graphql", json=ASKED, headers=site.bearer(Role.QUALITY, subject=who)).status_code
            for who in ("sam.example", "kim.example")
        ]
        assert statuses == [429, 200]

    def test_streams_and_connections_are_counted_too(self, client: TestClient, site: Site) -> None:
        for _ in range(2):
            client.post("/graphql", json=ASKED, headers=site.bearer())
        stream = client.post("/graphql", json=ASKED, headers=site.bearer() | {"Accept": "text/event-stream"})
        assert stream.status_code == 429
        with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
            socket.send_json({"type": "connection_init", "payload": site.bearer()})
            assert socket.receive() == {
                "type": "websocket.close", "code": 1013, "reason": "There were too many requests in a short time.",
            }  # fmt: skip


@pytest.mark.parametrize("more", [{"origins": {"elmshire": (APP,)}}])
class TestOrigins:
    """Pages of other sites call only where an administrator let them."""

    def test_an_agencys_site_may_call_for_its_people(self, client: TestClient, site: Site) -> None:
        asked = beforehand(client, APP)
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, APP)
        assert asked.headers["access-control-allow-methods"] == "GET, POST"
        answer = client.post("/graphql", json=ASKED, headers=site.bearer() | {"Origin": APP})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, APP)
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers["vary"]

    @pytest.mark.parametrize(
        ("origin", "agency"), [(OTHER, "elmshire"), ("null", "elmshire"), (APP, "oakhealth")]
    )
    def test_no_other_site_and_no_other_agency(
        self, client: TestClient, site: Site, origin: str, agency: str
    ) -> None:
        answer = client.post("/graphql", json=ASKED, headers=site.bearer(agency=agency) | {"Origin": origin})
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (
            403,
            "origin_refused",
        )
        assert "access-control-allow-origin" not in answer.headers

    def test_what_is_asked_beforehand_for_another_site_is_refused(
        self, client: TestClient, site: Site
    ) -> None:
        answer = beforehand(client, OTHER)
        assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (403, False)

    def test_a_cookie_never_works_from_elsewhere(self, client: TestClient, site: Site) -> None:
        client.cookies.set("lif_session", site.token())
        assert client.post("/graphql", json=ASKED).status_code == 200
        assert client.post("/graphql", json=ASKED, headers={"Origin": BASE}).status_code == 200
        assert client.post("/graphql", json=ASKED, headers={"Origin": APP}).status_code == 403

    def test_our_own_page_calls_also_through_a_proxy(self, client: TestClient, site: Site) -> None:
        seen = {"Origin": "http://127.0.0.1:8765", "Host": "inside:9000"}
        assert client.post("/graphql", json=ASKED, headers=site.bearer() | seen).status_code == 200

    def test_a_socket_of_another_site_is_closed(self, client: TestClient, site: Site) -> None:
        init = {"type": "connection_init", "payload": site.bearer()}
        for origin, said in ((APP, "connection_ack"), (OTHER, "websocket.close")):
            with client.websocket_connect(
                "/graphql", subprotocols=["graphql-transport-ws"], headers={"Origin": origin}
            ) as socket:
                socket.send_json(init)
                got = socket.receive()
                assert said in got["type"] + got.get("text", "")


def test_a_client_brings_its_own_origins(client: TestClient, site: Site) -> None:
    made = ApiClient(
        "dash", "elmshire", Role.INTEGRATOR, (Right.READ_LEARNING,), "learning", 1, issuer="elsewhere", subject="x",
        origins=(APP,),
    )  # fmt: skip
    add_client(clients_in(site.keys), made)
    assert clients_in(site.keys).find("dash") == made
    assert [beforehand(client, one).status_code for one in (APP, OTHER)] == [204, 403]


@pytest.mark.parametrize(
    ("asked", "got"), [("gzip", "gzip"), ("br", "br"), ("gzip, zstd", "zstd"), ("identity", None)]
)
def test_an_answer_is_made_smaller_as_the_client_can_take_it(
    client: TestClient, site: Site, record: Record, asked: str, got: str | None
) -> None:
    for number in range(40):
        record.case(f"E-{number}")
    query = {"query": "{ cases { edges { cursor node { id ref panel } } } }"}
    answer = client.post("/graphql", json=query, headers=site.bearer() | {"Accept-Encoding": asked})
    # The client of these tests cannot take zstd by itself.
    content = (
        ZstdDecompressor().decompressobj().decompress(answer.content) if got == "zstd" else answer.content
    )
    assert (answer.headers.get("content-encoding"), content.count(b"cursor")) == (got, 40)
    assert "Accept-Encoding" in answer.headers["vary"]


def test_pages_that_hold_a_forms_token_are_sent_as_they_are(client: TestClient) -> None:
    for path in ("/sign-in", "/graphql"):
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip, br, zstd"})
        assert (answer.status_code, answer.headers.get("content-encoding")) == (200, None)


def test_what_nobody_waits_for_is_stopped(store: Store, record: Record, tmp_path: Path) -> None:
    ended = threading.Event()

    def ages(by: Viewer) -> list[Age]:
        try:
            with store.read(by) as connection:
                return [Age(row[0]) for row in connection.execute(text(AGES[store.engine.dialect.name]))]
        finally:
            ended.set()

    field = QueryField("ages", "Takes for ever.", Age, ages)
    slow = ("slow", SimpleNamespace(lif_graphql=hookimpl(lambda: [field])))
    with site_over(store, tmp_path / "keys", plugins=[*PLUGINS, slow]) as site, served(site.app) as port:
        with (
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=0.5) as client,
            pytest.raises(httpx.ReadTimeout),
        ):
            client.post("/graphql", json={"query": "{ ages { seconds } }"}, headers=site.bearer())
        # Its own time-out is twenty seconds.
        assert ended.wait(15)
