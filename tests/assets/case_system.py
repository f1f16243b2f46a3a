"""A case system as it writes launch links: signed by a shared secret, by its own private key, or plain."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from lif_plugin.web.launch_keys import LaunchKey


@dataclass
class CaseSystem:
    """Writes links with a key. It knows nothing of ours but what the documentation says."""

    key: LaunchKey
    private: ec.EllipticCurvePrivateKey | None = None

    def link(
        self, case: str = "E-1001", /, *, signed: Mapping[str, str] | None = None, **changed: str
    ) -> str:
        """A link by the shared secret, saying what is ``signed``; what is ``changed`` stands in it and was not signed."""
        said = {
            "agency": self.key.agency, "source": self.key.source, "case": case, "user": "sam.example",
            "time": str(int(time.time())), "nonce": secrets.token_hex(8),
        }  # fmt: skip
        said |= signed or {}
        text = "\n".join(
            ["lif-launch-1", *(said[name] for name in ("agency", "source", "case", "user", "time", "nonce"))]
        )
        secret = bytes.fromhex(self.key.secret or "")
        sign = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
        said |= {"key": self.key.id, "sign": sign} | changed
        path = f"/launch/{said.pop('agency')}/{said.pop('source')}"
        return f"{path}?{urlencode(said)}"

    def token_link(self, **claims: Any) -> str:
        """A link by the case system's own private key."""
        now = int(time.time())
        said = {
            "aud": "lif-launch", "sub": "sam.example", "agency": self.key.agency, "source": self.key.source, "case": "E-1001",
            "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
        }  # fmt: skip
        path = f"/launch/{claims.pop('path_agency', self.key.agency)}/{self.key.source}"
        algorithm, signing = claims.pop("algorithm", "ES256"), claims.pop("signing", self.private)
        token = jwt.encode(said | claims, signing, algorithm=algorithm, headers={"kid": self.key.id})
        return f"{path}?token={token}"


@dataclass
class FramingSystem:
    """A case system that holds the panel in a frame of its own page."""

    key: LaunchKey
    private: ec.EllipticCurvePrivateKey
    origin: str = "https://case.example"

    def address(self, *, signing: Any = None, kid: str | None = None, **claims: Any) -> str:
        """Where the frame goes; claims that are None are left out."""
        now = int(time.time())
        said = {
            "aud": "lif-embed", "sub": "sam.example", "agency": self.key.agency, "source": self.key.source,
            "case": "E-1001", "origin": self.origin, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8),
        } | claims  # fmt: skip
        kept = {name: value for name, value in said.items() if value is not None}
        token = jwt.encode(
            kept, signing or self.private, algorithm="ES256", headers={"kid": kid or self.key.id}
        )
        return f"/embed/launch/{self.key.agency}/{self.key.source}?token={token}"


def key_pair() -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """A private key, and the public one as PEM."""
    private = ec.generate_private_key(ec.SECP256R1())
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return private, private.public_key().public_bytes(serialization.Encoding.PEM, form)
