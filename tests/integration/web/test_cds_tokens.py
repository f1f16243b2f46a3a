"""Who may call our CDS Hooks services: an asymmetric token for this very address, and each only once."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting
from lif_plugin.flow.used_tokens import UsedTokens
from lif_plugin.store.tables import read_log, used_token
from lif_plugin.store.used_tokens import Use, forget_expired
from lif_plugin.store.work import Store
from lif_plugin.web.cds_clients import CdsClients
from tests.assets.builders import Case, Record
from tests.assets.cds_client import BASE, ISS, THERE, CdsClient, asked, unsigned
from tests.assets.serving import Site, site_over

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"])


@pytest.fixture
def used(store: Store) -> Iterator[UsedTokens]:
    made = UsedTokens(store)
    yield made
    made.close()


@pytest.fixture
def site(store: Store, record: Record, used: UsedTokens, tmp_path: Path) -> Iterator[Site]:
    with site_over(store, tmp_path / "keys", use_token=used.use) as made:
        yield made


@pytest.fixture
def case(record: Record) -> Case:
    made = record.case("E-1001")
    record.prompt(made)
    return made


@pytest.fixture
def system(site: Site, case: Case) -> CdsClient:
    made = CdsClient()
    CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], made.jwks(), 0, jku=f"{ISS}jwks")
    return made


def post(client: TestClient, token: str | None) -> int:
    """The status that a call with a token gets; a refusal shows nothing of the case."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    said = client.post("/cds-services/case-prompts", json=asked(), headers=headers)
    assert (said.status_code == 200) == ("cards" in said.text)
    assert said.status_code == 200 or "review" not in said.text
    return said.status_code


@ON_SQLITE
@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_both_recommended_algorithms_are_taken(
    site: Site, client: TestClient, case: Case, algorithm: str
) -> None:
    system = CdsClient(algorithm)
    CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], system.jwks(), 0)
    assert post(client, system.token()) == 200


def test_a_token_is_taken_once(client: TestClient, system: CdsClient, store: Store) -> None:
    token = system.token()
    assert [post(client, token), post(client, token)] == [200, 401]
    with store.read(Viewer.system("test", "elmshire")) as connection:
        assert len(connection.execute(select(used_token)).all()) == 1


@ON_SQLITE
def test_another_token_with_a_used_jti_is_refused(client: TestClient, system: CdsClient) -> None:
    assert [post(client, system.token(jti="a")), post(client, system.token(jti="a"))] == [200, 401]


WRONG_CLAIMS: Any = [
    {"iss": "https://other.example/"}, {"iss": None}, {"exp": None}, {"iat": None}, {"jti": None}, {"jti": ""},
    {"jti": 5}, {"jti": "x" * 501}, {"exp": 1}, {"iat": 4_000_000_000}, {"exp": 4_000_000_000}, {"exp": "soon"},
    {"exp": True}, {"nbf": 4_000_000_000},
]  # fmt: skip


@ON_SQLITE
def test_a_claim_that_is_missing_or_wrong_is_refused(client: TestClient, system: CdsClient) -> None:
    for claims in WRONG_CLAIMS:
        assert post(client, system.token(**claims)) == 401


OTHER_ADDRESSES: Any = [
    None, BASE, f"{THERE}/", f"{THERE}/feedback", f"{THERE}?a=1", THERE.replace("http:", "https:"),
    THERE.replace("127.0.0.1", "localhost"), [BASE], "lif_plugin",
    [THERE, "https://elsewhere.example/cds-services/x"], [THERE, f"{THERE}/feedback"], [[THERE]], {THERE: THERE},
]  # fmt: skip


@ON_SQLITE
def test_a_token_for_another_address_is_refused(client: TestClient, system: CdsClient) -> None:
    for aud in OTHER_ADDRESSES:
        assert post(client, system.token(aud)) == 401


@ON_SQLITE
def test_the_address_may_stand_in_a_list_alone(client: TestClient, system: CdsClient) -> None:
    assert post(client, system.token([THERE])) == 200


@ON_SQLITE
def test_feedback_needs_a_token_for_its_own_address(client: TestClient, system: CdsClient) -> None:
    said = client.post("/cds-services/case-prompts/feedback", json={}, headers=system.bearer(THERE))
    assert said.status_code == 401


@ON_SQLITE
def test_a_token_that_nobody_signed_is_refused(client: TestClient, system: CdsClient) -> None:
    claims = jwt.decode(system.token(), options={"verify_signature": False})
    assert post(client, unsigned({"alg": "none", "typ": "JWT", "kid": "key-1"}, claims)) == 401


SHARED_SECRETS: Any = ["HS256", "HS384", "HS512"]


@ON_SQLITE
def test_a_shared_secret_signs_nothing(client: TestClient, system: CdsClient) -> None:
    for algorithm in SHARED_SECRETS:
        claims = jwt.decode(system.token(), options={"verify_signature": False})
        # The public key, which anybody may know, in the place of a secret.
        secret = str(system.jwks()["keys"][0]["x"]) * 2
        assert post(client, jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": "key-1"})) == 401


OTHER_ALGORITHMS: Any = ["ES256", "RS256", "RS512"]


@ON_SQLITE
def test_another_algorithm_is_no_key_of_a_client(site: Site, case: Case) -> None:
    for algorithm in OTHER_ALGORITHMS:
        with pytest.raises(BadSetting, match="ES384 or RS384"):
            CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], CdsClient(algorithm).jwks(), 0)


@ON_SQLITE
def test_a_forged_signature_is_refused(client: TestClient, system: CdsClient) -> None:
    assert post(client, CdsClient().token()) == 401
    head, body, sign = system.token().split(".")
    assert post(client, f"{head}.{body}.{sign[::-1]}") == 401


WRONG_HEADERS: Any = [
    {"kid": "other"}, {"kid": ""}, {"typ": "at+jwt"}, {"typ": None}, {"jku": "https://evil.example/jwks"},
    {"crit": ["org.example.x"], "org.example.x": 1},
]  # fmt: skip


@ON_SQLITE
def test_a_header_that_does_not_fit_is_refused(client: TestClient, system: CdsClient) -> None:
    for header in WRONG_HEADERS:
        assert post(client, system.token(header=header)) == 401


@ON_SQLITE
def test_the_agreed_jku_is_taken_and_never_called(client: TestClient, system: CdsClient) -> None:
    assert post(client, system.token(header={"jku": f"{ISS}jwks"})) == 200


NO_TOKENS: Any = [None, "", "a", "a.b.c", "a" * 5000]


@ON_SQLITE
def test_no_token_at_all_is_refused(client: TestClient, system: CdsClient, store: Store) -> None:
    for token in NO_TOKENS:
        assert post(client, token) == 401
        with store.read(Viewer.system("test", "elmshire")) as connection:
            assert connection.execute(select(read_log)).all() == []


@ON_SQLITE
def test_a_refusal_asks_for_a_bearer_token(client: TestClient, system: CdsClient) -> None:
    said = client.post("/cds-services/case-prompts", json=asked())
    assert (said.status_code, said.headers["www-authenticate"]) == (401, "Bearer")


@ON_SQLITE
def test_our_own_sessions_token_is_none_here(client: TestClient, system: CdsClient, site: Site) -> None:
    assert post(client, site.token(Role.IRO)) == 401


@ON_SQLITE
def test_a_client_that_has_ended_is_refused_at_once(
    client: TestClient, system: CdsClient, site: Site
) -> None:
    assert post(client, system.token()) == 200
    clients = CdsClients(site.keys)
    clients.end(clients.all()[0].id, int(time.time()))
    assert post(client, system.token()) == 401


@ON_SQLITE
def test_one_issuer_serves_agencies_by_tenant(
    site: Site, client: TestClient, case: Case, store: Store
) -> None:
    Record.of(store, "other")
    system, clients = CdsClient(), CdsClients(site.keys)
    clients.make("elmshire", "ssda903", ISS, [Role.IRO], system.jwks(), 0, tenant="t-1")
    clients.make("other", "ssda903", ISS, [Role.IRO], system.jwks(), 0, tenant="t-2")
    tokens = [system.token(tenant=tenant) for tenant in ("t-1", "t-2", "t-3", None)]
    # The other agency does not know the case: 412.
    assert [post(client, token) for token in tokens] == [200, 412, 401, 401]


@ON_SQLITE
def test_private_and_shared_keys_are_not_taken_from_a_client(site: Site, case: Case) -> None:
    keys = CdsClient().jwks()
    keys["keys"][0]["d"] = "AA"
    with pytest.raises(BadSetting, match="private"):
        CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], keys, 0)


@ON_SQLITE
def test_a_key_set_in_which_two_have_one_name_is_refused(site: Site, case: Case) -> None:
    two = {"keys": CdsClient().jwks()["keys"] + CdsClient().jwks()["keys"]}
    with pytest.raises(BadSetting, match="a name of its own"):
        CdsClients(site.keys).make("elmshire", "ssda903", ISS, [Role.IRO], two, 0)


@ON_SQLITE
def test_a_clients_file_is_its_owners_alone(site: Site, system: CdsClient) -> None:
    [path] = (site.keys / "cds").glob("*.json")
    assert path.stat().st_mode & 0o777 == 0o600


def test_of_many_at_the_same_moment_one_comes_in(used: UsedTokens, record: Record) -> None:
    use = Use("client-1", "a" * 64, 4_000_000_000_000)
    begun = threading.Barrier(8)
    answers: list[bool] = []

    def try_it() -> None:
        begun.wait()
        answers.append(used.use("elmshire", use).result())

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 7 + [True]


def test_what_has_expired_is_forgotten(used: UsedTokens, record: Record, store: Store) -> None:
    assert used.use("elmshire", Use("client-1", "a" * 64, 4_000_000_000_000)).result()
    viewer = Viewer.system("test", "elmshire")
    with store.write(viewer) as connection:
        connection.execute(update(used_token).values(until=5))
        assert [forget_expired(connection, "elmshire", now) for now in (4, 5)] == [0, 1]
