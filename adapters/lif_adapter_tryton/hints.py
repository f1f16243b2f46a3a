"""Webhooks of Tryton's sender: Standard Webhooks 1.0, signed with a shared secret; nothing of one but the case is used."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final

from lif_adapter_tryton.errors import ForgedHint
from lif_adapter_tryton.settings import Secret

TOLERANCE_S: Final = 300
LARGEST: Final = 64 * 1024


def hinted_case(headers: Mapping[str, str], body: bytes, key: Secret, now_ms: int) -> str | None:
    """The case a webhook is about; None if it is about none. Raises `ForgedHint` unless it was signed just now."""
    given = {name.lower(): value for name, value in headers.items()}
    _check(given, body, key.reveal(), now_ms // 1000)
    try:
        ref = json.loads(body)["data"]["case"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return ref if isinstance(ref, str) and ref.isascii() and ref.isdigit() else None


def _check(given: Mapping[str, str], body: bytes, key: str, now: int) -> None:
    at, message = given.get("webhook-timestamp", ""), given.get("webhook-id", "")
    timely = at.isascii() and at.isdigit() and len(at) <= 12 and abs(now - int(at)) <= TOLERANCE_S
    if not key or not message or not timely or len(body) > LARGEST:
        raise ForgedHint
    digest = hmac.digest(_content(key), f"{message}.{at}.".encode() + body, hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}".encode()
    signed = given.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(one.encode(), signature) for one in signed):
        raise ForgedHint


def _content(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise ForgedHint from None
