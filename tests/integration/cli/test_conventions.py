"""Other systems from the command line: who is told by webhook, who may send facts, ask for cards or hold a frame."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from lif_plugin.config import load_settings
from lif_plugin.errors import BadSetting, NotFound
from lif_plugin.flow.signing import verify
from lif_plugin.web.tokens import Verifier
from tests.assets.case_system import key_pair
from tests.assets.cds_client import CdsClient
from tests.assets.told import Receiver, receiving
from tests.integration.cli.conftest import Lif

ME = ("--agency", "elmshire")


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("LIF_WEBHOOK_INSIDE", "127.0.0.0/8")
    with receiving() as made:
        yield made


@pytest.fixture
def endpoint(ready: Lif, receiver: Receiver) -> str:
    """Somebody who is told."""
    ready("webhooks", "add", receiver.url, *ME)
    return str(ready.rows("webhooks", "list")[0]["id"])


def key_file(said: str) -> Path:
    """The file that a command names, on a line of its own."""
    return Path(next(line for line in said.splitlines() if line.endswith(".json")))


def test_an_endpoint_is_tried_and_the_package_verifies_it(ready: Lif, receiver: Receiver) -> None:
    path = key_file(ready("webhooks", "add", receiver.url, *ME))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [row] = ready.rows("webhooks", "list")
    assert ready("webhooks", "test", row["id"], *ME).startswith("Answered 204 in")
    [(headers, body)] = receiver.got
    assert Webhook(json.loads(path.read_text())["key"]).verify(body, headers)["type"] == "webhook.test"
    assert [row["why"] for row in ready.rows("webhooks", "log", row["id"], *ME)] == [None]


def test_what_is_not_taken_says_why(ready: Lif, receiver: Receiver, endpoint: str) -> None:
    receiver.status = 500
    assert ready("webhooks", "test", endpoint, *ME) == "Not delivered (status_500); it is tried again.\n"


def test_a_rotated_key_signs_beside_the_old_one(ready: Lif, receiver: Receiver, endpoint: str) -> None:
    path = key_file(ready("webhooks", "rotate", endpoint, *ME))
    kept = json.loads(path.read_text())
    ready("webhooks", "test", endpoint, *ME)
    [(headers, body)] = receiver.got
    at = int(headers["webhook-timestamp"])
    assert len({verify([kept[name]], headers, body, at) for name in ("key", "before")}) == 1


def test_a_private_key_of_ours_stays_here(ready: Lif, receiver: Receiver) -> None:
    said = ready("webhooks", "add", receiver.url, *ME, "--asymmetric")
    public = next(line for line in said.splitlines() if line.startswith("whpk_"))
    ready("webhooks", "test", ready.rows("webhooks", "list")[0]["id"], *ME)
    [(headers, body)] = receiver.got
    assert verify([public], headers, body, int(headers["webhook-timestamp"])) == headers["webhook-id"]


def test_a_disabled_endpoint_is_told_nothing_until_it_is_enabled(
    ready: Lif, receiver: Receiver, endpoint: str
) -> None:
    ready("webhooks", "disable", endpoint, *ME)
    with pytest.raises(NotFound):
        ready("webhooks", "test", endpoint, *ME)
    assert [row["state"] for row in ready.rows("webhooks", "list")] == ["disabled"]
    ready("webhooks", "enable", endpoint, *ME)
    ready("webhooks", "test", endpoint, *ME)
    assert len(receiver.got) == 2


ABOUT_NOBODY: Any = [("test", "x"), ("rotate", "x"), ("log", "x"), ("disable", "x")]


def test_an_endpoint_that_is_not_there_is_said_so(ready: Lif) -> None:
    for words in ABOUT_NOBODY:
        with pytest.raises(NotFound):
            ready("webhooks", *words, *ME)


def test_without_a_network_named_plain_http_is_refused(ready: Lif) -> None:
    with pytest.raises(BadSetting, match="https"):
        ready("webhooks", "add", "http://inside.example/hook", *ME)
    assert ready.rows("webhooks", "list") == []


def test_networks_that_are_none_are_refused(ready: Lif, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIF_WEBHOOK_INSIDE", "inside")
    with pytest.raises(BadSetting, match="LIF_WEBHOOK_INSIDE"):
        ready("webhooks", "list")


def test_a_sender_gets_an_address_and_a_key_once(ready: Lif) -> None:
    said = ready("webhooks", "expect", "records", *ME, "--source", "own")
    assert "http://127.0.0.1:8765/webhooks/elmshire-records" in said
    assert json.loads(key_file(said).read_text())["source"] == "own"
    with pytest.raises(BadSetting):
        ready("webhooks", "expect", "records", *ME, "--source", "own")


def test_a_systems_token_names_its_source(ready: Lif) -> None:
    token = ready("token", *ME, "--role", "integrator", "--source", "own", "--hours", "720").strip()
    assert Verifier.of(load_settings().keys).viewer(token).source == "own"


def test_a_cds_client_is_let_in_and_ended(ready: Lif, tmp_path: Path) -> None:
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps(CdsClient().jwks()))
    where = ("--source", "ssda903", "--iss", "https://case.example/", "--jwks", str(jwks), "--role", "worker")
    ready("cds", "add", *ME, *where)
    [row] = ready.rows("cds", "list")
    assert (row["iss"], row["comes_in_as"], row["keys"], row["ends"]) == (
        "https://case.example/",
        "worker",
        "key-1",
        "",
    )
    with pytest.raises(BadSetting, match="issuer"):
        ready("cds", "add", *ME, *where)
    ready("cds", "end", row["client"])
    assert ready.rows("cds", "list")[0]["ends"]


def test_a_key_for_frames_says_where_the_frame_goes(ready: Lif, tmp_path: Path) -> None:
    public = tmp_path / "public.pem"
    public.write_bytes(key_pair()[1])
    said = ready(
        "launch-key", "make", *ME, "--source", "ssd", "--role", "worker", "--public-key", str(public),
        "--origin", "https://Case.example/",
    )  # fmt: skip
    assert "http://127.0.0.1:8765/embed/launch/elmshire/ssd?token={TOKEN}" in said
    assert "https://case.example" in said
