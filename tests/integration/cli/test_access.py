"""`lif issuers` and `lif clients`: who is let in, with what, and until when."""

import json
import time
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from lif_plugin.domain.viewer import Right
from lif_plugin.errors import NotFound, TokenRefused, UnknownAgency
from lif_plugin.flow.calling import Caller
from lif_plugin.web.tokens import Verifier
from lif_plugin.web.trusted import Trusted
from tests.assets.identity_provider import ISSUER
from tests.integration.cli.conftest import Lif

KEY = ec.generate_private_key(ec.SECP256R1())
READS = ("--agency", "elmshire", "--purpose", "learning", "--scope", "read_learning")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A file with the public key of a system."""
    entry = ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "k1"}
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps({"keys": [entry]}))
    return path


def signed(seconds: int = 600) -> str:
    now = int(time.time())
    claims = {"iss": "client:tracker", "aud": "lif_plugin", "sub": "x", "iat": now, "exp": now + seconds}
    return jwt.encode(claims, KEY, algorithm="ES256", headers={"kid": "k1"})


def test_client_signs_its_own_tokens_until_it_is_ended(ready: Lif, keys: Path, tmp_path: Path) -> None:
    home = tmp_path / "home" / "keys"
    verifier = Verifier.of(home, trusted=Trusted(home, "lif_plugin", Caller()))
    with pytest.raises(NotFound, match="strangers"):
        ready("clients", "add", "tracker", *READS, "--jwks", str(keys), "--agreement", "strangers")
    ready("clients", "add", "tracker", *READS, "--jwks", str(keys))
    found = verifier.viewer(signed())
    assert (found.agency, found.subject, found.scopes) == (
        "elmshire", "client:tracker", frozenset({Right.READ_LEARNING}),
    )  # fmt: skip
    with pytest.raises(TokenRefused, match="longer than an hour"):
        verifier.viewer(signed(3601))
    ready("clients", "end", "tracker")
    with pytest.raises(TokenRefused):
        verifier.viewer(signed())
    assert [(row["client"], row["ends"] is None) for row in ready.rows("clients", "list")] == [
        ("tracker", False)
    ]


def test_issuer_is_listed_with_what_is_looked_for_in_a_token(ready: Lif, tmp_path: Path) -> None:
    path = tmp_path / "issuer.toml"
    path.write_text(ISSUER.format(iss="https://login.example").replace("elmshire", "nowhere"))
    with pytest.raises(UnknownAgency):
        ready("issuers", "add", "login", "--file", str(path))
    path.write_text(ISSUER.format(iss="https://login.example"))
    ready("issuers", "add", "login", "--file", str(path))
    (row,) = ready.rows("issuers", "list")
    assert row["roles"] == "realm / groups: LIF-Quality is quality, LIF-Integrator is integrator"
