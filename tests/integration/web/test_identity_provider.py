"""Tokens of a real OpenID provider: what it issues by client credentials is taken, and whatever is amiss refused."""

import base64
import hmac
import json
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Right, Role, Viewer
from lif_plugin.errors import TokenRefused
from lif_plugin.flow.calling import Caller
from lif_plugin.store.work import Store
from lif_plugin.web.api_clients import ApiClient, add_client, clients_in, end_client
from lif_plugin.web.issuers import add_issuer, end_issuer, issuers_in, read_issuer
from lif_plugin.web.tokens import Verifier, make_keys
from lif_plugin.web.trusted import Trusted
from tests.assets.identity_provider import Provider, provided
from tests.assets.serving import site_over

HERE = (ip_network("127.0.0.0/8"),)


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as made:
        yield made


@pytest.fixture
def keys(tmp_path: Path, provider: Provider) -> Path:
    """A folder of keys in which the provider is registered."""
    make_keys(tmp_path / "keys")
    add_issuer(issuers_in(tmp_path / "keys"), read_issuer("elmshire-login", provider.describe(), 1))
    return tmp_path / "keys"


def verifier_of(keys: Path, caller: Caller | None = None) -> Verifier:
    return Verifier.of(keys, trusted=Trusted(keys, "https://lif.example", caller or Caller(HERE, seconds=5)))


@pytest.fixture
def verifier(keys: Path) -> Verifier:
    return verifier_of(keys)


@pytest.fixture
def prompt(keys: Path) -> Verifier:
    """One that looks for a new key at once."""
    return Verifier.of(keys, trusted=Trusted(keys, "https://lif.example", Caller(HERE, seconds=5), 0))


def viewer(verifier: Verifier, token: str) -> Viewer:
    """Whom a token makes, as for a request: the key is fetched first where nobody has it."""
    if verifier.lacks_key(token):
        verifier.fetch(token)
    return verifier.viewer(token)


def parts(token: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def packed(*some: dict[str, Any]) -> str:
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in some)


def test_token_by_client_credentials_is_mapped_to_agency_and_role(
    verifier: Verifier, provider: Provider
) -> None:
    expected = Viewer("elmshire", frozenset({Role.QUALITY}), "learning", "elmshire-login:quality-tool")
    assert viewer(verifier, provider.token()) == expected


def test_query_is_answered_for_a_token_of_the_provider(
    sqlite_store: Store, keys: Path, provider: Provider
) -> None:
    trusted = Trusted(keys, "https://lif.example", Caller(HERE, seconds=5))
    with site_over(sqlite_store, keys, trusted=trusted) as site, TestClient(site.app) as client:
        bearer = {"Authorization": f"Bearer {provider.token()}"}
        answer = client.post("/graphql", json={"query": "{ viewer { agency roles } }"}, headers=bearer)
    assert answer.json()["data"] == {"viewer": {"agency": "elmshire", "roles": ["QUALITY"]}}


@pytest.mark.parametrize(
    ("client", "resource"),
    [
        ("quality-tool", "https://other.example"),
        ("quality-tool", "https://lif.example/shared"),
        ("nobody", "https://lif.example"),
        ("elsewhere", "https://lif.example"),
    ],
    ids=["wrong audience", "HS256", "no role", "no agency"],
)
def test_token_that_the_provider_issued_for_something_else_is_refused(
    verifier: Verifier, provider: Provider, client: str, resource: str
) -> None:
    with pytest.raises(TokenRefused):
        viewer(verifier, provider.token(client, resource))


def test_expired_token_is_refused(verifier: Verifier, provider: Provider) -> None:
    provider.clock(-3600)
    old = provider.token()
    provider.clock(0)
    with pytest.raises(TokenRefused, match="expired"):
        viewer(verifier, old)


def test_token_that_is_not_yet_good_is_refused(verifier: Verifier, provider: Provider) -> None:
    provider.clock(3600)
    early = provider.token()
    provider.clock(0)
    with pytest.raises(TokenRefused):
        viewer(verifier, early)


def test_new_key_is_fetched_once_and_old_tokens_stay_good_while_theirs_is_published(
    prompt: Verifier, provider: Provider
) -> None:
    before = provider.token()
    viewer(prompt, before)
    provider.rotate(1)
    after = provider.token()
    assert prompt.lacks_key(after)
    assert viewer(prompt, after).subject == viewer(prompt, before).subject


def test_remembered_token_is_refused_once_its_key_is_gone(prompt: Verifier, provider: Provider) -> None:
    before = provider.token()
    viewer(prompt, before)
    provider.rotate(0)
    viewer(prompt, provider.token())
    with pytest.raises(TokenRefused):
        viewer(prompt, before)


def test_keys_that_nobody_knows_are_not_looked_for_again_and_again(
    verifier: Verifier, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = provider.token()
    viewer(verifier, good)
    head, body = parts(good)
    asked: list[str] = []
    monkeypatch.setattr(Caller, "get", lambda _self, url, _most: asked.append(url))
    for number in range(3):
        with pytest.raises(TokenRefused):
            viewer(verifier, f"{packed(head | {'kid': f'no-{number}'}, body)}.AAAA")
    assert asked == []


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "HS512"])
def test_unsigned_token_and_one_signed_with_the_public_key_are_refused(
    verifier: Verifier, provider: Provider, alg: str
) -> None:
    good = provider.token()
    viewer(verifier, good)
    head, body = parts(good)
    text = packed(head | {"alg": alg}, body)
    published = httpx.get(f"{provider.iss}/jwks").content
    signature = base64.urlsafe_b64encode(hmac.digest(published, text.encode(), "sha256")).decode()
    with pytest.raises(TokenRefused):
        viewer(verifier, f"{text}.{'' if alg.lower() == 'none' else signature.rstrip('=')}")


def test_changed_token_is_refused(verifier: Verifier, provider: Provider) -> None:
    good = provider.token()
    head, body = parts(good)
    changed = packed(head, body | {"sub": "somebody-else"})
    with pytest.raises(TokenRefused):
        viewer(verifier, f"{changed}.{good.rpartition('.')[2]}")


def test_ended_issuer_is_forgotten_at_once(keys: Path, verifier: Verifier, provider: Provider) -> None:
    good = provider.token()
    viewer(verifier, good)
    end_issuer(issuers_in(keys), "elmshire-login", int(time.time()))
    with pytest.raises(TokenRefused):
        viewer(verifier, good)


def test_issuer_on_a_machine_of_our_own_is_not_called_unless_its_network_is_named(
    keys: Path, provider: Provider
) -> None:
    with pytest.raises(TokenRefused, match="cannot be had"):
        viewer(verifier_of(keys, Caller((ip_network("10.9.0.0/16"),))), provider.token())


def test_registered_client_is_limited_to_its_scopes_purpose_and_agreement(
    keys: Path, verifier: Verifier, provider: Provider
) -> None:
    client = ApiClient(
        "mirror", "elmshire", Role.INTEGRATOR, (Right.READ_LEARNING,), "mirror", 1, agreement="elm-partners",
        issuer="elmshire-login", subject="case-mirror",
    )  # fmt: skip
    token = provider.token("case-mirror")
    assert viewer(verifier, token).may(Right.READ_CASES)
    add_client(clients_in(keys), client)
    found = viewer(verifier, token)
    assert (found.subject, found.purpose, found.agreement) == ("client:mirror", "mirror", "elm-partners")
    assert [right for right in Right if found.may(right)] == [Right.READ_LEARNING]
    end_client(clients_in(keys), "mirror", int(time.time()))
    with pytest.raises(TokenRefused, match="ended"):
        viewer(verifier, token)
