"""Tokens that a client signs with its own key, as any client would in its own language."""

import secrets
import time
from typing import Any

import jwt

from lif_plugin.web.tokens import SigningKey


def signed_by_client(key: SigningKey, client: str, audience: str, seconds: int) -> str:
    """A token of a client, good for so many seconds from now."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": f"client:{client}", "sub": client, "aud": audience, "iat": now, "nbf": now, "exp": now + seconds,
        "jti": secrets.token_urlsafe(12),
    }  # fmt: skip
    return jwt.encode(claims, key.key, algorithm="ES256", headers={"kid": key.kid})
