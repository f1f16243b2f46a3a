"""Webhooks of platforms: taken at once as hints, refused without a word of what they hold."""

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from lif_plugin.flow.live import take_hint
from lif_plugin.store.tables import case_hint
from lif_plugin.store.work import Store
from lif_plugin.web.body_limit import MAX_BODY
from tests.assets.live_world import LiveWorld
from tests.assets.serving import site_over

AGREED = {"X-Key": "agreed"}
ADDRESS = "/hooks/elmshire/made"
BODY = b'{"case": "c1", "name": "Robin Exampleson"}'


@pytest.fixture
def world(sqlite_store: Store) -> Iterator[LiveWorld]:
    with LiveWorld(sqlite_store) as made:
        yield made


@pytest.fixture
def sender(world: LiveWorld, sqlite_store: Store, tmp_path: Path) -> Iterator[TestClient]:
    """The platform, as it calls us."""
    with (
        site_over(sqlite_store, tmp_path / "keys", take_hint=partial(take_hint, world.parts)) as site,
        TestClient(site.app) as made,
    ):
        yield made


def hinted(world: LiveWorld) -> list[str]:
    return [row["case_ref"] for row in world.rows(select(case_hint))]


def test_a_webhook_is_kept_and_answered_with_nothing(sender: TestClient, world: LiveWorld) -> None:
    answer = sender.post(ADDRESS, content=BODY, headers=AGREED)
    assert (answer.status_code, answer.content, hinted(world)) == (204, b"", ["c1"])
    assert world.platform.calls == []


def test_one_that_is_about_no_case_is_answered_the_same(sender: TestClient, world: LiveWorld) -> None:
    answer = sender.post(ADDRESS, content=b"{}", headers=AGREED)
    assert (answer.status_code, answer.content, hinted(world)) == (204, b"", [])


@pytest.mark.parametrize("headers", [{}, {"X-Key": "guessed"}])
def test_a_wrong_key_is_refused_and_logged_without_what_was_sent(
    sender: TestClient, world: LiveWorld, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = sender.post(ADDRESS, content=BODY, headers=headers)
    assert (answer.status_code, hinted(world)) == (403, [])
    assert "agency elmshire: a webhook for made was refused (give_up)" in caplog.text
    assert [word for word in ("Robin", "c1", "guessed") if word in caplog.text] == []


@pytest.mark.parametrize("address", ["/hooks/elmshire/other", "/hooks/nowhere/made"])
def test_who_asks_learns_nothing_of_which_connections_there_are(sender: TestClient, address: str) -> None:
    refused = sender.post(ADDRESS, content=BODY)
    answer = sender.post(address, content=BODY, headers=AGREED)
    assert (answer.status_code, answer.content) == (refused.status_code, refused.content)


def test_one_that_is_too_large_is_not_read(sender: TestClient, world: LiveWorld) -> None:
    answer = sender.post(ADDRESS, content=b" " * (MAX_BODY + 1), headers=AGREED)
    assert (answer.status_code, hinted(world)) == (413, [])


def test_a_body_the_adapter_cannot_take_costs_nobody_anything(sender: TestClient, world: LiveWorld) -> None:
    assert sender.post(ADDRESS, content=b"\xff", headers=AGREED).status_code == 500
    assert sender.post(ADDRESS, content=BODY, headers=AGREED).status_code == 204


def test_without_connections_no_webhook_is_taken(client: TestClient) -> None:
    assert client.post(ADDRESS, content=BODY, headers=AGREED).status_code == 403
