"""A CDS client: signs a token for each call, as CDS Hooks 2.0 describes it."""

import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.testclient import TestClient

BASE = "http://127.0.0.1:8765/cds-services"
THERE = f"{BASE}/case-prompts"
ISS = "https://case.example/"
CASE_VIEW = "org.lif-plugin.case-view"


@dataclass
class CdsClient:
    """A case system with keys of its own, of which it hands over the public ones."""

    algorithm: str = "ES384"
    kid: str = "key-1"
    key: Any = None
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.algorithm.startswith("RS"):
            self.key = self.key or rsa.generate_private_key(65537, 2048)
        else:
            curve = ec.SECP384R1() if self.algorithm == "ES384" else ec.SECP256R1()
            self.key = self.key or ec.generate_private_key(curve)

    def jwks(self) -> dict[str, Any]:
        """Its public keys."""
        made: Any = RSAAlgorithm if self.algorithm.startswith("RS") else ECAlgorithm
        public = made.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [public | {"kid": self.kid, "alg": self.algorithm, "use": "sig"}]}

    def token(self, aud: object = THERE, *, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token; claims that are None are left out."""
        now = int(time.time())
        said = {"iss": ISS, "aud": aud, "exp": now + 120, "iat": now, "jti": secrets.token_hex(8)} | claims
        return jwt.encode(
            {name: value for name, value in said.items() if value is not None},
            self.key,
            algorithm=self.algorithm,
            headers={"kid": self.kid} | (header or {}),
        )

    def bearer(self, aud: object = THERE, **more: Any) -> dict[str, str]:
        """The header that carries a token."""
        return {"Authorization": f"Bearer {self.token(aud, **more)}"}

    def call(self, site: TestClient, case: str = "E-1001", **changed: Any) -> Any:
        """Ask for cards."""
        return site.post("/cds-services/case-prompts", json=asked(case, **changed), headers=self.bearer())

    def tell(self, site: TestClient, *told: dict[str, Any]) -> Any:
        """Send feedback."""
        there = f"{THERE}/feedback"
        return site.post(
            "/cds-services/case-prompts/feedback", json={"feedback": told}, headers=self.bearer(there)
        )


def asked(case: str = "E-1001", **changed: Any) -> dict[str, Any]:
    """A request for cards; fields that are None are left out."""
    said = {
        "hook": CASE_VIEW,
        "hookInstance": str(uuid.uuid4()),
        "context": {"userId": "Practitioner/sam.example", "caseId": case},
    } | changed
    return {name: value for name, value in said.items() if value is not None}


def accepted(card: dict[str, Any], at: str = "2026-03-09T10:00:00Z") -> dict[str, Any]:
    """Feedback that a card's suggestion was accepted."""
    suggestion = {"id": card["suggestions"][0]["uuid"]}
    return {
        "card": card["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [suggestion],
        "outcomeTimestamp": at,
    }


def overridden(
    card: dict[str, Any], reason: dict[str, Any] | None = None, at: str = "2026-03-09T10:00:00Z", **more: Any
) -> dict[str, Any]:
    """Feedback that a card was overridden."""
    said: dict[str, Any] = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": at}
    because = ({"reason": reason} if reason else {}) | more
    return said | ({"overrideReason": because} if because else {})


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token that nobody signed."""
    parts = (jwt.utils.base64url_encode(json.dumps(part).encode()).decode() for part in (header, claims))
    return f"{'.'.join(parts)}."
