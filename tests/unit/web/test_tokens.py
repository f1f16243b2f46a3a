"""Tokens: what is minted is verified; whatever else comes is refused."""

import base64
import json
import stat
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from lif_plugin.domain.viewer import Role, Viewer
from lif_plugin.errors import BadSetting, TokenRefused
from lif_plugin.web.tokens import SigningKey, Verifier, load_key, make_keys, mint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_keys(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def key(folder: Path) -> SigningKey:
    return load_key(folder)


@pytest.fixture
def verifier(folder: Path) -> Verifier:
    return Verifier.of(folder)


def token(key: SigningKey, **given: Any) -> str:
    asked: dict[str, Any] = {
        "agency": "elmshire",
        "roles": [Role.IRO],
        "purpose": "casework",
        "subject": "sam.example",
    }
    return mint(key, **(asked | given))


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": "lif_plugin", "aud": "lif_plugin", "sub": "sam.example", "iat": now, "nbf": now, "exp": now + 60,
        "agency": "elmshire", "roles": ["iro"], "purpose": "casework",
    } | changed  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def signed(key: SigningKey, **changed: Any) -> str:
    return jwt.encode(claims(**changed), key.key, algorithm="ES256", headers={"kid": key.kid})


def test_minted_token_gives_its_viewer(key: SigningKey, verifier: Verifier) -> None:
    expected = Viewer("elmshire", frozenset({Role.IRO}), "casework", "sam.example", frozenset({"E-1"}))
    assert verifier.viewer(token(key, cases=["E-1"])) == expected


def test_token_without_cases_is_not_limited_and_with_none_sees_none(
    key: SigningKey, verifier: Verifier
) -> None:
    assert verifier.viewer(token(key)).case_refs is None
    assert verifier.viewer(token(key, cases=[])).case_refs == frozenset()


def test_private_key_is_its_owners_alone(folder: Path) -> None:
    assert stat.S_IMODE((folder / "signing-key.pem").stat().st_mode) == 0o600
    assert "d" not in json.loads((folder / "jwks.json").read_text())["keys"][0]


def test_key_that_is_there_is_kept(folder: Path) -> None:
    before = (folder / "signing-key.pem").read_bytes()
    assert make_keys(folder) is False
    assert (folder / "signing-key.pem").read_bytes() == before


def test_token_lives_twelve_hours(key: SigningKey, verifier: Verifier) -> None:
    assert 12 * 3600 - 5 <= verifier.expires(token(key)) - time.time() <= 12 * 3600


@pytest.mark.parametrize("roles", [[], [Role.SYSTEM], [Role.IRO, Role.SYSTEM]])
def test_no_token_is_minted_for_nobody_or_for_our_own_jobs(key: SigningKey, roles: list[Role]) -> None:
    with pytest.raises(BadSetting):
        token(key, roles=roles)


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1},
        {"nbf": 4_000_000_000},
        {"iat": 4_000_000_000},
        {"iss": "somebody"},
        {"aud": "another server"},
        {"roles": ["iro", "wizard"]},
        {"roles": ["system"]},
        {"roles": []},
        {"roles": "iro"},
        {"cases": "E-1"},
        {"cases": None, "agency": ""},
        {"agency": 7},
        *({name: None} for name in ("iss", "aud", "sub", "iat", "nbf", "exp", "agency", "roles", "purpose")),
    ],
    ids=str,
)
def test_signed_token_with_claims_amiss_is_refused(
    key: SigningKey, verifier: Verifier, changed: dict[str, Any]
) -> None:
    with pytest.raises(TokenRefused):
        verifier.viewer(signed(key, **changed))


def test_token_of_another_key_is_refused(key: SigningKey, verifier: Verifier) -> None:
    other = SigningKey(ec.generate_private_key(ec.SECP256R1()), key.kid)
    with pytest.raises(TokenRefused):
        verifier.viewer(signed(other))


def test_token_of_an_unknown_key_is_refused(key: SigningKey, verifier: Verifier) -> None:
    with pytest.raises(TokenRefused):
        verifier.viewer(signed(SigningKey(key.key, "another")))


def test_changed_token_is_refused(key: SigningKey, verifier: Verifier) -> None:
    head, _, signature = token(key).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(roles=["admin"])).encode()).decode().rstrip("=")
    with pytest.raises(TokenRefused):
        verifier.viewer(f"{head}.{body}.{signature}")


@pytest.mark.parametrize("name", ["none", "None", "NONE"])
def test_unsigned_token_is_refused(key: SigningKey, verifier: Verifier, name: str) -> None:
    parts = [{"alg": name, "typ": "JWT", "kid": key.kid}, claims()]
    text = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )
    with pytest.raises(TokenRefused):
        verifier.viewer(f"{text}.")


def test_token_signed_with_the_public_key_as_a_secret_is_refused(key: SigningKey, verifier: Verifier) -> None:
    public = key.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    # The library refuses to make such a token, so its parts are put together by hand.
    parts = [{"alg": "HS256", "typ": "JWT", "kid": key.kid}, claims()]
    text = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    )
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    made = base64.urlsafe_b64encode(signature.sign(text.encode(), public)).decode().rstrip("=")
    with pytest.raises(TokenRefused):
        verifier.viewer(f"{text}.{made}")


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "é.b.c", "." * 5, "eyJhbGciOiJFUzI1NiJ9..", "{}"])
def test_what_is_no_token_is_refused(verifier: Verifier, text: str) -> None:
    with pytest.raises(TokenRefused):
        verifier.viewer(text)


def test_key_set_with_a_shared_secret_only_is_refused() -> None:
    with pytest.raises(BadSetting):
        Verifier({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "1", "alg": "HS256"}]})


def test_other_issuers_key_of_another_kind_is_taken() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True) | {
        "kid": "r1",
        "alg": "RS256",
    }
    text = jwt.encode(claims(iss="https://login.example"), private, algorithm="RS256", headers={"kid": "r1"})
    assert Verifier({"keys": [public]}, issuer="https://login.example").viewer(text).subject == "sam.example"


def test_token_naming_a_weaker_algorithm_than_its_key_is_refused() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True) | {
        "kid": "r1",
        "alg": "RS256",
    }
    text = jwt.encode(claims(), private, algorithm="RS512", headers={"kid": "r1"})
    with pytest.raises(TokenRefused):
        Verifier({"keys": [public]}).viewer(text)
