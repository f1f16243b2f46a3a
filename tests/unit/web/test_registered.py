"""Who may be registered: issuers and clients that could do more than they should are not kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from lif_plugin.domain.viewer import Right, Role
from lif_plugin.errors import BadSetting, TokenRefused
from lif_plugin.web.api_clients import ApiClient, add_client, clients_in
from lif_plugin.web.issuers import Claim, Issuer, add_issuer, issuers_in, read_issuer
from tests.assets.identity_provider import ISSUER

TEXT = ISSUER.format(iss="https://login.example")
PRIVATE = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()), as_dict=True)
PUBLIC = {name: value for name, value in PRIVATE.items() if name != "d"} | {"kid": "k1"}
CLIENT = ApiClient(
    "tracker", "elmshire", Role.INTEGRATOR, (Right.READ_LEARNING,), "learning", 1, jwks={"keys": [PUBLIC]}
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[roles]", "[rolls]"),
        ('= "quality"', '= "system"'),
        ('= "quality"', '= "wizard"'),
        ('purpose = "learning"', 'purpose = ""'),
        ('purpose = "learning"', 'purpose = "learning"\nalgorithms = ["HS256"]'),
        ('purpose = "learning"', 'purpose = "learning"\nalgorithms = ["none"]'),
        ("https://login.example", "file:///etc/keys"),
        ("claim", "claims"),
        ("[agency]", "["),
    ],
)
def test_issuer_that_cannot_be_used_is_not_kept(tmp_path: Path, old: str, new: str) -> None:
    register = issuers_in(tmp_path)
    with pytest.raises(BadSetting):
        add_issuer(register, read_issuer("login", TEXT.replace(old, new), 1))
    assert register.all() == []


def test_issuer_is_read_back_as_it_was_made(tmp_path: Path) -> None:
    made = add_issuer(issuers_in(tmp_path), read_issuer("login", TEXT, 1))
    assert issuers_in(tmp_path).all() == [made]


@pytest.mark.parametrize(
    "changed",
    [
        {"scopes": (Right.READ_LEARNING, Right.CONFIGURE)},
        {"scopes": ()},
        {"role": Role.ADMIN},
        {"role": Role.SYSTEM},
        {"purpose": " "},
        {"jwks": None},
        {"issuer": "login", "subject": "x"},
        {"jwks": {"keys": []}},
        {"jwks": {"keys": [PRIVATE | {"kid": "k1"}]}},
        {"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "k1"}]}},
        {"jwks": {"keys": [{name: value for name, value in PUBLIC.items() if name != "kid"}]}},
        {"id": "../keys"},
    ],
    # Keys are made anew in each process, and a test has one name in all of them.
    ids=[
        "configures",
        "no scope",
        "admin",
        "our own jobs",
        "no purpose",
        "no keys",
        "both ways in",
        "empty set",
        "private key",
        "shared secret",
        "no kid",
        "path",
    ],
)
def test_client_that_could_do_more_than_it_should_is_not_let_in(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    register = clients_in(tmp_path)
    with pytest.raises(BadSetting):
        add_client(register, replace(CLIENT, **changed))
    assert register.all() == []


def test_client_is_read_back_as_it_was_let_in_and_its_file_is_its_owners_alone(tmp_path: Path) -> None:
    made = add_client(clients_in(tmp_path), CLIENT)
    assert clients_in(tmp_path).all() == [made]
    assert (tmp_path / "clients" / "tracker.json").stat().st_mode & 0o777 == 0o600


def issuer(**more: Any) -> Issuer:
    roles = Claim(("groups",), {"a": "iro", "b": "chair"})
    return Issuer("login", "https://login.example", "us", "elmshire", roles, "casework", 1, **more)


@pytest.mark.parametrize(
    ("groups", "roles"),
    [(["a", "b", "c"], {Role.IRO, Role.CHAIR}), ("b", {Role.CHAIR}), (["b", 7, None], {Role.CHAIR})],
)
def test_values_of_a_claim_are_mapped_to_roles(groups: Any, roles: set[Role]) -> None:
    assert issuer().viewer({"sub": "x", "groups": groups}).roles == roles


@pytest.mark.parametrize(
    "claims", [{}, {"groups": []}, {"groups": ["c"]}, {"groups": {"a": 1}}, {"roles": ["a"]}]
)
def test_token_without_a_mapped_role_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(TokenRefused, match="no role"):
        issuer().viewer({"sub": "x"} | claims)


def test_issuer_that_tells_cases_limits_to_them_and_to_none_where_it_tells_none() -> None:
    limiting = issuer(cases=Claim(("caseload",)))
    assert limiting.viewer({"sub": "x", "groups": "a", "caseload": ["E-1"]}).case_refs == frozenset({"E-1"})
    assert limiting.viewer({"sub": "x", "groups": "a"}).case_refs == frozenset()


@pytest.mark.parametrize("org", [None, "MARS", ["ELM", "OAK"]])
def test_token_of_no_agency_or_of_several_is_refused(org: object) -> None:
    several = Claim(("org",), {"ELM": "elmshire", "OAK": "oakshire"})
    with pytest.raises(TokenRefused, match="one agency"):
        replace(issuer(), agency=several).viewer({"sub": "x", "groups": "a", "org": org})
