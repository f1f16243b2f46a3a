"""A webhook as Tryton's sender signs it, with an invented key."""

import base64
import hashlib
import hmac
import json

KEY = f"whsec_{base64.b64encode(b'an invented key of 32 bytes len.').decode()}"
NOW = 1_795_000_000
"""Seconds."""


def hint(ref: str, body: bytes | None = None, at: int = NOW) -> tuple[dict[str, str], bytes]:
    """Headers and body of a webhook about a case, or with another body."""
    if body is None:
        body = json.dumps({"type": "assessment.saved", "data": {"case": ref}}).encode()
    key = base64.b64decode(KEY.removeprefix("whsec_"))
    digest = hmac.digest(key, f"msg_1.{at}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}, body
